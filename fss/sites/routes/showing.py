"""One site: its page, the history of a field and of the whole."""

from __future__ import annotations

from typing import Any

from flask import current_app, render_template, request
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import NotFoundError
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.models import Site
from fss.sites.routes import bp
from fss.sites.routes.listing import outline_features, point_feature
from fss.sites.routes.places import measured
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.readiness import readiness
from fss.sites.rules.screening import completeness, screening_completeness
from fss.sites.rules.values import display
from fss.sites.services.places import middle_of
from fss.web.pagination import Page, page_number


@bp.get("/<uuid:site_id>")
@requires(Permission.SITE_READ, site=queries.get_site)
def show(site: Site) -> ResponseReturnValue:
    """Everything that is known of a site, screening facts first."""
    groups = queries.values_of(site, today=today())
    held = [one for _, _, members in groups for one in members]
    known = {"@name", "@city", *(one.field.key for one in held if one.is_known)}
    chosen = queries.chosen_of(held)
    values = {one.field.key: one.value for one in held if one.value is not None}
    ready = readiness(values, kind=site.kind)
    evidence = queries.evidence_of_held(site, held)
    # A point that this reader may not know of is given away by the boundary too.
    shape = queries.shape_of(site.id) if queries.shows_place(held) else None
    return render_template(
        "sites/show.html",
        site=site,
        groups=queries.fact_groups(groups),
        all_open=request.args.get("open") == "all",
        screening=[one for one in held if one.field.screening],
        status=screening_completeness(known, kind=site.kind),
        whole=completeness(known, kind=site.kind, chosen=chosen),
        ready=ready if ready and ready.tier == site.readiness else None,
        stale=sum(one.is_stale and one.fact.site_id == site.id for one in held if one.fact),
        evidence=evidence,
        map_data=_map(site, shape) if queries.shows_place(held) else None,
        measured=measured(site, shape),
        tiles=current_app.config["FSS"].tiles,
    )


@bp.get("/<uuid:site_id>/history")
@requires(Permission.HISTORY_READ, site=queries.get_site)
def history(site: Site) -> ResponseReturnValue:
    """What was done to a site, newest first."""
    number = page_number()
    events, total = queries.site_history(site, page=number, size=25)
    return render_template("sites/history.html", site=site, page=Page(events, number, total, 25))


@bp.get("/<uuid:site_id>/history/<field>")
@requires(Permission.SITE_READ, site=queries.get_site)
def field_history(site: Site, field: str) -> ResponseReturnValue:
    """Every value that was ever stated of one field, newest first."""
    if field not in FIELDS:
        raise NotFoundError
    facts = queries.fact_history(site, field)
    return render_template(
        "sites/field_history.html",
        site=site,
        field=FIELDS[field],
        facts=facts,
        current=queries.current_ids(site, field),
        evidence=queries.evidence_of(site, (fact for fact, _ in facts)),
        words={fact.id: display(FIELDS[field], fact.value) for fact, _ in facts},
    )


def _map(site: Site, shape: dict[str, Any] | None) -> dict[str, Any] | None:
    columns: Any = site
    place = (columns.longitude_low, columns.latitude_low)
    features: list[dict[str, Any]] = []
    if shape:
        features.append(
            {
                "type": "Feature",
                "properties": {"kind": "site", "label": site.name, "text": "Boundary"},
                "geometry": shape,
            }
        )
        if None in place:
            place = middle_of(shape)
    elif None not in place:
        features.append(point_feature(f"{site.name} ({site.reference})", *place))
    if not features:
        return None
    return {"type": "FeatureCollection", "features": [*outline_features(), *features]}
