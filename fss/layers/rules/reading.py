"""Reading a layer from GeoJSON (RFC 7946): every shape checked, repaired or counted as left out."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from fss.accounts.rules.geojson import read_features
from fss.errors import RuleError
from fss.layers.rules.kinds import LayerKind

SIZE_LIMIT = 25 * 1024 * 1024
TOO_LARGE = "The file is larger than 25 MB. Cut it to the county, or simplify it."
FEATURE_LIMIT = 50_000
POINT_LIMIT = 2_000_000
KEPT_POINTS = 300_000
"""With more points than these the shapes are simplified, at first to about five meters."""
FIRST_TOLERANCE = 0.000_05
Box = tuple[float, float, float, float]
"""West, south, east, north in degrees."""


@dataclass(frozen=True)
class Raw:
    """One shape of a file, in longitude and latitude, with the words and numbers beside it."""

    properties: dict[str, str | float]
    geometry: BaseGeometry


@dataclass(frozen=True)
class Reading:
    """What a file holds: usable shapes, how many were empty, and how many were repaired."""

    features: tuple[Raw, ...]
    empty: int = 0
    repaired: int = 0

    @property
    def names(self) -> list[str]:
        """The properties, in the file's order."""
        return list(dict.fromkeys(name for one in self.features for name in one.properties))

    @property
    def shapes(self) -> Counter[str]:
        """How many there are of each type of geometry."""
        return Counter(one.geometry.geom_type for one in self.features)

    @property
    def box(self) -> Box:
        """What bounds all shapes."""
        west, south, east, north = shapely.total_bounds([one.geometry for one in self.features])
        return float(west), float(south), float(east), float(north)


@dataclass(frozen=True)
class Chosen:
    """Which property holds what; blank for none."""

    name: str = ""
    sort: str = ""
    count: str = ""
    year: str = ""


@dataclass(frozen=True)
class Feature:
    """One shape of a layer. `sort` says what it is (city, township), `count` and `year` count."""

    name: str
    geometry: BaseGeometry
    sort: str = ""
    count: float | None = None
    year: int | None = None


@dataclass
class Picked:
    """The features that a layer keeps, and how many of the file's lack a name or a count."""

    features: list[Feature] = field(default_factory=list)
    without_name: int = 0
    without_count: int = 0


def read_layer(data: bytes) -> Reading:
    """Every shape of a GeoJSON file; RuleError (field `file`) saying what is wrong with it."""
    features = read_features(data, limit=SIZE_LIMIT, too_large=TOO_LARGE, field="file")
    if len(features) > FEATURE_LIMIT:
        raise _refusal(f"The file holds more than {FEATURE_LIMIT:,} shapes. Cut it to the county.")
    placed = [
        (number, feature)
        for number, feature in enumerate(features, 1)
        if feature.get("geometry") is not None
    ]
    geometries = _geometries([(number, feature["geometry"]) for number, feature in placed])
    found: list[Raw] = []
    repaired = 0
    are_empty, are_valid = shapely.is_empty(geometries), shapely.is_valid(geometries)
    for place, (_, feature) in enumerate(placed):
        geometry: BaseGeometry | None = geometries[place]
        if are_empty[place]:
            continue
        if not are_valid[place]:
            geometry = _mended(geometries[place])
            repaired += geometry is not None
        if geometry is not None:
            found.append(Raw(_words(feature.get("properties")), geometry))
    if not found:
        raise _refusal("The file holds no shape.")
    return Reading(tuple(found), len(features) - len(found), repaired)


def check_shapes(reading: Reading, kind: LayerKind) -> None:
    """RuleError (field `file`) when no shape fits the kind of layer."""
    fitting = sum(count for name, count in reading.shapes.items() if name in kind.shapes)
    if not fitting:
        wanted = " or ".join(sorted({name.replace("Multi", "") for name in kind.shapes}))
        raise _refusal(f"{kind.label} need shapes of the type {wanted}. This file has none.")


