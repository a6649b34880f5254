"""Boards for those who watch over the work: who is over-booked, what is late, how work passes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, literal, select, true
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, User
from fss.calendars.queries.calendars import county_calendar
from fss.calendars.rules.calendars import Calendar, CalendarEnds, elapsed
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import Identity, Role
from fss.process.queries.people import Post, role_holders
from fss.timezone import local_date
from fss.work.models import (
    STEP,
    Clock,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepState,
    Task,
)
from fss.work.queries.letters import Holder, people_of_steps
from fss.work.queries.running import LETTERS, template_of
from fss.work.queries.timeline import progress_of
from fss.work.queries.work import INSTANT, is_overdue
from fss.work.rules import timeline as course
from fss.work.rules.clocks import ClockState
from fss.work.rules.loads import Ahead, Duty, Load, Part, load_of, look_ahead
from fss.work.rules.timeline import Outcome

WORKING = ("R", "A")


@dataclass(frozen=True)
class LateStep:
    """A step that is overdue, and who stands at its letters."""

    step: StepInstance
    who: dict[str, list[Holder]]


@dataclass(frozen=True)
class MemberLoad:
    """What waits for one person."""

    user_id: UUID
    name: str
    posts: str
    load: Load


@dataclass(frozen=True)
class Team:
    """The load of everybody for whom something is open, the fullest first."""

    members: Sequence[MemberLoad]
    ahead: Ahead | None
    vacant: int


@dataclass(frozen=True)
class RunningProcess:
    """A process in a line: how far, how punctual, how often work and client were passed to."""

    instance: ProcessInstance
    done: int
    total: int
    on_time: int
    timed: int
    late_now: int
    contacts: int
    contacts_planned: int
    hand_offs: int


def overseen_organizations(identity: Identity) -> frozenset[UUID] | None:
    """The cities whose work a city administrator watches over; None: everybody's (staff)."""
    if identity.is_county_staff or identity.is_system:
        return None
    return identity.organizations(Role.CITY_ADMINISTRATOR)


def overdue_steps(
    identity: Identity,
    now: datetime,
    *,
    organization_id: UUID | None = None,
    page: int = 1,
    size: int = 25,
) -> tuple[list[LateStep], int]:
    """Overdue steps that the person watches over, the latest first, and how many there are.

    A step that was paused before its due time is not overdue. `organization_id` keeps those at
    which that organization does or answers for the work.
    """
    late = _late(identity, now)
    if organization_id is not None:
        # Whether another city works at a step is nothing for a city to ask.
        own = overseen_organizations(identity)
        asked = own is None or organization_id in own
        late = late.where(_works_at([organization_id]) if asked else false())
    total = db.session.scalar(select(func.count()).select_from(late.subquery())) or 0
    ids = late.order_by(StepInstance.due_at, StepInstance.id).limit(size).offset((page - 1) * size)
    steps = db.session.scalars(
        select(StepInstance)
        .where(StepInstance.id.in_(ids))
        .options(joinedload(StepInstance.instance), joinedload(StepInstance.organization), LETTERS)
        .order_by(StepInstance.due_at, StepInstance.id)
    ).all()
    people = people_of_steps(steps, identity)
    return [LateStep(step, people[step.id]) for step in steps], total


def late_organizations(identity: Identity, now: datetime) -> Sequence[Organization]:
    """Organizations that do or answer for an overdue step the person watches over, by name."""
    own = overseen_organizations(identity)
    query = (
        select(Organization)
        .where(
            Organization.id.in_(
                select(StepAssignment.organization_id).where(
                    StepAssignment.letter.in_(WORKING),
                    StepAssignment.step_id.in_(_late(identity, now)),
                )
            )
        )
        .order_by(func.lower(Organization.name), Organization.id)
    )
    if own is not None:
        query = query.where(Organization.id.in_(own))
    return db.session.scalars(query).all()


def team(identity: Identity, now: datetime) -> Team:
    """What waits for whom: steps to do (R), to answer for (A), tasks, against the open hours."""
    try:
        calendar = county_calendar()
    except RuleError:
        calendar = None
    ahead = look_ahead(calendar, now) if calendar else None
    own = overseen_organizations(identity)
    posts = role_holders(
        local_date(now, accounts.get_zone()), organization_ids=own if own is not None else None
    )
    duties, vacant = _step_duties(own, posts, calendar)
    for task_id, owner_id, due_at in _task_rows(own, posts):
        duties[owner_id].append(Duty(Part.TASK, task_id, due_at))
    names = _names(duties)
    held = _posts_in_words(posts)
    members = [
        MemberLoad(user_id, names[user_id], held.get(user_id, ""), load_of(found, ahead, now))
        for user_id, found in duties.items()
    ]
    members.sort(key=lambda one: (-one.load.late, -(one.load.percent or 0), one.name, one.user_id))
    return Team(members, ahead, vacant)


