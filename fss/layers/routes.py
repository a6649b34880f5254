"""The administrator's pages of map layers: list, load in two steps, replace, remove."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Flask, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from shapely.geometry import mapping

from fss.accounts.queries import get_county
from fss.accounts.rules.outlines import bounds
from fss.errors import NotFoundError
from fss.files.models import StoredFile
from fss.files.queries import get_file
from fss.files.services import read_file, store_file
from fss.layers import queries, services
from fss.layers.forms import LayerFileForm, LayerForm
from fss.layers.models import MapLayer
from fss.layers.rules.kinds import LayerKind, Surety, guess_property
from fss.layers.rules.reading import (
    SIZE_LIMIT,
    Chosen,
    Reading,
    check_shapes,
    pick_features,
    read_layer,
    simplified,
)
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow

bp = Blueprint("layers", __name__, url_prefix="/admin/layers")
PURPOSE = "map-layer"
FAR_DEGREES = 1.5
MOST_LABELS = 40


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@requires(Permission.COUNTY_MANAGE)
def index() -> ResponseReturnValue:
    """The layers in use, and those that were."""
    return render_template(
        "layers/index.html", layers=queries.layers(), former=queries.former_layers()
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def add() -> ResponseReturnValue:
    """First step: the file and what it shows."""
    return _take_file(None)


@bp.route("/<uuid:layer_id>/replace", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE, layer=queries.get_layer)
def replace(layer: MapLayer) -> ResponseReturnValue:
    """First step of a newer version: its file."""
    return _take_file(layer)


@bp.route("/files/<uuid:file_id>", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def describe(file_id: UUID) -> ResponseReturnValue:
    """Second step: what the properties mean, with the counts and a map; then it is kept."""
    stored = _stored(file_id)
    kind, replaces = _asked()
    reading = read_layer(read_file(stored))
    form = LayerForm()
    form.offer(reading.names, kind)
    if request.method == "GET":
        _suggest(form, reading, kind, replaces)
    made: list[MapLayer] = []
    if form.validate_on_submit() and form.attempt(
        lambda: made.append(_keep(form, reading, kind, stored, replaces))
    ):
        flash(f"{made[0].name}: {made[0].shapes:,} shapes are in use.", "success")
        return redirect(url_for("layers.show", layer_id=made[0].id))
    picked = pick_features(reading, kind, form.chosen)
    page = render_template(
        "layers/describe.html",
        form=form,
        kind=kind,
        reading=reading,
        picked=picked,
        replaces=replaces,
        is_far=_is_far(reading),
        map_url=url_for("layers.file_features", file_id=file_id, kind=kind.value),
        action=request.full_path,
    )
    return page, 422 if form.errors else 200


@bp.get("/files/<uuid:file_id>/features.geojson")
@requires(Permission.COUNTY_MANAGE)
def file_features(file_id: UUID) -> ResponseReturnValue:
    """What a file holds, coarsely, to look at before it is kept."""
    reading = read_layer(read_file(_stored(file_id)))
    kind, _ = _asked()
    features = pick_features(reading, LayerKind.OTHER, _guessed(reading)).features[
        : queries.MOST_DRAWN
    ]
    shapes, _tolerance = simplified(features)
    drawn = [
        {"geometry": mapping(shape.simplify(queries.COARSE)), "properties": {"label": one.name}}
        for one, shape in zip(features, shapes, strict=True)
        if shape.geom_type in kind.shapes
    ]
    return _geojson(drawn)


@bp.get("/<uuid:layer_id>")
@requires(Permission.COUNTY_MANAGE, layer=queries.get_layer)
def show(layer: MapLayer) -> ResponseReturnValue:
    """One layer: where it comes from, what is in it, on a map."""
    return render_template(
        "layers/show.html", layer=layer, features=queries.features_of(layer, most=100)
    )


@bp.get("/<uuid:layer_id>/features.geojson")
@requires(Permission.COUNTY_MANAGE, layer=queries.get_layer)
def features(layer: MapLayer) -> ResponseReturnValue:
    """The shapes of a layer, coarsely."""
    return _geojson(queries.drawn_features([layer.id]))


@bp.post("/<uuid:layer_id>/remove")
@requires(Permission.COUNTY_MANAGE, layer=queries.get_layer)
def remove(layer: MapLayer) -> ResponseReturnValue:
    """Take a layer out of use."""
    services.remove_layer(layer, now=utcnow())
    flash(f"{layer.name} is no longer used. Values taken from it stay.", "success")
    return redirect(url_for("layers.index"))


def _take_file(replaces: MapLayer | None) -> ResponseReturnValue:
    if replaces is not None and replaces.ended_at is not None:
        raise NotFoundError
    form = LayerFileForm()
    if replaces is not None:
        form.kind.data = replaces.kind.value
        del form.kind
    if form.validate_on_submit():
        kind = replaces.kind if replaces else LayerKind(form.kind.data)
        data = form.file.data.read(SIZE_LIMIT + 1)
        if form.attempt(lambda: check_shapes(read_layer(data), kind)):
            stored = store_file(
                data,
                name=form.file.data.filename or "layer.geojson",
                media_type="application/geo+json",
                owner_id=current_identity().user_id,
                purpose=PURPOSE,
            )
            return redirect(
                url_for(
                    "layers.describe",
                    file_id=stored.id,
                    kind=kind.value,
                    replaces=replaces.id if replaces else None,
                )
            )
    page = render_template("layers/add.html", form=form, replaces=replaces)
    return page, 422 if form.errors else 200


def _asked() -> tuple[LayerKind, MapLayer | None]:
    """The kind and the layer to replace, as the address says."""
    given = request.args.get("kind", "")
    if given not in list(LayerKind):
        raise NotFoundError
    replaces = request.args.get("replaces", type=UUID)
    return LayerKind(given), queries.get_layer(replaces) if replaces else None


def _stored(file_id: UUID) -> StoredFile:
    stored = get_file(file_id, current_identity())
    if stored.purpose != PURPOSE:
        raise NotFoundError
    return stored


def _guessed(reading: Reading) -> Chosen:
    return Chosen(
        **{part: guess_property(part, reading.names) for part in ("name", "sort", "count", "year")}
    )


def _suggest(form: LayerForm, reading: Reading, kind: LayerKind, replaces: MapLayer | None) -> None:
    """Fill the form with the likeliest properties, or with what the former version had."""
    names = reading.names
    for part in ("name", "sort", "count", "year"):
        if f"{part}_property" in form:
            before = getattr(replaces, f"{part}_property", "") if replaces else ""
            form[f"{part}_property"].data = (
                before if before in names else guess_property(part, names, kind)
            )
    form.name.data = replaces.name if replaces else kind.label
    form.source.data = replaces.source if replaces else ""
    form.surety.data = (replaces.surety if replaces else Surety.DOCUMENTED).value


def _keep(
    form: LayerForm,
    reading: Reading,
    kind: LayerKind,
    stored: StoredFile,
    replaces: MapLayer | None,
) -> MapLayer:
    return services.load_layer(
        reading,
        kind=kind,
        name=form.name.data or "",
        source=form.source.data or "",
        as_of=form.as_of.data,
        surety=Surety(form.surety.data),
        chosen=form.chosen,
        file=stored,
        replaces=replaces,
        actor=current_identity(),
        now=utcnow(),
    )


def _is_far(reading: Reading) -> bool:
    """Whether nothing of a file lies within about 100 miles of the county's outline."""
    county = get_county(with_outline=True)
    if county is None or not county.outline:
        return False
    west, south, east, north = bounds(county.outline)
    box = reading.box
    return (
        box[0] > east + FAR_DEGREES
        or box[2] < west - FAR_DEGREES
        or box[1] > north + FAR_DEGREES
        or box[3] < south - FAR_DEGREES
    )


def _geojson(drawn: list[dict[str, Any]]) -> ResponseReturnValue:
    """Shapes for the map of these pages: areas and lines as outlines, points as pins."""
    has_labels = len(drawn) <= MOST_LABELS
    found = []
    for one in drawn:
        label = one["properties"]["label"]
        is_point = "Point" in one["geometry"]["type"]
        told = (
            {"label": label, "kind": "place"}
            if is_point
            else {"label": label if has_labels else "", "kind": "outline"}
        )
        found.append({"type": "Feature", "properties": told, "geometry": one["geometry"]})
    answer = jsonify(type="FeatureCollection", features=found)
    answer.mimetype = "application/geo+json"
    return answer
