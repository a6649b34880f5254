"""A pursuit's timeline: planned and real times of every step."""

from __future__ import annotations

from uuid import UUID

from flask import render_template, request
from flask.typing import ResponseReturnValue

from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.pursuits import queries
from fss.pursuits.models import Pursuit
from fss.pursuits.routes import bp
from fss.timezone import utcnow
from fss.work.queries import timeline_of


@bp.get("/<uuid:pursuit_id>/timeline")
@requires(Permission.PURSUIT_READ, pursuit=queries.get_pursuit)
def timeline(pursuit: Pursuit) -> ResponseReturnValue:
    """Every step: planned, real, who, on time or late, and what differed from the process."""
    instance, _ = queries.process_steps(pursuit, request.args.get("run", type=UUID))
    now = utcnow()
    return render_template(
        "pursuits/timeline.html",
        pursuit=pursuit,
        instance=instance,
        processes=queries.processes(pursuit),
        timeline=timeline_of(instance, now) if instance else None,
        now=now,
    )
