"""Ending a process early: what it is about goes no further."""

from __future__ import annotations

from datetime import datetime

from fss.db import db
from fss.permissions.rules import Identity
from fss.work.models import ProcessInstance, StepState
from fss.work.services.locking import lock_process
from fss.work.services.steps import leave_out


def end_process(instance: ProcessInstance, *, reason: str, actor: Identity, now: datetime) -> None:
    """Leave out every step that is not settled; clocks that run are canceled with the reason."""
    lock_process(instance)
    if instance.finished_at is not None:
        return
    for step in instance.steps:
        if step.state in (StepState.WAITING, StepState.READY):
            leave_out(step, reason, actor, now)
    instance.finished_at = now
    db.session.flush()
