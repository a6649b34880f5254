"""Periods of a report: the last twelve months, a quarter, a year, all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fss.errors import RuleError
from fss.timezone import date_words

LAST_YEAR, ALL = "12-months", "all"
QUARTERS, YEARS = 8, 3
_NAMED = re.compile(r"(?P<year>20\d\d)(?:-q(?P<quarter>[1-4]))?")


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `start` (None: from the first) up to, and without, `end`."""

    key: str
    label: str
    start: date | None
    end: date

    @property
    def words(self) -> str:
        """`Nov 23, 2025 to Nov 22, 2026`; for all that is recorded `up to Nov 22, 2026`."""
        last = date_words(self.end - timedelta(1))
        return f"{date_words(self.start)} to {last}" if self.start else f"up to {last}"

    def instants(self, zone: str) -> tuple[datetime | None, datetime]:
        """The first instant of the period and the first after it, in a zone (an IANA name)."""
        start, end = (
            None if day is None else datetime.combine(day, time(0), ZoneInfo(zone)).astimezone(UTC)
            for day in (self.start, self.end)
        )
        assert end is not None
        return start, end


def periods(today: date) -> list[Period]:
    """What people choose from: the last twelve months first, all last; none begins later."""
    quarters = []
    year, quarter = today.year, (today.month + 2) // 3
    for _ in range(QUARTERS):
        quarters.append(f"{year}-q{quarter}")
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    years = [str(today.year - back) for back in range(YEARS)]
    return [period_of(key, today) for key in (LAST_YEAR, *quarters, *years, ALL)]


def period_of(key: str, today: date) -> Period:
    """The period of a key; RuleError for one that does not exist or has not begun."""
    tomorrow = today + timedelta(1)
    if key == LAST_YEAR:
        return Period(key, "Last 12 months", _year_before(today) + timedelta(1), tomorrow)
    if key == ALL:
        return Period(key, "All that is recorded", None, tomorrow)
    named = _NAMED.fullmatch(key)
    if named is None:
        raise RuleError("Choose a period from the list.", "period")
    year, quarter = int(named["year"]), named["quarter"]
    if quarter is None:
        start, end, label = date(year, 1, 1), date(year + 1, 1, 1), f"Year {year}"
    else:
        month = 3 * int(quarter) - 2
        start = date(year, month, 1)
        end = date(year, month + 3, 1) if month < 10 else date(year + 1, 1, 1)
        label = f"Quarter {quarter} of {year}"
    if start > today:
        raise RuleError("This period has not begun. Choose an earlier one.", "period")
    if end > tomorrow:
        label, end = f"{label} so far", tomorrow
    return Period(key, label, start, end)


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # February 29
        return date(day.year - 1, 2, 28)
