"""The public list of sites, a page for each, and what search engines ask for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import Blueprint, Response, current_app, jsonify, redirect, render_template, request
from flask import url_for as local_url
from flask.typing import ResponseReturnValue

from fss.accounts.queries import get_county, today
from fss.errors import NotFoundError
from fss.files.routes import answer_with
from fss.permissions.guard import public
from fss.portal import documents
from fss.portal.forms import OpenForm
from fss.portal.queries import open_sites as queries
from fss.portal.rules import address, number_in
from fss.sites.models import Site
from fss.sites.queries import Held, outlines
from fss.web.pagination import Page, page_number

bp = Blueprint("open", __name__)
PUBLISHED = "the county publishes these sites"
MOST_POINTS = 2_000
MOST_ADDRESSES = 50_000
"""What one sitemap may hold (sitemaps.org)."""


def public_page(site: Site) -> str | None:
    """The public page of a site; None when it has none."""
    if not queries.is_open(site) or not queries.is_published():
        return None
    return local_url("open.site", address=address(site.number, site.name))


@bp.get("/open/sites")
@public(PUBLISHED)
def sites() -> ResponseReturnValue:
    """The public sites: search, a few filters, a map."""
    _check_published()
    form = OpenForm(request.args)
    filters = form.filters()
    found, total = queries.open_sites(filters, page=page_number())
    form.count(filters)
    return render_template(
        "portal/open_sites.html",
        form=form,
        filters=filters,
        page=Page(found, page_number(), total, queries.PAGE),
        points_url=local_url("open.points", **request.args),  # type: ignore[arg-type]
        tiles=current_app.config["FSS"].tiles,
        county=get_county(),
        canonical=_whole(local_url("open.sites")),
    )


@bp.get("/open/sites/points.geojson")
@public(PUBLISHED)
def points() -> ResponseReturnValue:
    """The same list as GeoJSON: outlines of county and members, a point for each site."""
    _check_published()
    rows, _ = queries.open_sites(OpenForm(request.args).filters(), size=MOST_POINTS, by_number=True)
    features = _outlines()
    for row in rows:
        if row.longitude is not None and row.latitude is not None:
            words = {
                "kind": "site",
                "label": f"{row.name} ({row.reference})",
                "url": local_url("open.site", address=row.address),
                "text": row.size or row.kind.value.capitalize(),
                "tone": "accent" if row.kind.value == "land" else "info",
            }
            features.append(_feature(_point(row.longitude, row.latitude), words))
    answer = jsonify(type="FeatureCollection", features=features)
    answer.mimetype = "application/geo+json"
    return answer


@bp.get("/open/sites/<address>")
@public(PUBLISHED)
def site(address: str) -> ResponseReturnValue:
    """Everything that everybody may know of one site."""
    found = _site(address)
    canonical = local_url("open.site", address=_address(found))
    if request.path != canonical:
        return redirect(canonical, 301)
    groups = queries.open_groups(found, today=today())
    held = [one for _, _, members in groups for one in members]
    photos, county = queries.open_photos(found), get_county()
    dates = [one.fact.as_of for one in held if one.fact]
    return render_template(
        "portal/open_site.html",
        site=found,
        address=_address(found),
        groups=[
            (key, label, shown)
            for key, label, members in groups
            if (shown := [one for one in members if _is_further(one)])
        ],
        screening=[one for one in held if one.field.screening],
        photos=photos,
        documents=queries.open_documents(found),
        verified=max(dates, default=None),
        oldest=min(dates, default=None),
        map_data=_map(found, held),
        tiles=current_app.config["FSS"].tiles,
        county=county,
        canonical=_whole(canonical),
        description=documents.description(found, held, county=county),
        markup=documents.markup(
            found,
            held,
            county=county,
            url=_whole(canonical),
            pictures=[_whole(_picture(found, one.id)) for one in photos],
        ),
    )


@bp.get("/open/sites/<address>/photos/<uuid:photo_id>")
@public(PUBLISHED)
def photo(address: str, photo_id: UUID) -> ResponseReturnValue:
    """A photo; `?size=small` is the one for lists."""
    found = _site(address)
    one = next((one for one in queries.open_photos(found) if one.id == photo_id), None)
    if one is None:
        raise NotFoundError
    wants_small = request.args.get("size") == "small"
    return answer_with((one.small or one.file) if wants_small else one.file, inline=True)


@bp.get("/open/sites/<address>/documents/<uuid:document_id>")
@public(PUBLISHED)
def document(address: str, document_id: UUID) -> ResponseReturnValue:
    """A document of a site, to be saved."""
    found = _site(address)
    one = next((one for one in queries.open_documents(found) if one.id == document_id), None)
    if one is None:
        raise NotFoundError
    return answer_with(one.file)


@bp.get("/robots.txt")
@public("search engines ask what they may read")
def robots() -> ResponseReturnValue:
    """Only the public list may be read, and only while the county publishes it."""
    lines = ["User-agent: *"]
    if queries.is_published():
        lines += ["Allow: /open/", "Allow: /api", "Allow: /static/", "Disallow: /", ""]
        lines.append(f"Sitemap: {_whole(local_url('open.sitemap'))}")
    else:
        lines.append("Disallow: /")
    return Response("\n".join(lines) + "\n", mimetype="text/plain")


@bp.get("/sitemap.xml")
@public(PUBLISHED)
def sitemap() -> ResponseReturnValue:
    """The addresses of the public pages, each with the day of its last change."""
    _check_published()
    rows, _ = queries.open_sites(queries.OpenFilters(), size=MOST_ADDRESSES - 1, by_number=True)
    pages = [(_whole(local_url("open.site", address=row.address)), row.updated_at) for row in rows]
    body = render_template(
        "portal/sitemap.xml", list_url=_whole(local_url("open.sites")), pages=pages
    )
    return Response(body, mimetype="application/xml")


def _is_further(held: Held) -> bool:
    """Whether it stands in the tables by group: stated, and not shown at the top already."""
    return (held.is_known or held.plan is not None) and not held.field.screening


def _check_published() -> None:
    if not queries.is_published():
        raise NotFoundError


def _site(address: str) -> Site:
    """The public site of an address; NotFoundError alike for what is kept back and what is not."""
    _check_published()
    number = number_in(address)
    found = queries.open_site(number) if number else None
    if found is None:
        raise NotFoundError
    return found


def _address(site: Site) -> str:
    return address(site.number, site.name)


def _picture(site: Site, photo_id: UUID) -> str:
    return local_url("open.photo", address=_address(site), photo_id=photo_id)


def _whole(path: str) -> str:
    """The address with the name of this installation before it."""
    base: str = current_app.config["FSS"].base_url
    return base + path


def _map(site: Site, held: list[Held]) -> dict[str, Any] | None:
    known = {one.field.key: one.value.low for one in held if one.value is not None}
    longitude, latitude = known.get("longitude"), known.get("latitude")
    shape = queries.open_shape(site, held)
    if shape is not None:
        place = _feature(shape, {"kind": "site", "label": site.name, "text": "Boundary"})
    elif longitude is not None and latitude is not None:
        place = _feature(
            _point(longitude, latitude),
            {"kind": "site", "label": f"{site.name} ({site.reference})"},
        )
    else:
        return None
    return {"type": "FeatureCollection", "features": [*_outlines(), place]}


def _outlines() -> list[dict[str, Any]]:
    return [
        _feature(geometry, {"kind": "outline", "label": "" if place == 0 else name})
        for place, (name, geometry) in enumerate(outlines())
    ]


def _feature(geometry: dict[str, Any], words: dict[str, str]) -> dict[str, Any]:
    return {"type": "Feature", "properties": words, "geometry": geometry}


def _point(longitude: float, latitude: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}
