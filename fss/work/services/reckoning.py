"""A calendar changed: which due times that run would be others, and letting them be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.models import OrganizationKind
from fss.audit.services import record
from fss.calendars.models import Calendar
from fss.db import check_version, db
from fss.errors import RuleError
from fss.permissions.rules import Identity
from fss.work.models import STEP, Clock, ProcessInstance, StepInstance
from fss.work.queries.clocks import OPEN, stored_hours
from fss.work.queries.running import LETTERS, template_of
from fss.work.rules.amendments import migrate
from fss.work.services.clocks import Start, migrate_clock
from fss.work.services.dues import reckon_start
from fss.work.services.loading import calendar_of, load

REASON = "The calendar of {name} was changed, and somebody asked for new due times."


@dataclass(frozen=True)
class Moved:
    """A step that runs, when it is due, and when it would be by the calendars of today."""

    step: StepInstance
    before: datetime | None
    after: datetime


def moved_dues(calendar: Calendar, *, now: datetime) -> list[Moved]:
    """Steps that would be due at another time after a change of the calendar, soonest first.

    Nothing is changed. Time used and paused counts as it was, late steps stay late, and what is
    due at a time that was given, not counted, never moves.
    """
    return [moved for moved, _ in _moving(calendar, now)]


def reckon_anew(calendar: Calendar, *, version: int, actor: Identity, now: datetime) -> list[Moved]:
    """Let the clocks that run follow the calendar as it is now; finished ones never do.

    ConflictError when the calendar was changed since `moved_dues` was shown, RuleError when
    nothing would change.
    """
    check_version(calendar, version)
    _lock_processes(calendar)
    found = list(_moving(calendar, now))
    if not found:
        raise RuleError("Every due time agrees with the calendar already.")
    reason = REASON.format(name=calendar.organization.name)
    for moved, start in found:
        migrate_clock(moved.step, start, reason=reason, actor=actor, now=now)
    record("calendar:reckon", subject=calendar, count=len(found))
    return [moved for moved, _ in found]


def _lock_processes(calendar: Calendar) -> None:
    """Let nobody move the processes meanwhile; in one order, so that no two wait for each other.

    Then their clocks, before anything is written (see `lock_process`).
    """
    clocks = _open_clocks(calendar)
    ids = {clock.step.instance_id for clock in clocks if clock.step}
    db.session.scalars(
        select(ProcessInstance.id)
        .where(ProcessInstance.id.in_(ids))
        .order_by(ProcessInstance.id)
        .with_for_update()
    ).all()
    db.session.scalars(
        select(Clock.id)
        .where(Clock.id.in_([clock.id for clock in clocks]))
        .order_by(Clock.id)
        .with_for_update()
    ).all()
    db.session.expire_all()


def _moving(calendar: Calendar, now: datetime) -> Iterator[tuple[Moved, Start]]:
    hours = stored_hours()
    for clock in _open_clocks(calendar):
        step = clock.step
        assert step is not None
        template, steps = template_of(step.instance), step.instance.steps
        start = reckon_start(step, template, steps, hours=hours, clock=clock)
        if isinstance(start, str) or start.stated or start.reckoned.due is None:
            continue
        standard = start.reckoned.standard
        if standard is None:
            continue
        value = load(clock, calendar_of(clock, hours))
        then = migrate(
            value,
            standard,
            [start.reckoned.due.calendar],
            at=now,
            reason=REASON,
            latest=start.reckoned.latest,
        )
        if then.due_at is not None and then.due_at != clock.due_at:
            yield Moved(step, clock.due_at, then.due_at), start


def _open_clocks(calendar: Calendar) -> list[Clock]:
    """Clocks that run or are paused and may count by the calendar, soonest due first."""
    query = (
        select(Clock)
        .join(Clock.step)
        .where(Clock.subject_type == STEP, Clock.state.in_(OPEN))
        .options(
            joinedload(Clock.step).options(
                LETTERS,
                joinedload(StepInstance.instance).options(
                    joinedload(ProcessInstance.template),
                    selectinload(ProcessInstance.steps),
                ),
            ),
            selectinload(Clock.events),
        )
        .order_by(Clock.due_at, Clock.id)
    )
    found = db.session.scalars(query).unique().all()
    if calendar.organization.kind is OrganizationKind.COUNTY:
        return list(found)
    return [clock for clock in found if _takes_part(clock, calendar)]


def _takes_part(clock: Clock, calendar: Calendar) -> bool:
    """Whether the calendar's organization works at the process of the clock's step."""
    step = clock.step
    assert step is not None
    place = calendar.organization_id
    return (
        clock.calendar_id == calendar.id
        or any(item.organization_id == place for item in step.assignments)
        or any(other.organization_id == place for other in step.instance.steps)
    )
