"""What is to be mended: on the home page, in whole, for one site, and how complete sites are."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Identity, Permission, allows
from fss.sites import queries as sites
from fss.sites.models import Site
from fss.sites.queries.freshness import latest_fact
from fss.upkeep.queries.details import missing_of, shown
from fss.upkeep.queries.standing import city_standings, site_standings
from fss.upkeep.queries.tasks import tasks
from fss.upkeep.routes import bp
from fss.upkeep.rules import TaskKind, first_tasks
from fss.web.pagination import Page, page_number

FIRST = 20
EVERY = 1_000


def home_values() -> dict[str, Any]:
    """The first tasks for the home page; county staff have so many that they choose a city."""
    identity = current_identity()
    if identity.is_county_staff:
        return {"staff": True}
    return {"staff": False, **_list(identity, None, 1)}


@bp.get("/")
@requires(Permission.SITE_LIST)
def index() -> ResponseReturnValue:
    """All that is to be mended in one's own cities; county staff see figures by city first."""
    identity, organization_id = current_identity(), _city()
    if identity.is_county_staff and organization_id is None:
        return render_template("upkeep/cities.html", cities=city_standings(identity, today=today()))
    city = next(
        (one for one in sites.organizations_to_list(identity) if one.id == organization_id), None
    )
    return render_template(
        "upkeep/index.html", city=city, values=_list(identity, organization_id, page_number())
    )


@bp.get("/sites")
@requires(Permission.SITE_LIST)
def complete() -> ResponseReturnValue:
    """How complete the sites are, the least complete first, and what is missing."""
    identity, number = current_identity(), page_number()
    found, total = site_standings(identity, today=today(), organization_id=_city(), page=number)
    return render_template("upkeep/complete.html", page=Page(found, number, total))


@bp.get("/sites/<uuid:site_id>")
@requires(Permission.SITE_EDIT, site=sites.get_site)
def site(site: Site) -> ResponseReturnValue:
    """What is to be mended at one site, and when each of its values is checked next."""
    day = today()
    found = [task for own in tasks(current_identity(), today=day, site_id=site.id) for task in own]
    held = sites.held_values(site, today=day).values()
    return render_template(
        "upkeep/site.html",
        site=site,
        rows=[row for row in shown(found, today=day, most=EVERY) if row.lines],
        missing=missing_of(site.id, site.kind),
        held=sorted(
            (one for one in held if one.is_known and one.check_on),
            key=lambda one: (one.check_on, one.field.label),
        ),
        kinds=TaskKind,
        seen=latest_fact(),
    )


def _list(identity: Identity, organization_id: UUID | None, number: int) -> dict[str, Any]:
    day = today()
    found = tasks(identity, today=day, organization_id=organization_id)
    total = sum(map(len, found))
    rows = shown(first_tasks(found, (number - 1) * FIRST, FIRST), today=day)
    return {
        "page": Page(rows, number, total, FIRST),
        "sites": len(found),
        "old": sum(task.facts for own in found for task in own if task.kind is TaskKind.STALE),
        "seen": latest_fact(),
        "kinds": TaskKind,
        "city_id": organization_id,
        "may_confirm": allows(Permission.FACT_CONFIRM, identity),
    }


def _city() -> UUID | None:
    try:
        return UUID(request.args.get("city", ""))
    except ValueError:
        return None
