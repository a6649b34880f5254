"""The countries and regions whose public holidays are known. Pure.

Codes are ISO 3166: "US", and "MN" within it; "" for a whole country.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import holidays
from holidays.registry import COUNTRIES

from fss.errors import RuleError

_WORDS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_SMALL = re.compile(r"\b(And|Of|The)\b")


@cache
def countries() -> dict[str, str]:
    """The known countries by code with their names, in the order of the names."""
    known = holidays.list_supported_countries(include_aliases=False)
    named = {code: _name(entity) for entity, code, *_ in COUNTRIES.values() if code in known}
    return dict(sorted(named.items(), key=lambda item: item[1]))


@cache
def regions(country: str) -> Mapping[str, str]:
    """The regions of a country that have holidays of their own, code to name, by name."""
    codes = holidays.list_supported_countries(include_aliases=False).get(country, [])
    names = _names_of_regions(country)
    named = {code: names.get(code, code) for code in codes}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def check_place(country: str, region: str) -> None:
    """Refuse a place whose public holidays are not known."""
    if country not in countries():
        raise RuleError("Choose a country from the list.", "country")
    if region and region not in regions(country):
        raise RuleError(
            f"Choose the state or region of {countries()[country]} from the list, or none.",
            "subdivision",
        )


def region_named(country: str, name: str) -> str:
    """The code of the region with that name or code; "" where there is none."""
    wanted = name.strip().casefold()
    for code, words in regions(country).items():
        if wanted in (code.casefold(), words.casefold()):
            return code
    return ""


def place_in_words(country: str, region: str) -> str:
    """Such as "Minnesota, United States"."""
    name = countries().get(country, country)
    return f"{regions(country).get(region, region)}, {name}" if region else name


def _names_of_regions(country: str) -> dict[str, str]:
    """Region code to the first of its names; codes without a name are left out."""
    if country not in countries():
        return {}
    aliases = getattr(holidays.country_holidays(country), "subdivisions_aliases", {})
    found: dict[str, str] = {}
    for name, code in aliases.items():
        found.setdefault(code, name)
    return found


def _name(entity: str) -> str:
    """A class name such as "IsleOfMan" in words."""
    return _SMALL.sub(lambda found: found[0].lower(), _WORDS.sub(" ", entity))
