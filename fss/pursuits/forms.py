"""Forms of pursuits: intake, criteria, stage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Length, Optional

from fss.errors import RuleError
from fss.pursuits.rules import (
    Confidentiality,
    Facts,
    Labeled,
    ProjectType,
    PropertyWanted,
    RequestSource,
    Row,
    Stage,
    comparison_label,
    find_field,
    parse_count,
    parse_money,
    read_criterion,
    value_in_words,
)
from fss.sites.rules.criteria import Comparison, Importance, comparisons_for
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import GROUPS, Field
from fss.sites.rules.units import UNITS
from fss.web.forms import DayField, Form, LocalTimeField, VersionField

SHORT = Length(max=200, message="Use at most 200 characters.")
MOST_ROWS = 100


def _choices(kind: Iterable[Labeled]) -> list[SelectChoice]:
    return [SelectChoice(one.value, one.label) for one in kind]


class FactsForm(Form):
    request_text = TextAreaField(
        "Request as received",
        [Length(max=50_000, message="Shorten this to 50,000 characters.")],
        description="Paste the e-mail or letter. Only county staff see it.",
    )
    code_name = StringField(
        "Code name",
        [DataRequired("Give the pursuit a code name."), Length(max=80)],
        description="Never the company's name. A suggestion is filled in.",
    )
    source = SelectField("Source", choices=_choices(RequestSource))
    source_reference = StringField("Their reference", [SHORT])
    contact_name = StringField("Contact", [SHORT])
    contact_email = StringField("Contact's e-mail", [SHORT])
    contact_phone = StringField("Contact's telephone", [SHORT])
    received_at = LocalTimeField("Received", [DataRequired("Enter when the request came.")])
    due_at = LocalTimeField("Answer due", [DataRequired("Enter when the answer is due.")])
    confidentiality = SelectField("Confidentiality", choices=_choices(Confidentiality))
    project_type = SelectField("Project type", choices=_choices(ProjectType))
    property_wanted = SelectField("Property wanted", choices=_choices(PropertyWanted))
    industry = StringField("Industry", [SHORT])
    jobs = StringField("Jobs")
    investment = StringField("Investment", description="Dollars, like 12,500,000 or 12.5 million.")
    needed_by = DayField("Needed by", [Optional()])
    version = VersionField()

    def show(self, facts: Facts, zone: str, version: int) -> None:
        """Start with stored facts; times in the county's zone."""
        for name in (
            "request_text",
            "code_name",
            "source_reference",
            "contact_name",
            "industry",
            "contact_email",
            "contact_phone",
            "needed_by",
        ):
            self[name].data = getattr(facts, name)
        for name in ("source", "confidentiality", "project_type", "property_wanted"):
            self[name].data = getattr(facts, name).value
        self.received_at.data = local_words(facts.received_at, zone)
        self.due_at.data = local_words(facts.due_at, zone)
        self.jobs.data = "" if facts.jobs is None else f"{facts.jobs:,}"
        self.investment.data = _money_words(facts.investment)
        self.version.data = version

    def facts(self, zone: str) -> Facts:
        """What was entered; raises RuleError at the field for what cannot be read."""
        received, due = self.received_at.instant(zone), self.due_at.instant(zone)
        if received is None or due is None:
            raise RuleError("Enter both times.", "due_at")
        return Facts(
            code_name=self.code_name.data,
            source=RequestSource(self.source.data),
            source_reference=self.source_reference.data or "",
            contact_name=self.contact_name.data or "",
            contact_email=self.contact_email.data or "",
            contact_phone=self.contact_phone.data or "",
            received_at=received,
            due_at=due,
            confidentiality=Confidentiality(self.confidentiality.data),
            project_type=ProjectType(self.project_type.data),
            property_wanted=PropertyWanted(self.property_wanted.data),
            industry=self.industry.data or "",
            jobs=parse_count(self.jobs.data or ""),
            investment=parse_money(self.investment.data or ""),
            needed_by=self.needed_by.data,
            request_text=self.request_text.data or "",
        )


