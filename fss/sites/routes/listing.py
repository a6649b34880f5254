"""The list of sites, and the same list as points on a map."""

from __future__ import annotations

from typing import Any

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms import ListForm
from fss.sites.routes import bp
from fss.web.pagination import Page, page_number

COLUMNS: tuple[tuple[str, str, bool, str | None], ...] = (
    ("name", "Name", False, None),
    ("city", "City", False, None),
    ("acres", "Acres", True, None),
    ("sq_ft", "Sq ft", True, None),
    ("availability", "Availability", False, None),
    ("zoning", "Zoning class", False, None),
    ("screening", "Screening", True, "of 15"),
)
DISTANCE = ("distance", "Away", True, "miles")


@bp.get("/")
@requires(Permission.SITE_LIST)
def index() -> ResponseReturnValue:
    """The sites this person may see, filtered and sorted as the address says."""
    identity = current_identity()
    arguments = request.args.to_dict(flat=False)
    filters, problems = queries.asked_filters(arguments, identity)
    found = queries.find_sites(filters, identity, counted=True)
    sort, number = _sort(filters), page_number()
    form = ListForm(arguments, filters, found, problems)
    columns = [*COLUMNS, DISTANCE] if filters.near else COLUMNS
    return render_template(
        "sites/index.html",
        form=form,
        filters=filters,
        page=Page(queries.page_of(found, sort=sort, page=number), number, found.total),
        heads=[_head(*column, sort=sort, query=form.unsorted) for column in columns],
        points_url=url_for("sites.points", **request.args.to_dict(flat=False)),  # type: ignore[arg-type]
        tiles=current_app.config["FSS"].tiles,
    )


@bp.get("/ours")
@requires(Permission.SITE_LIST)
def ours() -> ResponseReturnValue:
    """The list as a planner begins with it: the own city, where others share sites as well."""
    own = queries.cities_to_begin_with(current_identity())
    return redirect(url_for("sites.index", city=[one.hex for one in own]))


@bp.get("/points.geojson")
@requires(Permission.SITE_LIST)
def points() -> ResponseReturnValue:
    """The filtered list as GeoJSON: outlines of county and members, a point for each site."""
    identity = current_identity()
    filters, _ = queries.asked_filters(request.args.to_dict(flat=False), identity)
    found = queries.map_points(filters, identity)
    features = outline_features()
    features += [
        point_feature(
            f"{point.name} (S-{point.number:04d})",
            point.longitude,
            point.latitude,
            url=url_for("sites.show", site_id=point.id),
            text=point.kind.value.capitalize(),
            tone="accent" if point.kind.value == "land" else "info",
        )
        for point in found.points
    ]
    answer = jsonify(type="FeatureCollection", features=features, cut=found.is_cut)
    answer.mimetype = "application/geo+json"
    return answer


def outline_features() -> list[dict[str, Any]]:
    """The outlines of county and members as GeoJSON features."""
    return [
        {
            "type": "Feature",
            "properties": {"kind": "outline", "label": "" if place == 0 else name},
            "geometry": geometry,
        }
        for place, (name, geometry) in enumerate(queries.outlines())
    ]


def point_feature(
    label: str, longitude: float, latitude: float, **properties: str
) -> dict[str, Any]:
    """A point as a GeoJSON feature."""
    return {
        "type": "Feature",
        "properties": {"kind": "site", "label": label, **properties},
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]},
    }


def _sort(filters: queries.SiteFilters) -> str:
    """The order asked for; else the best fit of a search, the nearest of a place, the name."""
    usual = "best" if filters.text else "distance" if filters.near else "name"
    return request.args.get("sort") or usual


def _head(
    key: str, label: str, numeric: bool, unit: str | None, *, sort: str, query: str
) -> dict[str, Any]:
    direction = "asc" if sort == key else "desc" if sort == f"-{key}" else None
    wanted = f"-{key}" if direction == "asc" else key
    return {
        "label": label,
        "url": f"?{query}&sort={wanted}" if query else f"?sort={wanted}",
        "direction": direction,
        "numeric": numeric,
        "unit": unit,
    }
