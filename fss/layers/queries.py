"""Asking the layers: which there are, which area holds a place, what is nearest to it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import shapely
from shapely.geometry import mapping
from sqlalchemy import select

from fss.db import db
from fss.errors import NotFoundError
from fss.layers.models import MapFeature, MapLayer
from fss.layers.rules.distances import Locator
from fss.layers.rules.kinds import LayerKind
from fss.layers.rules.reading import Box
from fss.permissions.rules import Identity

KEPT_LAYERS = 32
MOST_DRAWN = 1_500
COARSE = 0.000_2
"""Degrees (about 20 m) to which shapes are simplified for drawing."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a layer says of a place; `miles` is 0 for an area that holds it."""

    layer: MapLayer
    name: str
    sort: str
    count: float | None
    year: int | None
    miles: float


@dataclass(frozen=True, slots=True)
class _Loaded:
    rows: tuple[tuple[str, str, float | None, int | None], ...]
    locator: Locator


_loaded: OrderedDict[UUID, _Loaded] = OrderedDict()
_lock = threading.Lock()


def layers(kind: LayerKind | None = None) -> Sequence[MapLayer]:
    """The layers in use, by kind, the newest first."""
    query = select(MapLayer).where(MapLayer.ended_at.is_(None))
    if kind is not None:
        query = query.where(MapLayer.kind == kind)
    query = query.order_by(
        MapLayer.kind, MapLayer.as_of.desc(), MapLayer.loaded_at.desc(), MapLayer.id
    )
    return db.session.scalars(query).all()


def former_layers(*, most: int = 50) -> Sequence[MapLayer]:
    """Layers that were replaced or removed, the last first."""
    return db.session.scalars(
        select(MapLayer)
        .where(MapLayer.ended_at.is_not(None))
        .order_by(MapLayer.ended_at.desc(), MapLayer.id)
        .limit(most)
    ).all()


def get_layer(layer_id: UUID, identity: Identity | None = None) -> MapLayer:  # noqa: ARG001
    """A layer, in use or not; what it shows is public. Raises NotFoundError."""
    layer = db.session.get(MapLayer, layer_id)
    if layer is None:
        raise NotFoundError
    return layer


def areas_at(kind: LayerKind, longitude: float, latitude: float) -> list[Found]:
    """The areas of a kind that hold a place, those of the newest layer first."""
    found = []
    for layer in layers(kind):
        loaded = _load(layer.id)
        found += [
            Found(layer, *loaded.rows[number], 0.0)
            for number in loaded.locator.holding(longitude, latitude)
        ]
    return found


def nearest_to(kind: LayerKind, longitude: float, latitude: float) -> Found | None:
    """The nearest shape of a kind in any layer; None without a layer."""
    best: Found | None = None
    for layer in layers(kind):
        loaded = _load(layer.id)
        at = loaded.locator.nearest(longitude, latitude)
        if at is not None and (best is None or at[1] < best.miles):
            best = Found(layer, *loaded.rows[at[0]], at[1])
    return best


def drawn_features(
    layer_ids: Sequence[UUID], *, within: Box | None = None, most: int = MOST_DRAWN
) -> list[dict[str, Any]]:
    """Shapes as GeoJSON features to draw on a map, coarsely: at most `most`, in their order."""
    query = (
        select(MapFeature, MapLayer.kind)
        .join(MapLayer, MapLayer.id == MapFeature.layer_id)
        .where(MapFeature.layer_id.in_(layer_ids))
        .order_by(MapFeature.id)
        .limit(most)
    )
    if within:
        west, south, east, north = within
        query = query.where(
            MapFeature.west <= east,
            MapFeature.east >= west,
            MapFeature.south <= north,
            MapFeature.north >= south,
        )
    return [
        {
            "type": "Feature",
            "properties": {"kind": kind.value, "label": feature_words(one)},
            "geometry": mapping(shapely.simplify(shapely.from_wkb(one.geometry), COARSE)),
        }
        for one, kind in db.session.execute(query)
    ]


def feature_words(feature: MapFeature) -> str:
    """`US 169: 27,660 (2024)`, `Belle Plaine (TOWNSHIP)`."""
    words = f"{feature.name} ({feature.sort})" if feature.sort else feature.name
    if feature.count is not None:
        words = f"{words}: {feature.count:,.0f}".removeprefix(": ")
    return f"{words} ({feature.year})" if feature.year else words


def features_of(layer: MapLayer, *, most: int = 200) -> Sequence[MapFeature]:
    """The shapes of a layer by name, at most `most`."""
    return db.session.scalars(
        select(MapFeature)
        .where(MapFeature.layer_id == layer.id)
        .order_by(MapFeature.name, MapFeature.id)
        .limit(most)
    ).all()


def _load(layer_id: UUID) -> _Loaded:
    """A layer's tree. It is kept in memory: the shapes of a layer never change."""
    with _lock:
        if layer_id in _loaded:
            _loaded.move_to_end(layer_id)
            return _loaded[layer_id]
    rows = db.session.execute(
        select(
            MapFeature.name,
            MapFeature.sort,
            MapFeature.count,
            MapFeature.year,
            MapFeature.geometry,
        )
        .where(MapFeature.layer_id == layer_id)
        .order_by(MapFeature.id)
    ).all()
    made = _Loaded(
        tuple((row[0], row[1], row[2], row[3]) for row in rows),
        Locator(list(shapely.from_wkb([row[4] for row in rows]))),
    )
    with _lock:
        _loaded[layer_id] = made
        while len(_loaded) > KEPT_LAYERS:
            _loaded.popitem(last=False)
    return made
