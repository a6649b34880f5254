"""What is put right in a clock that runs, and the proof that its events give its state."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from fss.calendars.rules.calendars import Calendar, elapsed
from fss.calendars.rules.standards import Standard
from fss.errors import RuleError
from fss.work.rules.clocks import (
    Clock,
    ClockAction,
    ClockEvent,
    ClockState,
    Pause,
    PauseReason,
    cancel,
    due_from,
    note_breach,
    pause,
    resume,
    shifted,
    start,
    stop,
    with_event,
)


def add_past_pause(
    clock: Clock,
    *,
    start: datetime,
    end: datetime,
    reason: PauseReason,
    evidence: str,
    now: datetime,
) -> Clock:
    """Enter a pause of a running clock that is over already; who asked may not approve.

    It moves the due time like any other, but saves no clock that is late already.
    """
    if clock.state is not ClockState.RUNNING or clock.started_at is None or clock.due is None:
        raise RuleError("A past pause can be entered only while the clock runs.")
    if not clock.standard.allows_pause:
        raise RuleError("This clock cannot be paused: its time is the same for everybody.")
    if not evidence.strip():
        raise RuleError("Name the message that shows what we were waiting for.", "evidence")
    if not start < end <= now:
        raise RuleError("The pause must end after it began, and not in the future.", "end")
    if start < clock.started_at:
        raise RuleError("The pause must lie after the start of the step.", "start")
    if any(start < (gap.end or now) and gap.start < end for gap in clock.pauses):
        raise RuleError("It overlaps another pause.", "start")
    clock = note_breach(clock, now=now)
    assert clock.due is not None
    gaps = sorted((*clock.pauses, Pause(reason, evidence, start, end)), key=lambda gap: gap.start)
    begun = ClockEvent(start, ClockAction.PAUSE, reason.value, evidence, afterwards=True)
    ended = ClockEvent(end, ClockAction.RESUME, afterwards=True)
    due = clock.due
    if not clock.breached_at:
        due = shifted(due, start, end, latest=clock.latest)
    return with_event(with_event(clock, begun, pauses=tuple(gaps), due=due), ended)


def migrate(
    clock: Clock,
    standard: Standard,
    calendars: Sequence[Calendar],
    *,
    at: datetime,
    reason: str,
    latest: datetime | None = None,
) -> Clock:
    """Let an open clock run by another standard from its start; time used and paused stays.

    `latest` is the time counted back from a fixed one, as it is now.
    """
    if not clock.is_open or clock.due is None or clock.started_at is None:
        raise RuleError("Only an open clock can move to another standard.")
    if not reason.strip():
        raise RuleError("Say why it moves to another standard.", "reason")
    if clock.pauses and not standard.allows_pause:
        raise RuleError("The clock was paused, which the other standard does not allow.")
    clock = note_breach(clock, now=at)
    assert clock.started_at is not None
    assert clock.due is not None
    due = due_from(standard, calendars, clock.started_at, latest)
    allowed = elapsed(due.calendar, clock.started_at, max(clock.started_at, due.at))
    for gap in clock.pauses:
        if gap.end is not None:
            due = shifted(due, gap.start, gap.end, latest=latest)
    event = ClockEvent(at, ClockAction.MIGRATE, reason, clock.due.at.isoformat(), latest=latest)
    return with_event(clock, event, standard=standard, due=due, latest=latest, target_time=allowed)


def replay(
    clock: Clock,
    calendars: Sequence[Calendar],
    events: Iterable[ClockEvent],
    *,
    standards: Iterable[Standard] = (),
) -> Clock:
    """The clock that results from an idle one and its events; must equal the stored clock.

    `standards` are those it was moved to, in order.
    """
    later, begun = iter(standards), None
    for event in events:
        if event.action is ClockAction.START:
            stated = datetime.fromisoformat(event.evidence) if event.evidence else None
            clock = start(clock, calendars, at=event.at, due_at=stated, latest=event.latest)
            clock = replace(clock, events=(event,))
        elif event.afterwards and event.action is ClockAction.PAUSE:
            begun = event
        elif event.afterwards and begun is not None:
            clock = add_past_pause(
                clock,
                start=begun.at,
                end=event.at,
                reason=PauseReason(begun.reason),
                evidence=begun.evidence,
                now=max(event.at, *(other.at for other in clock.events)),
            )
        elif event.action is ClockAction.PAUSE:
            reason = PauseReason(event.reason)
            clock = pause(clock, at=event.at, reason=reason, evidence=event.evidence)
        elif event.action is ClockAction.RESUME:
            clock = resume(clock, at=event.at)
        elif event.action is ClockAction.STOP:
            clock = stop(clock, at=event.at)
        elif event.action is ClockAction.CANCEL:
            clock = cancel(clock, at=event.at, reason=event.reason)
        elif event.action is ClockAction.MIGRATE:
            standard = next(later)
            clock = migrate(
                clock,
                standard,
                calendars,
                at=event.at,
                reason=event.reason,
                latest=event.latest,
            )
        else:
            clock = note_breach(clock, now=event.at)
    return clock