def local_words(instant: datetime, zone: str) -> str:
    """An instant as `datetime-local` wants it, in the county's zone, to the minute."""
    return f"{instant.astimezone(ZoneInfo(zone)):%Y-%m-%dT%H:%M}"


def _money_words(amount: Decimal | None) -> str:
    if amount is None:
        return ""
    return f"{amount:,.2f}".removesuffix(".00")


def _field_choices() -> list[SelectChoice]:
    """All fields that can be asked, by group."""
    return _choices_with(FIELDS.own)


@lru_cache(maxsize=4)
def _choices_with(
    own: tuple[Field, ...],  # noqa: ARG001  (what a county adds is offered at once)
) -> list[SelectChoice]:
    labels = {group.key: group.label for group in GROUPS}
    return [
        SelectChoice("", "Choose a field"),
        *(
            SelectChoice(field.key, field.label, optgroup=labels[field.group])
            for field in FIELDS.values()
        ),
    ]


class RowForm(PlainForm):
    id = HiddenField()
    field = SelectField("Field", choices=_field_choices, validate_choice=False)
    comparison = SelectField(
        "Comparison",
        choices=[SelectChoice(one.value, comparison_label(one)) for one in Comparison],
        validate_choice=False,
    )
    value = StringField("Value")
    importance = SelectField(
        "Must or want",
        choices=[SelectChoice(one.value, one.value.capitalize()) for one in Importance],
        validate_choice=False,
    )
    weight = SelectField(
        "Weight",
        choices=[SelectChoice(str(weight), str(weight)) for weight in range(1, 6)],
        default="3",
        validate_choice=False,
    )

    @property
    def declared(self) -> Field | None:
        """The field chosen, if any."""
        return FIELDS.get(self.field.data or "")

    @property
    def hint(self) -> str:
        """What to write as the value."""
        field = self.declared
        if field is None:
            return ""
        if field.is_set:
            return "; ".join(choice.label for choice in field.choices)
        if field.is_interval:
            return value_hint(field)
        return "No value needed"

    def narrow(self) -> None:
        """Offer only the comparisons that fit the field chosen."""
        field = self.declared
        if field is not None:
            offered = comparisons_for(field)
            self.comparison.choices = [
                SelectChoice(one.value, comparison_label(one, field)) for one in offered
            ]

    def read(self) -> Row:
        """The criterion entered; RuleError names the field of this row."""
        words = (self.value.data or "").replace("\x00", "").strip()
        weight = self.weight.data or "3"
        criterion = read_criterion(
            field_key=self.field.data or "",
            comparison=self.comparison.data or "",
            value=words,
            importance=self.importance.data or "",
            weight=int(weight) if weight.isascii() and weight.isdigit() else 0,
        )
        kept = words if criterion.comparison is not Comparison.IS_KNOWN else ""
        return Row(criterion=criterion, words=kept[:500], id=_uuid(self.id.data))

    @property
    def is_blank(self) -> bool:
        """Nothing was chosen or written."""
        return not self.field.data and not (self.value.data or "").strip()


def usual_comparison(field: Field) -> Comparison:
    """What is mostly meant: near and cheap are limits from above."""
    offered = comparisons_for(field)
    wants_little = field.group == "price" or "distance" in field.key
    if wants_little and Comparison.AT_MOST in offered:
        return Comparison.AT_MOST
    return offered[0]


def value_hint(field: Field) -> str:
    """The unit in which a number is read when none is written."""

    unit = UNITS.get(field.unit)
    if unit is None:
        return (
            "A date, like 12/1/2026" if field.is_interval and not field.is_numeric else "A number"
        )
    return f"In dollars {unit.many}".rstrip() if unit.money else f"In {unit.many}"


class RowList(FieldList):
    """Rows by small numbers; a forged number of thousands of digits is no row of ours."""

    def _extract_indices(self, prefix: str, formdata: Any) -> Any:
        sane = (name for name in formdata if len(name) <= len(prefix) + 40)
        return super()._extract_indices(prefix, sane)


