"""My work: the steps and tasks that wait for a person, and those that wait for nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    RowMapping,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.orm import joinedload

from fss.accounts.models import Holding
from fss.accounts.queries import today
from fss.db import UtcDateTime, db
from fss.permissions.rules import Identity
from fss.work.models import Clock, Consultation, StepAssignment, StepInstance, StepState, Task
from fss.work.queries.handover import reachable_holding
from fss.work.queries.running import held_by
from fss.work.rules.clocks import ClockState

ORDER = "ARCI"
BITS = {"A": 8, "R": 4, "C": 2, "I": 1}
PAUSED = exists().where(Clock.step_id == StepInstance.id, Clock.state == ClockState.PAUSED)
INSTANT = UtcDateTime()
#: How many of each part the home page shows; the rest is a page further.
FIRST = 25


def is_overdue(
    due_at: ColumnElement[Any], paused_at: ColumnElement[Any], now: ColumnElement[Any]
) -> ColumnElement[bool]:
    """SQL: an open step is late, as `StepInstance.is_late` says: a pause stops the time."""
    return due_at < func.coalesce(paused_at, now)


class Part(StrEnum):
    """What a person has to do with a step: do it or answer for it, be asked, be told."""

    TO_DO = "to_do"
    ASKED = "asked"
    TOLD = "told"


@dataclass(frozen=True)
class WorkItem:
    """A step that waits, and the letters the person holds at it ("AR", "C", …)."""

    step: StepInstance
    letters: str
    late: bool
    paused: bool = False

    @property
    def title(self) -> str:
        """What the step belongs to (a pursuit's code name)."""
        return self.step.instance.title


@dataclass(frozen=True)
class Waiting:
    """The first steps of one part, soonest due first, and how many there are of it."""

    items: tuple[WorkItem, ...] = ()
    count: int = 0
    late: int = 0


@dataclass(frozen=True)
class MyWork:
    """What waits: to do or answer for (R, A), to be asked about (C), to be told of (I), tasks.

    Somebody asked stands in no list once they have answered.
    """

    parts: dict[Part, Waiting]
    tasks: Sequence[Task]
    task_count: int

    @property
    def to_do(self) -> tuple[WorkItem, ...]:
        """The steps to do or to answer for that are due first."""
        return self.parts[Part.TO_DO].items

    @property
    def consulted(self) -> tuple[WorkItem, ...]:
        """Steps about which the person is asked."""
        return self.parts[Part.ASKED].items

    @property
    def informed(self) -> tuple[WorkItem, ...]:
        """Steps of which the person is told when they are done."""
        return self.parts[Part.TOLD].items

    @property
    def is_empty(self) -> bool:
        """Nothing waits."""
        return not (self.task_count or any(part.count for part in self.parts.values()))

    @property
    def late(self) -> int:
        """How many of the steps to do are overdue; a pause begun in time stops that."""
        return self.parts[Part.TO_DO].late


def my_work(identity: Identity, now: datetime, *, most: int = FIRST) -> MyWork:
    """Open steps at which the person holds a letter, and their tasks; soonest due first.

    At most `most` of each; three queries however many there are.
    """
    tasks, task_count = _tasks(identity, most)
    return MyWork(_waiting(identity, now, list(Part), 0, most), tasks, task_count)


def work_part(
    identity: Identity, now: datetime, part: Part, *, page: int = 1, size: int = FIRST
) -> Waiting:
    """One page of one part of a person's work."""
    return _waiting(identity, now, [part], (page - 1) * size, size)[part]


def _waiting(
    identity: Identity, now: datetime, parts: Sequence[Part], skip: int, most: int
) -> dict[Part, Waiting]:
    """The database puts in order and cuts: of many steps only those shown become objects."""
    if not identity.holdings:
        return {part: Waiting() for part in parts}
    values = {
        "now": now,
        "parts": [part.value for part in parts],
        "first": skip + 1,
        "last": skip + most,
    }
    rows = db.session.execute(_ranked(identity), values).mappings().all()
    shown = [row for row in rows if skip < row["place"] <= skip + most]
    steps = {step.id: step for step in _open_steps([row["id"] for row in shown])}
    items: dict[str, list[WorkItem]] = {part.value: [] for part in parts}
    for row in sorted(shown, key=lambda row: row["place"]):
        items[row["part"]].append(_item(row, steps[row["id"]], now))
    counts = {row["part"]: (row["amount"], row["lates"]) for row in rows}
    return {
        part: Waiting(tuple(items[part.value]), *counts.get(part.value, (0, 0))) for part in parts
    }


def _item(row: RowMapping, step: StepInstance, now: datetime) -> WorkItem:
    letters = "".join(letter for letter in ORDER if row["letters"] & BITS[letter])
    paused = bool(row["paused"])
    return WorkItem(step, letters, step.is_late(now), paused)


@lru_cache(maxsize=64)
def _ranked(identity: Identity) -> Select[Any]:
    """SQL: the open steps of a person with letters, part, place within it, and its counts.

    Open steps are few and letters many, so each open step looks for its letters, not the other
    way round. Building the statement takes as long as running it: it is kept for each person.
    """
    bits: ColumnElement[int] = literal(0)
    for letter in ORDER:
        bits = bits + func.max(_flag(StepAssignment.letter == letter)) * BITS[letter]
    letters = (
        select(bits)
        .where(StepAssignment.step_id == StepInstance.id, held_by(identity))
        .correlate(StepInstance)
        .scalar_subquery()
    )
    open_steps = (
        select(
            StepInstance.id,
            StepInstance.due_at,
            StepInstance.ready_at,
            StepInstance.number,
            StepInstance.label,
            StepInstance.paused_at,
            letters.label("letters"),
            _flag(PAUSED).label("paused"),
        )
        .where(StepInstance.state == StepState.READY)
        .cte("open_steps")
        .prefix_with("MATERIALIZED")
    )
    held = open_steps.c.letters
    working = held.bitwise_and(BITS["A"] | BITS["R"]) > 0
    asked = held.bitwise_and(BITS["C"]) > 0
    mine = (
        select(
            *open_steps.c,
            _flag(
                is_overdue(
                    open_steps.c.due_at, open_steps.c.paused_at, bindparam("now", type_=INSTANT)
                )
            ).label("late"),
            case(
                (working, literal(Part.TO_DO.value)),
                (and_(asked, _has_answered(identity, open_steps.c.id)), literal("answered")),
                (asked, literal(Part.ASKED.value)),
                else_=literal(Part.TOLD.value),
            ).label("part"),
        )
        .where(held.is_not(None))
        .cte("mine")
        .prefix_with("MATERIALIZED")
    )
    order = (
        mine.c.due_at.is_(None),
        mine.c.due_at,
        mine.c.ready_at,
        mine.c.number,
        mine.c.label,
        mine.c.id,
    )
    ranked = select(
        mine.c.id,
        mine.c.part,
        mine.c.paused,
        mine.c.letters,
        func.row_number().over(order_by=order, partition_by=mine.c.part).label("place"),
        func.count().over(partition_by=mine.c.part).label("amount"),
        func.sum(mine.c.late).over(partition_by=mine.c.part).label("lates"),
    ).subquery()
    return select(ranked).where(
        ranked.c.part.in_(bindparam("parts", expanding=True)),
        # The first row of each part tells the counts, whatever page is shown.
        or_(ranked.c.place == 1, ranked.c.place.between(bindparam("first"), bindparam("last"))),
    )


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _has_answered(identity: Identity, step_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """SQL: those of the person's roles that were asked at a step have all answered."""
    ways = [
        and_(Consultation.role == role, Consultation.organization_id == place)
        for role, place in sorted(identity.holdings, key=str)
    ]
    own = and_(Consultation.step_id == step_id, or_(*ways))
    still = and_(Consultation.answered_at.is_(None), Consultation.waived_at.is_(None))
    return and_(exists().where(own), ~exists().where(own, still))


def _tasks(identity: Identity, most: int) -> tuple[Sequence[Task], int]:
    """The first open tasks of a person, soonest due first, and how many there are."""
    rows = db.session.execute(
        select(Task, func.count().over())
        .where(Task.owner_id == identity.user_id, Task.done_at.is_(None))
        .order_by(Task.due_at.is_(None), Task.due_at, Task.created_at, Task.id)
        .limit(most)
    ).all()
    return [row[0] for row in rows], rows[0][1] if rows else 0


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
