"""Where sites are: points for the map, boundaries, the outlines of county and members."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import select

from fss.accounts.models import MEMBER_KINDS
from fss.accounts.queries import get_county, organizations
from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site, SiteShape
from fss.sites.queries.filters import SiteFilters
from fss.sites.queries.found import Found, find_sites
from fss.sites.rules import bits
from fss.sites.rules.facets import POINT
from fss.sites.rules.fields import PropertyKind

MOST_POINTS = 2_000


@dataclass(frozen=True, slots=True)
class MapPoint:
    """A site on the map."""

    id: UUID
    number: int
    name: str
    kind: PropertyKind
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class MapPoints:
    """The points of a filtered list; `is_cut` says that there are more than are shown."""

    points: tuple[MapPoint, ...]
    is_cut: bool


def map_points(filters: SiteFilters, identity: Identity, *, most: int = MOST_POINTS) -> MapPoints:
    """The sites of a filtered list that have a point, by number, at most `most` of them."""
    return points_of(find_sites(filters, identity), most=most)


def points_of(found: Found, *, most: int = MOST_POINTS) -> MapPoints:
    """The points of what was found; see `map_points`."""
    site: Any = Site
    placed = found.bits & found.choice(POINT, "yes")
    numbers = list(islice(bits.numbers_of(placed), most))
    rows = db.session.execute(
        select(Site.id, Site.number, Site.name, Site.kind, site.latitude_low, site.longitude_low)
        .where(Site.number.in_(numbers), site.longitude_low.is_not(None))
        .order_by(Site.number)
    ).all()
    return MapPoints(tuple(MapPoint(*row) for row in rows), placed.bit_count() > most)


def shape_of(site_id: UUID) -> dict[str, Any] | None:
    """A site's boundary as a GeoJSON geometry, if it has one."""
    return db.session.scalar(select(SiteShape.outline).where(SiteShape.site_id == site_id))


def outlines() -> list[tuple[str, dict[str, Any]]]:
    """Names and outlines of the county and its members, the county first."""
    county = get_county(with_outline=True)
    found = [(county.name, county.outline)] if county and county.outline else []
    for member in organizations(*MEMBER_KINDS, with_outline=True):
        if member.outline:
            found.append((member.name, member.outline))
    return found
