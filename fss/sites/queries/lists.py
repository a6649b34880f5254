"""The list of sites: one page, in a total order that both engines share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import load_only

from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site
from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.found import Found, find_sites
from fss.sites.queries.order import is_in, ordered
from fss.sites.rules import bits
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.facets import SCREENED
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import NOT_PROVIDED, number

PAGE = 25
SHOWN_OF = {
    "acres": ("acres_low", "acres_high"),
    "sq_ft": ("sq_ft_low", "sq_ft_high"),
    "availability": ("availability",),
    "zoning_class": ("zoning_class",),
    SCREENED: ("screening_known", "has_plan"),
}
"""What a row shows of a facet whose value may be withheld."""


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What the list shows of a site."""

    id: UUID
    number: int
    name: str
    kind: PropertyKind
    organization_id: UUID
    city: str
    acres_low: float | None
    acres_high: float | None
    sq_ft_low: float | None
    sq_ft_high: float | None
    availability: str | None
    zoning_class: str | None
    screening_known: int | None
    screening_total: int
    has_plan: bool | None
    miles: float | None = None

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"

    @property
    def acres(self) -> str:
        """`30 to 42`, `at least 200`, or "Not provided"."""
        return range_words(self.acres_low, self.acres_high)

    @property
    def sq_ft(self) -> str:
        """Like `acres`, in square feet."""
        return range_words(self.sq_ft_low, self.sq_ft_high)

    @property
    def sizes(self) -> tuple[str, str]:
        """Acres and square feet; unknown is said only of the measure that the kind goes by."""
        if self.kind is PropertyKind.LAND:
            return self.acres, ""
        return "" if self.acres == NOT_PROVIDED else self.acres, self.sq_ft

    @property
    def availability_label(self) -> str:
        """In words; "Not provided" when nobody said."""
        return _label("availability", self.availability)

    @property
    def zoning_label(self) -> str:
        """In words; "Not provided" when nobody said."""
        return _label("zoning_class", self.zoning_class)


def range_words(low: float | None, high: float | None) -> str:
    """An interval as a list shows it, without its unit."""
    if low is None and high is None:
        return NOT_PROVIDED
    if low is None or high is None:
        return f"at most {number(high or 0)}" if low is None else f"at least {number(low)}"
    return number(low) if low == high else f"{number(low)} to {number(high)}"


def sites(
    filters: SiteFilters,
    *,
    sort: str = "name",
    page: int = 1,
    size: int = PAGE,
    identity: Identity,
) -> tuple[Sequence[SiteRow], int]:
    """One page of the sites this person may see, and how many there are in all.

    `sort` names a column of the list, or is `best` or `distance`, with `-` before it for the
    other direction; unknown values stand last either way.
    """
    found = find_sites(filters, identity)
    return page_of(found, sort=sort, page=page, size=size), found.total


def page_of(
    found: Found, *, sort: str = "name", page: int = 1, size: int = PAGE
) -> Sequence[SiteRow]:
    """One page of what was found; see `sites`."""
    numbers = ordered(found, sort, offset=(page - 1) * size, most=size)
    return _rows(numbers, found)


def land_of(organization_ids: Iterable[UUID]) -> Sequence[Site]:
    """The listed land of some members, by name: what a building can stand on."""
    return db.session.scalars(
        select(Site)
        .where(
            Site.organization_id.in_(list(organization_ids)),
            Site.kind == PropertyKind.LAND,
            Site.active,
        )
        .options(load_only(Site.id, Site.name, Site.number, Site.organization_id))
        .order_by(Site.name_key, Site.number)
        .limit(2_000)
    ).all()


def _rows(numbers: Sequence[int], found: Found) -> list[SiteRow]:
    site: Any = Site
    if not numbers:
        return []
    cities = dict(found.cities)
    hidden = {key: bits.members(held) for key, held in found.hidden.items()}
    rows = {}
    for row in db.session.execute(
        select(
            Site.id,
            Site.number,
            Site.name,
            Site.kind,
            Site.organization_id,
            Site.acres_low,
            Site.acres_high,
            Site.sq_ft_low,
            Site.sq_ft_high,
            site.availability,
            site.zoning_class,
            Site.screening_known,
            Site.screening_total,
            Site.has_plan,
        ).where(Site.number.in_(numbers))
    ).mappings():
        values = dict(row)
        for key, held in hidden.items():
            if is_in(held, row["number"]):
                values.update(dict.fromkeys(SHOWN_OF.get(key, ())))
        rows[row["number"]] = SiteRow(
            city=cities.get(row["organization_id"].hex, ""),
            miles=found.distances.get(row["number"]),
            **values,
        )
    return [rows[one] for one in numbers if one in rows]


def _label(field: str, key: str | None) -> str:
    return NOT_PROVIDED if key is None else FIELDS[field].label_of(key)
