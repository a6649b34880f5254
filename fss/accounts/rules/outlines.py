"""Outlines of organizations: GeoJSON (RFC 7946), polygons in longitude and latitude."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from fss.accounts.rules.geojson import read_features
from fss.accounts.rules.names import member_key
from fss.errors import RuleError

SIZE_LIMIT = 5_000_000
TOO_LARGE = "The file is larger than 5 MB. Simplify the outline and send it again."
POINT_LIMIT = 50_000
FEATURE_LIMIT = 500
AREAS = ("Polygon", "MultiPolygon")


@dataclass(frozen=True)
class Outline:
    """One area of a collection: what its file says of it, and its geometry."""

    properties: dict[str, str]
    geometry: dict[str, Any]


@dataclass(frozen=True)
class Match:
    """One area of a collection and the organization (its key) whose name it carries, if any."""

    name: str
    outline: Outline
    key: Any | None


def read_outline(data: bytes) -> dict[str, Any]:
    """The one outline in `data`: a geometry, a feature, or a collection whose areas are joined.

    Returns a Polygon or MultiPolygon; raises RuleError (field `outline`) saying what is wrong.
    """
    outlines = read_outlines(data)
    if len(outlines) == 1:
        return outlines[0].geometry
    parts = [part for outline in outlines for part in _parts(outline.geometry)]
    return {"type": "MultiPolygon", "coordinates": parts}


def read_outlines(data: bytes) -> list[Outline]:
    """Every area in `data`, in order; raises RuleError (field `outline`) saying what is wrong."""
    features = read_features(data, limit=SIZE_LIMIT, too_large=TOO_LARGE, field="outline")
    if not features:
        raise _refusal("The file holds no area.")
    if len(features) > FEATURE_LIMIT:
        raise _refusal(f"The file holds more than {FEATURE_LIMIT} areas.")
    return [
        Outline(_words(feature.get("properties")), _area(feature.get("geometry"), number))
        for number, feature in enumerate(features, 1)
    ]


def property_names(outlines: Iterable[Outline]) -> list[str]:
    """The properties that could name an organization, in the file's order."""
    return list(dict.fromkeys(name for outline in outlines for name in outline.properties))


def match_outlines(
    outlines: Sequence[Outline], property_name: str, names: dict[str, Any]
) -> list[Match]:
    """Which organization (name or code → key) each area names by `property_name`."""
    known = {member_key(name): key for name, key in names.items()}
    return [
        Match(name, outline, known.get(member_key(name)) if name else None)
        for outline in outlines
        for name in (outline.properties.get(property_name, ""),)
    ]


def likely_property(outlines: Sequence[Outline], names: dict[str, Any]) -> str:
    """The property that names most organizations; blank when the areas have no properties."""
    candidates = property_names(outlines)
    if not candidates:
        return ""
    return max(
        candidates,
        key=lambda name: sum(
            match.key is not None for match in match_outlines(outlines, name, names)
        ),
    )


def bounds(geometry: dict[str, Any]) -> tuple[float, float, float, float]:
    """West, south, east, north in degrees."""
    points = [point for part in _parts(geometry) for ring in part for point in ring]
    return (
        min(point[0] for point in points),
        min(point[1] for point in points),
        max(point[0] for point in points),
        max(point[1] for point in points),
    )


def _refusal(message: str) -> RuleError:
    return RuleError(message, "outline")


def _words(properties: Any) -> dict[str, str]:
    if not isinstance(properties, dict):
        return {}
    return {
        _shown(key)[:100]: _shown(value).strip()[:200]
        for key, value in properties.items()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _shown(value: Any) -> str:
    """The value in words; half a character, which JSON can hold and no page can, becomes `?`."""
    return str(value).encode("utf-8", "replace").decode()


def _area(geometry: Any, number: int) -> dict[str, Any]:
    if not isinstance(geometry, dict) or geometry.get("type") not in AREAS:
        raise _refusal(f"Area {number} is not a Polygon or MultiPolygon.")
    parts = _parts(geometry)
    if not isinstance(parts, list) or not parts:
        raise _refusal(f"Area {number} has no coordinates.")
    cleaned = [_part(part, number) for part in parts]
    if sum(len(ring) for part in cleaned for ring in part) > POINT_LIMIT:
        raise _refusal(f"Area {number} has more than 50,000 points. Simplify it and send it again.")
    kind = geometry["type"]
    return {"type": kind, "coordinates": cleaned[0] if kind == "Polygon" else cleaned}


def _parts(geometry: dict[str, Any]) -> Any:
    coordinates = geometry.get("coordinates")
    return [coordinates] if geometry.get("type") == "Polygon" else coordinates


def _part(part: Any, number: int) -> list[list[list[float]]]:
    if not isinstance(part, list) or not part:
        raise _refusal(f"Area {number} has an empty part.")
    return [_ring(ring, number) for ring in part]


def _ring(ring: Any, number: int) -> list[list[float]]:
    if not isinstance(ring, list) or len(ring) < 4:
        raise _refusal(f"Area {number} has a ring of fewer than four points.")
    points = [_point(point, number) for point in ring]
    if points[0] != points[-1]:
        raise _refusal(f"Area {number} has a ring that does not close.")
    return points


def _point(point: Any, number: int) -> list[float]:
    usable = (
        isinstance(point, list)
        and len(point) >= 2
        and all(
            isinstance(value, int | float) and not isinstance(value, bool) for value in point[:2]
        )
    )
    if not usable:
        raise _refusal(f"Area {number} has a point that is not a pair of numbers.")
    longitude, latitude = point[0], point[1]
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise _refusal(
            f"Area {number} has coordinates that are not longitude and latitude in degrees. "
            "Export it in WGS 84 (EPSG:4326)."
        )
    return [float(longitude), float(latitude)]
