"""A map file as rows: its properties as columns, its places as columns before them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape

from fss.exchange.rules.importing import Places
from fss.files.rules import Kind
from fss.sites.rules.parsing import Cell
from fss.sites.services.county import CountyArea
from fss.sites.services.geometry import Shape, clean_geometry, read_shapes
from fss.sites.services.places import MOST_ACRES, acres_of

MAPS = frozenset({Kind.GEOJSON, Kind.SHAPEFILE})
LATITUDE, LONGITUDE, BOUNDARY = "Latitude", "Longitude", "Boundary"
LEAST_ACRES = 0.001
NO_AREA = "This is no boundary. Write a GeoJSON polygon in longitude and latitude."


@dataclass(frozen=True, slots=True)
class MapRows:
    """A map file as a table; row 1 is its first feature. `misplaced`: row → what is wrong."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...]
    misplaced: Mapping[int, str]


def map_rows(data: bytes, name: str) -> MapRows:
    """The features of a GeoJSON file or zipped Shapefile as rows. RuleError (field `file`).

    A point fills latitude and longitude. An area fills the boundary, and latitude and longitude
    with a point inside it.
    """
    shapes = read_shapes(data, name)
    areas = any(one.is_area for one in shapes)
    places = (LATITUDE, LONGITUDE, BOUNDARY) if areas else (LATITUDE, LONGITUDE)
    named = dict.fromkeys(name for one in shapes for name in one.properties)
    # What the map says of the place goes before a column of the same name.
    taken = {place.casefold() for place in places}
    columns = [name for name in named if name.strip().casefold() not in taken]
    notes = ["Latitude and longitude are from the map."]
    if areas:
        notes.append(
            "For an area they name a point inside it. Leave the columns out if not wanted."
        )
    if len(columns) < len(named):
        notes.append("Columns of the file with the same names are left out.")
    rows, misplaced = [], {}
    for one in shapes:
        cells, problem = _place(one)
        if problem:
            misplaced[one.number] = problem
        rows.append((*cells[: len(places)], *(one.properties.get(name) for name in columns)))
    return MapRows((*places, *columns), tuple(rows), tuple(notes), misplaced)


def _place(one: Shape) -> tuple[tuple[Cell, Cell, Cell], str]:
    """Latitude, longitude and boundary of a feature, and what is wrong with it."""
    if one.geometry is None:
        return (None, None, None), one.problem
    if one.is_point:
        longitude, latitude = one.geometry["coordinates"]
        return (latitude, longitude, None), ""
    if one.is_area:
        inside = shape(one.geometry).representative_point()
        words = json.dumps(one.geometry, separators=(",", ":"))
        return (round(inside.y, 6), round(inside.x, 6), words), ""
    return (None, None, None), "This is a line or several points. A site is one point or an area."


def county_places() -> Places:
    """How the rules of an import judge points and read boundaries in this county."""
    county = CountyArea.known()

    def judge(latitude: float, longitude: float) -> str:
        return county.problem_of(longitude, latitude)

    def read(words: str) -> tuple[Mapping[str, Any], float] | str:
        return read_boundary(words, county)

    return Places(judge_point=judge, read_boundary=read)


def read_boundary(words: str, county: CountyArea) -> tuple[Mapping[str, Any], float] | str:
    """The area that a cell's words mean, with its acres; else a sentence what is wrong."""
    try:
        geometry = json.loads(words) if words.startswith("{") else _from_text(words)
    except (ValueError, RecursionError, ShapelyError):
        return NO_AREA
    if isinstance(geometry, dict) and geometry.get("type") == "Feature":
        geometry = geometry.get("geometry")
    cleaned, problem = clean_geometry(geometry)
    if problem:
        return problem
    if cleaned is None or cleaned["type"] not in ("Polygon", "MultiPolygon"):
        return NO_AREA
    acres = acres_of(cleaned)
    if not LEAST_ACRES <= acres <= MOST_ACRES:
        return f"The area measures {acres:,.3f} acres. Correct it."
    return county.problem_of_shape(cleaned) or (cleaned, acres)


def _from_text(words: str) -> Any:
    """An area as databases write it: POLYGON ((-93.5 44.7, …))."""
    if not words.upper().startswith(("POLYGON", "MULTIPOLYGON", "SRID=4326;")):
        raise ValueError(words[:20])
    return json.loads(shapely.to_geojson(shapely.from_wkt(words.split(";")[-1])))


def shown(headers: Sequence[str], column: int, words: str) -> str:
    """A sample of a column as people read it: a boundary by its kind, not by its corners."""
    if headers[column] == BOUNDARY and words.startswith("{"):
        return "An area"
    return words