def running_processes(
    now: datetime, *, page: int = 1, size: int = 25
) -> tuple[list[RunningProcess], int]:
    """Processes that are not finished, the latest first, with contacts and hand-offs counted."""
    query = select(ProcessInstance).where(ProcessInstance.finished_at.is_(None))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    instances = db.session.scalars(
        query.options(
            joinedload(ProcessInstance.template),
            selectinload(ProcessInstance.steps).selectinload(StepInstance.assignments),
        )
        .order_by(ProcessInstance.started_at.desc(), ProcessInstance.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return [_running(instance, now) for instance in instances], total


def _running(instance: ProcessInstance, now: datetime) -> RunningProcess:
    template = template_of(instance)
    steps = [progress_of(step) for step in instance.steps]
    outcomes = [course.outcome_of(step, now) for step in steps]
    on_time = outcomes.count(Outcome.ON_TIME)
    return RunningProcess(
        instance=instance,
        done=sum(outcome in _FINISHED for outcome in outcomes),
        total=len(steps),
        on_time=on_time,
        timed=on_time + outcomes.count(Outcome.LATE),
        late_now=outcomes.count(Outcome.OVERDUE),
        contacts=len(course.touch_points(template, steps)),
        contacts_planned=course.planned_touch_points(template, steps),
        hand_offs=len(course.hand_offs(template, steps)),
    )


_FINISHED = frozenset({Outcome.ON_TIME, Outcome.LATE, Outcome.UNTIMED, Outcome.LEFT_OUT})


def _late(identity: Identity, now: datetime) -> Select[UUID]:
    """SQL: ids of overdue steps that the person watches over."""
    own = overseen_organizations(identity)
    return select(StepInstance.id).where(
        StepInstance.state == StepState.READY,
        is_overdue(
            StepInstance.due_at.expression,
            StepInstance.paused_at.expression,
            literal(now, INSTANT),
        ),
        true() if own is None else _works_at(own),
    )


def _works_at(organization_ids: Iterable[UUID]) -> ColumnElement[bool]:
    """SQL: one of the organizations does the step or answers for it."""
    return exists().where(
        StepAssignment.step_id == StepInstance.id,
        StepAssignment.letter.in_(WORKING),
        StepAssignment.organization_id.in_(sorted(organization_ids, key=str)),
    )


def _step_duties(
    own: frozenset[UUID] | None, posts: dict[Post, list[User]], calendar: Calendar | None
) -> tuple[defaultdict[UUID, list[Duty]], int]:
    """Open steps by person, and how many letters stand with nobody.

    Whoever took the work over has it; else it is shared by those who hold the role.
    """
    query = (
        select(
            StepAssignment.letter,
            StepAssignment.role,
            StepAssignment.organization_id,
            StepAssignment.delegate_id,
            StepInstance.id,
            StepInstance.ready_at,
            StepInstance.due_at,
            StepInstance.paused_at,
            Clock.target_seconds,
        )
        .join(StepAssignment.step)
        .outerjoin(
            Clock,
            and_(
                Clock.step_id == StepInstance.id,
                Clock.subject_type == STEP,
                Clock.state.in_((ClockState.RUNNING, ClockState.PAUSED)),
            ),
        )
        .where(
            StepInstance.state == StepState.READY,
            StepAssignment.letter.in_(WORKING),
            StepAssignment.role.is_not(None),
        )
        .distinct()
    )
    if own is not None:
        query = query.where(StepAssignment.organization_id.in_(sorted(own, key=str)))
    duties: defaultdict[UUID, list[Duty]] = defaultdict(list)
    vacant = 0
    for row in db.session.execute(query):
        letter, role, place, delegate_id, step_id, ready_at, due_at, paused_at, seconds = row
        held = posts.get((role, place), []) if role and place else []
        holders = [user.id for user in held]
        people = [delegate_id] if delegate_id else holders
        vacant += not people
        allowed = _allowed(calendar, ready_at, due_at, seconds) if letter == "R" else timedelta(0)
        for user_id in people:
            duties[user_id].append(
                Duty(
                    Part(letter),
                    step_id,
                    due_at,
                    allowed / len(people),
                    paused_at=paused_at,
                )
            )
    return duties, vacant


def _allowed(
    calendar: Calendar | None,
    ready_at: datetime | None,
    due_at: datetime | None,
    seconds: int | None,
) -> timedelta:
    """How much open time the standard of a step allows."""
    if seconds is not None:
        return timedelta(seconds=seconds)
    if calendar is None or ready_at is None or due_at is None:
        return timedelta(0)
    try:
        return elapsed(calendar, ready_at, max(ready_at, due_at))
    except CalendarEnds:
        return timedelta(0)


def _task_rows(
    own: frozenset[UUID] | None, posts: dict[Post, list[User]]
) -> list[tuple[UUID, UUID, datetime | None]]:
    query = (
        select(Task.id, Task.owner_id, Task.due_at).where(Task.done_at.is_(None)).order_by(Task.id)
    )
    if own is not None:
        people = {user.id for users in posts.values() for user in users}
        query = query.where(Task.owner_id.in_(sorted(people, key=str)))
    return [(row.id, row.owner_id, row.due_at) for row in db.session.execute(query)]


def _names(user_ids: Iterable[UUID]) -> dict[UUID, str]:
    rows = db.session.execute(select(User.id, User.name).where(User.id.in_(list(user_ids))))
    return {row.id: row.name for row in rows}


def _posts_in_words(posts: dict[Post, list[User]]) -> dict[UUID, str]:
    """For each person their roles and where: "City planner, Lakeville"."""
    ids = {place for _, place in posts}
    rows = db.session.execute(
        select(Organization.id, Organization.name).where(Organization.id.in_(ids))
    )
    names = {row.id: row.name for row in rows}
    found: defaultdict[UUID, list[str]] = defaultdict(list)
    for (role, place), users in posts.items():
        for user in users:
            found[user.id].append(f"{role.label}, {names[place]}")
    return {user_id: "; ".join(sorted(words)) for user_id, words in found.items()}
