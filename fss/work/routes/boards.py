"""Boards: what is late, who is over-booked, how the work passes on."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.pagination import PAGE_SIZE, Page, page_number
from fss.work import queries
from fss.work.routes import bp


def _organization() -> UUID | None:
    """The organization of the address; None when it names none."""
    try:
        return UUID(request.args.get("organization", ""))
    except ValueError:
        return None


@bp.get("/process/overdue")
@requires(Permission.WORK_OVERSEE)
def overdue() -> ResponseReturnValue:
    """Every late step, the longest late first, with who answers for it."""
    identity, now, number, chosen = current_identity(), utcnow(), page_number(), _organization()
    rows, total = queries.overdue_steps(
        identity, now, organization_id=chosen, page=number, size=PAGE_SIZE
    )
    return render_template(
        "work/overdue.html",
        page=Page(rows, number, total, PAGE_SIZE),
        organizations=queries.late_organizations(identity, now),
        chosen=chosen,
        identity=identity,
        now=now,
    )


@bp.get("/process/team")
@requires(Permission.WORK_OVERSEE)
def team() -> ResponseReturnValue:
    """How much waits for whom, and whether it fits into the open hours."""
    return render_template("work/team.html", team=queries.team(current_identity(), utcnow()))


@bp.get("/process/running")
@requires(Permission.PURSUIT_LIST)
def running() -> ResponseReturnValue:
    """Processes that run: how punctual, how many contacts with the client, how many hand-offs."""
    now, number = utcnow(), page_number()
    rows, total = queries.running_processes(now, page=number, size=PAGE_SIZE)
    return render_template("work/running.html", page=Page(rows, number, total, PAGE_SIZE), now=now)
