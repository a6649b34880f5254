"""The open work of somebody who gives up a role, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from uuid import UUID

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload

from fss.accounts.models import Holding, User
from fss.accounts.queries import can_stand_in, held_on
from fss.audit.models import AuditEvent
from fss.db import db
from fss.process.queries.people import role_holders
from fss.work.models import (
    STEP,
    AssignmentEvent,
    Clock,
    StepAssignment,
    StepInstance,
    StepState,
    Task,
)
from fss.work.rules.clocks import ClockState

UNFINISHED = (StepState.WAITING, StepState.READY)
HAND_OVER = "holding:hand_over"


@dataclass(frozen=True)
class HeldStep:
    """A step that is not finished, the letters a person stands at, the clock that runs on it."""

    step: StepInstance
    letters: str
    clock: Clock | None


@dataclass(frozen=True)
class OpenWork:
    """What somebody leaves behind with a role: steps, tasks of their own, who else has the role.

    Tasks are a person's own: they are left behind only with the last role, or with the account
    (`leaves`).
    """

    steps: tuple[HeldStep, ...]
    tasks: Sequence[Task]
    others: Sequence[User]
    leaves: bool

    @property
    def waiting(self) -> int:
        """Steps with an R or A that somebody has to take over."""
        return sum(bool(set(one.letters) & {"R", "A"}) for one in self.steps)

    @property
    def is_orphaned(self) -> bool:
        """There is work that nobody would hold."""
        return bool(not self.others and (self.waiting or self.tasks))


@dataclass(frozen=True)
class HandOver:
    """What became of the work of a role that ended: letters that changed hands, tasks, to whom."""

    events: Sequence[AssignmentEvent]
    tasks: Sequence[Task]
    successor: str


def named_at(holding: Holding) -> Sequence[StepAssignment]:
    """The letters of unfinished steps where the holder stands by this role, in order."""
    return db.session.scalars(
        select(StepAssignment)
        .join(StepAssignment.step)
        .join(StepInstance.instance)
        .where(
            StepAssignment.role == holding.role,
            StepAssignment.organization_id == holding.organization_id,
            StepAssignment.user_id == holding.user_id,
            StepInstance.state.in_(UNFINISHED),
        )
        .options(joinedload(StepAssignment.step).joinedload(StepInstance.instance))
        .order_by(
            StepInstance.due_at.is_(None),
            StepInstance.due_at,
            StepInstance.instance_id,
            StepInstance.number,
            StepInstance.label,
            StepInstance.id,
            StepAssignment.letter,
            StepAssignment.id,
        )
    ).all()


def delegated_to(user_id: UUID, organization_id: UUID) -> Sequence[StepAssignment]:
    """The letters of unfinished steps of an organization that were handed to somebody."""
    return db.session.scalars(
        select(StepAssignment)
        .join(StepAssignment.step)
        .where(
            StepAssignment.delegate_id == user_id,
            StepAssignment.organization_id == organization_id,
            StepInstance.state.in_(UNFINISHED),
        )
        .options(joinedload(StepAssignment.step).joinedload(StepInstance.instance))
        .order_by(StepAssignment.step_id, StepAssignment.letter, StepAssignment.id)
    ).all()


def open_work(holding: Holding, *, on: date) -> OpenWork:
    """What the holder leaves behind when the role ends on a day."""
    named = named_at(holding)
    clocks = {
        clock.step_id: clock
        for clock in db.session.scalars(
            select(Clock)
            .where(
                Clock.step_id.in_([item.step_id for item in named]),
                Clock.subject_type == STEP,
                Clock.state.in_((ClockState.RUNNING, ClockState.PAUSED)),
            )
            .order_by(Clock.due_at, Clock.id)
        )
    }
    steps = tuple(
        HeldStep(step, "".join(item.letter for item in items), clocks.get(step.id))
        for step, items in groupby(named, key=lambda item: item.step)
    )
    leaves = not holding.user.active or not holds_another(holding, on=on)
    return OpenWork(
        steps=steps,
        tasks=open_tasks(holding.user_id) if leaves else [],
        others=other_holders(holding, on=on),
        leaves=leaves,
    )


def open_tasks(user_id: UUID) -> Sequence[Task]:
    """A person's tasks that are not done, soonest due first."""
    return db.session.scalars(
        select(Task)
        .where(Task.owner_id == user_id, Task.done_at.is_(None))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.created_at, Task.id)
    ).all()


