"""The form of an own field."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    FieldList,
    FormField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms import Form as PlainForm
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from fss.fields.rules import KINDS, LABEL_LENGTH, MOST_CHOICES, NAME_LENGTH, Definition
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import GROUPS, Kind, PropertyKind
from fss.sites.rules.units import UNITS
from fss.web.forms import Form, VersionField


class AnswerForm(PlainForm):
    key = HiddenField()
    label = StringField("Answer", [Length(max=NAME_LENGTH)])


class OwnFieldForm(Form):
    version = VersionField()
    label = StringField(
        "What it is called",
        [InputRequired("Enter what the field is called."), Length(max=LABEL_LENGTH)],
        description="As it stands on pages and reports. For example: Distance to a barge terminal.",
    )
    description = TextAreaField(
        "What to enter",
        [Length(max=500)],
        description="One sentence that stands at the input, for the planner who fills it in.",
    )
    section = SelectField(
        "Section", choices=[SelectChoice(group.key, group.label) for group in GROUPS]
    )
    applies_to = SelectMultipleField(
        "For",
        choices=[SelectChoice("land", "Land"), SelectChoice("building", "Buildings")],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    kind = SelectField(
        "Kind of value",
        choices=[SelectChoice(kind.value, words) for kind, words in KINDS.items()],
        description="It cannot change once a value is stated.",
    )
    unit = SelectField(
        "Unit",
        choices=[
            SelectChoice("", "None"),
            *(
                SelectChoice(key, f"dollars {unit.many}".strip() if unit.money else unit.many)
                for key, unit in UNITS.items()
            ),
        ],
        description="For numbers and amounts of money.",
    )
    answers = FieldList(FormField(AnswerForm, label="Answer"), max_entries=MOST_CHOICES)
    choices = TextAreaField(
        "New answers",
        [Length(max=6000)],
        description="For a choice: one answer per line, in the order in which they are shown.",
    )
    aliases = TextAreaField(
        "Other names",
        [Length(max=2000)],
        description="One per line: what the column is called in lists that you import.",
    )
    plannable = BooleanField("A plan may stand beside the present value, with its day and its cost")
    data_class = SelectField(
        "Who may see its values",
        choices=[SelectChoice(one.value, one.label) for one in DataClass],
    )

    def show(self, said: Definition, *, version: int) -> None:
        """Fill the form with a field as it is."""
        self.version.data = version
        self.label.data, self.description.data = said.label, said.description
        self.section.data, self.kind.data, self.unit.data = said.group, said.kind.value, said.unit
        self.applies_to.data = [kind.value for kind in said.applies_to]
        self.aliases.data = "\n".join(said.aliases)
        self.data_class.data, self.plannable.data = said.data_class.value, said.plannable
        for key, label in said.choices:
            self.answers.append_entry({"key": key, "label": label})

    def definition(self) -> Definition:
        """What was entered; an answer whose label was emptied is left out."""
        kept: list[tuple[str, str]] = [
            (entry.form.key.data or "", _line(entry.form.label.data))
            for entry in self.answers
            if _line(entry.form.label.data)
        ]
        return Definition(
            label=_line(self.label.data),
            group=self.section.data,
            kind=Kind(self.kind.data),
            unit=self.unit.data or "",
            choices=(*kept, *(("", line) for line in _lines(self.choices.data))),
            applies_to=frozenset(PropertyKind(one) for one in self.applies_to.data or ()),
            description=(self.description.data or "").strip(),
            aliases=tuple(dict.fromkeys(_lines(self.aliases.data))),
            data_class=DataClass(self.data_class.data),
            plannable=self.plannable.data,
        )


def _line(words: Any) -> str:
    return " ".join(str(words or "").replace("\x00", "").split())


def _lines(words: Any) -> list[str]:
    return [line for line in map(_line, str(words or "").splitlines()) if line]
