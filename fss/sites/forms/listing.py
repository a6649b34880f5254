"""The filters of the list; they come with the address, so that a list can be sent to others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from wtforms import BooleanField, FloatField, SearchField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import NumberRange, Optional

from fss.accounts.models import Organization
from fss.sites.queries.filters import CHOICE_FILTERS, SiteFilters, choices_of
from fss.sites.rules.fields import PropertyKind
from fss.web.forms import Form

ANY = SelectChoice("", "Any")
KINDS = (SelectChoice("land", "Land"), SelectChoice("building", "Buildings"))


class AmountField(FloatField):
    """A number of acres or square feet; thousands separators are understood."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            valuelist = [valuelist[0].replace(",", "").strip()]
        if not valuelist or not valuelist[0]:
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Enter a number, like 40.") from None


def _amount(label: str) -> Any:
    return AmountField(
        label,
        [Optional(), NumberRange(min=0, max=1e9, message="Enter a number of 0 or more.")],
    )


class FilterForm(Form):
    text = SearchField("Name, number or address")
    city = SelectField("City or township", default="")
    kind = SelectField("Land or building", choices=[ANY, *KINDS], default="")
    acres_min = _amount("Acres at least")
    acres_max = _amount("Acres at most")
    sq_ft_min = _amount("Building sq ft at least")
    availability = SelectField("Availability", default="")
    zoning_class = SelectField("Zoning class", default="")
    electric_status = SelectField("Electric", default="")
    gas_status = SelectField("Gas", default="")
    water_status = SelectField("Water", default="")
    sewer_status = SelectField("Sewer", default="")
    fiber_status = SelectField("Fiber", default="")
    rail_status = SelectField("Rail", default="")
    unlisted = BooleanField("Off the list")

    class Meta(Form.Meta):
        csrf = False

    def __init__(self, formdata: Any, organizations: Sequence[Organization]) -> None:
        super().__init__(formdata)
        self.city.choices = [ANY, *(SelectChoice(str(one.id), one.name) for one in organizations)]
        for key in CHOICE_FILTERS:
            self[key].choices = [ANY, *(SelectChoice(*one) for one in choices_of(key))]

    def filters(self) -> SiteFilters:
        """What is asked for; a field with an error filters nothing."""
        self.validate()

        def good(name: str) -> Any:
            return None if self[name].errors else self[name].data

        kind, city = good("kind"), good("city")
        return SiteFilters(
            text=good("text") or "",
            organization_id=UUID(city) if city else None,
            kind=PropertyKind(kind) if kind else None,
            acres_min=good("acres_min"),
            acres_max=good("acres_max"),
            sq_ft_min=good("sq_ft_min"),
            unlisted=bool(good("unlisted")),
            **{key: good(key) or "" for key in CHOICE_FILTERS},
        )

    @property
    def has_more(self) -> bool:
        """Whether one of the filters that are folded away is set."""
        return any(field.data for field in (*self.utilities, self.unlisted))

    @property
    def utilities(self) -> list[Any]:
        """The filters on utilities and rail."""
        return [self[key] for key in CHOICE_FILTERS if key.endswith("_status")]
