"""Keeping calendars: opening hours, closed days, and the years a person has confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from fss.accounts.models import Organization
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import RuleError
from fss.process import queries
from fss.process.models import Calendar, CalendarClosure, CalendarVersion
from fss.process.rules.closures import minnesota_closures
from fss.process.rules.hours import Week, check_week, week_as_data
from fss.process.services.dues import set_missing_dues

FIRST_YEAR, LAST_YEAR = 1900, 2100


def create_calendar(
    *,
    organization: Organization,
    hours: Week,
    years: Sequence[int],
    valid_from: date | None = None,
) -> Calendar:
    """Give an organization opening hours and the closed days of `years` (which are consecutive).

    Days that not every office takes stay unconfirmed until a person says so; they count as
    closed. The calendar covers until the end of the last year.
    """
    check_week(hours)
    if queries.calendar_of(organization.id):
        raise RuleError(f"{organization.name} has a calendar already.", "organization")
    years = sorted(set(years))
    if not years or years[-1] - years[0] != len(years) - 1:
        raise RuleError("Give one year or several in a row.", "years")
    for year in years:
        _check_year(year)
    calendar = Calendar(organization=organization, covers_until=date(years[-1], 12, 31))
    db.session.add(calendar)
    db.session.flush()
    calendar.versions.append(
        CalendarVersion(valid_from=valid_from or date(years[0], 1, 1), hours=week_as_data(hours))
    )
    for year in years:
        _seed(calendar, year)
    db.session.flush()
    set_missing_dues()
    return calendar


def set_hours(calendar: Calendar, *, hours: Week, valid_from: date, version: int) -> None:
    """Let other opening hours hold from a day on; hours that held before stay as they were.

    Due times that run already keep the hours they were computed with.
    """
    check_version(calendar, version)
    check_week(hours)
    _check_year(valid_from.year, "valid_from")
    for stored in calendar.versions:
        if stored.valid_from == valid_from:
            stored.hours = week_as_data(hours)
            break
    else:
        calendar.versions.append(CalendarVersion(valid_from=valid_from, hours=week_as_data(hours)))
        calendar.versions.sort(key=lambda stored: stored.valid_from)
    _touch(calendar)


def add_closure(calendar: Calendar, *, day: date, reason: str, version: int) -> CalendarClosure:
    """Close the office on a day."""
    check_version(calendar, version)
    _check_year(day.year, "day")
    if not reason.strip():
        raise RuleError("Say why the office is closed.", "reason")
    if any(closure.day == day for closure in calendar.closures):
        raise RuleError("That day is in the list already.", "day")
    closure = CalendarClosure(day=day, reason=reason.strip(), confirmed=True)
    calendar.closures.append(closure)
    calendar.closures.sort(key=lambda stored: stored.day)
    _touch(calendar)
    return closure


def remove_closure(calendar: Calendar, closure: CalendarClosure) -> None:
    """Open the office on a day that was closed."""
    calendar.closures.remove(closure)
    db.session.delete(closure)
    _touch(calendar)


def confirm_closures(calendar: Calendar, *, year: int, version: int) -> None:
    """A person says that the closed days of a year are right as they stand."""
    check_version(calendar, version)
    for closure in calendar.closures:
        if closure.day.year == year:
            closure.confirmed = True
    record("calendar:confirm", subject=calendar, year=year)
    _touch(calendar)


def add_year(calendar: Calendar, *, version: int) -> int:
    """Add the public holidays of the next year and cover it; returns the year.

    Steps that had no due time because the calendar ended get one now.
    """
    check_version(calendar, version)
    year = calendar.covers_until.year + 1
    _check_year(year)
    _seed(calendar, year)
    calendar.covers_until = date(year, 12, 31)
    _touch(calendar)
    set_missing_dues()
    return year


def _seed(calendar: Calendar, year: int) -> None:
    known = {closure.day for closure in calendar.closures}
    for seeded in minnesota_closures(year):
        if seeded.date not in known:
            calendar.closures.append(
                CalendarClosure(
                    day=seeded.date,
                    reason=seeded.name,
                    legal_holiday=seeded.legal_holiday,
                    confirmed=not seeded.needs_confirmation,
                )
            )
    calendar.closures.sort(key=lambda stored: stored.day)


def _check_year(year: int, field: str = "years") -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.", field)


def _touch(calendar: Calendar) -> None:
    """Count a change of a part as a change of the calendar, for those who edit at once."""
    flag_modified(calendar, "covers_until")
    db.session.flush()
