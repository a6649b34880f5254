"""A stated value, the interval it means, and how it is shown.

`Value.low` and `Value.high` are the numbers as stated; `Value.bounds` is the interval that
criteria are compared with, and what the site's row carries in `<key>_low` and `<key>_high`.
The two differ only where words widen a number: "about 40" is 38 to 42 (plus or minus 5 percent),
"$18,000 per acre, negotiable" is anything up to the asking price, and a bare "negotiable" or
"on request" is any price.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.units import UNITS

NOT_PROVIDED = "Not provided"
ABOUT_SHARE = 0.05


class Qualifier(StrEnum):
    """How a number was stated. NONE is for choices and text, which need none."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    ABOUT = "about"
    RANGE = "range"
    NEGOTIABLE = "negotiable"
    ON_REQUEST = "on_request"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Interval:
    """A closed interval of numbers; infinite ends are open. Raises ValueError when turned."""

    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if math.isnan(self.low) or math.isnan(self.high) or self.low > self.high:
            raise ValueError(f"no interval from {self.low} to {self.high}")

    @classmethod
    def of(cls, low: float | None, high: float | None) -> Interval:
        """From two ends as stored: None is open."""
        return cls(-math.inf if low is None else low, math.inf if high is None else high)

    @property
    def ends(self) -> tuple[float | None, float | None]:
        """The two ends as stored: None is open."""
        return (
            None if math.isinf(self.low) else self.low,
            None if math.isinf(self.high) else self.high,
        )

    def inside(self, other: Interval) -> bool:
        """Whether every number of this interval is in the other."""
        return other.low <= self.low and self.high <= other.high

    def disjoint(self, other: Interval) -> bool:
        """Whether no number is in both."""
        return self.high < other.low or other.high < self.low


UNKNOWN = Interval()


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One stated value of one field, in the field's own unit.

    Numbers and dates (day ordinals) use `low` and `high`, None for an open end; choices, multi
    and yes/no use `choices` (keys); text uses `text`. `words` keeps what was written.
    """

    field: str
    low: float | None = None
    high: float | None = None
    choices: tuple[str, ...] = ()
    text: str = ""
    qualifier: Qualifier = Qualifier.NONE
    unit: str = ""
    words: str = ""

    @property
    def bounds(self) -> Interval:
        """The interval that the words mean, for criteria, filters and the row's columns."""
        match self.qualifier:
            case Qualifier.NEGOTIABLE | Qualifier.ON_REQUEST:
                return Interval.of(0.0, self.high)
            case Qualifier.ABOUT if self.low is not None and self.high is not None:
                return Interval(
                    round(self.low - abs(self.low) * ABOUT_SHARE, 6),
                    round(self.high + abs(self.high) * ABOUT_SHARE, 6),
                )
            case _:
                return Interval.of(self.low, self.high)


def display(field: Field, value: Value | None) -> str:
    """The value in words: "30 to 42 acres", "$52,000 per acre", "Not provided" for None."""
    if value is None:
        return NOT_PROVIDED
    if field.is_text:
        return value.text
    if field.is_set:
        return ", ".join(field.label_of(key) for key in value.choices)
    if field.kind is Kind.DATE:
        return _display_dates(value)
    return _display_numbers(field, value)


def display_amount(field: Field, amount: float) -> str:
    """One number of a field with its unit: "1,200 sq ft", "1 acre", "$52,000 per acre"."""
    unit = UNITS.get(field.unit)
    if unit is None:
        return number(amount)
    words = unit.one if amount == 1 else unit.many
    return _joined(_bare(field, amount), words)


def number(amount: float) -> str:
    """A number with thousands separators and no more decimals than it has: "1,234.5"."""
    exact = _decimal(amount)
    return f"{int(exact):,}" if exact == int(exact) else f"{exact:,f}"


def display_date(day: date) -> str:
    """A date as people here write it: "Dec 1, 2026"."""
    return f"{_MONTHS[day.month - 1]} {day.day}, {day.year}"


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _decimal(amount: float) -> Decimal:
    return Decimal(repr(float(amount)))


def _bare(field: Field, amount: float) -> str:
    unit = UNITS.get(field.unit)
    if unit is not None and unit.money:
        exact = _decimal(abs(amount))
        whole, has_cents = exact == int(exact), exact * 100 == int(exact * 100)
        shown = f"{exact:,.2f}" if has_cents and not whole else number(abs(amount))
        return f"-${shown}" if amount < 0 else f"${shown}"
    if field.unit in ("calendar_year", "degree"):
        return number(amount).replace(",", "")
    return number(amount)


def _joined(amount: str, unit: str) -> str:
    if unit == "%":
        return f"{amount}%"
    return f"{amount} {unit}".rstrip()


def _display_numbers(field: Field, value: Value) -> str:
    negotiable = value.qualifier is Qualifier.NEGOTIABLE
    if value.qualifier is Qualifier.ON_REQUEST:
        return "On request"
    if value.low is None and value.high is None:
        return "Negotiable" if negotiable else NOT_PROVIDED
    if value.low is None or value.high is None:
        end = value.high if value.low is None else value.low
        assert end is not None
        prefix = "at most" if value.low is None else "at least"
        shown = f"{prefix} {display_amount(field, end)}"
    elif value.low == value.high:
        shown = display_amount(field, value.low)
    else:
        shown = f"{_bare(field, value.low)} to {display_amount(field, value.high)}"
    if value.qualifier is Qualifier.ABOUT:
        shown = f"about {shown}"
    return f"{shown}, negotiable" if negotiable else shown


def _display_dates(value: Value) -> str:
    low = None if value.low is None else display_date(date.fromordinal(int(value.low)))
    high = None if value.high is None else display_date(date.fromordinal(int(value.high)))
    if low is None and high is None:
        return NOT_PROVIDED
    if low is None:
        return f"by {high}"
    if high is None:
        return f"{low} or later"
    return low if low == high else f"{low} to {high}"
