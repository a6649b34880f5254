"""Reading processes that run: their steps, the next one, who may know of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fss.db import db
from fss.permissions.rules import Identity
from fss.process.models import ProcessTemplate
from fss.process.rules.templates import Template, TemplateStep, template_from_data
from fss.work.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.work.queries.letters import Holder, people_of_steps
from fss.work.rules.additions import addition_from_data, extended
from fss.work.rules.dues import Fixed

LETTERS = selectinload(StepInstance.assignments).options(
    joinedload(StepAssignment.user), joinedload(StepAssignment.organization)
)
STARTED = (StepState.READY, StepState.DONE, StepState.SKIPPED)
SETTLED = (StepState.DONE, StepState.SKIPPED)


def held_by(identity: Identity) -> ColumnElement[bool]:
    """SQL: the letter is the person's by a role they hold, or as a delegate (as `is_for` says)."""
    ways: list[ColumnElement[bool]] = [
        and_(StepAssignment.role == role, StepAssignment.organization_id == organization_id)
        for role, organization_id in sorted(identity.holdings, key=str)
    ]
    if identity.user_id is not None and identity.holdings:
        own = sorted(identity.organizations(), key=str)
        ways.append(
            and_(
                StepAssignment.delegate_id == identity.user_id,
                StepAssignment.organization_id.in_(own),
            )
        )
    return or_(*ways) if ways else false()


def get_step(step_id: UUID, identity: Identity) -> StepInstance | None:
    """A step with its process and letters; None when this person may not know of it.

    County staff know of all; others of those that have started and name them.
    """
    step = db.session.scalar(
        select(StepInstance)
        .where(StepInstance.id == step_id)
        .options(
            joinedload(StepInstance.instance).joinedload(ProcessInstance.template),
            joinedload(StepInstance.organization),
            joinedload(StepInstance.finisher),
            LETTERS,
        )
    )
    if step is None or identity.is_county_staff or identity.is_system:
        return step
    return step if step.state in STARTED and step.involves(identity) else None


def template_of(instance: ProcessInstance, steps: Sequence[StepInstance] | None = None) -> Template:
    """The version of the process that the instance is bound to, and the steps it has besides.

    `steps` are all of the instance, for who has read them already.
    """
    steps = instance.steps if steps is None else steps
    additions = [addition_from_data(step.declared) for step in steps if step.declared]
    return extended(template_from_data(instance.template.content), additions)


def process_of(subject_type: str, subject_id: UUID) -> ProcessInstance | None:
    """The process that a subject began with; others, such as a site visit, run beside it."""
    return next(iter(processes_of(subject_type, subject_id)), None)


def processes_of(subject_type: str, subject_id: UUID) -> Sequence[ProcessInstance]:
    """Every process of a subject: the one it began with, then the others as they started."""
    return db.session.scalars(
        select(ProcessInstance)
        .join(ProcessInstance.template)
        .where(
            ProcessInstance.subject_type == subject_type,
            ProcessInstance.subject_id == subject_id,
        )
        .options(contains_eager(ProcessInstance.template))
        .order_by(ProcessInstance.started_at, ProcessTemplate.code, ProcessInstance.id)
    ).all()


def steps_of(instance: ProcessInstance) -> Sequence[StepInstance]:
    """All steps of a process in order, with their letters, people and organizations."""
    return db.session.scalars(
        select(StepInstance)
        .where(StepInstance.instance_id == instance.id)
        .options(joinedload(StepInstance.organization), joinedload(StepInstance.finisher), LETTERS)
        .order_by(StepInstance.number, StepInstance.key, StepInstance.label, StepInstance.id)
    ).all()


def siblings(step: StepInstance) -> Sequence[StepInstance]:
    """All copies of a step in its process, itself included."""
    return db.session.scalars(
        select(StepInstance)
        .where(StepInstance.instance_id == step.instance_id, StepInstance.key == step.key)
        .order_by(StepInstance.label, StepInstance.id)
    ).all()


def missing_times(step: StepInstance, declared: TemplateStep) -> Sequence[StepInstance]:
    """Steps from whose time an open one is counted back, and for which none is agreed yet."""
    keys = {limit.before for limit in declared.counted_back}
    if not keys or step.state is not StepState.READY:
        return []
    return db.session.scalars(
        select(StepInstance)
        .where(
            StepInstance.instance_id == step.instance_id,
            StepInstance.key.in_(sorted(key for key in keys if key)),
            StepInstance.fixed_at.is_(None),
        )
        .order_by(StepInstance.number, StepInstance.label, StepInstance.id)
    ).all()


def fixed_times(
    template: Template, step: StepInstance, instance_steps: Sequence[StepInstance]
) -> dict[str, Fixed]:
    """The times people agreed on, as a step counts by them: of its own city, else the earliest."""
    found = {}
    for key in sorted(template.fixed_keys):
        copies = [item for item in instance_steps if item.key == key]
        own = [item for item in copies if item.organization_id == step.organization_id]
        times = [item.fixed_at for item in own or copies if item.fixed_at]
        at = step.fixed_at if step.key == key else min(times, default=None)
        found[key] = Fixed(key, template.step(key).title, at)
    return found


