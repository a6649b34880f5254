"""The list of sites: one page, in a total order that both engines share."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import load_only

from fss.accounts.queries import organizations
from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site
from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.scope import visible
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import NOT_PROVIDED, number

PAGE = 25
FEW = 1_000


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
    screening_known: int
    screening_total: int
    has_plan: bool

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

    `sort` is a key of the columns in `_order` or "name", with `-` before it for the other
    direction; unknown values stand last either way.
    """
    conditions = [visible(identity), *filters.conditions()]
    cities = {one.id: one.name for one in organizations()}
    few = _few(conditions) if filters.count else None
    if few is not None:
        total, conditions = len(few), [Site.number.in_(few)]
    else:
        total = db.session.scalar(select(func.count()).select_from(Site).where(*conditions)) or 0
    found = db.session.scalars(
        select(Site.number)
        .where(*conditions)
        .order_by(*_order(sort, list(cities)))
        .limit(size)
        .offset((page - 1) * size)
    )
    return _rows(found.all() if total else [], cities), total


def _few(conditions: Sequence[ColumnElement[bool]]) -> Sequence[int] | None:
    """The numbers of the sites when there are few; None when there are many.

    A few are found and counted by one look through an index and then put in order; walking the
    order to find them would read every site.
    """
    found = db.session.scalars(select(Site.number).where(*conditions).limit(FEW + 1)).all()
    return found if len(found) <= FEW else None


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


def _rows(numbers: Sequence[int], cities: dict[UUID, str]) -> list[SiteRow]:
    site: Any = Site
    found = db.session.execute(
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
    )
    rows = {
        row["number"]: SiteRow(city=cities.get(row["organization_id"], ""), **row)
        for row in found.mappings()
    }
    return [rows[one] for one in numbers]


def _order(sort: str, cities: Sequence[UUID]) -> list[ColumnElement[Any]]:
    site: Any = Site
    name = sort.removeprefix("-")
    columns: dict[str, ColumnElement[Any]] = {
        "number": site.number,
        "city": _place(site.organization_id, cities),
        "kind": _place(site.kind, list(PropertyKind)),
        "acres": site.acres_low,
        "sq_ft": site.sq_ft_low,
        "availability": _place(site.availability, _keys("availability")),
        "zoning": _place(site.zoning_class, _keys("zoning_class")),
        "screening": site.screening_known,
    }
    turned = sort.startswith("-")
    # The tail turns with the head, so that one index serves both directions.
    tail = [site.name_key.desc(), site.number.desc()] if turned else [site.name_key, site.number]
    if name not in columns:
        return tail
    head = columns[name].desc() if turned else columns[name].asc()
    return [head if name in ("number", "screening") else head.nulls_last(), *tail]


def _keys(field: str) -> list[str]:
    return [choice.key for choice in FIELDS[field].choices]


def _place(column: Any, order: Sequence[Any]) -> ColumnElement[Any]:
    """SQL: the place of the column's value in `order`; NULL when it is not in it."""
    if not order:
        return case((column.is_(None), None), else_=0)
    return case({item: place for place, item in enumerate(order)}, value=column)


def _label(field: str, key: str | None) -> str:
    return NOT_PROVIDED if key is None else FIELDS[field].label_of(key)
