"""One page of a match, its totals, and the verdicts of every site for the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, func, not_, select

from fss.accounts.models import Organization
from fss.db import db
from fss.matching.queries.asked import Asked, asked_by
from fss.matching.queries.verdicts import (
    FACTS,
    SITES,
    VALUES,
    VERDICTS,
    draw_place,
    missing_points,
    must_failures,
    must_unknowns,
    some_must_fails,
    sort_key,
    standing,
    totals,
    verdict_code,
)
from fss.matching.rules import POINTS, Planned, Verdict, draw_for, reason
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import PropertyWanted
from fss.sites.models import value_of
from fss.sites.rules.criteria import known_of
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.rules.values import display

PAGE = 25
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one criterion for one site, what is stated, and why the verdict."""

    verdict: Verdict
    stated: str
    reason: str


@dataclass(frozen=True, slots=True)
class MatchRow:
    """How one site stands against the pursuit; `findings` are in the order of the criteria."""

    site_id: UUID
    reference: str
    name: str
    kind: PropertyKind
    city: str
    musts_failed: int
    musts_unknown: int
    points: int
    findings: tuple[Finding, ...]

    @property
    def is_eligible(self) -> bool:
        """No must fails. What is unknown never excludes."""
        return self.musts_failed == 0


@dataclass(frozen=True, slots=True)
class Tally:
    """How many sites were tried, meet every must, hang on something unknown, or fail a must."""

    tried: int
    meeting: int
    unknown: int
    failing: int

    @property
    def eligible(self) -> int:
        """Sites that fail no must."""
        return self.meeting + self.unknown


@dataclass(frozen=True, slots=True)
class Match:
    """One page of the ranked sites, with the criteria and the totals."""

    criteria: Sequence[Asked]
    rows: Sequence[MatchRow]
    tally: Tally
    most_points: int


def match(
    pursuit: Pursuit, *, page: int = 1, size: int = PAGE, only_eligible: bool = False
) -> Match:
    """Every listed site of the wanted kind against every criterion; one page, best first.

    Sites that fail a must stand behind all others, so they are ranked only when the page reaches
    them.
    """
    criteria = asked_by(pursuit)
    tally = _tally(pursuit, criteria)
    start, end = (page - 1) * size, page * size
    found: list[Row[Any]] = []
    if start < tally.eligible:
        found += _page(pursuit, criteria, failing=False, offset=start, limit=size)
    if not only_eligible and end > tally.eligible and start < tally.tried:
        offset = max(0, start - tally.eligible)
        limit = end - max(start, tally.eligible)
        found += _page(pursuit, criteria, failing=True, offset=offset, limit=limit)
    most = _most_points(criteria)
    return Match(criteria, _with_reasons(found, criteria, most), tally, most)


def verdicts_of_all(pursuit: Pursuit) -> Iterator[MatchRow]:
    """Every tried site, best first, with verdicts and reasons: what the record keeps."""
    criteria = asked_by(pursuit)
    key, place = _order(pursuit, criteria)
    found = db.session.execute(
        _judged_sites(criteria, key, place)
        .where(*_wanted(pursuit))
        .order_by(key, place, SITES.c.id)
    ).all()
    for start in range(0, len(found), _CHUNK):
        yield from _with_reasons(found[start : start + _CHUNK], criteria, _most_points(criteria))


def _most_points(criteria: Sequence[Asked]) -> int:
    return sum(one.criterion.weight * POINTS[Verdict.MEETS] for one in criteria if not one.is_must)


def _wanted(pursuit: Pursuit) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [SITES.c.active.is_(True)]
    if pursuit.property_wanted is not PropertyWanted.EITHER:
        conditions.append(SITES.c.kind == PropertyKind(pursuit.property_wanted.value))
    return conditions


def _pairs(criteria: Sequence[Asked]) -> list[tuple[Field, Any]]:
    return [(one.field, one.criterion) for one in criteria]


