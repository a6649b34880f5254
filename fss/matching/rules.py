"""Criteria against facts: one rule for the verdict, words for the reason, an order without bias.

The verdict: inside is meets; a dated, costed plan inside by the needed date is meets by plan;
disjoint is fails; anything else is unknown, which counts neither as pass nor as fail and becomes
a question to the city.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from fss.errors import RuleError
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.values import (
    NOT_PROVIDED,
    UNKNOWN,
    Interval,
    Qualifier,
    Value,
    display,
    display_date,
)

Known = Interval | frozenset[str] | None
"""What is known of a field: an interval, the choices stated, or None for nothing.

The choices are what the property offers: "sale" and "lease" both stated means either can be had.
"""


class Comparison(StrEnum):
    """How a criterion compares. The first three are for intervals, the next two for choices."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    BETWEEN = "between"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    IS_KNOWN = "is_known"


class Verdict(StrEnum):
    """What a criterion says of one site, best first."""

    MEETS = "meets"
    BY_PLAN = "by_plan"
    UNKNOWN = "unknown"
    FAILS = "fails"


VERDICT_LABELS = {
    Verdict.MEETS: "Meets",
    Verdict.BY_PLAN: "Meets by plan",
    Verdict.UNKNOWN: "Unknown",
    Verdict.FAILS: "Fails",
}

POINTS = {Verdict.MEETS: 5, Verdict.BY_PLAN: 4, Verdict.UNKNOWN: 0, Verdict.FAILS: 0}
"""Points of a want, times its weight. Selectors give a dated, costed plan four of five."""

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
    must: bool = True
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


@dataclass(frozen=True, slots=True)
class Planned:
    """A planned fact. Only one with a date and a cost can meet a criterion."""

    fact: Known
    on: date | None = None
    cost: float | None = None

    def counts_for(self, criterion: Criterion) -> bool:
        """Whether the plan is dated, costed and early enough."""
        if self.on is None or self.cost is None:
            return False
        return criterion.needed_by is None or self.on <= criterion.needed_by


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


def verdict(criterion: Criterion, known: Known, planned: Planned | None = None) -> Verdict:
    """The verdict by the one rule of this module."""
    if _meets(criterion, known):
        return Verdict.MEETS
    if planned is not None and planned.counts_for(criterion) and _meets(criterion, planned.fact):
        return Verdict.BY_PLAN
    return Verdict.FAILS if _fails(criterion, known) else Verdict.UNKNOWN


def _meets(criterion: Criterion, known: Known) -> bool:
    if criterion.comparison is Comparison.IS_KNOWN:
        return bool(known) and known != UNKNOWN
    if criterion.comparison in SET_COMPARISONS:
        if not isinstance(known, frozenset) or not known:
            return False
        overlaps = bool(known & criterion.options)
        return overlaps if criterion.comparison is Comparison.ONE_OF else not overlaps
    return isinstance(known, Interval) and known.inside(criterion.interval)


def _fails(criterion: Criterion, known: Known) -> bool:
    if criterion.comparison is Comparison.IS_KNOWN:
        return False
    if criterion.comparison in SET_COMPARISONS:
        return isinstance(known, frozenset) and bool(known) and not _meets(criterion, known)
    return isinstance(known, Interval) and known.disjoint(criterion.interval)


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


def reason(
    field: Field,
    criterion: Criterion,
    known: Known,
    planned: Planned | None = None,
    *,
    words: str = "",
) -> str:
    """Why the verdict is what it is: "38 acres stated, at least 40 acres asked".

    `words` replaces what is known where the caller has it as it was stated ("about 40 acres").
    """
    present = words or stated(field, known)
    parts = [present if present == NOT_PROVIDED else f"{present} stated"]
    if planned is not None and verdict(criterion, known) is not Verdict.MEETS:
        parts.append(_plan_in_words(field, planned))
    parts.append(f"{asked(field, criterion)} asked")
    if planned is not None and _is_late(criterion, planned):
        assert criterion.needed_by is not None
        parts.append(f"needed by {display_date(criterion.needed_by)}")
    return ", ".join(parts)


