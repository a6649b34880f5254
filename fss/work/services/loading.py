"""Stored clocks as the rules see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from fss.calendars.rules.calendars import Calendar, elapsed
from fss.calendars.rules.standards import Due, Standard
from fss.errors import RuleError
from fss.work.models import Clock
from fss.work.queries.clocks import StoredHours
from fss.work.rules import clocks as rules
from fss.work.rules.clocks import ClockAction, Pause, PauseReason


def load(clock: Clock, calendar: Calendar) -> rules.Clock:
    """A stored clock as the rules see it."""
    events = tuple(
        rules.ClockEvent(
            event.at,
            event.action,
            event.reason,
            event.evidence,
            event.requested_by is not None,
            event.latest_at,
        )
        for event in clock.events
    )
    due = None
    if clock.due_at is not None:
        day = calendar.local(clock.due_at - timedelta.resolution).date()
        due = Due(clock.due_at, day, day, calendar)
    return rules.Clock(
        id=str(clock.id),
        subject=str(clock.subject_id),
        standard=standard_of(clock),
        state=clock.state,
        due=due,
        latest=clock.latest_at,
        started_at=clock.started_at,
        stopped_at=clock.stopped_at,
        breached_at=clock.breached_at,
        pauses=pauses_of(events),
        target_time=_length(clock.target_seconds, due, clock.started_at),
        running_time=_seconds(clock.running_seconds),
        paused_time=_seconds(clock.paused_seconds),
        reopens=str(clock.reopens_id) if clock.reopens_id else None,
        events=events,
    )


def standard_of(clock: Clock) -> Standard:
    """The standard by which a clock runs, as it was at its start."""
    return Standard(
        clock.standard_code,
        clock.metric,
        clock.target,
        clock.unit,
        clock.scope,
        clock.statutory,
        tuple(clock.warn_at),
        clock.counted_before,
    )


def pauses_of(events: Sequence[rules.ClockEvent]) -> tuple[Pause, ...]:
    """The pauses that events tell of, in order of time."""
    found: list[Pause] = []
    for event in events:
        if event.action is ClockAction.PAUSE:
            found.append(Pause(PauseReason(event.reason), event.evidence, event.at))
        elif event.action is ClockAction.RESUME:
            found[-1] = replace(found[-1], end=event.at)
    return tuple(sorted(found, key=lambda gap: gap.start))


def calendar_of(clock: Clock, hours: Sequence[StoredHours]) -> Calendar:
    """The calendar by which a clock counts: its own, else the county's."""
    own = next((found for found in hours if found.id == clock.calendar_id), None)
    if own is None:
        own = next((found for found in hours if found.is_county), None)
    if own is None:
        raise RuleError("The county has no calendar yet. Add its opening hours first.")
    return own.calendar


def _length(seconds: int | None, due: Due | None, started_at: datetime) -> timedelta | None:
    """The business time allowed; counted again for clocks that were started without it."""
    if seconds is not None or due is None:
        return _seconds(seconds)
    return elapsed(due.calendar, started_at, max(started_at, due.at))


def _seconds(count: int | None) -> timedelta | None:
    return None if count is None else timedelta(seconds=count)
