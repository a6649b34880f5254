"""The one rule of `fss.matching.rules.verdict`, as SQL.

A property test holds both against each other on both engines. Codes: 3 meets, 2 by plan,
1 unknown, 0 fails. Screened fields are typed columns of the site's row; other fields are looked
up among the current facts. Plans are looked up only for sites that have one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    and_,
    case,
    exists,
    false,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from fss.matching.rules import LOTS as LOT_COUNT
from fss.matching.rules import POINTS, Draw, Verdict
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.rules.criteria import Comparison, Criterion, Importance
from fss.sites.rules.fields import Field, Kind

# Tables, not mapped classes: the statements are made anew for each request from dozens of
# conditions, and with mapped attributes that takes five times as long as running them.
SITES, FACTS, VALUES = Site.__table__, Fact.__table__, SiteValue.__table__
_STATED = VALUES.join(FACTS, FACTS.c.id == VALUES.c.fact_id)

CODES = {Verdict.MEETS: 3, Verdict.BY_PLAN: 2, Verdict.UNKNOWN: 1, Verdict.FAILS: 0}
VERDICTS = {code: verdict for verdict, code in CODES.items()}

# The sort key is one integer, so that each verdict is computed once per site: from the top, musts
# failed (8 bits), musts unknown (8), points of wants that are missing (16), wants failed (8),
# percent of the screening set that is missing (7).
_WANTS_FAILED = 1 << 7
_POINTS = 1 << 15
ONE_MUST_UNKNOWN = 1 << 31
ONE_MUST_FAILED = 1 << 39
_MEETING = 1 << 31


def must_failures(key: int) -> int:
    """How many musts a site with this sort key fails."""
    return key // ONE_MUST_FAILED


def must_unknowns(key: int) -> int:
    """How many musts are unknown of a site with this sort key."""
    return key % ONE_MUST_FAILED // ONE_MUST_UNKNOWN


def missing_points(key: int) -> int:
    """How many points of the wants a site with this sort key misses."""
    return key % ONE_MUST_UNKNOWN // _POINTS


@dataclass(frozen=True, slots=True)
class Judged:
    """SQL: the three conditions from which a verdict follows; the first that holds decides."""

    meets: ColumnElement[bool]
    by_plan: ColumnElement[bool]
    fails: ColumnElement[bool]

    @property
    def is_met(self) -> ColumnElement[bool]:
        """Meets, now or by plan."""
        return or_(self.meets, self.by_plan)

    @property
    def is_failed(self) -> ColumnElement[bool]:
        """Fails, and no plan meets."""
        return and_(self.fails, not_(self.by_plan))


@lru_cache(maxsize=512)
def judged(field: Field, criterion: Criterion) -> Judged:
    """SQL: when a site meets a criterion, meets it by plan, or fails it; unknown otherwise.

    Made once for a criterion: ranking, totals and the page share the same conditions.
    """
    if field.screened:
        meets, fails = _on_row(field, criterion)
    else:
        meets = _among_facts(field, criterion, planned=False, fails=False)
        fails = _among_facts(field, criterion, planned=False, fails=True)
    by_plan = (
        and_(SITES.c.has_plan, _among_facts(field, criterion, planned=True, fails=False))
        if field.plannable
        else false()
    )
    return Judged(meets, by_plan, fails)


def verdict_code(field: Field, criterion: Criterion) -> ColumnElement[int]:
    """SQL: the code of the verdict on one criterion."""
    found = judged(field, criterion)
    return case((found.meets, 3), (found.by_plan, 2), (found.fails, 0), else_=1)


def some_must_fails(asked: Sequence[tuple[Field, Criterion]]) -> ColumnElement[bool]:
    """SQL: true when a must fails; never NULL."""
    failed = [judged(*pair).is_failed for pair in asked if pair[1].importance is Importance.MUST]
    return case((or_(false(), *failed), true()), else_=false())


def standing(asked: Sequence[tuple[Field, Criterion]]) -> ColumnElement[int]:
    """SQL: a site's share in the totals, for `totals`: a must fails, every must is met, or 0."""
    musts = [judged(*pair) for pair in asked if pair[1].importance is Importance.MUST]
    return case(
        (or_(false(), *(one.is_failed for one in musts)), 1),
        (and_(true(), *(one.is_met for one in musts)), _MEETING),
        else_=0,
    )


