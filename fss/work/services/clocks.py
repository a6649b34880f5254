"""Clocks as rows: started, paused, stopped by the rules of `rules/clocks.py`; nothing is erased."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError

from fss.audit.services import record
from fss.calendars.models import ServiceStandard
from fss.calendars.rules.calendars import Calendar, CalendarEnds
from fss.calendars.rules.standards import Metric, Standard
from fss.calendars.rules.traces import explain_pause
from fss.db import check_version, db
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import SYSTEM, Identity
from fss.work import queries
from fss.work.models import STEP, Clock, ClockEvent, StepInstance
from fss.work.queries.clocks import StoredHours, open_clock, stored_hours
from fss.work.rules import clocks as rules
from fss.work.rules import escalation
from fss.work.rules.amendments import migrate
from fss.work.rules.clocks import ClockState
from fss.work.rules.dues import Reckoned
from fss.work.rules.replies import Reply, check_reply
from fss.work.services.loading import calendar_of, load


@dataclass(frozen=True)
class Start:
    """All that a step's clock starts with: its due time and standard, and whose hours count.

    `row` is the catalogue's version of the standard (None: the process's own figure holds);
    `stated` says that the due time was given, not counted; `risk_at` see `Clock`.
    """

    reckoned: Reckoned
    hours: Sequence[StoredHours]
    row: ServiceStandard | None = None
    stated: bool = False
    risk_at: datetime | None = None


@dataclass(frozen=True)
class Subject:
    """What a clock at a step runs on when it is not the step itself, and from when."""

    type: str
    id: UUID
    at: datetime


def start_clock(
    step: StepInstance,
    start: Start,
    *,
    actor: Identity,
    now: datetime,
    subject: Subject | None = None,
) -> Clock:
    """Start the clock of a step at its `ready_at`, or of something at it (`subject`).

    A step's clock that follows another, which must have ended, is linked to it. Raises
    ConflictError when the subject has an open clock of that metric.
    """
    standard, due = start.reckoned.standard, start.reckoned.due
    assert standard is not None
    assert due is not None
    earlier = queries.clocks_of(step) if subject is None else []
    if subject is None:
        assert step.ready_at is not None
        subject = Subject(STEP, step.id, step.ready_at)
    if earlier:
        idle = rules.reopen(load(earlier[0], due.calendar), standard, new_id="")
    else:
        idle = rules.Clock("", str(subject.id), standard)
    value = rules.start(
        idle,
        [due.calendar],
        at=subject.at,
        due_at=due.at if start.stated else None,
        latest=start.reckoned.latest,
    )
    clock = Clock(
        subject_type=subject.type,
        subject_id=subject.id,
        step=step,
        standard_code=standard.code,
        standard_number=start.row.number if start.row else None,
        calendar_id=_id_of(due.calendar, start.hours),
        state=ClockState.RUNNING,
        started_at=subject.at,
        trace=list(start.reckoned.trace),
        risk_at=start.risk_at,
        reopens_id=UUID(idle.reopens) if idle.reopens else None,
        **_figures(standard),
    )
    _write(clock, idle, value, actor=actor, now=now)
    try:
        with db.session.begin_nested():
            db.session.add(clock)
            db.session.flush()
    except IntegrityError:
        raise ConflictError("A clock for this is running already.") from None
    return clock


def end_stated_pause(
    clock: Clock, *, now: datetime, hours: Sequence[StoredHours] | None = None
) -> rules.Clock | None:
    """End a pause whose stated end has passed, at that end, whoever notices it first.

    None when there is nothing to end. Raises CalendarEnds where the calendar does not reach so far.
    """
    until = clock.resume_at
    if clock.state is not ClockState.PAUSED or until is None or until > now:
        return None
    return change(
        clock,
        lambda value: rules.resume(value, at=max(until, value.pauses[-1].start)),
        actor=SYSTEM,
        now=now,
        hours=hours,
    )


def stop_clock(
    step: StepInstance,
    *,
    metric: Metric | None,
    actor: Identity,
    now: datetime,
    reply: Reply | None,
) -> Clock | None:
    """Stop the clock of a step that is done; None when it has none.

    An acknowledgement (`metric`) needs the reply that a person sent; its moment stops the clock.
    """
    clock, evidence = open_clock(step.id, lock=True), ""
    if clock is not None:
        end_stated_pause(clock, now=now)
    at = now = not_before(clock, now)
    if Metric.ACKNOWLEDGE in (metric, clock.metric if clock else None):
        if actor.is_system:
            raise RuleError("Only a person's reply acknowledges a request.")
        reply = check_reply(reply, since=clock.started_at if clock else step.ready_at, now=now)
        at, evidence = reply.at, reply.words
        record("step:acknowledge", subject=step, at=now, replied=reply.at, how=evidence)
    if clock is not None:
        stop_at(clock, at=at, evidence=evidence, actor=actor, now=now)
    return clock


def stop_at(clock: Clock, *, at: datetime, evidence: str, actor: Identity, now: datetime) -> None:
    """Stop a clock at the moment of what ended it; `evidence` names that."""

    def stopped(value: rules.Clock) -> rules.Clock:
        ended = rules.stop(value, at=at, automatic=actor.is_system)
        last = replace(ended.events[-1], evidence=evidence)
        return replace(ended, events=(*ended.events[:-1], last))

    change(clock, stopped, actor=actor, now=now)


def cancel_clock(
    step: StepInstance, *, reason: str, actor: Identity, now: datetime
) -> Clock | None:
    """Cancel the clock of a step that went away or starts anew; None when it has none."""
    clock = open_clock(step.id, lock=True)
    if clock is None:
        return None
    end_stated_pause(clock, now=now)
    at = not_before(clock, now)
    change(clock, lambda value: rules.cancel(value, at=at, reason=reason), actor=actor, now=now)
    return clock


def migrate_clock(
    step: StepInstance, start: Start, *, reason: str, actor: Identity, now: datetime
) -> Clock | None:
    """Let the open clock of a step run by another standard; None when it has none.

    What was used and paused counts on, the due time before stays on record.
    """
    clock = open_clock(step.id, lock=True)
    standard, due = start.reckoned.standard, start.reckoned.due
    if clock is None or standard is None or due is None:
        return None
    change(
        clock,
        lambda value: migrate(
            value,
            standard,
            [due.calendar],
            at=now,
            reason=reason,
            latest=start.reckoned.latest,
        ),
        actor=actor,
        now=now,
        resume_at=clock.resume_at,
    )
    for name, figure in _figures(standard).items():
        setattr(clock, name, figure)
    clock.standard_code = standard.code
    clock.standard_number = start.row.number if start.row else None
    clock.calendar_id = _id_of(due.calendar, start.hours)
    clock.trace = list(start.reckoned.trace)
    mirror(clock, load(clock, due.calendar))
    db.session.flush()
    return clock


def change(
    clock: Clock,
    how: Callable[[rules.Clock], rules.Clock],
    *,
    actor: Identity,
    now: datetime,
    resume_at: datetime | None = None,
    requested: ClockRequest | None = None,
    hours: Sequence[StoredHours] | None = None,
) -> rules.Clock:
    """Do something to a clock by the rules and write what became of it; returns the new value."""
    before = load(clock, calendar_of(clock, stored_hours() if hours is None else hours))
    after = how(before)
    clock.resume_at = resume_at if after.state is ClockState.PAUSED else None
    _write(clock, before, after, actor=actor, now=now, requested=requested)
    db.session.flush()
    return after


def preview(clock: Clock, how: Callable[[rules.Clock], rules.Clock]) -> rules.Clock:
    """What would become of a clock; writes nothing, raises as `change` would."""
    return how(load(clock, calendar_of(clock, stored_hours())))


@dataclass(frozen=True)
class ClockRequest:
    """Who asked for what another person approved; None for somebody who is gone."""

    by: UUID | None


def mirror(clock: Clock, value: rules.Clock) -> None:
    """Let the step show when it is due, since when it is paused, and why."""
    step = clock.step
    if step is None or clock.subject_type != STEP:
        return
    calendar = value.due.calendar if value.due else None
    told = [
        _pause_in_words(calendar, gap.start, gap.end, stays=value.latest == clock.due_at)
        for gap in value.pauses
        if calendar and gap.end is not None and gap.start != gap.end
    ]
    paused = value.state is ClockState.PAUSED
    step.due_at, step.paused_at = clock.due_at, value.pauses[-1].start if paused else None
    step.trace = [*clock.trace, *told]


def _pause_in_words(calendar: Calendar, start: datetime, end: datetime, *, stays: bool) -> str:
    try:
        if stays:
            return "It was paused, which moves no time that is counted back from an agreed one."
        return explain_pause(calendar, start, end) + "."
    except CalendarEnds as reason:
        return f"Paused, for how much open time nobody can tell. {reason.message}"


def not_before(clock: Clock | None, now: datetime) -> datetime:
    """Now, or the last thing that happened: the clocks of two machines may differ a little."""
    return max([now, *(event.at for event in clock.events)]) if clock else now


def locked_clock(step: StepInstance, version: int | None = None) -> Clock:
    """The clock of a step, kept from others until the transaction ends; RuleError when none runs.

    `version` is that of the step the person was shown.
    """
    clock = open_clock(step.id, lock=True)
    if version is not None:
        db.session.refresh(step, ["version"])
        check_version(step, version)
    if clock is None:
        raise RuleError("No clock runs for this step.")
    return clock


def _write(
    clock: Clock,
    before: rules.Clock,
    after: rules.Clock,
    *,
    actor: Identity,
    now: datetime,
    requested: ClockRequest | None = None,
) -> None:
    clock.state, clock.due_at, clock.stopped_at = after.state, after.due_at, after.stopped_at
    clock.latest_at = after.latest
    clock.breached_at = after.breached_at
    clock.target_seconds = _count(after.target_time)
    clock.running_seconds = _count(after.running_time)
    clock.paused_seconds = _count(after.paused_time)
    for number, event in enumerate(after.events[len(before.events) :], len(before.events) + 1):
        clock.events.append(
            ClockEvent(
                number=number,
                at=event.at,
                recorded_at=now,
                action=event.action,
                reason=event.reason,
                evidence=event.evidence,
                actor_id=actor.user_id,
                requested_by=requested.by if requested and event.afterwards else None,
                latest_at=event.latest,
            )
        )
    clock.next_at = next_time(clock, after)
    mirror(clock, after)


def next_time(clock: Clock, value: rules.Clock) -> datetime | None:
    """When the sweep is to look at a clock next; None when nothing more is to be done."""
    if value.state is ClockState.PAUSED and value.due is not None:
        long = escalation.pause_is_long_from(value.due.calendar, value.pauses[-1].start)
        return _first(clock.resume_at, long)
    if value.state is not ClockState.RUNNING:
        return None
    return _first(escalation.next_time(value, clock.level or 0), clock.risk_at)


def _first(*times: datetime | None) -> datetime | None:
    return min((at for at in times if at is not None), default=None)


def _figures(standard: Standard) -> dict[str, object]:
    return {
        "metric": standard.metric,
        "target": standard.target,
        "unit": standard.unit,
        "scope": standard.scope,
        "statutory": standard.statutory,
        "warn_at": list(standard.warn_at),
        "counted_before": standard.before,
    }


def _id_of(calendar: Calendar, hours: Sequence[StoredHours]) -> UUID | None:
    return next((found.id for found in hours if found.calendar is calendar), None)


def _count(length: timedelta | None) -> int | None:
    return None if length is None else round(length.total_seconds())
