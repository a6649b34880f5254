"""Reads one statement of a number: "200+", "30 to 42 acres", "about $52,000 per acre"."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.units import Unit, unit_named
from fss.sites.rules.values import Qualifier

_DASHES = dict.fromkeys(map(ord, "‐‑‒–—−"), "-")

_PREFIXES: dict[str, Qualifier] = {
    "at least": Qualifier.AT_LEAST,
    "no less than": Qualifier.AT_LEAST,
    "not less than": Qualifier.AT_LEAST,
    "minimum of": Qualifier.AT_LEAST,
    "minimum": Qualifier.AT_LEAST,
    "min": Qualifier.AT_LEAST,
    "from": Qualifier.AT_LEAST,
    "starting at": Qualifier.AT_LEAST,
    "starting from": Qualifier.AT_LEAST,
    "starts at": Qualifier.AT_LEAST,
    ">=": Qualifier.AT_LEAST,
    "≥": Qualifier.AT_LEAST,
    "at most": Qualifier.AT_MOST,
    "no more than": Qualifier.AT_MOST,
    "not more than": Qualifier.AT_MOST,
    "up to": Qualifier.AT_MOST,
    "maximum of": Qualifier.AT_MOST,
    "maximum": Qualifier.AT_MOST,
    "max": Qualifier.AT_MOST,
    "<=": Qualifier.AT_MOST,
    "≤": Qualifier.AT_MOST,
    "about": Qualifier.ABOUT,
    "approximately": Qualifier.ABOUT,
    "approx": Qualifier.ABOUT,
    "around": Qualifier.ABOUT,
    "roughly": Qualifier.ABOUT,
    "circa": Qualifier.ABOUT,
    "ca": Qualifier.ABOUT,
    "~": Qualifier.ABOUT,
    "≈": Qualifier.ABOUT,
    "±": Qualifier.ABOUT,
    "between": Qualifier.RANGE,
}
_SUFFIXES: dict[str, Qualifier] = {
    "+": Qualifier.AT_LEAST,
    "or more": Qualifier.AT_LEAST,
    "and up": Qualifier.AT_LEAST,
    "and more": Qualifier.AT_LEAST,
    "or greater": Qualifier.AT_LEAST,
    "minimum": Qualifier.AT_LEAST,
    "or less": Qualifier.AT_MOST,
    "or fewer": Qualifier.AT_MOST,
    "maximum": Qualifier.AT_MOST,
}


def _alternatives(words: dict[str, Qualifier]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


def _number(n: int) -> str:
    return (
        rf"(?P<sign{n}>-?)(?P<dollar{n}>\$?)\s?"
        rf"(?P<number{n}>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
        rf"(?P<times{n}>\s?(?:million|thousand)|[km](?![a-z]))?"
    )


_UNIT = r"per 1,?000 gal(?:lon)?s?|/ ?1,?000 gal|[a-z°%'\"/.²2 ]*?"
_STATEMENT = re.compile(
    rf"(?:(?P<prefix>{_alternatives(_PREFIXES)})[. ]?\s?)?"
    rf"{_number(1)}\s?(?P<plus>\+?)(?P<unit1>{_UNIT})"
    rf"(?:\s?(?P<sep>-|to|through|and)\s?{_number(2)}\s?(?P<unit2>{_UNIT}))?"
    rf"\s?(?P<suffix>{_alternatives(_SUFFIXES)})?"
)
_PLAIN = re.compile(r"-?[0-9]{1,15}(?:\.[0-9]{1,15})?")
_TIMES = {"k": 1_000.0, "thousand": 1_000.0, "m": 1_000_000.0, "million": 1_000_000.0}
LONGEST = 300


class UnreadableError(ValueError):
    """The words are no statement of a number of this field; the message says why."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One number or range as stated. `unit` is None when the words name none."""

    low: float | None
    high: float | None
    qualifier: Qualifier
    unit: Unit | None