class CriteriaForm(Form):
    rows = RowList(FormField(RowForm, label="Criterion"), max_entries=MOST_ROWS)
    find = StringField("Add a criterion", description="A field by any usual name, such as acres.")
    reason = StringField("Why the criteria change", [Length(max=2000)])
    version = VersionField()

    def show(self, rows: Sequence[Row]) -> None:
        """Start with stored criteria."""
        for row in rows:
            self.add_row(row)

    def add_row(self, row: Row | None = None, *, field: Field | None = None) -> None:
        """Add a row: stored, of a field, or blank."""
        data: dict[str, Any] = {"importance": "must", "weight": "3"}
        if row is not None:
            criterion = row.criterion
            data = {
                "id": str(row.id or ""),
                "field": criterion.field,
                "comparison": criterion.comparison.value,
                "value": row.words or value_in_words(FIELDS[criterion.field], criterion),
                "importance": criterion.importance.value,
                "weight": str(criterion.weight),
            }
        elif field is not None:
            data |= {"field": field.key, "comparison": usual_comparison(field).value}
        if len(self.rows.entries) >= MOST_ROWS:
            raise RuleError(f"Keep at most {MOST_ROWS} criteria.", "find")
        self.rows.append_entry(data)

    def add_found(self) -> None:
        """Add a row for the field that was looked for; a blank one when nothing was written."""
        words = (self.find.data or "").strip()
        self.add_row(field=find_field(words) if words else None)
        self.find.data = ""

    def remove_row(self, index: str) -> None:
        """Take a row out by its index in the form."""
        self.rows.entries = [
            entry for entry in self.rows.entries if entry.name != f"{self.rows.name}-{index}"
        ]

    def narrow(self) -> None:
        """Let each row offer only what fits its field."""
        for entry in self.rows.entries:
            entry.form.narrow()

    def read(self) -> list[Row] | None:
        """The criteria entered, blank rows left out; None when a row is wrong (its errors say)."""
        found, wrong = [], False
        for entry in self.rows.entries:
            if entry.form.is_blank:
                continue
            try:
                found.append(entry.form.read())
            except RuleError as error:
                wrong = True
                target = entry.form[error.field if error.field in entry.form else "value"]
                target.errors = [*target.errors, error.message]
        if wrong:
            self.rows.errors = ["A criterion is not right."]
            return None
        return found


class DecisionForm(Form):
    go = RadioField(
        "Does the county answer?",
        [DataRequired("Choose one.")],
        choices=[
            SelectChoice("go", "Go on: cities keep their 4 hours, and we try"),
            SelectChoice("no", "Do not go on: the pursuit is not bid for"),
        ],
    )
    reason = StringField(
        "Why",
        [DataRequired("Say why. All invited cities read it."), Length(max=1000)],
        description="All invited cities read it. Name no company.",
    )
    version = VersionField()


class FurtherForm(Form):
    code = SelectField("Which process", [DataRequired("Choose one.")], validate_choice=False)
    city = SelectField("In which city", [DataRequired("Choose one.")], validate_choice=False)

    def offer(
        self, processes: Iterable[tuple[str, str]], cities: Iterable[tuple[UUID, str]]
    ) -> None:
        """Show the processes (code and title) and the cities."""
        self.code.choices = [SelectChoice(code, title) for code, title in processes]
        self.city.choices = [SelectChoice(str(key), name) for key, name in cities]

    @property
    def city_id(self) -> UUID:
        """The city chosen; RuleError for none of those offered."""
        if self.city.data not in {choice.value for choice in self.city.choices}:
            raise RuleError("Choose a city from the list.", "city")
        return UUID(self.city.data)


class StageForm(Form):
    stage = RadioField("New stage", [DataRequired("Choose the new stage.")])
    reason = TextAreaField(
        "Reason",
        [Length(max=4000)],
        description="Needed for lost, withdrawn and no bid. It stays in the history.",
    )
    version = VersionField()

    def offer(self, moves: Iterable[StrEnum]) -> None:
        """Show the stages to which the pursuit may go."""
        self.stage.choices = [SelectChoice(one.value, Stage(one).label) for one in moves]


def _uuid(text: str | None) -> UUID | None:
    try:
        return UUID(text or "")
    except ValueError:
        return None
