"""What stands beside a step: who was asked, who was told, who works for whom, what is painful."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.models import Holding, User
from fss.accounts.queries import held_on, today
from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.roles import may_know_of
from fss.work.models import (
    AssignmentEvent,
    Consultation,
    PainPoint,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepNotice,
    Task,
)
from fss.work.queries.running import get_step


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


def notices_of(step: StepInstance, identity: Identity) -> Sequence[StepNotice]:
    """Who was told of a step and when it was sent and read, oldest first.

    Who is no county staff reads of themselves and of people of their own organizations.
    """
    query = select(StepNotice).where(StepNotice.step_id == step.id)
    if not (identity.is_county_staff or identity.is_system):
        own = list(identity.organizations())
        query = query.where(
            or_(
                StepNotice.user_id == identity.user_id,
                StepNotice.user.has(User.holdings.any(Holding.organization_id.in_(own))),
            )
        )
    return db.session.scalars(
        query.options(joinedload(StepNotice.user), joinedload(StepNotice.mail)).order_by(
            StepNotice.created_at, StepNotice.id
        )
    ).all()


def handings_of(step: StepInstance, identity: Identity) -> Sequence[AssignmentEvent]:
    """How the letters of a step that the person may know of changed hands, oldest first."""
    found = db.session.scalars(
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
    return [
        event
        for event in found
        if may_know_of(identity, event.assignment.role_code, event.assignment.organization_id)
    ]


def get_assignment(assignment_id: UUID, identity: Identity) -> StepAssignment | None:
    """A letter of a step that the person may know of; None otherwise."""
    found = db.session.get(StepAssignment, assignment_id)
    return found if found is not None and get_step(found.step_id, identity) else None


def colleagues(organization_ids: Collection[UUID]) -> Sequence[User]:
    """Active people who hold a role in one of the organizations today, by name."""
    return db.session.scalars(
        select(User)
        .where(
            User.active,
            User.holdings.any(
                and_(Holding.organization_id.in_(list(organization_ids)), held_on(today()))
            ),
        )
        .options(selectinload(User.holdings).joinedload(Holding.organization))
        .order_by(func.lower(User.name), User.name, User.id)
    ).all()


def possible_owners(step: StepInstance | None, identity: Identity) -> Sequence[User]:
    """To whom a person may give a task: county staff and, at a step, those whom it names.

    People of a city that the person may not know of are left out.
    """
    staff = Holding.role.in_((Role.COORDINATOR, Role.DIRECTOR))
    ways: list[ColumnElement[bool]] = [staff]
    if step is not None:
        places = {item.organization_id for item in step.assignments if item.organization_id}
        posts = {
            (item.role, item.organization_id)
            for item in step.assignments
            if item.role and may_know_of(identity, item.role_code, item.organization_id)
        }
        ways += [
            and_(Holding.role == role, Holding.organization_id == place)
            for role, place in sorted(posts, key=str)
            if place in places
        ]
    return db.session.scalars(
        select(User)
        .where(User.active, User.holdings.any(and_(held_on(today()), or_(*ways))))
        .options(selectinload(User.holdings).joinedload(Holding.organization))
        .order_by(func.lower(User.name), User.name, User.id)
    ).all()


def get_task(task_id: UUID, identity: Identity) -> Task | None:
    """A task that is the person's, was given by them, or stands at a subject of county staff."""
    task = db.session.scalar(
        select(Task)
        .where(Task.id == task_id)
        .options(joinedload(Task.owner), joinedload(Task.creator), joinedload(Task.step))
    )
    if task is None:
        return None
    mine = identity.user_id is not None and identity.user_id in (task.owner_id, task.created_by)
    return task if mine or identity.is_county_staff or identity.is_system else None


def tasks_of(
    subject_type: str,
    subject_id: UUID,
    identity: Identity,
    *,
    step: StepInstance | None = None,
) -> Sequence[Task]:
    """Tasks at a subject (or at one of its steps) that a person may know of, open ones first."""
    query = select(Task).where(Task.subject_type == subject_type, Task.subject_id == subject_id)
    if step is not None:
        query = query.where(Task.step_id == step.id)
    if not identity.is_county_staff:
        query = query.where(
            or_(Task.owner_id == identity.user_id, Task.created_by == identity.user_id)
        )
    return db.session.scalars(
        query.options(joinedload(Task.owner), joinedload(Task.step)).order_by(
            Task.done_at.is_not(None), Task.due_at.is_(None), Task.due_at, Task.created_at, Task.id
        )
    ).all()


def pains_of(code: str) -> Sequence[PainPoint]:
    """What people found hard in a process, unanswered first, newest first."""
    return db.session.scalars(
        select(PainPoint)
        .where(PainPoint.template_code == code)
        .options(joinedload(PainPoint.author), joinedload(PainPoint.step))
        .order_by(PainPoint.resolved_at.is_not(None), PainPoint.created_at.desc(), PainPoint.id)
    ).all()


def get_pain(pain_id: UUID, identity: Identity | None = None) -> PainPoint | None:  # noqa: ARG001
    """What somebody found hard; those who may open the list may open each."""
    return db.session.get(PainPoint, pain_id)


def newer_versions(template: ProcessTemplate) -> Sequence[ProcessTemplate]:
    """Approved versions of the same process that came later, newest first."""
    return db.session.scalars(
        select(ProcessTemplate)
        .where(
            ProcessTemplate.code == template.code,
            ProcessTemplate.status == TemplateStatus.APPROVED,
            ProcessTemplate.number > template.number,
        )
        .order_by(ProcessTemplate.number.desc())
    ).all()


def get_process(instance_id: UUID, identity: Identity) -> ProcessInstance | None:
    """A running process with its version; None for everybody but county staff."""
    if not (identity.is_county_staff or identity.is_system):
        return None
    return db.session.scalar(
        select(ProcessInstance)
        .where(ProcessInstance.id == instance_id)
        .options(joinedload(ProcessInstance.template))
    )
