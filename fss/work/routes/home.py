"""The home page: what waits for the person who signed in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from fss.calendars import queries as calendars
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission, allows
from fss.timezone import utcnow
from fss.web.pagination import PAGE_SIZE, Page, page_number
from fss.work import queries
from fss.work.routes import bp

PARTS = {
    "to-do": (queries.Part.TO_DO, "To do or to answer for"),
    "asked": (queries.Part.ASKED, "Your view is asked"),
    "told": (queries.Part.TOLD, "You are told when these are done"),
}


@dataclass(frozen=True)
class Panel:
    """A part of the home page that another feature brings."""

    template: str
    values: dict[str, Any]


def _panels() -> list[Panel]:
    """Panels of other features: (order, permission, template, provider of its values)."""
    identity = current_identity()
    declared = sorted(current_app.extensions.get("fss-home-panels", []), key=lambda panel: panel[0])
    return [
        Panel(template, provide())
        for _, permission, template, provide in declared
        if allows(permission, identity)
    ]


@bp.get("/")
@requires(Permission.HOME)
def home() -> ResponseReturnValue:
    """My work, soonest due first; alerts and other features' parts beside it."""
    identity, now = current_identity(), utcnow()
    staff = identity.is_county_staff
    keeps_calendars = allows(Permission.CALENDAR_MANAGE, identity)
    return render_template(
        "work/home.html",
        work=queries.my_work(identity, now),
        questions=queries.own_questions(identity),
        vacant=queries.vacant_steps() if staff else [],
        ending=calendars.ending_calendars(now) if keeps_calendars else [],
        panels=_panels(),
        now=now,
    )


@bp.get("/my-work/<part>")
@requires(Permission.HOME)
def part(part: str) -> ResponseReturnValue:
    """All steps of one part of my work, page by page."""
    if part not in PARTS:
        raise NotFoundError
    kind, title = PARTS[part]
    number = page_number()
    found = queries.work_part(current_identity(), utcnow(), kind, page=number, size=PAGE_SIZE)
    return render_template(
        "work/work_part.html",
        page=Page(found.items, number, found.count, PAGE_SIZE),
        title=title,
    )
