"""Map files as people send them: zipped Shapefiles and GeoJSON, made here."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

import shapefile
from pyproj import CRS

UTM = CRS.from_epsg(26915).to_wkt("WKT1_ESRI")
DEGREES = CRS.from_epsg(4326).to_wkt("WKT1_ESRI")


def zipped_shapefile(
    places: Sequence[Any],
    *,
    records: Sequence[Sequence[Any]] = (),
    fields: Sequence[str] = ("NAME",),
    projection: str = DEGREES,
    folder: str = "",
) -> bytes:
    """A .zip with one layer: points as (x, y), areas as lists of corners, None for no place."""
    parts = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    is_area = any(isinstance(place, list) for place in places)
    with shapefile.Writer(
        **parts, shapeType=shapefile.POLYGON if is_area else shapefile.POINT
    ) as writer:
        for name in fields:
            writer.field(name, "C", size=80)
        for number, place in enumerate(places):
            if place is None:
                writer.null()
            elif isinstance(place, list):
                writer.poly([place])
            else:
                writer.point(*place)
            writer.record(*(records[number] if records else [f"Place {number}"]))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for suffix, part in parts.items():
            archive.writestr(f"{folder}layer.{suffix}", part.getvalue())
        if projection:
            archive.writestr(f"{folder}layer.prj", projection)
    return out.getvalue()


def geojson(*features: tuple[dict[str, Any], Any], crs: str = "") -> bytes:
    """A collection of (properties, geometry)."""
    content: dict[str, Any] = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": properties, "geometry": geometry}
            for properties, geometry in features
        ],
    }
    if crs:
        content["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(content).encode()


def point(longitude: float, latitude: float) -> dict[str, Any]:
    """A GeoJSON point."""
    return {"type": "Point", "coordinates": [longitude, latitude]}


def square(longitude: float, latitude: float, side: float = 0.004) -> dict[str, Any]:
    """A GeoJSON square whose south-west corner is given; `side` in degrees."""
    east, north = longitude + side, latitude + side
    ring = [
        [longitude, latitude],
        [east, latitude],
        [east, north],
        [longitude, north],
        [longitude, latitude],
    ]
    return {"type": "Polygon", "coordinates": [ring]}
