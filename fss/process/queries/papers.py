"""Reading what the map and the documents of a process need."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from fss.db import db
from fss.process.models import Clock, ProcessInstance, StepInstance
from fss.process.rules.clocks import ClockState


def paused_steps(instance: ProcessInstance) -> frozenset[UUID]:
    """The steps of a process whose clock stands still."""
    return frozenset(
        step_id
        for step_id in db.session.scalars(
            select(Clock.step_id)
            .join(StepInstance, StepInstance.id == Clock.step_id)
            .where(StepInstance.instance_id == instance.id, Clock.state == ClockState.PAUSED)
        )
        if step_id is not None
    )
