"""My work: the steps that wait for a person, and those that wait for nobody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from fss.accounts.models import Holding
from fss.accounts.queries import today
from fss.db import db
from fss.permissions.rules import Identity
from fss.process.models import StepAssignment, StepInstance, StepState
from fss.process.queries.handover import reachable_holding
from fss.process.queries.running import held_by

ORDER = "ARCI"


@dataclass(frozen=True)
class WorkItem:
    """A step that waits, and the letters the person holds at it ("AR", "C", …)."""

    step: StepInstance
    letters: str
    late: bool

    @property
    def title(self) -> str:
        """What the step belongs to (a pursuit's code name)."""
        return self.step.instance.title


@dataclass(frozen=True)
class MyWork:
    """What waits: to do or answer for (R, A), to be asked about (C), to be told of (I)."""

    to_do: tuple[WorkItem, ...]
    consulted: tuple[WorkItem, ...]
    informed: tuple[WorkItem, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing waits."""
        return not (self.to_do or self.consulted or self.informed)

    @property
    def late(self) -> int:
        """How many of the steps to do are overdue."""
        return sum(item.late for item in self.to_do)


def my_work(identity: Identity, now: datetime) -> MyWork:
    """Open steps at which the person holds a letter, soonest due first; two queries."""
    held: defaultdict[UUID, set[str]] = defaultdict(set)
    for step_id, letter in db.session.execute(
        select(StepAssignment.step_id, StepAssignment.letter)
        .join(StepAssignment.step)
        .where(StepInstance.state == StepState.READY, held_by(identity))
        .distinct()
    ):
        held[step_id].add(letter)
    items = [
        WorkItem(
            step,
            "".join(letter for letter in ORDER if letter in held[step.id]),
            step.is_late(now),
        )
        for step in _open_steps(list(held))
    ]
    return MyWork(
        to_do=tuple(item for item in items if item.letters[0] in "AR"),
        consulted=tuple(item for item in items if item.letters[0] == "C"),
        informed=tuple(item for item in items if item.letters[0] == "I"),
    )


def vacant_steps() -> Sequence[StepInstance]:
    """Open steps at which an R or A is held by nobody who can be reached, soonest due first."""
    holder = exists().where(
        Holding.role == StepAssignment.role,
        Holding.organization_id == StepAssignment.organization_id,
        *reachable_holding(today()),
    )
    ids = db.session.scalars(
        select(StepAssignment.step_id)
        .join(StepAssignment.step)
        .where(
            StepInstance.state == StepState.READY,
            StepAssignment.letter.in_(("R", "A")),
            StepAssignment.role.is_not(None),
            ~holder,
        )
        .distinct()
    ).all()
    return _open_steps(list(ids))


def _open_steps(ids: list[UUID]) -> Sequence[StepInstance]:
    if not ids:
        return []
    return db.session.scalars(
        select(StepInstance)
        .where(StepInstance.id.in_(ids))
        .options(joinedload(StepInstance.instance), joinedload(StepInstance.organization))
        .order_by(
            StepInstance.due_at.is_(None),
            StepInstance.due_at,
            StepInstance.ready_at,
            StepInstance.number,
            StepInstance.label,
            StepInstance.id,
        )
    ).all()
