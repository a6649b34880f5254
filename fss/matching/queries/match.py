"""One page of a match, its totals, and the verdicts of every site for the record."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, case, func, select
from sqlalchemy.orm import aliased

from fss.accounts.models import Organization
from fss.db import db
from fss.matching.queries.asked import Asked, asked_by
from fss.matching.queries.verdicts import (
    ONE_MUST_FAILED,
    ONE_MUST_UNKNOWN,
    VERDICTS,
    draw_place,
    missing_points,
    must_failures,
    must_unknowns,
    sort_key,
    verdict_code,
)
from fss.matching.rules import POINTS, Planned, Verdict, draw_for, reason
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import PropertyWanted
from fss.sites.models import Fact, Site, SiteValue, value_of
from fss.sites.rules.criteria import Known
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.rules.values import Value, display

PAGE = 25
_CHUNK = 400


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one criterion for one site, and why."""

    verdict: Verdict
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

    Two statements over all sites (the totals; the ranked page with its verdicts) and one for the
    facts behind the page's reasons.
    """
    criteria = asked_by(pursuit)
    tally = _tally(pursuit, criteria)
    total = tally.eligible if only_eligible else tally.tried
    found = (
        db.session.execute(_ranked(pursuit, criteria).limit(size).offset((page - 1) * size)).all()
        if (page - 1) * size < total
        else []
    )
    if only_eligible:
        found = [row for row in found if must_failures(row.rank_key) == 0]
    most = sum(one.criterion.weight * POINTS[Verdict.MEETS] for one in criteria if not one.is_must)
    return Match(criteria, _with_reasons(found, criteria, most), tally, most)


def verdicts_of_all(pursuit: Pursuit) -> Iterator[MatchRow]:
    """Every tried site, best first, with verdicts and reasons: what the record keeps."""
    criteria = asked_by(pursuit)
    most = sum(one.criterion.weight * POINTS[Verdict.MEETS] for one in criteria if not one.is_must)
    found = db.session.execute(_ranked(pursuit, criteria)).all()
    for start in range(0, len(found), _CHUNK):
        yield from _with_reasons(found[start : start + _CHUNK], criteria, most)


def _wanted(pursuit: Pursuit) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Site.active.is_(True)]
    if pursuit.property_wanted is not PropertyWanted.EITHER:
        conditions.append(Site.kind == PropertyKind(pursuit.property_wanted.value))
    return conditions


def _pairs(criteria: Sequence[Asked]) -> list[tuple[Field, Any]]:
    return [(one.field, one.criterion) for one in criteria]


def _tally(pursuit: Pursuit, criteria: Sequence[Asked]) -> Tally:
    musts = [one for one in criteria if one.is_must]
    standing = (
        select(_standing(sort_key(_pairs(musts))).label("standing"))
        .where(*_wanted(pursuit))
        .subquery()
    )
    counts = {
        row.standing: row.number
        for row in db.session.execute(
            select(standing.c.standing, func.count().label("number")).group_by(standing.c.standing)
        )
    }
    return Tally(sum(counts.values()), counts.get(0, 0), counts.get(1, 0), counts.get(2, 0))


def _standing(key: ColumnElement[int]) -> ColumnElement[int]:
    """SQL: 0 meets every must, 1 some must is unknown, 2 some must fails."""
    return case((key >= ONE_MUST_FAILED, 2), (key >= ONE_MUST_UNKNOWN, 1), else_=0)


def _ranked(pursuit: Pursuit, criteria: Sequence[Asked]) -> Select[Any]:
    key = sort_key(_pairs(criteria)).label("rank_key")
    place = draw_place(draw_for(pursuit.id)).label("place")
    verdicts = [
        verdict_code(one.field, one.criterion).label(f"verdict_{index}")
        for index, one in enumerate(criteria)
    ]
    ranked: Select[Any] = (
        select(
            Site.id,
            Site.number,
            Site.name,
            Site.kind,
            Organization.name.label("city"),
            key,
            place,
            *verdicts,
        )
        .join(Organization, Organization.id == Site.organization_id)
        .where(*_wanted(pursuit))
        .order_by(key, place, Site.id)
    )
    return ranked


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
    value, fact = aliased(SiteValue), aliased(Fact)
    rows = db.session.execute(
        select(
            fact.site_id, fact.field, fact.planned, fact.low, fact.high, fact.text,
            fact.qualifier, fact.unit, fact.original, fact.retracted, fact.plan_on, fact.plan_cost,
        )
        .select_from(value)
        .join(fact, fact.id == value.fact_id)
        .where(value.site_id.in_(site_ids), value.field.in_(set(fields)))
    )  # fmt: skip
    return {(row.site_id, row.field, row.planned): row for row in rows if not row.retracted}


def _finding(verdict: Verdict, one: Asked, site_id: UUID, facts: Facts) -> Finding:
    present = facts.get((site_id, one.field.key, False))
    plan = facts.get((site_id, one.field.key, True))
    value = value_of(present) if present is not None else None
    planned = (
        Planned(_known(one.field, value_of(plan)), plan.plan_on, plan.plan_cost)
        if plan is not None
        else None
    )
    return Finding(
        verdict,
        reason(
            one.field, one.criterion, _known(one.field, value), planned,
            words=display(one.field, value) if value is not None else "",
        ),
    )  # fmt: skip


def _known(field: Field, value: Value | None) -> Known:
    if value is None:
        return None
    return value.bounds if field.is_interval else frozenset(value.choices)
