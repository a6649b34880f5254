"""What stands beside a step: who was asked, who was told, who works for whom, what is painful."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.permissions.rules import Identity
from fss.process.models import (
    AssignmentEvent,
    Consultation,
    StepAssignment,
    StepInstance,
    StepNotice,
)
from fss.process.queries.running import get_step


def consultations_of(step: StepInstance) -> Sequence[Consultation]:
    """Those asked at a step, in the order of the matrix."""
    return db.session.scalars(
        select(Consultation)
        .where(Consultation.step_id == step.id)
        .options(
            joinedload(Consultation.organization),
            joinedload(Consultation.answerer),
            joinedload(Consultation.waiver_author),
        )
        .order_by(Consultation.asked_at, Consultation.role_code, Consultation.id)
    ).all()


def get_consultation(consultation_id: UUID, identity: Identity) -> Consultation | None:
    """One who is asked at a step that the person may know of; None otherwise."""
    found = db.session.scalar(
        select(Consultation)
        .where(Consultation.id == consultation_id)
        .options(joinedload(Consultation.organization))
    )
    return found if found is not None and get_step(found.step_id, identity) else None


def notices_of(step: StepInstance) -> Sequence[StepNotice]:
    """Who was told of a step and when it was sent and read, oldest first."""
    return db.session.scalars(
        select(StepNotice)
        .where(StepNotice.step_id == step.id)
        .options(joinedload(StepNotice.user), joinedload(StepNotice.mail))
        .order_by(StepNotice.created_at, StepNotice.id)
    ).all()


def handings_of(step: StepInstance) -> Sequence[AssignmentEvent]:
    """How the letters of a step changed hands, oldest first."""
    return db.session.scalars(
        select(AssignmentEvent)
        .join(AssignmentEvent.assignment)
        .where(StepAssignment.step_id == step.id)
        .options(
            joinedload(AssignmentEvent.assignment),
            joinedload(AssignmentEvent.actor),
            joinedload(AssignmentEvent.from_user),
            joinedload(AssignmentEvent.to_user),
        )
        .order_by(AssignmentEvent.at, AssignmentEvent.id)
    ).all()


def get_assignment(assignment_id: UUID, identity: Identity) -> StepAssignment | None:
    """A letter of a step that the person may know of; None otherwise."""
    found = db.session.get(StepAssignment, assignment_id)
    return found if found is not None and get_step(found.step_id, identity) else None
