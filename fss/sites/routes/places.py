"""A site's place: point and boundary, the history of both, what the map layers suggest."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import RuleError
from fss.layers.queries import drawn_features, layers
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms.place import BoundaryForm, PointForm
from fss.sites.models import Site, SiteShape
from fss.sites.queries.boundaries import (
    boundary_history,
    boundary_of,
    evidence_words,
    held_shape,
    point_of,
    stated_acres,
)
from fss.sites.queries.suggestions import city_at, suggestions
from fss.sites.routes import bp
from fss.sites.routes.listing import outline_features
from fss.sites.rules.places import acres_gap, point_words, read_corners, read_point, write_corners
from fss.sites.services import places
from fss.timezone import utcnow

AROUND_DEGREES = 0.3
MOST_LAYER_SHAPES = 1_500
APART_MILES = 0.1


@bp.get("/<uuid:site_id>/place")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place(site: Site) -> ResponseReturnValue:
    """Where the site is, to be set by clicks, by coordinates or from a file."""
    return _page(site, _point_form(site), _boundary_form(site))


@bp.post("/<uuid:site_id>/place/point")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_point(site: Site) -> ResponseReturnValue:
    """State the point."""
    form = PointForm(prefix="point-")
    if form.validate_on_submit() and form.attempt(lambda: _set_point(site, form)):
        flash("The point is saved. See what the map suggests for it.", "success")
        return _back(site, "suggestions")
    return _page(site, form, _boundary_form(site)), 422


@bp.post("/<uuid:site_id>/place/boundary")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_boundary(site: Site) -> ResponseReturnValue:
    """Keep a boundary that was drawn, entered or sent as a file."""
    form = BoundaryForm(prefix="boundary-")
    acres: list[float] = []
    if form.validate_on_submit() and form.attempt(lambda: acres.append(_set_boundary(site, form))):
        flash(f"The boundary is saved. It measures {acres[0]:,.1f} acres.", "success")
        return _back(site)
    return _page(site, _point_form(site), form), 422


@bp.post("/<uuid:site_id>/place/boundary/remove")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_boundary_remove(site: Site) -> ResponseReturnValue:
    """Take the boundary away."""
    places.remove_boundary(site, seen=_seen(), actor=current_identity(), now=utcnow())
    flash("The boundary is removed. It can be restored below.", "success")
    return _back(site)


@bp.post("/<uuid:site_id>/place/boundary/<int:number>/restore")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_boundary_restore(site: Site, number: int) -> ResponseReturnValue:
    """Put a former boundary in force again."""
    acres = places.restore_boundary(
        site, min(number, 2**62), seen=_seen(), actor=current_identity(), now=utcnow()
    )
    flash(f"The former boundary is in force again: {acres:,.1f} acres.", "success")
    return _back(site)


@bp.post("/<uuid:site_id>/place/acres")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_acres(site: Site) -> ResponseReturnValue:
    """State the measured acres as the total size."""
    places.state_measured_acres(site, actor=current_identity(), now=utcnow())
    flash("The measured acres are stated as the total size.", "success")
    return _back(site)


@bp.post("/<uuid:site_id>/place/suggestions")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_suggestions(site: Site) -> ResponseReturnValue:
    """State the suggestions that were chosen."""
    try:
        stated = places.accept_suggestions(
            site, request.form.getlist("take"), actor=current_identity(), now=utcnow()
        )
    except RuleError as error:
        return _page(site, _point_form(site), _boundary_form(site), refusal=error.message), 422
    told = "1 value is stated." if len(stated) == 1 else f"{len(stated)} values are stated."
    flash(told, "success")
    return _back(site, "suggestions")


@bp.get("/<uuid:site_id>/place/around.geojson")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def place_around(site: Site) -> ResponseReturnValue:
    """What lies around the site, to draw behind it: outlines, and shapes of the map layers."""
    at = point_of(site).at
    box = None
    if at is not None:
        north, east = at
        box = (
            east - AROUND_DEGREES,
            north - AROUND_DEGREES,
            east + AROUND_DEGREES,
            north + AROUND_DEGREES,
        )
    drawn = drawn_features([one.id for one in layers()], within=box, most=MOST_LAYER_SHAPES)
    answer = jsonify(type="FeatureCollection", features=[*outline_features(), *drawn])
    answer.mimetype = "application/geo+json"
    return answer


def _page(
    site: Site, point_form: PointForm, boundary_form: BoundaryForm, *, refusal: str = ""
) -> str:
    held = held_shape(site)
    found = suggestions(site)
    now = queries.held_values(site, today=today())
    return render_template(
        "sites/place.html",
        site=site,
        point_form=point_form,
        boundary_form=boundary_form,
        refusal=refusal,
        point=point_of(site),
        boundary=boundary_of(held),
        measured=measured(site, held.outline if held else None),
        history=[
            (one, who, places.acres_of(one.outline) if one.outline else None, evidence_words(one))
            for one, who in boundary_history(site)
        ],
        held=held,
        is_apart=_is_apart(site, held),
        seen=held.boundary_id or 0 if held else 0,
        suggestions=[(one, now[one.field.key]) for one in found],
        has_layers=bool(layers()),
        city=city_at(site),
        tiles=current_app.config["FSS"].tiles,
    )


def measured(site: Site, outline: dict[str, Any] | None) -> dict[str, Any] | None:
    """Acres of the boundary (`acres`) and how far they are from the stated ones (`gap`)."""
    if outline is None:
        return None
    acres = places.acres_of(outline)
    stated = stated_acres(site)
    return {
        "acres": acres,
        "is_stated": stated is not None,
        "gap": acres_gap(acres, *stated) if stated else None,
    }


def _point_form(site: Site) -> PointForm:
    held = point_of(site)
    form = PointForm(formdata=None, prefix="point-")
    _default_evidence(form)
    form.seen.data = held.version
    if held.at is not None:
        form.latitude.data, form.longitude.data = point_words(*held.at).split(", ")
    elif (shape := held_shape(site)) is not None:
        # Offered, not stated: nothing is written before somebody saves it.
        east, north = places.middle_of(shape.outline)
        form.latitude.data, form.longitude.data = point_words(north, east).split(", ")
        form.source.data = "Middle of the boundary"
    return form


def _boundary_form(site: Site) -> BoundaryForm:
    held = held_shape(site)
    form = BoundaryForm(formdata=None, prefix="boundary-")
    _default_evidence(form)
    form.seen.data = held.boundary_id or 0 if held else 0
    form.corners.data = write_corners(held.outline if held else None)
    return form


def _is_apart(site: Site, held: SiteShape | None) -> bool:
    """Whether point and boundary are two places."""
    at = point_of(site).at
    if at is None or held is None:
        return False
    return places.miles_from(held.outline, at[1], at[0]) > APART_MILES


def _default_evidence(form: PointForm | BoundaryForm) -> None:
    form.source.data = f"{current_identity().name}, on the map"
    form.as_of.data = today()


def _set_point(site: Site, form: PointForm) -> None:
    latitude, longitude = read_point(form.latitude.data or "", form.longitude.data or "")
    places.set_point(
        site,
        latitude,
        longitude,
        form.evidence,
        is_confirmed=form.confirmed.data,
        seen=form.seen.data,
        actor=current_identity(),
        now=utcnow(),
    )


def _set_boundary(site: Site, form: BoundaryForm) -> float:
    field = "corners"
    if form.file.data:
        field = "file"
        outline = places.read_area(form.file.data.read(), form.file.data.filename or "")
    else:
        outline = read_corners(form.corners.data or "")
    return places.set_boundary(
        site,
        outline,
        form.evidence,
        field=field,
        is_confirmed=form.confirmed.data,
        seen=form.seen.data,
        actor=current_identity(),
        now=utcnow(),
    )


def _seen() -> int | None:
    return request.form.get("seen", type=int)


def _back(site: Site, anchor: str | None = None) -> ResponseReturnValue:
    return redirect(url_for("sites.place", site_id=site.id, _anchor=anchor))
