"""Loading a layer from a file, putting a newer one in its place, taking it away."""

from __future__ import annotations

from datetime import date, datetime

import shapely
from sqlalchemy import delete, insert

from fss.db import db
from fss.errors import ConflictError, RuleError
from fss.files.models import StoredFile
from fss.layers.models import MapFeature, MapLayer
from fss.layers.rules.kinds import LayerKind, Surety
from fss.layers.rules.reading import Chosen, Reading, check_shapes, pick_features, simplified
from fss.permissions.rules import Identity

BLOCK = 1_000
EARLIEST = date(1900, 1, 1)


def load_layer(
    reading: Reading,
    *,
    kind: LayerKind,
    name: str,
    source: str,
    as_of: date,
    surety: Surety,
    chosen: Chosen,
    file: StoredFile,
    replaces: MapLayer | None = None,
    actor: Identity,
    now: datetime,
) -> MapLayer:
    """Keep what a file holds as a layer, in the place of `replaces` if given. RuleError."""
    check_shapes(reading, kind)
    _check(name, source, as_of, now)
    if kind is LayerKind.TRAFFIC and not chosen.count:
        raise RuleError("Choose the property that holds the traffic count.", "count_property")
    if kind not in (LayerKind.OTHER, LayerKind.TRAFFIC) and not chosen.name:
        raise RuleError("Choose the property that holds the name.", "name_property")
    picked = pick_features(reading, kind, chosen)
    if not picked.features:
        part = "count_property" if kind is LayerKind.TRAFFIC else "name_property"
        raise RuleError("No shape has a value in this property. Choose another one.", part)
    geometries, tolerance = simplified(picked.features)
    boxes = shapely.bounds(geometries)
    west, south, east, north = (float(end) for end in shapely.total_bounds(geometries))
    layer = MapLayer(
        kind=kind, name=name.strip(), source=source.strip(), as_of=as_of, surety=surety,
        name_property=chosen.name, sort_property=chosen.sort, count_property=chosen.count,
        year_property=chosen.year, file=file, shapes=len(geometries),
        left_out=reading.empty + len(reading.features) - len(geometries),
        repaired=reading.repaired, tolerance=tolerance,
        west=west, south=south, east=east, north=north,
        loaded_at=now, loaded_by=actor.user_id,
    )  # fmt: skip
    db.session.add(layer)
    db.session.flush()
    rows = [
        {
            "layer_id": layer.id, "name": one.name, "sort": one.sort, "count": one.count,
            "year": one.year, "west": float(box[0]), "south": float(box[1]),
            "east": float(box[2]), "north": float(box[3]), "geometry": shapely.to_wkb(geometry),
        }
        for one, geometry, box in zip(picked.features, geometries, boxes, strict=True)
    ]  # fmt: skip
    for start in range(0, len(rows), BLOCK):
        db.session.execute(insert(MapFeature), rows[start : start + BLOCK])
    if replaces is not None:
        _end(replaces, now)
        replaces.replaced_by_id = layer.id
        db.session.flush()
    return layer


def remove_layer(layer: MapLayer, *, now: datetime) -> None:
    """Take a layer out of use; its record and its file stay."""
    _end(layer, now)
    db.session.flush()


def _end(layer: MapLayer, now: datetime) -> None:
    if layer.ended_at is not None:
        raise ConflictError("This layer was replaced or removed meanwhile.")
    layer.ended_at = now
    db.session.execute(delete(MapFeature).where(MapFeature.layer_id == layer.id))


def _check(name: str, source: str, as_of: date, now: datetime) -> None:
    if not name.strip():
        raise RuleError("Say what the layer is called.", "name")
    if len(name) > 120:
        raise RuleError("The name is longer than 120 characters. Shorten it.", "name")
    if not source.strip():
        raise RuleError("Say who made the data.", "source")
    if as_of < EARLIEST:
        raise RuleError("Enter a date in 1900 or later.", "as_of")
    if (as_of - now.date()).days > 1:
        raise RuleError("This day is in the future. Enter the day of the data.", "as_of")
