"""The closures a year starts with, for a person to confirm before the calendar counts on them."""

from dataclasses import dataclass
from datetime import date, timedelta

import holidays

MONDAY, THURSDAY = 0, 3


@dataclass(frozen=True, order=True)
class SeededClosure:
    """A day proposed as closed.

    `needs_confirmation` marks days that not every office takes, or that the public-holiday data
    does not list; `legal_holiday` days prolong statutory periods (Minn. Stat. 645.15, 645.44).
    """

    date: date
    name: str
    needs_confirmation: bool = False
    legal_holiday: bool = True


def seed_closures(country: str, subdivision: str | None, year: int) -> list[SeededClosure]:
    """Public holidays of a year, in order, with the weekdays on which they are observed.

    Codes are ISO 3166 ("US", "MN"). Raises NotImplementedError for a place that is not known.
    """
    found = holidays.country_holidays(country, subdiv=subdivision, years=year)
    return sorted(
        SeededClosure(date=day, name=name) for day, name in found.items() if day.year == year
    )


def minnesota_closures(year: int) -> list[SeededClosure]:
    """Closures of a Minnesota office in a year, in order.

    Indigenous Peoples' Day (second Monday of October) is a legal holiday on which local offices
    may stay open; the Friday after Thanksgiving is one only where the office made it so. Both
    need a person's yes.
    """
    closures = {closure.date: closure for closure in seed_closures("US", "MN", year)}
    second_monday = _nth_weekday(year, 10, MONDAY, 2)
    friday = _nth_weekday(year, 11, THURSDAY, 4) + timedelta(days=1)
    for extra in (
        SeededClosure(second_monday, "Indigenous Peoples' Day", needs_confirmation=True),
        SeededClosure(
            friday, "Day after Thanksgiving", needs_confirmation=True, legal_holiday=False
        ),
    ):
        closures.setdefault(extra.date, extra)
    return sorted(closures.values())


def _nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
