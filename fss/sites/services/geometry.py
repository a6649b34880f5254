"""Reading places out of files: GeoJSON and zipped Shapefiles, as longitude and latitude.

`read_shapes` gives one `Shape` per feature. What is wrong with one feature is told with it; only
a file that cannot be read at all is refused. Who takes areas asks `is_area`, who takes points
`is_point`; whether a place lies in the county is for `fss.sites.services.county`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import shapely
from pyproj import CRS, Transformer
from pyproj.exceptions import ProjError
from shapely import is_valid_reason
from shapely.errors import ShapelyError
from shapely.geometry import shape

from fss.errors import RuleError
from fss.files.rules import Kind, check_archive, decode_text, sniff
from fss.sites.rules.parsing import Cell
from fss.sites.services.county import CountyArea, Region
from fss.sites.services.shapefiles import Layer, read_layer

MOST_SHAPES = 20_000
MOST_POINTS = 50_000
DIGITS = 7
"""Decimals of a degree that are kept: about one centimeter."""
WGS84 = "Export the layer again in WGS 84 (EPSG:4326) and send that."
NO_JSON = "This is not GeoJSON. Export the layer again and send that."
CROSSING = re.compile(r"\[(-?\d[\d.e+-]*) (-?\d[\d.e+-]*)\]")
POINTS = ("Point",)
AREAS = ("Polygon", "MultiPolygon")
GEOMETRIES = (*POINTS, *AREAS, "MultiPoint", "LineString", "MultiLineString")
UNREADABLE = (
    ShapelyError, ProjError, ValueError, TypeError, AttributeError, LookupError,
    ArithmeticError, RecursionError,
)  # fmt: skip
"""What odd coordinates lead the libraries to raise."""
Transform = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Shape:
    """One feature of a file, counted from 1: what it says of itself, and where it is.

    `geometry` is a GeoJSON geometry in degrees (WGS 84), None when the feature has none or a
    wrong one; then `problem` is a sentence that says what to do.
    """

    number: int
    properties: dict[str, Cell]
    geometry: dict[str, Any] | None
    problem: str = ""

    @property
    def is_point(self) -> bool:
        """Whether this is one point."""
        return self.geometry is not None and self.geometry["type"] in POINTS

    @property
    def is_area(self) -> bool:
        """Whether this is an area: a polygon or several."""
        return self.geometry is not None and self.geometry["type"] in AREAS


def read_shapes(
    data: bytes, name: str, *, region: Region | None = None, most: int = MOST_SHAPES
) -> list[Shape]:
    """The features of a GeoJSON file or a zipped Shapefile, in the order of the file.

    `region` (west, south, east, north in degrees) is where coordinates without a stated
    projection are believed to be degrees; the county's when not given. Raises RuleError (field
    `file`) saying what to do when the file cannot be read.
    """
    try:
        kind = sniff(data, name=name)
        if kind is Kind.GEOJSON:
            return _from_geojson(data, most)
        if kind is Kind.SHAPEFILE:
            check_archive(data)
            return _from_layer(read_layer(data, most=most), region)
    except RuleError as error:
        raise RuleError(error.message, "file") from None
    raise RuleError("Choose a GeoJSON file or a zipped Shapefile (.zip).", "file")


def _from_geojson(data: bytes, most: int) -> list[Shape]:
    features, crs = _features(_loaded(data))
    if not features:
        raise RuleError("The file holds no place.")
    if len(features) > most:
        raise RuleError(f"The file holds more than {most:,} places. Split it.")
    transform = _transform(crs) if crs else None
    shapes = [
        Shape(
            number,
            _cells(feature.get("properties")),
            *clean_geometry(feature.get("geometry"), transform),
        )
        for number, feature in enumerate(features, 1)
    ]
    _refuse_when_all_are_lost(shapes)
    return shapes


def _from_layer(layer: Layer, region: Region | None) -> list[Shape]:
    transform = None
    if layer.projection:
        transform = _transform(layer.projection)
    elif not _looks_like_degrees(layer.bounds, region):
        raise RuleError(
            "The file does not say which projection it uses. Add the .prj file to the .zip, or "
            "export the layer in WGS 84 (EPSG:4326)."
        )
    shapes = [
        Shape(number, _cells(properties), *clean_geometry(geometry, transform))
        for number, (properties, geometry) in enumerate(layer.records, 1)
    ]
    _refuse_when_all_are_lost(shapes)
    return shapes


def _loaded(data: bytes) -> dict[str, Any]:
    try:
        content = json.loads(decode_text(data), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RuleError(NO_JSON) from None
    if not isinstance(content, dict):
        raise RuleError(NO_JSON)
    return content


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _features(content: dict[str, Any]) -> tuple[list[dict[str, Any]], str]:
    """The features, and the projection that older files name (RFC 7946 knows WGS 84 only)."""
    crs = content.get("crs")
    named = crs.get("properties") if isinstance(crs, dict) else None
    projection = named.get("name") if isinstance(named, dict) else None
    kind = content.get("type")
    found: Any = [content]
    if kind == "FeatureCollection":
        found = content.get("features")
    elif kind == "GeometryCollection":
        parts = content.get("geometries") or ()
        found = [{"geometry": part} for part in parts] if isinstance(parts, list | tuple) else None
    elif kind in GEOMETRIES:
        found = [{"geometry": content}]
    elif kind != "Feature":
        raise RuleError(NO_JSON)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise RuleError(NO_JSON)
    return found, projection if isinstance(projection, str) else ""


def _transform(projection: str) -> Transform | None:
    """What turns coordinates of this projection into degrees; None when they are degrees."""
    try:
        crs = CRS.from_user_input(projection)
        if crs.equals(CRS.from_epsg(4326), ignore_axis_order=True):
            return None
        transformer = Transformer.from_crs(crs, 4326, always_xy=True)
    except (ProjError, ValueError, TypeError):
        raise RuleError(f"The projection of the file is not known. {WGS84}") from None

    def transform(points: Any) -> Any:
        return np.column_stack(transformer.transform(points[:, 0], points[:, 1]))

    return transform


def _looks_like_degrees(bounds: Sequence[float], region: Region | None) -> bool:
    if not all(map(math.isfinite, bounds)) or not _in_degrees(bounds):
        return False
    known = region or CountyArea.known().region
    if known is None:
        return True
    west, south, east, north = bounds
    return west <= known[2] and east >= known[0] and south <= known[3] and north >= known[1]


def _in_degrees(bounds: Sequence[float]) -> bool:
    west, south, east, north = bounds
    return -180 <= west <= east <= 180 and -90 <= south <= north <= 90


def clean_geometry(
    geometry: Any, transform: Transform | None = None
) -> tuple[dict[str, Any] | None, str]:
    """A GeoJSON geometry in degrees, sound and rounded, or None and what is wrong with it."""
    if geometry is None:
        return None, ""
    if not isinstance(geometry, dict) or geometry.get("type") not in GEOMETRIES:
        return None, "This is no point, line or area. Draw it again."
    try:
        read = shape(geometry)
        if read.is_empty:
            return None, ""
        if shapely.get_num_coordinates(read) > MOST_POINTS:
            return None, f"It has more than {MOST_POINTS:,} points. Simplify it."
        read = shapely.transform(read, _rounded(transform))
        bounds = read.bounds
    except UNREADABLE:
        return None, "The coordinates cannot be read. Export the layer again."
    if not all(map(math.isfinite, bounds)) or not _in_degrees(bounds):
        return None, f"The coordinates are not longitude and latitude in degrees. {WGS84}"
    if read.geom_type in AREAS and not read.is_valid:
        return None, f"The boundary crosses or touches itself{crossing_words(read)}. Correct it."
    parts: Any = getattr(read, "geoms", ())
    if read.geom_type == "MultiPoint" and len(parts) == 1:
        read = parts[0]
    cleaned: dict[str, Any] = json.loads(shapely.to_geojson(read))
    return cleaned, ""


def _rounded(transform: Transform | None) -> Transform:
    def work(points: Any) -> Any:
        return np.round(transform(points) if transform else points, DIGITS)

    return work


def crossing_words(geometry: Any) -> str:
    """` near latitude 44.7, longitude -93.5`: where a shape crosses itself; blank if not known."""
    found = CROSSING.search(str(is_valid_reason(geometry)))
    if not found:
        return ""
    longitude, latitude = (f"{float(one):.6f}".rstrip("0").rstrip(".") for one in found.groups())
    return f" near latitude {latitude}, longitude {longitude}"


def _refuse_when_all_are_lost(shapes: Iterable[Shape]) -> None:
    problems = [shape.problem for shape in shapes]
    if problems and all(WGS84 in problem for problem in problems):
        raise RuleError(problems[0])


def _cells(properties: Any) -> dict[str, Cell]:
    if not isinstance(properties, dict):
        return {}
    return {_whole(str(name)): _cell(value) for name, value in properties.items()}


def _cell(value: Any) -> Cell:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):
        return _whole(value)
    if isinstance(value, list) and not any(isinstance(part, list | dict) for part in value):
        return "; ".join(_whole(str(part)) for part in value if part is not None)
    if isinstance(value, list | dict):
        return _whole(json.dumps(value))
    known: Cell = value
    return known


def _whole(words: str) -> str:
    """The words; half a character, which JSON can hold and no page can, becomes `?`."""
    return words.encode("utf-8", "replace").decode()
