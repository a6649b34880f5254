"""A clock on one standard: started, paused for a reason with evidence, stopped; nothing is erased.

A clock is a value: each function returns a new one. It keeps the events it was made from, so that
`replay` can prove the stored state. Finished clocks keep their figures whatever becomes of the
calendar or the standard afterwards.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from fss.calendars.rules.calendars import Calendar, CalendarEnds, add_hours, elapsed
from fss.calendars.rules.standards import Due, Metric, Standard, compute_due
from fss.errors import ConflictError, RuleError


class ClockState(StrEnum):
    """Where a clock stands; whether it was ever late is told by `breached_at`, not by this."""

    IDLE = "idle"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED_CLOSED = "missed_closed"
    CANCELLED = "cancelled"


OPEN_STATES = frozenset({ClockState.RUNNING, ClockState.PAUSED})
FINISHED_STATES = frozenset({ClockState.MET, ClockState.MISSED_CLOSED, ClockState.CANCELLED})


class PauseReason(StrEnum):
    """The only reasons for which a clock may wait."""

    WAITING_CLIENT = "waiting_client"
    WAITING_EXTERNAL_AUTHORITY = "waiting_external_authority"
    ORG_CLOSED_EXTRAORDINARY = "org_closed_extraordinary"


PAUSE_WORDS = {
    PauseReason.WAITING_CLIENT: "We wait for the client",
    PauseReason.WAITING_EXTERNAL_AUTHORITY: "We wait for another authority",
    PauseReason.ORG_CLOSED_EXTRAORDINARY: "The office is closed for an unforeseen reason",
}


class ClockAction(StrEnum):
    """What can happen to a clock."""

    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"
    CANCEL = "cancel"
    BREACH = "breach"
    MIGRATE = "migrate"


@dataclass(frozen=True)
class ClockEvent:
    """One thing that happened: `reason` as people gave it, `evidence` the id of what proves it.

    The evidence of a start is the due time stated for it, where the standard did not decide, and
    that of a migration the due time before. `afterwards`: a pause that was entered when it was
    over already. `latest`: of a start or a migration, see `Clock`.
    """

    at: datetime
    action: ClockAction
    reason: str = ""
    evidence: str = ""
    afterwards: bool = False
    latest: datetime | None = None


@dataclass(frozen=True)
class Pause:
    """A pause; `end` is None while it lasts."""

    reason: PauseReason
    evidence: str
    start: datetime
    end: datetime | None = None


@dataclass(frozen=True)
class Clock:
    """A clock on a subject (such as a step's id).

    `due` moves when a pause ends, but never past `latest`, which is counted back from a time that
    people agreed on; `breached_at`, once set, stays. `target_time` is the business
    time allowed at the start, `running_time` and `paused_time` what was used when the clock
    stopped (None where the calendar ended before that). `reopens` is the id of the finished clock
    that this one follows.
    """

    id: str
    subject: str
    standard: Standard
    state: ClockState = ClockState.IDLE
    due: Due | None = None
    latest: datetime | None = None
    started_at: datetime | None = None
    stopped_at: datetime | None = None
    breached_at: datetime | None = None
    pauses: tuple[Pause, ...] = ()
    target_time: timedelta | None = None
    running_time: timedelta | None = None
    paused_time: timedelta | None = None
    reopens: str | None = None
    events: tuple[ClockEvent, ...] = ()

    @property
    def is_open(self) -> bool:
        """Running or paused."""
        return self.state in OPEN_STATES

    @property
    def due_at(self) -> datetime | None:
        """When it is due; None before the start."""
        return self.due.at if self.due else None


def start(
    clock: Clock,
    calendars: Sequence[Calendar],
    *,
    at: datetime,
    due_at: datetime | None = None,
    latest: datetime | None = None,
) -> Clock:
    """Start an idle clock; the due time follows from its standard (see `compute_due`).

    `due_at` states it instead, for a client in a hurry; it may have passed already. `latest` is
    the time counted back from a fixed one: the due time is never after it.
    """
    if clock.state is not ClockState.IDLE:
        raise RuleError("This clock has been started already.")
    stated = due_at.isoformat() if due_at else ""
    if due_at is not None:
        due = _stated(calendars[0], due_at)
    else:
        due = due_from(clock.standard, calendars, at, latest)
    event = ClockEvent(at, ClockAction.START, evidence=stated, latest=latest)
    allowed = elapsed(due.calendar, at, max(at, due.at))
    return with_event(
        clock,
        event,
        state=ClockState.RUNNING,
        started_at=at,
        due=due,
        latest=latest,
        target_time=allowed,
    )


def pause(clock: Clock, *, at: datetime, reason: PauseReason, evidence: str) -> Clock:
    """Pause a running clock; `evidence` is the id of the question that went out or of the closing.

    Acknowledgements, the cities' window and statutory periods never pause.
    """
    _check_time(clock, at)
    if clock.state is not ClockState.RUNNING:
        raise RuleError("Only a running clock can be paused.")
    if not clock.standard.allows_pause:
        raise RuleError("This clock cannot be paused: its time is the same for everybody.")
    if not evidence.strip():
        raise RuleError("Name the message that shows what we are waiting for.", "evidence")
    clock = note_breach(clock, now=at)
    event = ClockEvent(at, ClockAction.PAUSE, reason.value, evidence)
    pauses = (*clock.pauses, Pause(reason, evidence, at))
    return with_event(clock, event, state=ClockState.PAUSED, pauses=pauses)


def resume(clock: Clock, *, at: datetime) -> Clock:
    """End the pause; the due time moves by the business time of the pause.

    A clock that was late before the pause stays late: its due time does not move.
    """
    _check_time(clock, at)
    if clock.state is not ClockState.PAUSED or clock.due is None:
        raise RuleError("This clock is not paused.")
    last = replace(clock.pauses[-1], end=at)
    event = ClockEvent(at, ClockAction.RESUME)
    return with_event(
        clock,
        event,
        state=ClockState.RUNNING,
        due=shifted(clock.due, last.start, at, latest=clock.latest),
        pauses=(*clock.pauses[:-1], last),
    )


def stop(clock: Clock, *, at: datetime, automatic: bool = False) -> Clock:
    """Stop the clock by its defining event; stopping ends a pause.

    At or before the due time the standard is met, later it is missed for good. An automatic
    message never stops the clock of an acknowledgement.
    """
    _check_time(clock, at)
    if automatic and clock.standard.metric is Metric.ACKNOWLEDGE:
        raise RuleError("Only a person's reply acknowledges a request.")
    clock = _end_pause(clock, at)
    if clock.state is not ClockState.RUNNING:
        raise RuleError("This clock is not running.")
    clock = note_breach(clock, now=at)
    state = ClockState.MET if clock.breached_at is None else ClockState.MISSED_CLOSED
    return _finish(clock, ClockEvent(at, ClockAction.STOP), state)


def cancel(clock: Clock, *, at: datetime, reason: str) -> Clock:
    """Cancel a clock whose step went away: the pursuit was withdrawn or the step removed."""
    _check_time(clock, at)
    if not reason.strip():
        raise RuleError("Say why it is cancelled.", "reason")
    if clock.state in FINISHED_STATES:
        raise RuleError("This clock is finished.")
    clock = _end_pause(clock, at)
    clock = note_breach(clock, now=at)
    return _finish(clock, ClockEvent(at, ClockAction.CANCEL, reason), ClockState.CANCELLED)


def reopen(clock: Clock, standard: Standard, *, new_id: str) -> Clock:
    """An idle clock that follows a finished one, which keeps its result; started like any other."""
    if clock.state not in FINISHED_STATES:
        raise ConflictError("A clock for this is running already.")
    return Clock(new_id, clock.subject, standard, reopens=clock.id)


def note_breach(clock: Clock, *, now: datetime) -> Clock:
    """Mark a running clock as late once its due time has passed; the mark is never taken off."""
    if (
        clock.state is not ClockState.RUNNING
        or clock.breached_at is not None
        or clock.due is None
        or now <= clock.due.at
    ):
        return clock
    event = ClockEvent(now, ClockAction.BREACH)
    return with_event(clock, event, breached_at=clock.due.at)


def time_at_level(clock: Clock, fraction: float) -> datetime | None:
    """When that part of the target is used up: 0.5 and 0.8 warn, 1 is due, 1.5 and 3 escalate.

    Pauses move it like the due time. None before the start and while the clock is paused, when
    nobody is reminded.
    """
    if clock.state in (ClockState.IDLE, ClockState.PAUSED) or clock.started_at is None:
        return None
    if clock.due is None or clock.target_time is None or fraction == 1:
        return clock.due_at
    calendar = clock.due.calendar
    late = fraction > 1
    if late:
        # Where nothing was allowed, because a stated time had passed, an hour stands for it.
        length = (clock.target_time or timedelta(hours=1)) * (fraction - 1)
        at = add_hours(calendar, clock.due.at, length)
    else:
        at = add_hours(calendar, clock.started_at, clock.target_time * fraction)
    for gap in clock.pauses:
        if late and gap.start < clock.due.at:
            continue  # the due time has moved by it, or was missed before
        if gap.end is not None and gap.start < at:
            at = add_hours(calendar, at, elapsed(calendar, gap.start, gap.end))
    # Where a pause could not move the due time, its warnings are not after it either.
    return at if late or clock.latest is None else min(at, clock.due.at)


def business_times(clock: Clock, *, now: datetime) -> tuple[timedelta, timedelta]:
    """Business time run and paused so far; of a finished clock, what was counted at its end."""
    if clock.running_time is not None and clock.paused_time is not None:
        return clock.running_time, clock.paused_time
    if clock.due is None or clock.started_at is None:
        return timedelta(0), timedelta(0)
    calendar = clock.due.calendar
    paused = sum(
        (elapsed(calendar, gap.start, now if gap.end is None else gap.end) for gap in clock.pauses),
        timedelta(0),
    )
    return elapsed(calendar, clock.started_at, now) - paused, paused


def _stated(calendar: Calendar, at: datetime) -> Due:
    day = calendar.local(at).date()
    return Due(at, day, day, calendar)


def _end_pause(clock: Clock, at: datetime) -> Clock:
    """End a pause because the clock ends.

    Where the calendar does not reach so far, nobody can tell how far the due time would have
    moved, only that it lies after the end.
    """
    if clock.state is not ClockState.PAUSED or clock.due is None:
        return clock
    try:
        return resume(clock, at=at)
    except CalendarEnds:
        last = replace(clock.pauses[-1], end=at)
        due = clock.due
        if last.start < due.at < at:
            due = _capped(replace(due, at=at), clock.latest)
        pauses = (*clock.pauses[:-1], last)
        event = ClockEvent(at, ClockAction.RESUME)
        return with_event(clock, event, state=ClockState.RUNNING, due=due, pauses=pauses)


def due_from(
    standard: Standard, calendars: Sequence[Calendar], start: datetime, latest: datetime | None
) -> Due:
    """When a standard that starts at `start` is due, and never after `latest`."""
    if not standard.before:
        return _capped(compute_due(standard, calendars, start), latest)
    if latest is None:
        raise RuleError("No time is agreed yet from which this one could be counted back.")
    return _stated(calendars[0], latest)


def _capped(due: Due, latest: datetime | None) -> Due:
    if latest is None or due.at <= latest:
        return due
    return _stated(due.calendar, latest)


def shifted(
    due: Due, paused_at: datetime, resumed_at: datetime, *, latest: datetime | None = None
) -> Due:
    """A due time moved by the business time of a pause that began before it."""
    length = elapsed(due.calendar, paused_at, resumed_at)
    if paused_at >= due.at or not length:
        return due
    at = add_hours(due.calendar, due.at, length)
    day = due.calendar.local(at - timedelta.resolution).date()
    return _capped(replace(due, at=at, day=day, warning_day=day), latest)


def _finish(clock: Clock, event: ClockEvent, state: ClockState) -> Clock:
    times: tuple[timedelta | None, timedelta | None] = (None, None)
    # The work may end when nobody has confirmed the calendar so far.
    with suppress(CalendarEnds):
        times = business_times(clock, now=event.at)
    return with_event(
        clock,
        event,
        state=state,
        stopped_at=event.at,
        running_time=times[0],
        paused_time=times[1],
    )


def _check_time(clock: Clock, at: datetime) -> None:
    # That it was late is noted some time after; the end may be known to lie before that.
    events = (event.at for event in clock.events if event.action is not ClockAction.BREACH)
    last = max(events, default=at)
    if at < last:
        raise RuleError("This lies before the last thing that happened to the clock.")


def with_event(clock: Clock, event: ClockEvent, **changes: object) -> Clock:
    """The clock after an event, with what it changed."""
    return replace(clock, events=(*clock.events, event), **changes)  # type: ignore[arg-type]
