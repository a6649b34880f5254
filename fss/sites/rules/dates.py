"""Reads dates and spans of dates: ISO, US, "Dec 2026", "2027", "Q2 2027", "by May 1, 2027"."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from fss.sites.rules.amounts import clean
from fss.sites.rules.values import Qualifier

FIRST_YEAR = 1900
LAST_YEAR = 2200
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"),
            ("feb", "february"),
            ("mar", "march"),
            ("apr", "april"),
            ("may",),
            ("jun", "june"),
            ("jul", "july"),
            ("aug", "august"),
            ("sep", "sept", "september"),
            ("oct", "october"),
            ("nov", "november"),
            ("dec", "december"),
        ),
        start=1,
    )
    for name in names
}
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]00:00(?::00)?)?")
_US = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_NAMED = re.compile(r"([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_DAY_FIRST = re.compile(r"(\d{1,2}) ([a-z]+)\.?,? (\d{4})")
_MONTH = re.compile(r"([a-z]+)\.?,? (\d{4})")
_QUARTER = re.compile(r"q([1-4]) (\d{4})")
_YEAR = re.compile(r"(\d{4})")


class UnreadableDateError(ValueError):
    """The words are no date; the message says why."""


def read_dates(words: str) -> tuple[date | None, date | None, Qualifier]:
    """Read a day or a span of days, None for an open end. Raises UnreadableDateError."""
    words = clean(words).lower().strip(" .")
    for pattern, qualifier in (
        (r"(?:by|before|no later than|until) (.+)", Qualifier.AT_MOST),
        (r"(?:from|after|not before|starting) (.+)", Qualifier.AT_LEAST),
        (r"(.+?) or later", Qualifier.AT_LEAST),
    ):
        found = re.fullmatch(pattern, words)
        if found and " to " not in words:
            first, last = _span(found[1])
            at_most = qualifier is Qualifier.AT_MOST
            return (None, last, qualifier) if at_most else (first, None, qualifier)
    ends = words.removeprefix("from ").split(" to ")
    if len(ends) > 2:
        raise UnreadableDateError("More than two dates are given.")
    first, last = _span(ends[0])[0], _span(ends[-1])[1]
    if first > last:
        raise UnreadableDateError("The first date is later than the second.")
    return first, last, Qualifier.EXACT if first == last else Qualifier.RANGE


def check_day(day: date) -> date:
    """The day itself when it is in a sane year. Raises UnreadableDateError."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise UnreadableDateError(f"The year {day.year} is not between 1900 and 2200.")
    return day


def _span(words: str) -> tuple[date, date]:
    if found := _ISO.fullmatch(words):
        day = _day(found[1], found[2], found[3])
    elif found := _US.fullmatch(words):
        day = _day(found[3], found[1], found[2])
    elif (found := _NAMED.fullmatch(words)) and found[1] in _MONTHS:
        day = _day(found[3], _MONTHS[found[1]], found[2])
    elif (found := _DAY_FIRST.fullmatch(words)) and found[2] in _MONTHS:
        day = _day(found[3], _MONTHS[found[2]], found[1])
    elif (found := _MONTH.fullmatch(words)) and found[1] in _MONTHS:
        return _months(found[2], _MONTHS[found[1]], 1)
    elif found := _QUARTER.fullmatch(words):
        return _months(found[2], int(found[1]) * 3 - 2, 3)
    elif found := _YEAR.fullmatch(words):
        return _months(found[1], 1, 12)
    else:
        raise UnreadableDateError("This is no date that can be read.")
    return day, day


def _day(year: str, month: str | int, day: str) -> date:
    try:
        return check_day(date(int(year), int(month), int(day)))
    except UnreadableDateError:
        raise
    except ValueError:
        raise UnreadableDateError("There is no such day in the calendar.") from None


def _months(year: str, first: int, count: int) -> tuple[date, date]:
    start = _day(year, first, "1")
    last = first + count - 1
    return start, date(start.year, last, monthrange(start.year, last)[1])
