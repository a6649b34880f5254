"""Business-hours arithmetic over the opening hours of one organization.

Every instant that goes in or comes out is aware; results are in UTC. Local rules (opening hours,
"the same day") use the calendar's own time zone, and lengths are always measured in UTC, because
Python subtracts two times of one zone by the wall clock and is an hour off on two days a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import TypeAlias
from zoneinfo import ZoneInfo

from fss.errors import RuleError

#: Opening hours of one day, in order: (opens, closes) in local time. A closing time of 00:00 is
#: the midnight at the end of the day. An empty tuple is a closed day.
Hours: TypeAlias = tuple[tuple[time, time], ...]
#: A half-open stretch of time in UTC.
Interval: TypeAlias = tuple[datetime, datetime]

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
ONE_DAY = timedelta(days=1)
#: A calendar-day period includes its last day whole; people read that as one minute to midnight.
LAST_MINUTE = time(23, 59)


class CalendarEnds(RuleError):  # noqa: N818 - reads as what happened, as in the design
    """The answer lies outside the days a person has confirmed, so it is not computed."""


@dataclass(frozen=True)
class CalendarVersion:
    """Weekly hours from a date on; a weekday (Monday is 0) that is missing is closed."""

    valid_from: date
    hours: Mapping[int, Hours]

    def __post_init__(self) -> None:
        for weekday, hours in self.hours.items():
            if weekday not in range(7):
                raise RuleError("Weekdays are numbered from 0 (Monday) to 6 (Sunday).", "hours")
            check_hours(hours, WEEKDAYS[weekday])


@dataclass(frozen=True)
class Closure:
    """A day that differs from the week: closed, or open at the hours given.

    `legal_holiday` says that a statutory period may not end on this day (Minn. Stat. 645.15);
    a closing for snow is not one.
    """

    reason: str
    hours: Hours = ()
    legal_holiday: bool = False

    def __post_init__(self) -> None:
        check_hours(self.hours, self.reason or "This day")


@dataclass(frozen=True)
class Calendar:
    """When an organization is open; `covers_until` is the last day a person has confirmed."""

    name: str
    tz: str
    versions: tuple[CalendarVersion, ...]
    closures: Mapping[date, Closure]
    covers_until: date
    _days: dict[date, tuple[Interval, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _months: dict[date, timedelta] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _zone: ZoneInfo = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if not self.versions:
            raise RuleError(f"Give {self.name} its weekly hours first.", "hours")
        starts = [version.valid_from for version in self.versions]
        if any(earlier >= later for earlier, later in pairwise(starts)):
            raise RuleError("Each set of hours must start on a later day than the one before.")
        try:
            zone = ZoneInfo(self.tz)
        except (LookupError, ValueError, OSError) as error:
            raise RuleError(f"{self.tz} is not a known time zone.", "tz") from error
        object.__setattr__(self, "_zone", zone)

    @property
    def zone(self) -> ZoneInfo:
        """The time zone of the calendar."""
        return self._zone

    def local(self, instant: datetime) -> datetime:
        """The instant as the organization's clocks show it; a naive time raises ValueError."""
        if instant.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        return instant.astimezone(self._zone)

    def hours_on(self, day: date) -> Hours:
        """Local opening hours of a day, closures included.

        Raises CalendarEnds for days before the first hours or after `covers_until`.
        """
        if day > self.covers_until:
            raise CalendarEnds(
                f"The calendar of {self.name} is confirmed until {_long_date(self.covers_until)}. "
                "Confirm the hours and holidays of the time after that first."
            )
        closure = self.closures.get(day)
        for version in reversed(self.versions):
            if version.valid_from <= day:
                return version.hours.get(day.weekday(), ()) if closure is None else closure.hours
        raise CalendarEnds(
            f"The calendar of {self.name} has no hours before "
            f"{_long_date(self.versions[0].valid_from)}."
        )


def check_hours(hours: Hours, name: str) -> None:
    """Raise RuleError unless the hours of a day are in order and do not overlap."""
    previous = time(0)
    for number, (opens, closes) in enumerate(hours):
        if opens.tzinfo or closes.tzinfo:
            raise ValueError("Opening hours are local times without a zone.")
        ends_at_midnight = closes == time(0)
        if not ends_at_midnight and closes <= opens:
            raise RuleError(f"{name}: closing time must be after opening time.", "hours")
        if number and (previous == time(0) or opens < previous):
            raise RuleError(f"{name}: the hours overlap.", "hours")
        previous = closes


def open_intervals(calendar: Calendar, day: date) -> tuple[Interval, ...]:
    """The stretches of a local day during which the organization is open, in UTC and in order."""
    known = calendar._days.get(day)
    if known is None:
        stretches = (
            (
                _instant(calendar, day, opens),
                _instant(calendar, day if closes != time(0) else day + ONE_DAY, closes),
            )
            for opens, closes in calendar.hours_on(day)
        )
        # Hours that lie wholly in the hour skipped in spring do not exist on that day.
        known = tuple((start, end) for start, end in stretches if start < end)
        calendar._days[day] = known
    return known


def elapsed(calendar: Calendar, a: datetime, b: datetime) -> timedelta:
    """Business time between two instants; b before a raises RuleError."""
    if b < a:
        raise RuleError("The end is before the start.")
    total = timedelta(0)
    # The end itself is not part of the stretch: a midnight belongs to the day before it.
    first = day = calendar.local(a).date()
    last = calendar.local(max(a, b - timedelta.resolution)).date()
    while day <= last:
        if day.day == 1 and day > first:
            following = (day + 31 * ONE_DAY).replace(day=1)
            if following <= last:
                total += _open_time_of_month(calendar, day)
                day = following
                continue
        for start, end in open_intervals(calendar, day):
            if start < b and end > a:
                total += min(end, b) - max(start, a)
        day += ONE_DAY
    return total