def pick_features(reading: Reading, kind: LayerKind, chosen: Chosen) -> Picked:
    """What the layer keeps: the shapes that fit its kind; those it can say nothing of are counted.

    Territories, interstates, railroads and airports need a name, traffic counts a count.
    """
    picked = Picked()
    for one in reading.features:
        if one.geometry.geom_type not in kind.shapes:
            continue
        name = _text(one.properties.get(chosen.name, ""))
        count = _number(one.properties.get(chosen.count, ""))
        year = _number(one.properties.get(chosen.year, ""))
        if kind is LayerKind.TRAFFIC and (count is None or not 0 <= count <= 1_000_000):
            picked.without_count += 1
            continue
        if not name and kind not in (LayerKind.OTHER, LayerKind.TRAFFIC):
            picked.without_name += 1
            continue
        is_year = year is not None and 1900 <= year <= 2200
        picked.features.append(
            Feature(
                name=name,
                geometry=one.geometry,
                sort=_text(one.properties.get(chosen.sort, "")),
                count=count if chosen.count else None,
                year=int(year) if is_year and year is not None else None,
            )
        )
    return picked


def simplified(features: Sequence[Feature]) -> tuple[list[BaseGeometry], float]:
    """The shapes with few enough points to be kept, and the tolerance in degrees (0: as sent)."""
    geometries = [one.geometry for one in features]
    tolerance = 0.0
    while int(shapely.get_num_coordinates(geometries).sum()) > KEPT_POINTS and tolerance < 0.01:
        tolerance = tolerance * 2 or FIRST_TOLERANCE
        geometries = list(shapely.simplify([one.geometry for one in features], tolerance))
    return geometries, tolerance


def _refusal(message: str) -> RuleError:
    return RuleError(message, "file")


def _geometries(given: Sequence[tuple[int, Any]]) -> list[BaseGeometry]:
    """The geometries with their numbers in the file, as flat shapes in degrees."""
    read = [_geometry(one, number) for number, one in given]
    points, owners = shapely.get_coordinates(read, return_index=True)
    if len(points) > POINT_LIMIT:
        raise _refusal(f"The file holds more than {POINT_LIMIT:,} points. Simplify it first.")
    is_number = np.isfinite(points).all(axis=1)
    if not is_number.all():
        number = given[owners[np.argmin(is_number)]][0]
        raise _refusal(f"Shape {number} has a coordinate that is no number.")
    fits = (np.abs(points) <= [180, 90]).all(axis=1)
    if not fits.all():
        number = given[owners[np.argmin(fits)]][0]
        raise _refusal(
            f"Shape {number} has coordinates that are not longitude and latitude in degrees. "
            "Export it in WGS 84 (EPSG:4326)."
        )
    return list(shapely.force_2d(read))


def _geometry(given: Any, number: int) -> BaseGeometry:
    try:
        geometry = shape(given)
    except (ShapelyError, ValueError, TypeError, AttributeError, LookupError, ArithmeticError):
        raise _refusal(f"Shape {number} cannot be read. Export the file again.") from None
    except RecursionError:
        raise _refusal(f"Shape {number} is nested too deeply.") from None
    if geometry.geom_type in ("LinearRing", "GeometryCollection"):
        raise _refusal(f"Shape {number} is a {geometry.geom_type}, which no layer uses.")
    return geometry


def _mended(geometry: BaseGeometry) -> BaseGeometry | None:
    """A shape that crosses itself, taken apart; None when nothing of its kind is left."""
    parts = list(_parts(shapely.make_valid(geometry)))
    kind = geometry.geom_type.replace("Multi", "")
    kept = [part for part in parts if part.geom_type == kind]
    if not kept:
        return None
    return shapely.union_all(kept) if len(kept) > 1 else kept[0]


def _parts(geometry: BaseGeometry) -> Iterator[BaseGeometry]:
    for part in shapely.get_parts(geometry):
        if hasattr(part, "geoms"):
            yield from _parts(part)
        else:
            yield part


def _words(properties: Any) -> dict[str, str | float]:
    if not isinstance(properties, dict):
        return {}
    return {
        _text(key)[:100]: value if isinstance(value, int | float) else _text(value)
        for key, value in list(properties.items())[:200]
        if isinstance(value, str | int | float) and not isinstance(value, bool)
    }


def _text(value: Any) -> str:
    """The value in words: no half characters, no control characters, not too long."""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        value = int(value)
    words = str(value)[:1000].encode("utf-8", "replace").decode()
    if not words.isprintable():
        words = "".join(c if c.isprintable() else " " for c in words)
    return " ".join(words.split())[:200]


def _number(value: Any) -> float | None:
    try:
        number = float(str(value).replace(",", ""))
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None