def _tally(pursuit: Pursuit, criteria: Sequence[Asked]) -> Tally:
    row = db.session.execute(
        select(
            func.count().label("tried"),
            func.coalesce(func.sum(standing(_pairs(criteria))), 0).label("added"),
        )
        .select_from(SITES)
        .where(*_wanted(pursuit))
    ).one()
    failing, meeting = totals(int(row.added))
    return Tally(row.tried, meeting, row.tried - meeting - failing, failing)


def _page(
    pursuit: Pursuit, criteria: Sequence[Asked], *, failing: bool, offset: int, limit: int
) -> Sequence[Row[Any]]:
    """One stretch of the ranking; verdicts are told apart only for the sites on it."""
    fails = some_must_fails(_pairs(criteria))
    key, place = _order(pursuit, criteria)
    top = (
        select(SITES.c.id, key, place)
        .where(*_wanted(pursuit), fails if failing else not_(fails))
        .order_by(key, place, SITES.c.id)
        .limit(limit)
        .offset(offset)
        .subquery()
    )
    return db.session.execute(
        _judged_sites(criteria, top.c.rank_key, top.c.place)
        .join(top, top.c.id == SITES.c.id)
        .order_by(top.c.rank_key, top.c.place, SITES.c.id)
    ).all()


def _order(
    pursuit: Pursuit, criteria: Sequence[Asked]
) -> tuple[ColumnElement[int], ColumnElement[int]]:
    key = sort_key(_pairs(criteria)).label("rank_key")
    return key, draw_place(draw_for(pursuit.id)).label("place")


def _judged_sites(
    criteria: Sequence[Asked], key: ColumnElement[int], place: ColumnElement[int]
) -> Select[Any]:
    verdicts = [
        verdict_code(one.field, one.criterion).label(f"verdict_{index}")
        for index, one in enumerate(criteria)
    ]
    site, city = SITES.c, Organization.__table__.c
    columns: list[Any] = [site.id, site.number, site.name, site.kind, key, place, *verdicts]
    return select(*columns, city.name.label("city")).join_from(
        SITES, Organization.__table__, city.id == site.organization_id
    )


def _with_reasons(
    found: Sequence[Row[Any]], criteria: Sequence[Asked], most: int
) -> list[MatchRow]:
    facts = _facts([row.id for row in found], [one.field.key for one in criteria])
    return [
        MatchRow(
            site_id=row.id,
            reference=f"S-{row.number:04d}",
            name=row.name,
            kind=row.kind,
            city=row.city,
            musts_failed=must_failures(row.rank_key),
            musts_unknown=must_unknowns(row.rank_key),
            points=most - missing_points(row.rank_key),
            findings=tuple(
                _finding(VERDICTS[getattr(row, f"verdict_{index}")], one, row.id, facts)
                for index, one in enumerate(criteria)
            ),
        )
        for row in found
    ]


Facts = dict[tuple[UUID, str, bool], Any]


def _facts(site_ids: Sequence[UUID], fields: Sequence[str]) -> Facts:
    fact = FACTS.c
    rows = db.session.execute(
        select(
            VALUES.c.site_id, fact.field, fact.planned, fact.low, fact.high, fact.text,
            fact.qualifier, fact.unit, fact.original, fact.retracted, fact.plan_on, fact.plan_cost,
        )
        .select_from(VALUES)
        .join(FACTS, fact.id == VALUES.c.fact_id)
        .where(VALUES.c.site_id.in_(site_ids), VALUES.c.field.in_(set(fields)))
    )  # fmt: skip
    return {(row.site_id, row.field, row.planned): row for row in rows if not row.retracted}


def _finding(verdict: Verdict, one: Asked, site_id: UUID, facts: Facts) -> Finding:
    present = facts.get((site_id, one.field.key, False))
    plan = facts.get((site_id, one.field.key, True))
    value = value_of(present) if present is not None else None
    planned = (
        Planned(known_of(one.field, value_of(plan)), plan.plan_on, plan.plan_cost)
        if plan is not None
        else None
    )
    known = known_of(one.field, value)
    words = display(one.field, value) if value is not None else ""
    return Finding(
        verdict,
        reason(one.field, one.criterion, known, planned, words=words, with_asked=False),
        reason(one.field, one.criterion, known, planned, words=words),
    )
