"""Days of a calendar that differ from its week: proposed for a year, confirmed, added, removed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy.orm.attributes import flag_modified

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.calendars.models import Calendar, CalendarClosure
from fss.calendars.rules.calendars import Hours
from fss.calendars.rules.closures import SeededClosure, proposed_closures
from fss.calendars.rules.hours import hours_as_data
from fss.db import check_version, db
from fss.errors import RuleError

FIRST_YEAR, LAST_YEAR = 1900, 2100
_followers: list[Callable[[], None]] = []


def follows_calendars(act: Callable[[], None]) -> Callable[[], None]:
    """Have `act` called whenever a calendar reaches further than before."""
    _followers.append(act)
    return act


def tell_followers() -> None:
    """Call whatever counts on calendars."""
    for act in _followers:
        act()


def add_closure(
    calendar: Calendar,
    *,
    day: date,
    reason: str,
    version: int,
    hours: Hours = (),
    legal_holiday: bool = False,
) -> CalendarClosure:
    """Close the office on a day, or open it at other `hours` than the week says.

    Due times that run already stay as they are (see `reckon_anew`).
    """
    check_version(calendar, version)
    check_year(day.year, "day")
    if not reason.strip():
        raise RuleError("Say why the day is different.", "reason")
    if any(closure.day == day for closure in calendar.closures):
        raise RuleError("That day is in the list already. Remove it first.", "day")
    closure = CalendarClosure(
        day=day,
        reason=reason.strip(),
        hours=hours_as_data(hours) or None,
        legal_holiday=legal_holiday,
        confirmed=True,
    )
    calendar.closures.append(closure)
    calendar.closures.sort(key=lambda stored: stored.day)
    touch(calendar)
    return closure


def remove_closure(calendar: Calendar, closure: CalendarClosure, *, version: int) -> None:
    """Let the hours of the week hold on a day again."""
    check_version(calendar, version)
    calendar.closures.remove(closure)
    db.session.delete(closure)
    touch(calendar)


def add_year(calendar: Calendar, *, version: int) -> int:
    """Propose the closed days of the year after the last one covered; returns the year.

    It counts only when somebody has confirmed it: nothing is computed on a proposal.
    """
    check_version(calendar, version)
    year = calendar.covers_until.year + 1
    check_year(year)
    if proposed_year(calendar) == year:
        raise RuleError(f"{year} is in the list already. Check its days and confirm them.")
    seed_year(calendar, year, confirmed=False)
    touch(calendar)
    return year


def proposed_year(calendar: Calendar) -> int | None:
    """The year after the last one covered, when its closed days wait to be confirmed."""
    following = calendar.covers_until.year + 1
    return following if any(item.day.year == following for item in calendar.closures) else None


def confirm_closures(calendar: Calendar, *, year: int, version: int) -> None:
    """A person says that the closed days of a year are right as they stand.

    The calendar then covers that year, and steps that had no due time for want of it get one.
    """
    check_version(calendar, version)
    check_year(year)
    if year > calendar.covers_until.year + 1:
        raise RuleError(f"Confirm {calendar.covers_until.year + 1} first.")
    for closure in calendar.closures:
        if closure.day.year == year:
            closure.confirmed = True
    record("calendar:confirm", subject=calendar, year=year)
    calendar.covers_until = max(calendar.covers_until, date(year, 12, 31))
    touch(calendar)
    tell_followers()


def seed_year(calendar: Calendar, year: int, *, confirmed: bool) -> None:
    """Add the closed days that the county's place has in a year, but those in the list already.

    `confirmed` takes over all that are certain; days that not every office takes always wait.
    """
    country, region = accounts.get_place()
    known = {closure.day for closure in calendar.closures}
    for seeded in proposed_closures(country, region, year):
        if seeded.date not in known:
            calendar.closures.append(
                CalendarClosure(
                    day=seeded.date,
                    reason=seeded.name,
                    legal_holiday=seeded.legal_holiday,
                    confirmed=confirmed and not seeded.needs_confirmation,
                )
            )
    calendar.closures.sort(key=lambda stored: stored.day)


def days_to_check(years: Sequence[int]) -> list[SeededClosure]:
    """The closed days with which a calendar of `years` begins, in order.

    Raises RuleError when the holidays of the county's place are not known.
    """
    country, region = accounts.get_place()
    return [day for year in years for day in proposed_closures(country, region, year)]


def check_year(year: int, field: str = "years") -> None:
    """Refuse a year that no calendar reaches."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise RuleError(f"Give a year from {FIRST_YEAR} to {LAST_YEAR}.", field)


def touch(calendar: Calendar) -> None:
    """Count a change of a part as a change of the calendar, for those who edit at once."""
    flag_modified(calendar, "covers_until")
    db.session.flush()
