"""Calendars that the tests of the process rules share, and strategies that make more of them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import settings
from hypothesis import strategies as st

from fss.calendars.rules.calendars import Calendar, CalendarVersion, Closure, Hours
from fss.calendars.rules.closures import proposed_closures

CHICAGO = ZoneInfo("America/Chicago")
OFFICE: Hours = ((time(8), time(16, 30)),)
COVERS_UNTIL = date(2028, 12, 31)

prove = settings(max_examples=60, deadline=None)


def local(month: int, day: int, hour: int, minute: int = 0, *, year: int = 2026) -> datetime:
    """A wall-clock time in the county."""
    return datetime(year, month, day, hour, minute, tzinfo=CHICAGO)


def calendar(
    hours: Hours = OFFICE,
    *,
    days: int = 5,
    closures: dict[date, Closure] | None = None,
    covers_until: date = COVERS_UNTIL,
    tz: str = "America/Chicago",
) -> Calendar:
    """An organization open at the same hours on the first `days` weekdays."""
    version = CalendarVersion(date(2025, 1, 1), dict.fromkeys(range(days), hours))
    return Calendar("Tamarack County", tz, (version,), closures or {}, covers_until)


def county() -> Calendar:
    """The county of the worked example: 8:00 to 16:30, closed on all Minnesota closures."""
    closures = {
        seed.date: Closure(seed.name, legal_holiday=seed.legal_holiday)
        for year in (2025, 2026, 2027, 2028)
        for seed in proposed_closures("US", "MN", year)
    }
    return calendar(closures=closures)


@st.composite
def opening_hours(draw: st.DrawFn) -> Hours:
    """One or two stretches in a day, to the half hour, at times until midnight."""
    count = draw(st.sampled_from((2, 4)))
    marks = draw(st.lists(st.integers(0, 48), min_size=count, max_size=count, unique=True))
    times = [time(mark // 2 % 24, mark % 2 * 30) for mark in sorted(marks)]
    return tuple(zip(times[::2], times[1::2], strict=True))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Calendars with split days, closures, short days and a change of hours, in three zones.

    Open at least an hour and a half a week, so that sums of `lengths` stay inside the days covered.
    """
    versions = tuple(
        CalendarVersion(
            valid_from,
            draw(st.dictionaries(st.integers(0, 6), opening_hours(), min_size=3, max_size=7)),
        )
        for valid_from in (date(2025, 1, 1), date(2026, 6, 1))
    )
    closed = draw(st.sets(days(), max_size=12))
    short = draw(st.dictionaries(days(), opening_hours(), max_size=3))
    closures = {day: Closure("closed") for day in closed} | {
        day: Closure("short day", hours) for day, hours in short.items()
    }
    zone = draw(st.sampled_from(("America/Chicago", "Australia/Lord_Howe", "UTC")))
    return Calendar("Any office", zone, versions, closures, COVERS_UNTIL)


def days() -> st.SearchStrategy[date]:
    return st.dates(date(2026, 2, 1), date(2026, 12, 31))


def instants() -> st.SearchStrategy[datetime]:
    """Instants over a year with both daylight changes, to the minute."""
    first = datetime(2026, 2, 1, tzinfo=UTC)
    return st.integers(0, 330 * 24 * 60).map(lambda minutes: first + timedelta(minutes=minutes))


def lengths(hours: int = 30) -> st.SearchStrategy[timedelta]:
    """Lengths above zero, to the minute."""
    return st.integers(1, hours * 60).map(lambda minutes: timedelta(minutes=minutes))