def _is_late(criterion: Criterion, planned: Planned) -> bool:
    return (
        planned.on is not None
        and criterion.needed_by is not None
        and planned.on > criterion.needed_by
    )


def _plan_in_words(field: Field, planned: Planned) -> str:
    when = f"by {display_date(planned.on)}" if planned.on else "without a date"
    cost = f"for ${planned.cost:,.0f}" if planned.cost is not None else "without a cost"
    return f"{stated(field, planned.fact)} planned {when} {cost}"


def _listed(field: Field, keys: Iterable[str], joined: str) -> str:
    wanted = set(keys)
    labels = [choice.label for choice in field.choices if choice.key in wanted]
    if field.kind is Kind.BOOLEAN or len(labels) < 2:
        return f" {joined} ".join(labels)
    return f"{', '.join(labels[:-1])} {joined} {labels[-1]}"


def _is_finite(amount: float | None) -> bool:
    return amount is not None and abs(amount) < float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How one site stands. Unknown counts neither as met nor as failed.

    `points` are those of the wants; `most_points` is what meeting every want would give.
    """

    musts_failed: int = 0
    musts_unknown: int = 0
    wants_failed: int = 0
    wants_unknown: int = 0
    points: int = 0
    most_points: int = 0


def score(verdicts: Iterable[tuple[Criterion, Verdict]]) -> Score:
    """Add up the verdicts of one site."""
    pairs = list(verdicts)
    wants = [(criterion, found) for criterion, found in pairs if not criterion.must]
    musts = [found for criterion, found in pairs if criterion.must]
    return Score(
        musts_failed=musts.count(Verdict.FAILS),
        musts_unknown=musts.count(Verdict.UNKNOWN),
        wants_failed=sum(found is Verdict.FAILS for _, found in wants),
        wants_unknown=sum(found is Verdict.UNKNOWN for _, found in wants),
        points=sum(criterion.weight * POINTS[found] for criterion, found in wants),
        most_points=sum(criterion.weight * POINTS[Verdict.MEETS] for criterion, _ in wants),
    )


LOTS = 2**31 - 1
"""A prime, so that `lot * a + b` is a permutation, and small enough for a 64-bit product."""


@dataclass(frozen=True, slots=True)
class Draw:
    """How ties break in one pursuit: `(lot * a + b) % LOTS`, smallest first.

    The same expression runs in SQL as a bigint. It sees no city, no name and no age of a site.
    """

    a: int
    b: int

    def place(self, lot: int) -> int:
        """The place of a site's lot, from 0 to LOTS - 1; different lots never share one."""
        return (lot * self.a + self.b) % LOTS


def draw_for(pursuit_id: UUID) -> Draw:
    """The draw of a pursuit, the same at each call, so that the order can be checked later."""
    digest = hashlib.sha256(b"draw:" + pursuit_id.bytes).digest()
    first, second = int.from_bytes(digest[:16], "big"), int.from_bytes(digest[16:], "big")
    return Draw(1 + first % (LOTS - 1), second % LOTS)


def lot_of(site_id: UUID) -> int:
    """The lot of a site, from 0 to LOTS - 1, spread by hash so that neighbors do not stay so."""
    digest = hashlib.sha256(b"lot:" + site_id.bytes).digest()
    return int.from_bytes(digest[:16], "big") % LOTS


@dataclass(frozen=True, slots=True)
class Candidate:
    """A site to be ranked. `completeness` is the whole percent of what is known of it."""

    lot: int
    score: Score
    completeness: int = 0


def ranking_key(candidate: Candidate, draw: Draw) -> tuple[int, int, int, int, int, int]:
    """Sort ascending: musts failed, musts unknown, points of wants (most first), wants failed,
    completeness (most first), then the draw.
    """
    found = candidate.score
    return (
        found.musts_failed,
        found.musts_unknown,
        -found.points,
        found.wants_failed,
        -candidate.completeness,
        draw.place(candidate.lot),
    )


def rank(candidates: Sequence[Candidate], draw: Draw) -> list[Candidate]:
    """The candidates, best first."""
    return sorted(candidates, key=lambda candidate: ranking_key(candidate, draw))
