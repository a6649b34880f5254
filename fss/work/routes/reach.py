"""Roles behind which nobody can be reached, and the work that waits for somebody."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries as process
from fss.process.rules.raci import ALL_ROLES
from fss.timezone import utcnow
from fss.work import queries
from fss.work.queries.handover import vacant_tasks
from fss.work.routes import bp


@bp.get("/process/reach")
@requires(Permission.VARIANT_BOARD)
def reach() -> ResponseReturnValue:
    """Roles behind which nobody can be reached, and the steps that need them."""
    staff = current_identity().is_county_staff
    return render_template(
        "work/reach.html",
        report=process.reach_report(),
        roles=ALL_ROLES,
        steps=queries.vacant_steps() if staff else [],
        tasks=vacant_tasks(today()) if staff else [],
        now=utcnow(),
    )