def is_settled(instance: ProcessInstance, key: str) -> bool:
    """Whether every copy of a step is done or skipped; True where there is no such step."""
    open_copy = db.session.scalar(
        select(StepInstance.id)
        .where(
            StepInstance.instance_id == instance.id,
            StepInstance.key == key,
            StepInstance.state.not_in(SETTLED),
        )
        .limit(1)
    )
    return open_copy is None


def is_involved(subject_type: str, subject_id: UUID, identity: Identity) -> bool:
    """Whether a step of the subject's process that has started names the person."""
    found = db.session.scalar(
        select(StepInstance.id)
        .join(StepInstance.instance)
        .join(StepInstance.assignments)
        .where(
            ProcessInstance.subject_type == subject_type,
            ProcessInstance.subject_id == subject_id,
            StepInstance.state.in_(STARTED),
            held_by(identity),
        )
        .limit(1)
    )
    return found is not None


def own_steps(subject_type: str, subject_id: UUID, identity: Identity) -> Sequence[StepInstance]:
    """Started steps of a subject's processes that name the person, in order."""
    named = select(StepAssignment.step_id).where(held_by(identity))
    return db.session.scalars(
        select(StepInstance)
        .join(StepInstance.instance)
        .where(
            ProcessInstance.subject_type == subject_type,
            ProcessInstance.subject_id == subject_id,
            StepInstance.state.in_(STARTED),
            StepInstance.id.in_(named),
        )
        .options(LETTERS)
        .order_by(StepInstance.number, StepInstance.key, StepInstance.label, StepInstance.id)
    ).all()


@dataclass(frozen=True)
class ProcessSummary:
    """A process in a line: the open step due first, who answers for it, how many cities answered.

    `cities` counts the copies of the step that each invited city does, `answered` those finished.
    """

    next_step: StepInstance | None
    accountable: str
    due_at: datetime | None
    late: bool
    answered: int
    cities: int
    done: int
    total: int


def summaries(
    subject_type: str, subject_ids: Collection[UUID], now: datetime
) -> dict[UUID, ProcessSummary]:
    """The process each subject began with, in a line; four queries whatever their number."""
    if not subject_ids:
        return {}
    instances = {
        instance.subject_id: instance
        for instance in db.session.scalars(
            select(ProcessInstance)
            .where(
                ProcessInstance.subject_type == subject_type,
                ProcessInstance.subject_id.in_(subject_ids),
            )
            .join(ProcessInstance.template)
            # The last of a subject stays: the one that it began with.
            .order_by(
                ProcessInstance.started_at.desc(),
                ProcessTemplate.code.desc(),
                ProcessInstance.id.desc(),
            )
        )
    }
    of = {instance.id: subject_id for subject_id, instance in instances.items()}
    columns = (
        StepInstance.id,
        StepInstance.instance_id,
        StepInstance.organization_id,
        StepInstance.state,
        StepInstance.due_at,
        StepInstance.number,
        StepInstance.label,
    )
    rows = db.session.execute(select(*columns).where(StepInstance.instance_id.in_(of))).all()
    by_subject: defaultdict[UUID, list[_Row]] = defaultdict(list)
    for row in rows:
        by_subject[of[row.instance_id]].append(_Row(*row))
    first = {subject_id: _first_open(found) for subject_id, found in by_subject.items()}
    loaded = {
        step.id: step
        for step in db.session.scalars(
            select(StepInstance)
            .where(StepInstance.id.in_([row.id for row in first.values() if row]))
            .options(LETTERS)
        )
    }
    people = people_of_steps(list(loaded.values()))
    return {
        subject_id: _summary(found, first[subject_id], loaded, people, now)
        for subject_id, found in by_subject.items()
    }


@dataclass(frozen=True)
class _Row:
    id: UUID
    instance_id: UUID
    organization_id: UUID | None
    state: StepState
    due_at: datetime | None
    number: int
    label: str


def _first_open(rows: list[_Row]) -> _Row | None:
    ready = [row for row in rows if row.state is StepState.READY]
    return min(
        ready,
        key=lambda row: (
            row.due_at is None,
            row.due_at and row.due_at.timestamp(),
            row.number,
            row.label,
        ),
        default=None,
    )


def _summary(
    rows: list[_Row],
    first: _Row | None,
    loaded: dict[UUID, StepInstance],
    people: dict[UUID, dict[str, list[Holder]]],
    now: datetime,
) -> ProcessSummary:
    step = loaded[first.id] if first else None
    holders = people[step.id]["A"] if step else []
    cities = [row for row in rows if row.organization_id]
    return ProcessSummary(
        next_step=step,
        accountable=" or ".join(holders[0].names) or holders[0].words if holders else "",
        due_at=step.due_at if step else None,
        late=bool(step and step.is_late(now)),
        answered=sum(row.state in SETTLED for row in cities),
        cities=len(cities),
        done=sum(row.state in SETTLED for row in rows),
        total=len(rows),
    )
