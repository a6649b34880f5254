"""The filters of the list, and what they mean in SQL.

An unknown value passes no filter on its field, but for the filter "not provided" itself. A range
passes a size filter when some of it fits: "30 to 60 acres" is found by "at least 50".
`queries.found` answers the same from the sets that are kept for it, and much faster.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, func, not_, or_

from fss.sites.models import Site
from fss.sites.queries.near import Near
from fss.sites.queries.search import has_words
from fss.sites.rules.facets import COLUMN_FACETS, PRICES, SIZES, UNKNOWN
from fss.sites.rules.fields import PropertyKind

ENDLESS = 1e300

Ends = tuple[float | None, float | None]


@dataclass(frozen=True, kw_only=True)
class SiteFilters:
    """What the list is narrowed to; empty means everything.

    `choices` holds the chosen choices by facet (`rules.facets`), one of which must hold; `-` is
    "not provided". `ranges` holds least and most by range. For a person of a member, values of
    other members' sites that are withheld count as not provided: `queries.found` knows,
    `conditions` does not.
    """

    text: str = ""
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ranges: Mapping[str, Ends] = field(default_factory=dict)
    near: Near | None = None
    unlisted: bool = False

    @property
    def count(self) -> int:
        """How many filters are set."""
        return (
            bool(self.text)
            + sum(bool(chosen) for chosen in self.choices.values())
            + sum(end is not None for ends in self.ranges.values() for end in ends)
            + (self.near is not None)
            + self.unlisted
        )

    def conditions(self) -> list[ColumnElement[bool]]:
        """The SQL conditions, all of which must hold."""
        found: list[ColumnElement[bool]] = [Site.active.is_(not self.unlisted)]
        for facet, chosen in self.choices.items():
            if chosen:
                found.append(or_(*(_choice(facet, one) for one in chosen)))
        for key, (least, most) in self.ranges.items():
            low, high = getattr(Site, f"{key}_low"), getattr(Site, f"{key}_high")
            found.extend(reaches(low, high, least, most))
        if self.text:
            found.append(has_words(self.text))
        if self.near is not None:
            found.append(self.near.condition())
        return found


def reaches(low: Any, high: Any, least: float | None, most: float | None) -> list[Any]:
    """SQL: some of the interval from `low` to `high` (NULL is open) is in least … most."""
    # One expression instead of an OR, which would send SQLite through two indexes and the table.
    found: list[ColumnElement[bool]] = []
    if least is not None:
        found.append(func.coalesce(high, case((low.is_not(None), ENDLESS))) >= least)
    if most is not None:
        found.append(func.coalesce(low, case((high.is_not(None), -ENDLESS))) <= most)
    return found


def _choice(facet: str, wanted: str) -> ColumnElement[bool]:
    site: Any = Site
    match facet:
        case "city":
            return Site.organization_id == UUID(wanted)
        case "kind":
            return Site.kind == PropertyKind(wanted)
        case "screening":
            complete = Site.screening_known >= Site.screening_total
            return complete if wanted == "complete" else not_(complete)
        case "price":
            ends = [getattr(site, f"{key}_{end}") for key in PRICES for end in ("low", "high")]
            known = or_(*(end.is_not(None) for end in ends))
            return known if wanted == "known" else ~known
        case "acres" | "sq_ft":
            return _size(facet, wanted)
        case _ if facet in COLUMN_FACETS:
            column = getattr(site, facet)
            missing: ColumnElement[bool] = column.is_(None)
            return missing if wanted == UNKNOWN else _as_text(column, wanted)
    column = getattr(site, facet)
    stated: ColumnElement[bool] = column.is_(None) if wanted == UNKNOWN else column == wanted
    return stated


def _as_text(column: Any, wanted: str) -> ColumnElement[bool]:
    kind = column.type.python_type
    return column == (int(wanted) if kind is int else kind(wanted))  # type: ignore[no-any-return]


def _size(key: str, wanted: str) -> ColumnElement[bool]:
    site: Any = Site
    low, high = getattr(site, f"{key}_low"), getattr(site, f"{key}_high")
    if wanted == UNKNOWN:
        return and_(low.is_(None), high.is_(None))
    edges, place = SIZES[key], int(wanted)
    # A size begins at its lower edge and ends before its upper one.
    known: list[Any] = [or_(low.is_not(None), high.is_not(None))]
    if place > 0:
        known.append(or_(high.is_(None), high >= edges[place - 1]))
    if place < len(edges):
        known.append(or_(low.is_(None), low < edges[place]))
    return and_(*known)
