"""What reading a cell or a form field leads to: a fact, no data, or a problem in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fss.sites.rules.values import Value


class Outcome(StrEnum):
    """Every non-blank cell ends as one of these; none is dropped."""

    FACT = "fact"
    NO_DATA = "no_data"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What surrounds the words.

    `unit` is the unit that the column's header states, empty when it states none.
    `bare_numbers` is false when a number without any unit must not be taken to be in the
    field's own unit, for example a column "Price" that does not say per what.
    `as_of` is the day the words describe, which "immediately" refers to.
    """

    unit: str = ""
    bare_numbers: bool = True
    as_of: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parsed:
    """The result. `problem` is a plain sentence saying what is wrong and what to do.

    `notes` say what was read into the words; `converted` is true when a unit was converted.
    """

    outcome: Outcome
    value: Value | None = None
    problem: str | None = None
    notes: tuple[str, ...] = ()
    converted: bool = False


NO_DATA = Parsed(outcome=Outcome.NO_DATA)


def fact(value: Value, *, notes: tuple[str, ...] = (), converted: bool = False) -> Parsed:
    """A value that can be stored."""
    return Parsed(outcome=Outcome.FACT, value=value, notes=notes, converted=converted)


def problem(sentence: str) -> Parsed:
    """Words that nobody should guess at."""
    return Parsed(outcome=Outcome.PROBLEM, problem=sentence)
