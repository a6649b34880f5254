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

from fss.sites.rules.criteria import (
    SET_COMPARISONS,
    Comparison,
    Criterion,
    Importance,
    Known,
    asked,
    check_criterion,
    comparisons_for,
    stated,
)
from fss.sites.rules.fields import Field
from fss.sites.rules.lots import LOTS, lot_of
from fss.sites.rules.values import NOT_PROVIDED, UNKNOWN, Interval, display_date

__all__ = [
    "LOTS",
    "POINTS",
    "VERDICT_LABELS",
    "Candidate",
    "Comparison",
    "Criterion",
    "Draw",
    "Importance",
    "Known",
    "Planned",
    "Score",
    "Verdict",
    "asked",
    "check_criterion",
    "comparisons_for",
    "draw_for",
    "lot_of",
    "rank",
    "ranking_key",
    "reason",
    "score",
    "stated",
    "verdict",
]


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


def reason(
    field: Field,
    criterion: Criterion,
    known: Known,
    planned: Planned | None = None,
    *,
    words: str = "",
    with_asked: bool = True,
) -> str:
    """Why the verdict is what it is: "38 acres stated, at least 40 acres asked".

    `words` replaces what is known where the caller has it as it was stated ("about 40 acres").
    Without `with_asked` only what is stated is told: a table says once what is asked.
    """
    present = words or stated(field, known)
    stated_words = f"{present} stated" if with_asked else present
    parts = [present if present == NOT_PROVIDED else stated_words]
    plan = planned if verdict(criterion, known) is not Verdict.MEETS else None
    if plan is not None:
        parts.append(_plan_in_words(field, plan))
    if with_asked:
        parts.append(f"{asked(field, criterion)} asked")
    if plan is not None and _is_late(criterion, plan):
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
    wants = [
        (criterion, found) for criterion, found in pairs if criterion.importance is Importance.WANT
    ]
    musts = [found for criterion, found in pairs if criterion.importance is Importance.MUST]
    return Score(
        musts_failed=musts.count(Verdict.FAILS),
        musts_unknown=musts.count(Verdict.UNKNOWN),
        wants_failed=sum(found is Verdict.FAILS for _, found in wants),
        wants_unknown=sum(found is Verdict.UNKNOWN for _, found in wants),
        points=sum(criterion.weight * POINTS[found] for criterion, found in wants),
        most_points=sum(criterion.weight * POINTS[Verdict.MEETS] for criterion, _ in wants),
    )


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