def totals(added: int) -> tuple[int, int]:
    """From the sum of `standing`: how many sites fail a must, how many meet every must."""
    return added % _MEETING, added // _MEETING


def sort_key(asked: Sequence[tuple[Field, Criterion]]) -> ColumnElement[int]:
    """SQL: the ranking key of `fss.matching.rules` without the draw, smaller is better."""
    known = SITES.c.screening_known * 100 // func.nullif(SITES.c.screening_total, 0)
    key: ColumnElement[int] = 100 - func.coalesce(known, 100)
    for field, criterion in asked:
        found = judged(field, criterion)
        if criterion.importance is Importance.MUST:
            part = case(
                (found.meets, 0),
                (found.by_plan, 0),
                (found.fails, ONE_MUST_FAILED),
                else_=ONE_MUST_UNKNOWN,
            )
        else:
            most = criterion.weight * POINTS[Verdict.MEETS]
            by_plan = most - criterion.weight * POINTS[Verdict.BY_PLAN]
            part = case(
                (found.meets, 0),
                (found.by_plan, by_plan * _POINTS),
                (found.fails, most * _POINTS + _WANTS_FAILED),
                else_=most * _POINTS,
            )
        key = key + part
    return key


def draw_place(draw: Draw) -> ColumnElement[int]:
    """SQL: the place of a site's lot in the draw."""
    return (SITES.c.lot * literal(draw.a) + literal(draw.b)) % literal(LOT_COUNT)


def _on_row(field: Field, criterion: Criterion) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    columns = SITES.c
    if field.is_interval:
        return _interval(criterion, columns[f"{field.key}_low"], columns[f"{field.key}_high"])
    return _words(field, criterion, columns[field.key])


def _among_facts(
    field: Field, criterion: Criterion, *, planned: bool, fails: bool
) -> ColumnElement[bool]:
    value, fact = VALUES.c, FACTS.c
    if field.is_interval:
        meets, misses = _interval(criterion, fact.bound_low, fact.bound_high)
    else:
        meets, misses = _words(field, criterion, fact.text)
    conditions = [
        value.site_id == SITES.c.id,
        value.field == field.key,
        value.planned.is_(planned),
        fact.retracted.is_(False),
        misses if fails else meets,
    ]
    if planned:
        conditions += [fact.plan_on.is_not(None), fact.plan_cost.is_not(None)]
        if criterion.needed_by is not None:
            conditions.append(fact.plan_on <= criterion.needed_by)
    return exists(select(1).select_from(_STATED).where(*conditions))


def _interval(
    criterion: Criterion, low: Any, high: Any
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    if criterion.comparison is Comparison.IS_KNOWN:
        return or_(low.is_not(None), high.is_not(None)), false()
    wanted_low, wanted_high = criterion.interval.ends
    inside: list[ColumnElement[bool]] = []
    outside: list[ColumnElement[bool]] = []
    if wanted_low is not None:
        inside.append(low >= wanted_low)
        outside.append(high < wanted_low)
    if wanted_high is not None:
        inside.append(high <= wanted_high)
        outside.append(low > wanted_high)
    return and_(*inside), or_(*outside)


def _words(
    field: Field, criterion: Criterion, column: Any
) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    known = and_(column.is_not(None), column != "")
    if criterion.comparison is Comparison.IS_KNOWN:
        return known, false()
    options = sorted(criterion.options)
    if field.kind is Kind.MULTI:
        overlaps = or_(*(column.contains(f"|{option}|", autoescape=True) for option in options))
    else:
        overlaps = column.in_(options)
    meets = overlaps if criterion.comparison is Comparison.ONE_OF else not_(overlaps)
    return and_(known, meets), and_(known, not_(meets))
