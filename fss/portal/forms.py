"""Forms for people without an account."""

from __future__ import annotations

from typing import Any

from wtforms import FloatField, SearchField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from fss.accounts.queries import members, today
from fss.portal.queries.open_sites import OpenFilters, open_counts
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.web.forms import Form

ANY = SelectChoice("", "Any")


class TrackForm(Form):
    code = StringField(
        "Tracking code",
        [InputRequired("Enter the tracking code."), Length(max=40)],
        description="16 letters and digits, like BCDF-GHJK-2345-LMNP. It stands in our reply to "
        "your request.",
    )


class AmountField(FloatField):
    """A number; thousands separators are understood."""

    def process_formdata(self, valuelist: list[str]) -> None:
        plain = [value.replace(",", "").strip() for value in valuelist[:1]]
        if not any(plain):
            self.data = None
            return
        try:
            super().process_formdata(plain)
        except ValueError:
            raise ValueError("Enter a number, like 40.") from None


class OpenForm(Form):
    """The filters of the public list; `names` is what each choice of a facet is called."""

    text = SearchField("Name, number, city or address", [Length(max=200)])
    city = SelectField("City or township", default="")
    kind = SelectField("Land or building", default="")
    availability = SelectField("Availability", default="")
    zoning_class = SelectField("Zoning class", default="")
    acres_min = AmountField(
        "Acres at least",
        [Optional(), NumberRange(min=0, max=1e9, message="Enter a number of 0 or more.")],
    )

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, formdata: Any) -> None:
        super().__init__(formdata)
        self.names: dict[str, dict[str, str]] = {
            "city": {one.code: one.name for one in members(today())},
            "kind": {"land": "Land", "building": "Buildings"},
            **{
                key: {choice.key: choice.label for choice in FIELDS[key].choices}
                for key in ("availability", "zoning_class")
            },
        }
        for key, names in self.names.items():
            self[key].choices = [ANY, *(SelectChoice(*one) for one in names.items())]

    def filters(self) -> OpenFilters:
        """What is asked for; a field with an error filters nothing."""
        self.validate()
        good = {name: None if self[name].errors else self[name].data for name in self.data}
        return OpenFilters(
            text=good["text"] or "",
            city=good["city"] or "",
            kind=PropertyKind(good["kind"]) if good["kind"] else None,
            availability=good["availability"] or "",
            zoning_class=good["zoning_class"] or "",
            acres_min=good["acres_min"],
        )

    def count(self, filters: OpenFilters) -> None:
        """Say beside each choice how many sites it would show; leave out those with none."""
        for key, names in self.names.items():
            counts = open_counts(filters, key)
            self[key].choices = [
                ANY,
                *(
                    SelectChoice(choice, f"{label} ({counts.get(choice, 0)})")
                    for choice, label in names.items()
                    if choice in counts or choice == self[key].data
                ),
            ]
