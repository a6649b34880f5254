"""Map layers made from plain shapes, through the service that loads files."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from fss.files.services import store_file
from fss.layers.models import MapLayer
from fss.layers.rules.kinds import LayerKind, Surety
from fss.layers.rules.reading import Chosen, read_layer
from fss.layers.services import load_layer
from fss.permissions.rules import SYSTEM
from fss.timezone import utcnow

DATED = date(2025, 3, 1)
PROPERTIES = Chosen(name="name", sort="sort", count="count", year="year")


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle as a GeoJSON polygon."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def line(*points: tuple[float, float]) -> dict[str, Any]:
    """A GeoJSON line through (longitude, latitude)."""
    return {"type": "LineString", "coordinates": [list(point) for point in points]}


def collection(*features: tuple[dict[str, Any] | None, dict[str, Any]]) -> bytes:
    """A GeoJSON file of (geometry, properties)."""
    made = [
        {"type": "Feature", "geometry": geometry, "properties": properties}
        for geometry, properties in features
    ]
    return json.dumps({"type": "FeatureCollection", "features": made}).encode()


def make_layer(
    kind: LayerKind,
    features: Sequence[tuple[dict[str, Any] | None, dict[str, Any]]],
    *,
    name: str | None = None,
    surety: Surety = Surety.DOCUMENTED,
    replaces: MapLayer | None = None,
) -> MapLayer:
    """A layer whose shapes carry `name`, `sort`, `count` and `year`."""
    data = collection(*features)
    stored = store_file(
        data,
        name="layer.geojson",
        media_type="application/geo+json",
        owner_id=None,
        purpose="map-layer",
    )
    return load_layer(
        read_layer(data),
        kind=kind,
        name=name or kind.label,
        source="The state",
        as_of=DATED,
        surety=surety,
        chosen=PROPERTIES,
        file=stored,
        replaces=replaces,
        actor=SYSTEM,
        now=utcnow(),
    )