def add_hours(calendar: Calendar, start: datetime, hours: timedelta) -> datetime:
    """The earliest instant by which that much business time has passed since `start`.

    It may fall exactly at closing time; nothing to add gives `start` itself.
    Raises CalendarEnds when the instant lies after the days covered.
    """
    _check_not_negative(hours)
    day = calendar.local(start).date()
    if not hours:
        return start.astimezone(UTC)
    left = hours
    while True:
        for opens, closes in open_intervals(calendar, day):
            begin = max(opens, start)
            if begin < closes:
                if closes - begin >= left:
                    return (begin + left).astimezone(UTC)
                left -= closes - begin
        day += ONE_DAY


def subtract_hours(calendar: Calendar, end: datetime, hours: timedelta) -> datetime:
    """The latest instant that leaves that much business time before `end`."""
    _check_not_negative(hours)
    day = calendar.local(end).date()
    if not hours:
        return end.astimezone(UTC)
    left = hours
    while True:
        for opens, closes in reversed(open_intervals(calendar, day)):
            finish = min(closes, end)
            if opens < finish:
                if finish - opens >= left:
                    return (finish - left).astimezone(UTC)
                left -= finish - opens
        day -= ONE_DAY


def business_day_zero(calendar: Calendar, start: datetime) -> date:
    """Day 0 of a count of business days: today before closing, else the next open day."""
    day = calendar.local(start).date()
    intervals = open_intervals(calendar, day)
    if intervals and start < intervals[-1][1]:
        return day
    return next_open_day(calendar, day)


def next_open_day(calendar: Calendar, day: date) -> date:
    """The first open day after `day`."""
    day += ONE_DAY
    while not open_intervals(calendar, day):
        day += ONE_DAY
    return day


def add_business_days(calendar: Calendar, start: datetime, days: int) -> datetime:
    """Closing time of the n-th open day after day 0 (see `business_day_zero`)."""
    _check_not_negative(days)
    day = business_day_zero(calendar, start)
    for _ in range(days):
        day = next_open_day(calendar, day)
    return open_intervals(calendar, day)[-1][1]


def subtract_business_days(calendar: Calendar, end: datetime, days: int) -> datetime:
    """Closing time of the n-th open day before the local day of `end` (n is at least 1)."""
    if days < 1:
        raise RuleError("Give at least one business day.")
    day = calendar.local(end).date()
    for _ in range(days):
        day -= ONE_DAY
        while not open_intervals(calendar, day):
            day -= ONE_DAY
    return open_intervals(calendar, day)[-1][1]


def subtract_calendar_days(calendar: Calendar, end: datetime, days: int) -> datetime:
    """One minute to midnight, local time, that many calendar days before the day of `end`."""
    if days < 1:
        raise RuleError("Give at least one calendar day.")
    day = calendar.local(end).date() - timedelta(days=days)
    calendar.hours_on(day)
    return _instant(calendar, day, LAST_MINUTE)


def last_calendar_day(calendar: Calendar, start: datetime, days: int) -> date:
    """The last day of a period of calendar days: the first day does not count, the last does."""
    _check_not_negative(days)
    day = calendar.local(start).date() + timedelta(days=days)
    calendar.hours_on(day)
    return day


def statutory_day(calendar: Calendar, day: date) -> date:
    """Where a statutory period ends whose last day is `day`.

    A last day on a Saturday, a Sunday or a legal holiday is left out (Minn. Stat. 645.15, applied
    to Minn. Stat. 15.99 in Tollefson v. City of Elk River). A closing that is no legal holiday
    does not prolong the period.
    """
    while day.weekday() >= 5 or _is_legal_holiday(calendar, day):
        day += ONE_DAY
    calendar.hours_on(day)
    return day


def add_calendar_days(
    calendar: Calendar, start: datetime, days: int, *, statutory: bool
) -> datetime:
    """One minute to midnight, local time, on the last day of a period of calendar days."""
    day = last_calendar_day(calendar, start, days)
    if statutory:
        day = statutory_day(calendar, day)
    return _instant(calendar, day, LAST_MINUTE)


def _open_time_of_month(calendar: Calendar, first: date) -> timedelta:
    """Business time of a whole month; kept, because reports ask for long stretches many times."""
    known = calendar._months.get(first)
    if known is None:
        known, day = timedelta(0), first
        while day.month == first.month:
            known += sum(
                (end - start for start, end in open_intervals(calendar, day)), timedelta(0)
            )
            day += ONE_DAY
        calendar._months[first] = known
    return known


def _is_legal_holiday(calendar: Calendar, day: date) -> bool:
    closure = calendar.closures.get(day)
    return closure is not None and closure.legal_holiday


def _check_not_negative(amount: timedelta | int) -> None:
    length = amount if isinstance(amount, timedelta) else timedelta(days=amount)
    if length < timedelta(0):
        raise RuleError("A length of time cannot be negative.")


def _instant(calendar: Calendar, day: date, at: time) -> datetime:
    """A local wall-clock time as UTC; a time skipped in spring is the instant of the change."""
    local = datetime.combine(day, at, tzinfo=calendar.zone)
    instant = local.astimezone(UTC)
    if instant.astimezone(calendar.zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return instant
    before, after = local.replace(fold=1).astimezone(UTC), instant
    offset = before.astimezone(calendar.zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(calendar.zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _long_date(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
