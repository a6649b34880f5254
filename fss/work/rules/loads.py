"""How much waits for a person, and whether it fits into the hours the office is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from fss.calendars.rules.calendars import Calendar, CalendarEnds, add_business_days, elapsed

#: How many working days ahead a load looks.
DAYS_AHEAD = 5


class Part(StrEnum):
    """What a person has to do with something open."""

    DOES = "R"
    ANSWERS = "A"
    TASK = "task"


@dataclass(frozen=True)
class Duty:
    """Something open that is a person's; `key` tells which: one step may be two duties (R and A).

    `asked` is their share of the time its standard allows (none for what only is answered for and
    for tasks), `paused_at` since when its clock waits.
    """

    part: Part
    key: object
    due_at: datetime | None = None
    asked: timedelta = timedelta(0)
    paused_at: datetime | None = None


@dataclass(frozen=True)
class Ahead:
    """The time that a load looks at: until when, and how long the office is open until then."""

    until: datetime
    open_time: timedelta


@dataclass(frozen=True)
class Load:
    """What is open for a person: counts, and the time asked of them by `Ahead.until`."""

    does: int
    answers: int
    tasks: int
    due_soon: int
    late: int
    asked: timedelta
    percent: int | None

    @property
    def is_over_booked(self) -> bool:
        """More is asked than there are hours: it cannot be done one after the other."""
        return self.percent is not None and self.percent > 100


def look_ahead(calendar: Calendar, now: datetime) -> Ahead | None:
    """The next five working days; None where nobody has confirmed them."""
    try:
        until = add_business_days(calendar, now, DAYS_AHEAD)
        return Ahead(until, elapsed(calendar, now, until))
    except CalendarEnds:
        return None


def load_of(duties: Iterable[Duty], ahead: Ahead | None, now: datetime) -> Load:
    """The load of one person. What waits on a pause is counted, but not asked, and late only if
    it was when the pause began.
    """
    found = list(duties)
    running = [duty for duty in found if duty.paused_at is None]
    soon = [
        duty
        for duty in running
        if ahead is not None and duty.due_at is not None and duty.due_at <= ahead.until
    ]
    asked = sum((duty.asked for duty in soon), timedelta(0))
    return Load(
        does=sum(duty.part is Part.DOES for duty in found),
        answers=sum(duty.part is Part.ANSWERS for duty in found),
        tasks=sum(duty.part is Part.TASK for duty in found),
        due_soon=len({duty.key for duty in soon if not _is_late(duty, now)}),
        late=len({duty.key for duty in found if _is_late(duty, now)}),
        asked=asked,
        percent=round(100 * asked / ahead.open_time) if ahead and ahead.open_time else None,
    )


def _is_late(duty: Duty, now: datetime) -> bool:
    return duty.due_at is not None and duty.due_at < (duty.paused_at or now)
