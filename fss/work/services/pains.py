"""What people find hard at a step, and what became of it."""

from __future__ import annotations

from datetime import datetime

from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.work.models import PainPoint, StepInstance

LONGEST = 2000


def note_pain(step: StepInstance, *, text: str, actor: Identity, now: datetime) -> PainPoint:
    """Note what is hard at a step, for the owner of the process. Anybody whom it concerns may."""
    if not (actor.is_system or actor.is_county_staff or step.involves(actor)):
        raise ForbiddenError
    if not text.strip():
        raise RuleError("Say what is hard at this step.", "text")
    pain = PainPoint(
        template_code=step.instance.template.code,
        step_key=step.key,
        step=step,
        text=text.strip()[:LONGEST],
        created_by=actor.user_id,
        created_at=now,
    )
    db.session.add(pain)
    db.session.flush()
    return pain


def resolve_pain(
    pain: PainPoint, *, resolution: str, actor: Identity, now: datetime, version: int
) -> None:
    """Say what was done about it; the owner of the process (county staff) does."""
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    check_version(pain, version)
    if pain.resolved_at is not None:
        raise RuleError("This was answered already.")
    if not resolution.strip():
        raise RuleError("Say what was done about it.", "resolution")
    pain.resolution, pain.resolved_by, pain.resolved_at = resolution.strip(), actor.user_id, now
    record("pain:resolve", subject=pain, step=pain.step_key, resolution=pain.resolution)
    db.session.flush()
