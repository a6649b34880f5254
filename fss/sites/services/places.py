"""Where a site is: its point and its boundary, checked, measured, with evidence and history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fss.accounts.queries import get_county
from fss.audit.services import record
from fss.db import db
from fss.errors import ConflictError, NotFoundError, RuleError
from fss.layers.rules.distances import miles_to
from fss.permissions.rules import Identity
from fss.sites.models import Confidence, Fact, Site, SiteBoundary, SiteShape, Statement
from fss.sites.queries.boundaries import boundary_of, point_of
from fss.sites.queries.suggestions import Suggestion, suggestions
from fss.sites.rules.places import point_words
from fss.sites.rules.units import SQ_FT_PER_ACRE
from fss.sites.services.county import CountyArea
from fss.sites.services.facts import state_facts
from fss.sites.services.geometry import crossing_words, read_shapes

EARTH_RADIUS_FT = 6_371_008.8 / 0.3048
"""Mean radius of the earth (IUGG), in feet."""
MOST_ACRES = 100_000
FAR_MILES = 25
"""A place farther than this outside the county is a mistake; nearer it may be confirmed."""
EARLIEST = date(1900, 1, 1)
UNRECORDED = "Not recorded"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Who says it, on which day it was true, how sure that is."""

    source: str
    as_of: date
    confidence: Confidence = Confidence.ESTIMATED

    def check(self, now: datetime) -> None:
        """RuleError (field `source` or `as_of`)."""
        if not self.source.strip():
            raise RuleError("Say where it comes from: a person or a document.", "source")
        if self.as_of < EARLIEST:
            raise RuleError("Enter a date in 1900 or later.", "as_of")
        if (self.as_of - now.date()).days > 1:
            raise RuleError("This day is in the future. Enter the day it was true.", "as_of")


def set_point(
    site: Site,
    latitude: float,
    longitude: float,
    evidence: Evidence,
    *,
    is_confirmed: bool = False,
    seen: int | None = None,
    actor: Identity,
    now: datetime,
) -> list[Fact]:
    """State the point as two facts. `seen` is the version of the point the person was shown.

    RuleError (field `latitude`) for a place that cannot be, ConflictError when somebody else
    moved the point meanwhile.
    """
    held = point_of(site)
    if seen is not None and held.version != seen:
        theirs = point_words(*held.at) if held.at else "No point"
        yours = point_words(latitude, longitude)
        raise ConflictError(theirs={"Point": theirs}, yours={"Point": yours})
    _check_place(longitude, latitude, "latitude", is_confirmed=is_confirmed)
    return state_facts(
        site,
        [("latitude", f"{latitude:.6f}"), ("longitude", f"{longitude:.6f}")],
        source=evidence.source,
        as_of=evidence.as_of,
        confidence=evidence.confidence,
        actor=actor,
        now=now,
    )


def read_area(data: bytes, name: str) -> dict[str, Any]:
    """The one boundary in a GeoJSON file or zipped Shapefile; several areas become its parts.

    RuleError (field `file`).
    """
    shapes = read_shapes(data, name, most=500)
    for one in shapes:
        if one.problem:
            raise RuleError(f"Shape {one.number}: {one.problem}", "file")
    areas = [one.geometry for one in shapes if one.geometry is not None and one.is_area]
    if not areas:
        raise RuleError("The file holds no area. A boundary is a polygon.", "file")
    if len(areas) == 1:
        return areas[0]
    parts = [
        part
        for area in areas
        for part in (
            [area["coordinates"]] if area["type"] == "Polygon" else list(area["coordinates"])
        )
    ]
    return {"type": "MultiPolygon", "coordinates": parts}


def set_boundary(
    site: Site,
    outline: dict[str, Any],
    evidence: Evidence,
    *,
    field: str = "corners",
    is_confirmed: bool = False,
    seen: int | None = None,
    actor: Identity,
    now: datetime,
) -> float:
    """Keep a boundary (a GeoJSON area); returns its acres. The former one stays in the history.

    `seen` is the number of the boundary the person was shown. RuleError (`field`, `source` or
    `as_of`), ConflictError when somebody else saved another one meanwhile.
    """
    evidence.check(now)
    checked = _checked(outline, field)
    acres = acres_of(outline)
    if not 0.001 <= acres <= MOST_ACRES:
        raise RuleError(f"The area measures {acres:,.3f} acres. Is this the right one?", field)
    middle = checked.representative_point()
    _check_place(middle.x, middle.y, field, is_confirmed=is_confirmed)
    held = _held(site, seen, f"{acres:,.1f} acres")
    kept = SiteBoundary(
        site_id=site.id,
        outline=outline,
        source=evidence.source.strip(),
        as_of=evidence.as_of,
        confidence=evidence.confidence,
        entered_at=now,
        entered_by=actor.user_id,
    )
    _put(site, held, kept, now)
    record(
        "site:boundary", subject=site, acres=round(acres, 2), bounds=[*checked.bounds],
        source=kept.source,
    )  # fmt: skip
    db.session.flush()
    return acres


def remove_boundary(site: Site, *, seen: int | None = None, actor: Identity, now: datetime) -> None:
    """Take the boundary away; it stays in the history."""
    held = _held(site, seen, "No boundary")
    if held is None:
        return
    taken = SiteBoundary(
        site_id=site.id, outline=None, source=actor.name, as_of=now.date(),
        confidence=Confidence.UNKNOWN, entered_at=now, entered_by=actor.user_id,
    )  # fmt: skip
    db.session.add(taken)
    db.session.delete(held)
    site.updated_at = now
    record("site:boundary:remove", subject=site)
    db.session.flush()