def other_holders(holding: Holding, *, on: date) -> Sequence[User]:
    """Who else holds the role on a day, those who take it up that day first."""
    post = (holding.role, holding.organization_id)
    found = role_holders(on, organization_ids=[holding.organization_id]).get(post, [])
    fresh = set(
        db.session.scalars(
            select(Holding.user_id).where(
                Holding.role == holding.role,
                Holding.organization_id == holding.organization_id,
                Holding.held_from == on,
            )
        )
    )
    others = [user for user in found if user.id != holding.user_id]
    return sorted(others, key=lambda user: user.id not in fresh)


def holds_another(holding: Holding, *, on: date) -> bool:
    """Whether the person holds another role anywhere on a day or later."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(Holding)
            .where(
                Holding.user_id == holding.user_id,
                Holding.id != holding.id,
                or_(Holding.held_to.is_(None), Holding.held_to > on),
            )
        )
    )


def ended_holdings(on: date) -> Sequence[Holding]:
    """Holdings that are over by a day and whose person still stands at unfinished steps by them.

    Somebody who holds the same role again is left out.
    """
    again = aliased(Holding)
    return db.session.scalars(
        select(Holding)
        .where(
            Holding.held_to <= on,
            exists().where(
                StepAssignment.user_id == Holding.user_id,
                StepAssignment.role == Holding.role,
                StepAssignment.organization_id == Holding.organization_id,
                StepAssignment.step_id == StepInstance.id,
                StepInstance.state.in_(UNFINISHED),
            ),
            ~exists().where(
                again.user_id == Holding.user_id,
                again.role == Holding.role,
                again.organization_id == Holding.organization_id,
                again.held_from <= on,
                or_(again.held_to.is_(None), again.held_to > on),
            ),
        )
        .order_by(Holding.held_to, Holding.id)
    ).all()


def vacant_tasks(on: date) -> Sequence[Task]:
    """Open tasks whose owner holds no role any more or cannot sign in, soonest due first."""
    able = exists().where(Holding.user_id == Task.owner_id, held_on(on))
    return db.session.scalars(
        select(Task)
        .join(Task.owner)
        .where(Task.done_at.is_(None), or_(~User.active, ~able))
        .options(joinedload(Task.owner))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.created_at, Task.id)
    ).all()


def hand_over_of(holding: Holding) -> HandOver:
    """What became of the work of a holding that ended."""
    events = db.session.scalars(
        select(AssignmentEvent)
        .join(AssignmentEvent.assignment)
        .where(
            AssignmentEvent.from_user_id == holding.user_id,
            AssignmentEvent.kind.in_(("replace", "vacate")),
            StepAssignment.role == holding.role,
            StepAssignment.organization_id == holding.organization_id,
        )
        .join(StepAssignment.step)
        .options(
            joinedload(AssignmentEvent.to_user),
            joinedload(AssignmentEvent.assignment)
            .joinedload(StepAssignment.step)
            .joinedload(StepInstance.instance),
        )
        .order_by(
            AssignmentEvent.at,
            StepInstance.instance_id,
            StepInstance.number,
            StepInstance.label,
            StepAssignment.letter,
            AssignmentEvent.id,
        )
    ).all()
    records = [
        event.payload
        for event in db.session.scalars(
            select(AuditEvent)
            .where(
                AuditEvent.verb == HAND_OVER,
                AuditEvent.subject_type == "organization",
                AuditEvent.subject_id == holding.organization_id,
            )
            .order_by(AuditEvent.id)
        )
        if event.payload.get("holding") == str(holding.id)
    ]
    ids = [UUID(found) for payload in records for found in payload.get("tasks", [])]
    tasks = db.session.scalars(
        select(Task)
        .where(Task.id.in_(ids))
        .options(joinedload(Task.owner))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.id)
    ).all()
    return HandOver(events, tasks, records[-1]["successor"] if records else "")


def reachable_holding(on: date) -> list[ColumnElement[bool]]:
    """SQL conditions: a holding is valid on a day, and its holder or deputy can be reached."""
    holder = aliased(User)
    active = exists().where(holder.id == Holding.user_id, holder.active, holder.email != "")
    return [held_on(on), or_(active, can_stand_in(on))]
