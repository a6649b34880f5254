"""What can be asked of a field: comparison, value, must or want. Judged in `fss.matching`."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from fss.errors import RuleError
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.values import NOT_PROVIDED, UNKNOWN, Interval, Qualifier, Value, display

Known = Interval | frozenset[str] | None
"""What is known of a field: an interval, the choices stated, or None for nothing.

The choices are what the property offers: "sale" and "lease" both stated means either can be had.
"""


def known_of(field: Field, value: Value | None) -> Known:
    """What a value says to criteria: an interval, choices, or of words that there are some."""
    if value is None:
        return None
    if field.is_interval:
        return value.bounds
    return frozenset({value.text} - {""} if field.is_text else value.choices)


class Comparison(StrEnum):
    """How a criterion compares. The first three are for intervals, the next two for choices."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    IS_KNOWN = "is_known"


class Importance(StrEnum):
    """Whether a criterion eliminates or only weighs."""

    MUST = "must"
    WANT = "want"


INTERVAL_COMPARISONS = frozenset({Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.BETWEEN})
SET_COMPARISONS = frozenset({Comparison.ONE_OF, Comparison.NONE_OF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing a pursuit asks for, in the field's own unit; dates are day ordinals.

    `low` is used by at least and between, `high` by at most and between, `options` (choice keys)
    by one of and none of. `weight` is 1 to 5 and counts for wants only. `needed_by` is the day
    by which a plan has to be carried out; without it any dated plan counts.
    """

    field: str
    comparison: Comparison
    low: float | None = None
    high: float | None = None
    options: frozenset[str] = frozenset()
    importance: Importance = Importance.MUST
    weight: int = 3
    needed_by: date | None = None

    @property
    def interval(self) -> Interval:
        """The numbers that meet an interval criterion."""
        match self.comparison:
            case Comparison.AT_LEAST:
                return Interval.of(self.low, None)
            case Comparison.AT_MOST:
                return Interval.of(None, self.high)
            case _:
                return Interval.of(self.low, self.high)


def comparisons_for(field: Field) -> tuple[Comparison, ...]:
    """The comparisons that make sense for a field, in the order a form shows them."""
    if field.is_interval:
        return (
            Comparison.AT_LEAST,
            Comparison.AT_MOST,
            Comparison.BETWEEN,
            Comparison.IS_KNOWN,
        )
    if field.is_set:
        return (Comparison.ONE_OF, Comparison.NONE_OF, Comparison.IS_KNOWN)
    return (Comparison.IS_KNOWN,)


def check_criterion(criterion: Criterion, field: Field) -> None:
    """Raise RuleError, naming the form field, when the criterion makes no sense."""
    if criterion.field != field.key:
        raise ValueError(f"{criterion.field} is not {field.key}")
    if criterion.comparison not in comparisons_for(field):
        raise RuleError("Choose a comparison that fits the field.", field="comparison")
    if not 1 <= criterion.weight <= 5:
        raise RuleError("Give a weight from 1 to 5.", field="weight")
    needs_low = criterion.comparison in (Comparison.AT_LEAST, Comparison.BETWEEN)
    needs_high = criterion.comparison in (Comparison.AT_MOST, Comparison.BETWEEN)
    if needs_low and not _is_finite(criterion.low):
        raise RuleError("Give the smallest value that is wanted.", field="low")
    if needs_high and not _is_finite(criterion.high):
        raise RuleError("Give the largest value that is wanted.", field="high")
    if needs_low and needs_high and (criterion.low or 0.0) > (criterion.high or 0.0):
        raise RuleError("The smallest value is larger than the largest.", field="low")
    if criterion.comparison in SET_COMPARISONS:
        if not criterion.options:
            raise RuleError("Choose at least one answer.", field="options")
        if not criterion.options <= {choice.key for choice in field.choices}:
            raise RuleError("Choose answers that the field knows.", field="options")


def asked(field: Field, criterion: Criterion) -> str:
    """What is asked, in words: "at least 40 acres", "Light industrial or Office"."""
    match criterion.comparison:
        case Comparison.IS_KNOWN:
            return "any answer"
        case Comparison.ONE_OF:
            return _listed(field, criterion.options, "or")
        case Comparison.NONE_OF:
            return f"not {_listed(field, criterion.options, 'or')}"
        case _:
            return stated(field, criterion.interval)


def stated(field: Field, known: Known) -> str:
    """What is known, in words: "30 to 42 acres", "at least 200 acres", "Not provided"."""
    if isinstance(known, frozenset):
        return _listed(field, known, "and") if known else NOT_PROVIDED
    if known is None or known == UNKNOWN:
        return NOT_PROVIDED
    low, high = known.ends
    return display(field, Value(field=field.key, low=low, high=high, qualifier=Qualifier.RANGE))


def _listed(field: Field, keys: Iterable[str], joined: str) -> str:
    wanted = set(keys)
    labels = [choice.label for choice in field.choices if choice.key in wanted]
    if field.kind is Kind.BOOLEAN or len(labels) < 2:
        return f" {joined} ".join(labels)
    return f"{', '.join(labels[:-1])} {joined} {labels[-1]}"


def _is_finite(amount: float | None) -> bool:
    return amount is not None and math.isfinite(amount)