def clean(words: str) -> str:
    """The words with ordinary dashes and single spaces, for reading, never for keeping."""
    if not words.isascii():
        words = words.translate(_DASHES)
    return " ".join(words.split())


def trimmed(words: str) -> str:
    """Without the punctuation that ends a phrase; a leading point belongs to ".69"."""
    return words.lstrip(" ,;").rstrip(" .,;")


def read_statement(field: Field, words: str) -> Statement:
    """Read words that state one number or range. Raises UnreadableError."""
    if len(words) > LONGEST:
        raise UnreadableError("No single number or range could be read.")
    words = trimmed(clean(words).lower())
    if _PLAIN.fullmatch(words):
        amount = float(words) + 0.0
        return Statement(amount, amount, Qualifier.EXACT, None)
    found = _STATEMENT.fullmatch(words)
    if found is None:
        raise UnreadableError("No single number or range could be read.")
    first = _amount(field, found, 1)
    second = _amount(field, found, 2) if found["sep"] else None
    unit = _shared_unit(field, found["unit1"], found["unit2"])
    qualifier = _qualifier(found)
    low, high = _ends(qualifier, first, second)
    return Statement(low, high, qualifier, unit)


def _amount(field: Field, found: re.Match[str], n: int) -> float:
    if found[f"dollar{n}"] and field.kind is not Kind.MONEY:
        raise UnreadableError(f"This is an amount of money, not the {field.label.lower()}.")
    amount = float(found[f"number{n}"].replace(",", ""))
    times = (found[f"times{n}"] or "").strip()
    if times in ("k", "m") and field.kind is not Kind.MONEY:
        raise UnreadableError(f'It is not clear what "{times}" means here.')
    amount *= _TIMES.get(times, 1.0)
    if not math.isfinite(amount):
        raise UnreadableError("The number is too large.")
    return 0.0 if amount == 0 else -amount if found[f"sign{n}"] else amount


def _qualifier(found: re.Match[str]) -> Qualifier:
    prefix, separator = found["prefix"], found["sep"]
    stated = [_PREFIXES[prefix]] if prefix else []
    if found["plus"]:
        stated.append(Qualifier.AT_LEAST)
    if found["suffix"]:
        stated.append(_SUFFIXES[found["suffix"]])
    if separator:
        if (separator == "and") != (prefix == "between"):
            raise UnreadableError("Two numbers are joined in a way that is no range.")
        if prefix in ("between", "from"):
            stated = stated[1:]
        if not stated:
            return Qualifier.RANGE
        if stated == [Qualifier.ABOUT]:
            return Qualifier.ABOUT
        raise UnreadableError("A range cannot also be a limit.")
    if len(set(stated)) > 1 or Qualifier.RANGE in stated:
        raise UnreadableError("The words limit the number in two ways.")
    return stated[0] if stated else Qualifier.EXACT


def _ends(
    qualifier: Qualifier, first: float, second: float | None
) -> tuple[float | None, float | None]:
    if second is not None:
        if first > second:
            raise UnreadableError("The first number of the range is larger than the second.")
        return first, second
    if qualifier is Qualifier.AT_LEAST:
        return first, None
    if qualifier is Qualifier.AT_MOST:
        return None, first
    return first, first


def _shared_unit(field: Field, first: str | None, second: str | None) -> Unit | None:
    units = [_unit(field, words) for words in (first, second) if words and words.strip(" .")]
    if len({unit.key if unit else "" for unit in units}) > 1:
        raise UnreadableError("The two numbers have different units.")
    return units[-1] if units else None


def _unit(field: Field, words: str) -> Unit | None:
    """The unit that the words name; None when they only repeat the field's own name."""
    words = words.strip(" .")
    spellings = (f"per {words}", words) if field.kind is Kind.MONEY else (words,)
    for spelling in spellings:
        unit = unit_named(spelling, like=field.unit)
        if unit is not None:
            return unit
    if words in (field.label.lower(), *field.aliases):
        return None
    raise UnreadableError(f'"{words}" is not a unit that is known here.')
