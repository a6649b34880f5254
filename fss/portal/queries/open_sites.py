"""What everybody may see of the sites: those of class public that are listed, while the county
publishes them; and of these only the values, photos and documents of class public.

A value that is kept back is no different from one that nobody knows: it narrows no list, stands in
no count, and is found by no search.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from fss.accounts.models import Organization
from fss.accounts.queries import get_county, organizations
from fss.db import db
from fss.portal.rules import address, number_of_reference
from fss.sites.models import Fact, Site, SiteDocument, SitePhoto, SiteValue, class_of_field
from fss.sites.queries import Held, documents_of, shape_of, shows_place, values_of
from fss.sites.queries.lists import range_words
from fss.sites.rules.classes import Audience, DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.services.words import ACRES, SQ_FT, folded

PAGE = 20
MOST_WORDS = 8
PLACE = ("latitude", "longitude")
CHOICES = ("availability", "zoning_class")


@dataclass(frozen=True, kw_only=True)
class OpenFilters:
    """What the public list is narrowed to; empty means everything. `city` is its short code."""

    text: str = ""
    city: str = ""
    kind: PropertyKind | None = None
    availability: str = ""
    zoning_class: str = ""
    acres_min: float | None = None

    @property
    def count(self) -> int:
        """How many filters are set."""
        return sum(getattr(self, item.name) not in ("", None) for item in fields(self))


@dataclass(frozen=True, slots=True)
class OpenRow:
    """What the public list shows of a site."""

    id: UUID
    number: int
    name: str
    kind: PropertyKind
    city: str
    acres_low: float | None
    acres_high: float | None
    sq_ft_low: float | None
    sq_ft_high: float | None
    availability: str | None
    longitude: float | None
    latitude: float | None
    updated_at: datetime

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"

    @property
    def address(self) -> str:
        """Its place in the addresses of public pages."""
        return address(self.number, self.name)

    @property
    def size(self) -> str:
        """`30 to 42 acres`, `at least 20,000 sq ft`, or empty when it is not known."""
        parts = (
            (self.acres_low, self.acres_high, "acres"),
            (self.sq_ft_low, self.sq_ft_high, "sq ft"),
        )
        return ", ".join(
            f"{range_words(low, high)} {unit}"
            for low, high, unit in parts
            if low is not None or high is not None
        )

    @property
    def availability_label(self) -> str:
        """In words; empty when it is not known."""
        return FIELDS["availability"].label_of(self.availability) if self.availability else ""


def is_published() -> bool:
    """Whether the county shows its public sites to everybody."""
    county = get_county()
    return county is not None and county.publishes_sites


def is_open(site: Site) -> bool:
    """Whether everybody may see this site, once the county publishes."""
    return site.active and site.data_class is DataClass.PUBLIC


def open_site(number: int) -> Site | None:
    """The public site of this number with city, land and photos; None for any other."""
    return db.session.scalar(
        select(Site)
        .where(Site.number == number, *_open())
        .options(
            joinedload(Site.organization),
            joinedload(Site.land),
            selectinload(Site.photos).joinedload(SitePhoto.file),
        )
    )


def open_photos(site: Site) -> list[SitePhoto]:
    """The photos of a public site that everybody may see, the cover first."""
    return [photo for photo in site.photos if photo.may_be_seen_by(Audience.PUBLIC)]


def open_documents(site: Site) -> Sequence[SiteDocument]:
    """The documents of a public site that everybody may open."""
    return documents_of(site, audience=Audience.PUBLIC)


def open_groups(site: Site, *, today: date) -> list[tuple[str, str, list[Held]]]:
    """The fields that everybody may see by group: (key, label, fields with what is known).

    The county's own fields only where they are public themselves: what they are called may tell.
    """
    return [
        (key, label, shown)
        for key, label, held in values_of(site, today=today, audience=Audience.PUBLIC)
        if (shown := [one for one in held if _is_known_to_exist(one)])
    ]


def open_shape(site: Site, held: Sequence[Held]) -> dict[str, Any] | None:
    """The boundary, where everybody may know the place."""
    return shape_of(site.id) if shows_place(held) else None


def open_sites(
    filters: OpenFilters, *, page: int = 1, size: int = PAGE, by_number: bool = False
) -> tuple[Sequence[OpenRow], int]:
    """One page of the public sites, by name or by number, and how many there are in all."""
    conditions = _conditions(filters)
    total = db.session.scalar(select(func.count()).select_from(Site).where(*conditions)) or 0
    order = (Site.number,) if by_number else (Site.name_key, Site.number)
    query = select(*_columns()).join(Organization, Organization.id == Site.organization_id)
    rows = db.session.execute(
        query.where(*conditions).order_by(*order).limit(size).offset((page - 1) * size)
    )
    return [OpenRow(*row) for row in rows], total


def open_counts(filters: OpenFilters, facet: str) -> dict[str, int]:
    """How many public sites each choice of a facet would show beside the other filters."""
    empty = None if facet == "kind" else ""
    conditions = _conditions(replace(filters, **{facet: empty}))  # type: ignore[arg-type]
    site: Any = Site
    if facet == "city":
        column: Any = Organization.code
    elif facet == "kind":
        column = Site.kind
    else:
        column = getattr(site, facet)
        conditions.append(_tells(facet))
    rows = db.session.execute(
        select(column, func.count())
        .select_from(Site)
        .join(Organization, Organization.id == Site.organization_id)
        .where(*conditions, column.is_not(None))
        .group_by(column)
    )
    return {str(getattr(key, "value", key)): count for key, count in rows}


def _open() -> list[ColumnElement[bool]]:
    return [Site.active.is_(True), Site.data_class == DataClass.PUBLIC]


def _columns() -> list[Any]:
    site: Any = Site
    acres, sq_ft, place = _tells(*ACRES), _tells(*SQ_FT), _tells(*PLACE)
    return [
        Site.id,
        Site.number,
        Site.name,
        Site.kind,
        Organization.name,
        case((acres, Site.acres_low)),
        case((acres, Site.acres_high)),
        case((sq_ft, Site.sq_ft_low)),
        case((sq_ft, Site.sq_ft_high)),
        case((_tells("availability"), site.availability)),
        case((place, site.longitude_low)),
        case((place, site.latitude_low)),
        Site.updated_at,
    ]


def _conditions(filters: OpenFilters) -> list[ColumnElement[bool]]:
    site: Any = Site
    found = _open()
    if filters.city:
        codes = select(Organization.id).where(Organization.code == filters.city)
        found.append(Site.organization_id.in_(codes))
    if filters.kind is not None:
        found.append(Site.kind == filters.kind)
    for key in CHOICES:
        if wanted := getattr(filters, key):
            found += [getattr(site, key) == wanted, _tells(key)]
    if filters.acres_min is not None:
        known = or_(Site.acres_low.is_not(None), Site.acres_high.is_not(None))
        reaches = or_(Site.acres_high.is_(None), Site.acres_high >= filters.acres_min)
        found += [known, reaches, _tells(*ACRES)]
    words = filters.text.replace("\x00", "").split()[:MOST_WORDS]
    return [*found, *(_has_word(word) for word in words)]


def _has_word(word: str) -> ColumnElement[bool]:
    """SQL: the name, the number, the city, or the public address has this word in it."""
    lower = folded(word)
    cities = [one.id for one in organizations() if lower in folded(one.name)]
    number = number_of_reference(word)
    conditions = [Site.name_key.contains(lower, autoescape=True), Site.organization_id.in_(cities)]
    if number is not None:
        conditions.append(Site.number == number)
    address = select(SiteValue.fact_id).join(Fact, Fact.id == SiteValue.fact_id)
    address = address.where(
        SiteValue.site_id == Site.id,
        SiteValue.field == "address",
        SiteValue.planned.is_(False),
        func.lower(Fact.text).contains(lower, autoescape=True),
    )
    conditions.append(and_(exists(address), _tells("address")))
    return or_(*conditions)


def _tells(*keys: str) -> ColumnElement[bool]:
    """SQL: everybody may know what is current of all these fields of the site."""
    land = aliased(Site)
    kept = [
        and_(
            SiteValue.field == key,
            Fact.data_class != DataClass.PUBLIC
            if class_of_field(key) is DataClass.PUBLIC
            else func.coalesce(Fact.data_class, "") != DataClass.PUBLIC.value,
        )
        for key in keys
    ]
    of_closed_land = and_(
        Fact.site_id != Site.id,
        ~exists(
            select(land.id).where(land.id == Fact.site_id, land.data_class == DataClass.PUBLIC)
        ),
    )
    return ~exists(
        select(SiteValue.fact_id)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(
            SiteValue.site_id == Site.id,
            SiteValue.field.in_(keys),
            SiteValue.planned.is_(False),
            or_(*kept, of_closed_land),
        )
    )


def _is_known_to_exist(held: Held) -> bool:
    return not held.field.is_own or held.field.data_class is DataClass.PUBLIC