def restore_boundary(
    site: Site, boundary_id: int, *, seen: int | None = None, actor: Identity, now: datetime
) -> float:
    """Put a former boundary in force again, with its evidence; returns its acres."""
    former = db.session.get(SiteBoundary, boundary_id)
    if former is None or former.site_id != site.id or former.outline is None:
        raise NotFoundError
    return set_boundary(
        site,
        former.outline,
        Evidence(former.source, former.as_of, former.confidence),
        is_confirmed=True,
        seen=seen,
        actor=actor,
        now=now,
    )


def state_measured_acres(site: Site, *, actor: Identity, now: datetime) -> list[Fact]:
    """State the acres of the boundary as the total size, with the boundary's evidence."""
    held = db.session.get(SiteShape, site.id)
    if held is None:
        raise RuleError("There is no boundary to measure.")
    boundary = boundary_of(held)
    told = f", {boundary.source}" if boundary else ""
    return state_facts(
        site,
        [("total_acres", f"{acres_of(held.outline):.2f} acres")],
        source=f"Measured from the boundary{told}",
        as_of=boundary.as_of if boundary else now.date(),
        confidence=boundary.confidence if boundary else Confidence.ESTIMATED,
        actor=actor,
        now=now,
    )


def accept_suggestions(
    site: Site, tokens: list[str], *, actor: Identity, now: datetime
) -> list[Fact]:
    """State the chosen suggestions as facts, each with its layer as source.

    RuleError when none was chosen, two were for one field, or the map says something else now
    than the person was shown.
    """
    offered = {one.token: one for one in suggestions(site)}
    if not tokens:
        raise RuleError("Choose at least one suggestion.")
    if not offered.keys() >= set(tokens):
        raise RuleError("The point or a map layer changed meanwhile. Look at the list again.")
    chosen = [offered[token] for token in dict.fromkeys(tokens)]
    fields = [one.field.key for one in chosen]
    if len(set(fields)) < len(fields):
        raise RuleError("Choose one suggestion for each value.")
    return state_facts(
        site,
        [_statement(one) for one in chosen],
        source="Map layers",
        as_of=now.date(),
        confidence=Confidence.ESTIMATED,
        actor=actor,
        now=now,
    )


def _statement(one: Suggestion) -> Statement:
    return Statement(
        field=one.field.key,
        value=one.value,
        source=one.source,
        as_of=one.as_of,
        confidence=one.confidence,
    )


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


def middle_of(outline: dict[str, Any]) -> tuple[float, float]:
    """Longitude and latitude of a point inside the area."""
    point = shape(outline).representative_point()
    return point.x, point.y


def _ring(points: list[list[float]]) -> float:
    total = 0.0
    for (east, north), (east2, north2) in pairwise(points):
        total += math.radians(east2 - east) * (
            math.sin(math.radians(north)) + math.sin(math.radians(north2))
        )
    return total / 2 * EARTH_RADIUS_FT**2


def _checked(outline: dict[str, Any], field: str) -> BaseGeometry:
    try:
        geometry = shape(outline)
    except (ShapelyError, ValueError, TypeError):
        raise RuleError("The area cannot be read. Export it again.", field) from None
    if not geometry.is_valid:
        where = crossing_words(geometry)
        raise RuleError(
            f"The boundary crosses or touches itself{where}. Correct it and save again.", field
        )
    return geometry


def _check_place(longitude: float, latitude: float, field: str, *, is_confirmed: bool) -> None:
    """RuleError for a place outside the county that was not confirmed, or lies too far away."""
    area = CountyArea.known()
    if area.holds(longitude, latitude):
        return
    if area.holds(latitude, longitude):
        raise RuleError(
            "Did you swap latitude and longitude? Exchanged, the place lies in the county.", field
        )
    if area.holds(-longitude, latitude):
        raise RuleError(
            "Did you forget the minus before the longitude? With it the place lies in the county.",
            field,
        )
    county = get_county(with_outline=True)
    miles = (
        miles_to(shape(county.outline), longitude, latitude) if county and county.outline else 0.0
    )
    if miles > FAR_MILES:
        raise RuleError(
            f"This place lies {miles:,.0f} miles outside the county. Correct the coordinates.",
            field,
        )
    if not is_confirmed:
        raise RuleError(
            f"This place lies {miles:,.1f} miles outside the county. If that is right, tick "
            "“It is right” and save again.",
            field,
        )


def _held(site: Site, seen: int | None, yours: str) -> SiteShape | None:
    """The boundary in force; ConflictError when it is not the one the person was shown."""
    held = db.session.get(SiteShape, site.id)
    if seen is not None and (held.boundary_id or 0 if held else 0) != seen:
        theirs = f"{acres_of(held.outline):,.1f} acres" if held else "No boundary"
        raise ConflictError(theirs={"Boundary": theirs}, yours={"Boundary": yours})
    return held


def _put(site: Site, held: SiteShape | None, kept: SiteBoundary, now: datetime) -> None:
    if held is not None and held.boundary_id is None:
        # From before records were kept: its record is made now, so that it can be restored.
        db.session.add(
            SiteBoundary(
                site_id=site.id, outline=held.outline, source=UNRECORDED, as_of=now.date(),
                confidence=Confidence.UNKNOWN, entered_at=now, entered_by=None,
            )
        )  # fmt: skip
        db.session.flush()
    db.session.add(kept)
    db.session.flush()
    if held is None:
        held = SiteShape(site_id=site.id, outline=kept.outline)
        db.session.add(held)
    assert kept.outline is not None
    held.outline, held.boundary_id = kept.outline, kept.id
    site.updated_at = now


def miles_from(outline: dict[str, Any], longitude: float, latitude: float) -> float:
    """How far a point is from an area, in miles; 0 in it or on its edge."""
    return miles_to(shape(outline), longitude, latitude)
