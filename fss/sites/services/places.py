"""Where a site is: its boundary, checked and measured."""

from __future__ import annotations

import math
from datetime import datetime
from itertools import pairwise
from typing import Any

from shapely import is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fss.accounts.rules.outlines import read_outline
from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.sites.models import Site, SiteShape
from fss.sites.rules.units import SQ_FT_PER_ACRE

EARTH_RADIUS_FT = 6_371_008.8 / 0.3048
"""Mean radius of the earth (IUGG), in feet."""
MOST_ACRES = 100_000


def set_boundary(site: Site, data: bytes, *, now: datetime) -> float:
    """Keep a boundary given as GeoJSON; returns its acres. RuleError (field `outline`)."""
    outline = read_outline(data)
    checked = _checked(outline)
    acres = acres_of(outline)
    if not 0.001 <= acres <= MOST_ACRES:
        raise RuleError(f"The area measures {acres:,.3f} acres. Is this the right file?", "outline")
    held = db.session.get(SiteShape, site.id)
    if held is None:
        db.session.add(SiteShape(site_id=site.id, outline=outline))
    else:
        held.outline = outline
    site.updated_at = now
    west, south, east, north = checked.bounds
    record("site:boundary", subject=site, acres=round(acres, 2), bounds=[west, south, east, north])
    db.session.flush()
    return acres


def remove_boundary(site: Site, *, now: datetime) -> None:
    """Take the boundary away again."""
    held = db.session.get(SiteShape, site.id)
    if held is None:
        return
    db.session.delete(held)
    site.updated_at = now
    record("site:boundary:remove", subject=site)
    db.session.flush()


def acres_of(outline: dict[str, Any]) -> float:
    """The area of a Polygon or MultiPolygon in longitude and latitude, in acres.

    Exact on a sphere for edges that follow parallels; at the size of a site the error is below
    one in a thousand (most of it that the earth is no sphere).
    """
    parts = outline["coordinates"]
    parts = [parts] if outline["type"] == "Polygon" else parts
    square_feet = sum(
        abs(_ring(part[0])) - sum(abs(_ring(hole)) for hole in part[1:]) for part in parts
    )
    return square_feet / SQ_FT_PER_ACRE


def _ring(points: list[list[float]]) -> float:
    total = 0.0
    for (east, north), (east2, north2) in pairwise(points):
        total += math.radians(east2 - east) * (
            math.sin(math.radians(north)) + math.sin(math.radians(north2))
        )
    return total / 2 * EARTH_RADIUS_FT**2


def _checked(outline: dict[str, Any]) -> BaseGeometry:
    try:
        geometry = shape(outline)
    except (ShapelyError, ValueError, TypeError):
        raise RuleError("The area cannot be read. Export it again.", "outline") from None
    if not geometry.is_valid:
        raise RuleError(
            f"The boundary crosses or touches itself ({_where(geometry)}). Correct it and send "
            "it again.",
            "outline",
        )
    return geometry


def _where(geometry: BaseGeometry) -> str:
    reason = is_valid_reason(geometry)
    return str(reason).lower()[:120]


def middle_of(outline: dict[str, Any]) -> tuple[float, float]:
    """Longitude and latitude of a point inside the area."""
    point = shape(outline).representative_point()
    return point.x, point.y
