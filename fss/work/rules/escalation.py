"""Who is told when time runs out, and when the client's own deadline is at risk."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from fss.calendars.rules.calendars import (
    Calendar,
    CalendarEnds,
    add_business_days,
    open_intervals,
)
from fss.calendars.rules.standards import count_back
from fss.process.rules.templates import Template, TemplateStep
from fss.work.rules.clocks import Clock, ClockState, time_at_level
from fss.work.rules.express import ANSWER, knows_express

BREACH, HIGHER, HIGHEST = 100, 150, 300
LONG_PAUSE_DAYS = 10


class Audience(StrEnum):
    """Who may be told."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    COORDINATOR = "coordinator"
    CITY_ADMINISTRATOR = "city_administrator"
    DIRECTOR = "director"
    COMMITTEE = "committee"


def levels(warn_at: Sequence[float]) -> tuple[int, ...]:
    """Percents of the target at which people are told, rising: 50, 80, 100, 150, 300."""
    return (*sorted({round(part * 100) for part in warn_at}), BREACH, HIGHER, HIGHEST)


def due_levels(clock: Clock, told: int, *, now: datetime) -> list[int]:
    """Levels above `told` whose time has come, in order; none while the clock is paused.

    The due minute itself is still in time.
    """
    found = []
    for level in levels(clock.standard.warn_at):
        if level > told:
            at = time_of(clock, level)
            if at is None or now < at or (level == BREACH and now == at):
                break
            found.append(level)
    return found


def next_time(clock: Clock, told: int) -> datetime | None:
    """When the first level above `told` comes; None when nothing more is to be told."""
    if clock.state is not ClockState.RUNNING:
        return None
    level = next((level for level in levels(clock.standard.warn_at) if level > told), None)
    return time_of(clock, level) if level is not None else None


def time_of(clock: Clock, level: int) -> datetime | None:
    """When a level comes; None while paused, and where the calendar does not reach so far."""
    try:
        return time_at_level(clock, level / 100)
    except CalendarEnds:
        return None


def audience(level: int, warn_at: Sequence[float], *, on_city_side: bool) -> tuple[Audience, ...]:
    """Who is told at a level: first warning R, last warning R and A, then ever higher.

    `on_city_side`: a city does the work, so its administrator is asked before the county's
    director is.
    """
    if level < BREACH:
        last = level == levels(warn_at)[-4]
        first = level == levels(warn_at)[0] and len(warn_at) > 1
        if last and not first:
            return (Audience.RESPONSIBLE, Audience.ACCOUNTABLE)
        return (Audience.RESPONSIBLE,)
    if level == BREACH:
        return (Audience.ACCOUNTABLE, Audience.COORDINATOR)
    if level == HIGHER:
        return (Audience.CITY_ADMINISTRATOR if on_city_side else Audience.DIRECTOR,)
    return (Audience.DIRECTOR, Audience.COMMITTEE)


def worth_telling(due: Sequence[int]) -> list[int]:
    """Of the levels that have come at once, those to tell: no reminder of what is late already."""
    return [level for place, level in enumerate(due) if level >= BREACH or place == len(due) - 1]


def is_open_at(calendar: Calendar, now: datetime) -> bool:
    """Whether the office is open; an unknown day counts as closed."""
    try:
        return any(
            opens <= now < closes
            for opens, closes in open_intervals(calendar, calendar.local(now).date())
        )
    except CalendarEnds:
        return False


def pause_is_long_from(calendar: Calendar, paused_at: datetime) -> datetime | None:
    """When a pause has lasted for ten business days and somebody is to look at it."""
    try:
        return add_business_days(calendar, paused_at, LONG_PAUSE_DAYS)
    except CalendarEnds:
        return None


def latest_finish(
    template: Template, key: str, *, deadline: datetime, calendar: Calendar
) -> datetime | None:
    """By when a step must be done so that what follows fits before the client's deadline.

    None for a process that answers no client and for steps after the answer.
    """
    if not knows_express(template) or key not in template.edges:
        return None
    known: dict[str, datetime | None] = {ANSWER: deadline}

    def finish(wanted: str) -> datetime | None:
        if wanted not in known:
            known[wanted] = None
            begins = [
                _start(step, at, calendar)
                for step in template.steps
                if wanted in step.depends_on and (at := finish(step.key)) is not None
            ]
            known[wanted] = min(begins, default=None)
        return known[wanted]

    try:
        return finish(key)
    except CalendarEnds:
        return None


def _start(step: TemplateStep, finish: datetime, calendar: Calendar) -> datetime:
    """The latest start of a step that is to end at `finish`."""
    if step.standard is None or step.standard.before:
        return finish
    return count_back(step.standard.amount, step.standard.unit, calendar, finish)
