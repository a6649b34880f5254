"""One value for many sites: which field, which value, where it comes from."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from fss.sites.forms.group import CONFIDENCES
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import GROUPS, Field, Kind
from fss.web.forms import DayField, Form


def fields_to_choose() -> list[tuple[str, list[Field]]]:
    """The fields that can be stated of many sites, by group label."""
    offered = [
        (group.label, [one for one in FIELDS.values() if one.group == group.key and _fits(one)])
        for group in GROUPS
    ]
    return [(label, members) for label, members in offered if members]


def _fits(field: Field) -> bool:
    # A point is one site's own, and a table is no single value.
    return not field.is_table and field.key not in ("latitude", "longitude")


class ManyForm(Form):
    value = StringField("New value", [Length(max=2000)])
    source = StringField(
        "Source",
        [InputRequired("Say where the value comes from."), Length(max=300)],
        description="Who says so, or which document. For example: City utility department.",
    )
    as_of = DayField("True as of", [InputRequired("Enter the day on which the value was true.")])
    confidence = SelectField(
        "How sure", [InputRequired("Choose how sure this is.")], choices=CONFIDENCES
    )
    seen = HiddenField()

    def offer(self, field: Field) -> None:
        """Say what can be entered for the field."""
        if field.kind in (Kind.CHOICE, Kind.BOOLEAN, Kind.MULTI):
            labels = ", ".join(choice.label for choice in field.choices)
            several = " (several, with commas between)" if field.kind is Kind.MULTI else ""
            self.value.description = f"One of: {labels}{several}. Empty when nobody knows."
        else:
            self.value.description = "As you would say it. Empty when nobody knows."


def choice_words(field: Field) -> list[SelectChoice]:
    """What a select offers for a field with choices; the last means that nobody knows."""
    return [
        SelectChoice("", "Choose the new value"),
        *(SelectChoice(one.label, one.label) for one in field.choices),
        SelectChoice("unknown", "Nobody knows"),
    ]


class ChoiceForm(ManyForm):
    value: Any = SelectField("New value", [InputRequired("Choose the new value.")])

    def offer(self, field: Field) -> None:
        """Offer the field's choices."""
        self.value.choices = choice_words(field)


def many_form(field: Field) -> ManyForm:
    """The form for one field."""
    form = ChoiceForm() if field.kind in (Kind.CHOICE, Kind.BOOLEAN) else ManyForm()
    form.offer(field)
    return form
