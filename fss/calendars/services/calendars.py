"""Keeping calendars: made for an organization, given other weekly hours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from fss.accounts.models import Organization
from fss.audit.services import record
from fss.calendars import queries
from fss.calendars.models import Calendar, CalendarVersion
from fss.calendars.rules.hours import Week, check_week, week_as_data
from fss.calendars.services.closures import check_year, seed_year, tell_followers, touch
from fss.db import check_version, db
from fss.errors import RuleError


def create_calendar(
    *,
    organization: Organization,
    hours: Week,
    years: Sequence[int],
    valid_from: date | None = None,
) -> Calendar:
    """Give an organization opening hours and the closed days of `years` (which are consecutive).

    Whoever calls this has had somebody look at the days (`days_to_check`): they are confirmed.
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
        check_year(year)
    calendar = Calendar(organization=organization, covers_until=date(years[-1], 12, 31))
    db.session.add(calendar)
    db.session.flush()
    calendar.versions.append(
        CalendarVersion(valid_from=valid_from or date(years[0], 1, 1), hours=week_as_data(hours))
    )
    for year in years:
        seed_year(calendar, year, confirmed=True)
        record("calendar:confirm", subject=calendar, year=year)
    db.session.flush()
    tell_followers()
    return calendar


def set_hours(calendar: Calendar, *, hours: Week, valid_from: date, version: int) -> None:
    """Let other opening hours hold from a day on; hours that held before stay as they were.

    Due times that run already keep the hours they were computed with (see `reckon_anew`).
    """
    check_version(calendar, version)
    check_week(hours)
    check_year(valid_from.year, "valid_from")
    for stored in calendar.versions:
        if stored.valid_from == valid_from:
            stored.hours = week_as_data(hours)
            break
    else:
        calendar.versions.append(CalendarVersion(valid_from=valid_from, hours=week_as_data(hours)))
        calendar.versions.sort(key=lambda stored: stored.valid_from)
    touch(calendar)
