"""One group of fields as a form: every field in the user's own words, read by the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    IntegerField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, HiddenInput, ListWidget

from fss.sites.forms.evidence import FILES, KINDS, class_field
from fss.sites.forms.tables import TableField
from fss.sites.models import Confidence, Fact, SiteDocument, Statement, class_of_field
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS, fields_for
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.rules.outcomes import Context, Outcome
from fss.sites.rules.parsing import parse
from fss.sites.rules.units import UNITS
from fss.sites.rules.values import Value, display
from fss.web.forms import DayField, Form

CONFIDENCES = [
    SelectChoice("", "Choose how sure this is"),
    *(SelectChoice(one.value, one.label) for one in Confidence),
]
NO_DOCUMENT = SelectChoice("", "None")
Words = str | tuple[str, ...]


class GroupForm(Form):
    """Base of the forms that `group_form` builds; `keys` are the fields of the group.

    Inputs: `v_<key>` present value, `p_<key>`, `d_<key>`, `c_<key>` plan, its day and its cost,
    `a_<key>` who may see them.
    """

    keys: tuple[str, ...] = ()
    seen = IntegerField(widget=HiddenInput(), default=0)
    source = StringField(
        "Source",
        [Length(max=300)],
        description="Who says so, or which document. For example: City utility department.",
    )
    as_of = DayField("True as of", [Optional()])
    confidence = SelectField("How sure", choices=CONFIDENCES)
    document = SelectField(
        "Document",
        choices=[NO_DOCUMENT],
        validate_choice=False,
        description="The document of this site on which the values rest.",
    )
    new_document = FileField("Or add a document", description=FILES)
    document_kind = SelectField("What the added document is", choices=KINDS, validate_choice=False)
    confirm = BooleanField(
        "I checked every value of this page: state them all again with this source and day"
    )

    def show(self, facts: Mapping[tuple[str, bool], Fact], *, seen: int) -> None:
        """Fill the inputs with what is known; `seen` is the latest fact the person is shown."""
        self.take(shown_words(self.keys, facts))
        for key, shown in _classes_of(self.keys, facts).items():
            self[f"a_{key}"].data = shown.value
        self.seen.data = seen
        self.seen.raw_data = [str(seen)]

    def entered(self) -> dict[str, Words]:
        """What the person left in every input, by input name."""
        found: dict[str, Words] = {}
        for name in input_names(self.keys):
            data = self[name].data
            if isinstance(data, list):
                found[name] = tuple(data)
            elif isinstance(data, date):
                found[name] = data.isoformat()
            else:
                found[name] = data or ""
        return found

    def take(self, words: Mapping[str, Words]) -> None:
        """Put other words into some inputs: what somebody else saved meanwhile."""
        for name, data in words.items():
            self[name].data = list(data) if isinstance(data, tuple) else data
            if name.startswith("d_"):
                self[name].data = date.fromisoformat(str(data)) if data else None
                self[name].raw_data = [str(data)]

    def statements(self, facts: Mapping[tuple[str, bool], Fact]) -> list[Statement]:
        """What is to be stated: inputs that differ from `facts`; errors land at the inputs."""
        shown, entered = shown_words(self.keys, facts), self.entered()
        found: list[Statement | None] = []
        for key in self.keys:
            for planned in (False, True) if FIELDS[key].plannable else (False,):
                parts = "pdc" if planned else "v"
                fact = facts.get((key, planned))
                if any(entered[f"{part}_{key}"] != shown[f"{part}_{key}"] for part in parts):
                    found.append(self._plan(FIELDS[key]) if planned else self._present(FIELDS[key]))
                elif self.confirm.data and fact is not None and fact.value is not None:
                    found.append(
                        Statement(
                            field=key,
                            value=fact.value,
                            planned=planned,
                            plan_on=fact.plan_on,
                            plan_cost=fact.plan_cost,
                        )
                    )
        return [statement for statement in found if statement is not None]

    def classes(self, facts: Mapping[tuple[str, bool], Fact]) -> dict[str, DataClass]:
        """Who may see each value, where the person chose other than what holds for `facts`.

        `facts` are those that the person was shown: what somebody else closed meanwhile stays so.
        """
        known = {one.value for one in DataClass}
        return {
            key: DataClass(self[f"a_{key}"].data)
            for key, shown in _classes_of(self.keys, facts).items()
            if self[f"a_{key}"].data in known and self[f"a_{key}"].data != shown.value
        }

    def offer(self, documents: Sequence[SiteDocument]) -> None:
        """Fill the select of documents with those of the site."""
        self.document.choices = [
            NO_DOCUMENT,
            *(SelectChoice(str(one.id), f"{one.title} ({one.kind.label})") for one in documents),
        ]

    @property
    def class_inputs(self) -> list[Any]:
        """The inputs of who may see each value."""
        return [self[f"a_{key}"] for key in self.keys]

    def check_evidence(self) -> bool:
        """Source, day and confidence are needed as soon as something is stated."""
        if not self.source.data:
            self.source.errors = [*self.source.errors, "Say where the values come from."]
        if not self.as_of.data and not self.as_of.errors:
            self.as_of.errors = [*self.as_of.errors, "Enter the day on which the values were true."]
        if not self.confidence.data:
            self.confidence.errors = [*self.confidence.errors, "Choose how sure this is."]
        return not (self.source.errors or self.as_of.errors or self.confidence.errors)

    @property
    def tables(self) -> list[TableField]:
        """The inputs of fields that are tables."""
        return [self[f"v_{key}"] for key in self.keys if FIELDS[key].is_table]

    @property
    def studies(self) -> list[dict[str, Any]]:
        """Per study: its label, its description and the inputs of status, date and firm."""
        members = [FIELDS[key] for key in self.keys if FIELDS[key].row]
        return [
            {
                "label": FIELDS[row].label,
                "description": FIELDS[row].description,
                "inputs": [self[f"v_{one.key}"] for one in members if one.row == row],
            }
            for row in dict.fromkeys(one.row for one in members)
        ]

    def add_rows(self, name: str) -> bool:
        """Show more rows of the table with that input name; whether there is one."""
        found = [one for one in self.tables if one.name == name]
        for one in found:
            one.add_rows()
        return bool(found)

    @property
    def fields(self) -> list[dict[str, Any]]:
        """Per field that stands alone: the field, its input, unit, and the inputs of its plan."""
        return [
            {
                "field": FIELDS[key],
                "input": self[f"v_{key}"],
                "unit": unit_words(FIELDS[key]),
                "plan": [self[f"{part}_{key}"] for part in "pdc"] if FIELDS[key].plannable else [],
            }
            for key in self.keys
            if not FIELDS[key].row and not FIELDS[key].is_table
        ]

    def _present(self, field: Field) -> Statement | None:
        name = f"v_{field.key}"
        value = self._read(field, self.entered()[name], name)
        return None if value is None else Statement(field=field.key, value=value)

    def _plan(self, field: Field) -> Statement | None:
        name = f"p_{field.key}"
        value = self._read(field, self.entered()[name], name)
        if value is None or value == "":
            return Statement(field=field.key, value="", planned=True) if value == "" else None
        day, cost = self[f"d_{field.key}"], self[f"c_{field.key}"]
        if not day.data and not day.errors:
            day.errors = [*day.errors, "Enter the day by which the plan will be done."]
        amount = _cost(cost)
        if day.errors or cost.errors:
            return None
        return Statement(
            field=field.key, value=value, planned=True, plan_on=day.data, plan_cost=amount
        )

    def _read(self, field: Field, words: Words, name: str) -> Value | str | None:
        """The value; "" for no longer known; None with an error at the input."""
        if isinstance(words, tuple):
            if not {choice.key for choice in field.choices}.issuperset(words):
                return None  # validation says so at the input
            labels = ", ".join(field.label_of(key) for key in words)
            return Value(field=field.key, choices=words, words=labels) if words else ""
        if field.is_set and words in {choice.key for choice in field.choices}:
            return Value(field=field.key, choices=(words,), words=field.label_of(words))
        parsed = parse(field, words, context=Context(as_of=self.as_of.data))
        if parsed.outcome is Outcome.PROBLEM:
            self[name].errors = [*self[name].errors, parsed.problem]
            return None
        return parsed.value if parsed.value is not None else ""


def shown_words(keys: tuple[str, ...], facts: Mapping[tuple[str, bool], Fact]) -> dict[str, Words]:
    """What the inputs of a group show for some facts, by input name."""
    shown: dict[str, Words] = {}
    for key in keys:
        field = FIELDS[key]
        shown[f"v_{key}"] = _words(field, facts.get((key, False)))
        if field.plannable:
            plan = facts.get((key, True))
            on = None if plan is None or plan.retracted else plan.plan_on
            cost = None if plan is None or plan.retracted else plan.plan_cost
            shown[f"p_{key}"] = _words(field, plan)
            shown[f"d_{key}"] = on.isoformat() if on else ""
            shown[f"c_{key}"] = "" if cost is None else f"{cost:.2f}".removesuffix(".00")
    return shown


def _classes_of(
    keys: tuple[str, ...], facts: Mapping[tuple[str, bool], Fact]
) -> dict[str, DataClass]:
    """Who may see the value of each field: as said, else as usual for the field."""
    found = {}
    for key in keys:
        fact = facts.get((key, False)) or facts.get((key, True))
        found[key] = fact.seen_by if fact else class_of_field(key)
    return found


def input_names(keys: tuple[str, ...]) -> list[str]:
    """The names of the inputs of a group."""
    return [f"{part}_{key}" for key in keys for part in ("vpdc" if FIELDS[key].plannable else "v")]


def unit_words(field: Field) -> str:
    """The unit that stands behind an input, such as `acres` or `$ per acre`."""
    unit = UNITS.get(field.unit)
    if unit is None:
        return ""
    return f"$ {unit.many}".strip() if unit.money else unit.many


def group_form(kind: PropertyKind, group: str) -> type[GroupForm]:
    """The form of one group for land or for a building."""
    return _form_of(group, tuple(field for field in fields_for(kind) if field.group == group))


@lru_cache(maxsize=64)
def _form_of(group: str, fields: tuple[Field, ...]) -> type[GroupForm]:
    members: dict[str, Any] = {"keys": tuple(field.key for field in fields)}
    for field in fields:
        label = f"{field.label}: who may see it"
        members[f"a_{field.key}"] = class_field(label, validate_choice=False)
        hint = "" if field.row else field.description
        members[f"v_{field.key}"] = _input(field, field.label, hint)
        if field.plannable:
            members[f"p_{field.key}"] = _input(field, "Planned value", "")
            members[f"d_{field.key}"] = DayField("Done by", [Optional()])
            members[f"c_{field.key}"] = StringField("Cost, $", [Length(max=40)])
    return type(f"{group.title()}Form", (GroupForm,), members)


def _input(field: Field, label: str, description: str) -> Any:
    if field.kind is Kind.MULTI:
        return SelectMultipleField(
            label,
            choices=[SelectChoice(choice.key, choice.label) for choice in field.choices],
            description=description,
            widget=ListWidget(prefix_label=False),
            option_widget=CheckboxInput(),
        )
    if field.is_set:
        offered = [
            SelectChoice("", "Not provided"),
            *(SelectChoice(one.key, one.label) for one in field.choices),
        ]
        return SelectField(label, choices=offered, description=description)
    if field.is_table:
        return TableField(label, table=field, description=description)
    if field.kind is Kind.LONG_TEXT:
        return TextAreaField(label, description=description)
    return StringField(label, description=description)


def _words(field: Field, fact: Fact | None) -> Words:
    value = fact.value if fact else None
    if value is None:
        return () if field.kind is Kind.MULTI else ""
    if field.kind is Kind.MULTI:
        return value.choices
    return value.choices[0] if field.is_set else display(field, value)


def _cost(cost: Any) -> float | None:
    words = (cost.data or "").replace("$", "").replace(",", "").strip()
    if not words:
        return None
    try:
        amount = float(words)
    except ValueError:
        amount = -1.0
    if not 0 <= amount < 1e12:
        cost.errors = [*cost.errors, "Enter an amount in dollars, like 250,000."]
        return None
    return amount
