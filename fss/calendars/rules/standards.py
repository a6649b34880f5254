"""Service standards: how long a step may take, and when it is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from fss.calendars.rules.calendars import (
    Calendar,
    add_business_days,
    add_calendar_days,
    add_hours,
    last_calendar_day,
    subtract_business_days,
    subtract_calendar_days,
    subtract_hours,
)
from fss.calendars.rules.traces import (
    TraceRow,
    explain,
    explain_business_days,
    explain_business_days_before,
    explain_calendar_days,
)
from fss.errors import RuleError


class Unit(StrEnum):
    """How a standard counts; units never mix (16 business hours are not 2 business days)."""

    BUSINESS_HOURS = "bh"
    BUSINESS_DAYS = "bd"
    CALENDAR_DAYS = "cd"


UNIT_WORDS = {
    Unit.BUSINESS_HOURS: ("business hour", "business hours"),
    Unit.BUSINESS_DAYS: ("business day", "business days"),
    Unit.CALENDAR_DAYS: ("calendar day", "calendar days"),
}


class Scope(StrEnum):
    """Whose opening hours count."""

    COUNTY = "county"
    ROLE_ORG = "role_org"
    MAX_OVER_INVITED = "max_over_invited"


SCOPE_WORDS = {
    Scope.COUNTY: "The county's hours",
    Scope.ROLE_ORG: "The hours of who does it",
    Scope.MAX_OVER_INVITED: "One window in which each invited city has that much of its own time",
}


class Metric(StrEnum):
    """What a clock measures."""

    ACKNOWLEDGE = "ack"
    STEP = "step"
    CITY_RESPONSE = "city_response"
    ANSWER = "answer"
    STATUTORY = "statutory"


@dataclass(frozen=True)
class Standard:
    """A target such as "4 business hours by the county's calendar".

    `target` counts in `unit`; business hours may have fractions, days may not.
    `warn_at` are fractions of the target at which people are reminded. `before` is the step whose
    agreed time the target is counted back from; empty where it counts on from the start.
    """

    code: str
    metric: Metric
    target: float
    unit: Unit
    scope: Scope = Scope.COUNTY
    statutory: bool = False
    warn_at: tuple[float, ...] = (0.5, 0.8)
    before: str = ""

    def __post_init__(self) -> None:
        if not 0 < self.target < 10_000:
            raise RuleError("Give a target above 0 and below 10,000.", "target")
        if self.unit is not Unit.BUSINESS_HOURS and self.target != int(self.target):
            raise RuleError("Give whole days.", "target")
        if list(self.warn_at) != sorted(set(self.warn_at)) or any(
            not 0 < fraction < 1 for fraction in self.warn_at
        ):
            raise RuleError("Give warnings as rising parts between 0 and 1.", "warn_at")

    @property
    def allows_pause(self) -> bool:
        """Acknowledgements, the cities' common window and statutory periods never pause."""
        return not never_pauses(self.metric, self.scope, statutory=self.statutory)

    @property
    def words(self) -> str:
        """The target as people say it: "4 business hours", "4 business hours before V5"."""
        amount = amount_in_words(self.target, self.unit)
        return f"{amount} before {self.before}" if self.before else amount


def never_pauses(metric: Metric, scope: Scope, *, statutory: bool) -> bool:
    """Whether a time is the same for everybody, or set by law."""
    return (
        statutory
        or scope is Scope.MAX_OVER_INVITED
        or metric in (Metric.ACKNOWLEDGE, Metric.CITY_RESPONSE, Metric.STATUTORY)
    )


@dataclass(frozen=True)
class Due:
    """When something is due.

    `at` is the instant in UTC, `day` the local date to print, `warning_day` the last day before
    the law's rolling to the next working day (equal to `day` when nothing rolled), `calendar` the
    calendar that decided: of several, the one that needs longest.
    """

    at: datetime
    day: date
    warning_day: date
    calendar: Calendar


def amount_in_words(amount: float, unit: Unit) -> str:
    """An amount with its unit, singular or plural: "1 business hour", "2 business days"."""
    one, many = UNIT_WORDS[unit]
    return f"{amount:g} {one if amount == 1 else many}"


def compute_due(standard: Standard, calendars: Sequence[Calendar], start: datetime) -> Due:
    """When a standard that starts at `start` is due.

    Give one calendar, or all the invited organizations' for `Scope.MAX_OVER_INVITED`. Raises
    CalendarEnds when a calendar does not reach far enough, RuleError for a standard that is counted
    back.
    """
    if standard.before:
        raise RuleError("This time is counted back from one that people agree on.")
    if not calendars:
        raise RuleError("There is no calendar to count by. Add the organization's hours first.")
    if len(calendars) > 1 and standard.scope is not Scope.MAX_OVER_INVITED:
        raise RuleError("This standard counts by the calendar of one organization.")
    return max((_due(standard, calendar, start) for calendar in calendars), key=lambda due: due.at)


def _due(standard: Standard, calendar: Calendar, start: datetime) -> Due:
    if standard.unit is Unit.BUSINESS_HOURS:
        at = add_hours(calendar, start, timedelta(hours=standard.target))
    elif standard.unit is Unit.BUSINESS_DAYS:
        at = add_business_days(calendar, start, int(standard.target))
    else:
        days = int(standard.target)
        at = add_calendar_days(calendar, start, days, statutory=standard.statutory)
        warning_day = last_calendar_day(calendar, start, days)
        return Due(at, calendar.local(at).date(), warning_day, calendar)
    # Closing at midnight still belongs to the day that ends.
    day = calendar.local(max(start, at - timedelta.resolution)).date()
    return Due(at, day, day, calendar)


def explain_due(
    standard: Standard, calendars: Sequence[Calendar], start: datetime
) -> list[TraceRow]:
    """The days behind `compute_due`, in words, by the calendar that decided."""
    due = compute_due(standard, calendars, start)
    if standard.unit is Unit.BUSINESS_HOURS:
        return explain(due.calendar, start, due.at)
    days = int(standard.target)
    if standard.unit is Unit.BUSINESS_DAYS:
        return explain_business_days(due.calendar, start, days)
    return explain_calendar_days(due.calendar, start, days, statutory=standard.statutory)


def count_back(amount: float, unit: Unit, calendar: Calendar, end: datetime) -> datetime:
    """The latest instant that leaves so much time before `end`.

    Business hours may end up inside a day, business days at closing time, calendar days at one
    minute to midnight. Raises CalendarEnds when the calendar does not reach there.
    """
    if unit is Unit.BUSINESS_HOURS:
        return subtract_hours(calendar, end, timedelta(hours=amount))
    if unit is Unit.BUSINESS_DAYS:
        return subtract_business_days(calendar, end, int(amount))
    return subtract_calendar_days(calendar, end, int(amount))


def explain_back(amount: float, unit: Unit, calendar: Calendar, end: datetime) -> list[TraceRow]:
    """The days behind `count_back`, in words and in the order of the calendar."""
    if unit is Unit.BUSINESS_HOURS:
        return explain(calendar, count_back(amount, unit, calendar, end), end)
    if unit is Unit.BUSINESS_DAYS:
        return explain_business_days_before(calendar, end, int(amount))
    return []
