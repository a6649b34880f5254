"""The closures a year starts with, for a person to confirm before the calendar counts on them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import holidays

from fss.accounts.rules.places import place_in_words
from fss.errors import RuleError

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


def proposed_closures(country: str, region: str, year: int) -> list[SeededClosure]:
    """Days on which an office may be closed in a year, in order: what a person then confirms.

    The public holidays of the place, and what its offices add (`EXTRAS`). Codes are ISO 3166
    ("US", "MN"), no region is "". Raises RuleError for a place or a year that is not known.
    """
    closures = {closure.date: closure for closure in public_holidays(country, region, year)}
    for extra in EXTRAS.get((country, region), _none)(year):
        closures.setdefault(extra.date, extra)
    return sorted(closures.values())


def public_holidays(country: str, region: str, year: int) -> list[SeededClosure]:
    """Public holidays of a year, in order, with the weekdays on which they are observed."""
    try:
        found = holidays.country_holidays(
            country, subdiv=region or None, years=year, language=_language(country)
        )
    except NotImplementedError:
        raise RuleError(
            f"The public holidays of {place_in_words(country, region)} are not known. "
            "Ask the administrator to choose the country and state on the county's page.",
            "years",
        ) from None
    return sorted(
        SeededClosure(date=day, name=name) for day, name in found.items() if day.year == year
    )


def _none(year: int) -> tuple[SeededClosure, ...]:  # noqa: ARG001
    return ()


def _minnesota(year: int) -> tuple[SeededClosure, ...]:
    """What offices in Minnesota may add; both need a person's yes.

    Indigenous Peoples' Day (second Monday of October) is a legal holiday on which local offices
    may stay open; the Friday after Thanksgiving is one only where the office made it so.
    """
    second_monday = _nth_weekday(year, 10, MONDAY, 2)
    friday = _nth_weekday(year, 11, THURSDAY, 4) + timedelta(days=1)
    return (
        SeededClosure(second_monday, "Indigenous Peoples' Day", needs_confirmation=True),
        SeededClosure(
            friday, "Day after Thanksgiving", needs_confirmation=True, legal_holiday=False
        ),
    )


#: What a place's offices add to its public holidays, by country and region.
EXTRAS: Mapping[tuple[str, str], Callable[[int], tuple[SeededClosure, ...]]] = {
    ("US", "MN"): _minnesota,
}


def _language(country: str) -> str | None:
    """English where the holidays of the country have English names."""
    spoken = getattr(holidays.country_holidays(country), "supported_languages", ())
    return "en_US" if "en_US" in spoken else None


def _nth_weekday(year: int, month: int, weekday: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (number - 1))
