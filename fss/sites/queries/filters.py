"""The filters of the list, and what they mean in SQL.

An unknown value passes no filter on its field, but for the filter "not provided" itself. A range
passes a size filter when some of it fits: "30 to 60 acres" is found by "at least 50".
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func

from fss.sites.models import Site
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind

NOT_PROVIDED = "-"
ENDLESS = 1e300
MOST_WORDS = 20
CHOICE_FILTERS = (
    "availability",
    "zoning_class",
    "electric_status",
    "gas_status",
    "water_status",
    "sewer_status",
    "fiber_status",
    "rail_status",
)


@dataclass(frozen=True, kw_only=True)
class SiteFilters:
    """What the list is narrowed to; empty means everything.

    Choice filters hold one key of the field's choices, or `-` for "not provided".
    """

    text: str = ""
    organization_id: UUID | None = None
    kind: PropertyKind | None = None
    acres_min: float | None = None
    acres_max: float | None = None
    sq_ft_min: float | None = None
    availability: str = ""
    zoning_class: str = ""
    electric_status: str = ""
    gas_status: str = ""
    water_status: str = ""
    sewer_status: str = ""
    fiber_status: str = ""
    rail_status: str = ""
    unlisted: bool = False

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(getattr(self, item.name) not in ("", None, False) for item in fields(self))

    def conditions(self) -> list[ColumnElement[bool]]:
        """The SQL conditions, all of which must hold."""
        site: Any = Site
        found: list[ColumnElement[bool]] = [Site.active.is_(not self.unlisted)]
        if self.organization_id is not None:
            found.append(Site.organization_id == self.organization_id)
        if self.kind is not None:
            found.append(Site.kind == self.kind)
        found.extend(_reaches(site.acres_low, site.acres_high, self.acres_min, self.acres_max))
        found.extend(_reaches(site.sq_ft_low, site.sq_ft_high, self.sq_ft_min, None))
        found.extend(
            _is_choice(getattr(site, key), getattr(self, key))
            for key in CHOICE_FILTERS
            if getattr(self, key)
        )
        for word in self.text.replace("\x00", "").casefold().split()[:MOST_WORDS]:
            found.append(Site.search.contains(word, autoescape=True))
        return found


def choices_of(key: str) -> list[tuple[str, str]]:
    """What a choice filter offers: (key, label), "not provided" last."""
    offered = [(choice.key, choice.label) for choice in FIELDS[key].choices]
    return [*offered, (NOT_PROVIDED, "Not provided")]


def _is_choice(column: Any, wanted: str) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = (
        column.is_(None) if wanted == NOT_PROVIDED else column == wanted
    )
    return condition


def _reaches(
    low: Any, high: Any, least: float | None, most: float | None
) -> list[ColumnElement[bool]]:
    # One expression instead of an OR, which would send SQLite through two indexes and the table.
    found: list[ColumnElement[bool]] = []
    if least is not None:
        found.append(func.coalesce(high, case((low.is_not(None), ENDLESS))) >= least)
    if most is not None:
        found.append(func.coalesce(low, case((high.is_not(None), -ENDLESS))) <= most)
    return found
