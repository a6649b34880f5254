"""The listed sites of one city: how complete, ready and fresh, and what is missing or stale.

Everything is narrowed to the sites that the person's city keeps (`kept_by`); no value is read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from fss.db import db
from fss.permissions.rules import Identity
from fss.reports.rules.figures import Inventory, Share
from fss.reports.rules.periods import Period
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.screening import Completeness
from fss.upkeep.queries.details import chosen_answers, how_complete, known_fields, shown
from fss.upkeep.queries.tasks import (
    FACTS,
    MISSING,
    RIVALS,
    SITES,
    VALUES,
    is_overdue,
    kept_by,
    own_values,
    still_missing,
    tasks,
)
from fss.upkeep.rules import TaskKind

CHUNK = 500
EVERY_FACT = 10_000
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class SiteLine:
    """One listed property. `tier` is None for a building, and for land when nobody can tell."""

    number: int
    name: str
    kind: PropertyKind
    screening: Completeness
    whole: Completeness
    tier: int | None
    values: int
    stale: int
    oldest: date | None
    conflicts: int

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"


@dataclass(frozen=True, slots=True)
class Lacking:
    """One fact that one property lacks; how many pursuits of two years it would have decided."""

    reference: str
    name: str
    fact: str
    screening: bool
    pursuits: int


@dataclass(frozen=True, slots=True)
class StaleValue:
    """One present value whose check has passed: which, since when. Not what it is."""

    reference: str
    name: str
    fact: str
    as_of: date
    check_on: date
    days: int


def site_lines(identity: Identity, organization_id: UUID, *, today: date) -> list[SiteLine]:
    """Every listed property of the city, the least complete first; a total order."""
    kept = kept_by(identity, organization_id)
    rows = db.session.execute(
        select(SITES.c.id, SITES.c.number, SITES.c.name, SITES.c.kind, SITES.c.readiness)
        .where(kept)
        .order_by(SITES.c.screening_known, SITES.c.name_key, SITES.c.number)
    ).all()
    values = {row.site_id: row for row in db.session.execute(_values(kept, today))}
    conflicts = {row[0]: row[1] for row in db.session.execute(_conflicts(kept))}
    lines: list[SiteLine] = []
    for some in _chunks(rows):
        ids = [row.id for row in some]
        known, chosen = known_fields(ids), chosen_answers(ids)
        for row in some:
            kind, held = PropertyKind(row.kind), values.get(row.id)
            lines.append(
                SiteLine(
                    row.number,
                    row.name,
                    kind,
                    *how_complete(known[row.id], kind, chosen[row.id]),
                    row.readiness if kind is PropertyKind.LAND else None,
                    held.known if held else 0,
                    held.stale if held else 0,
                    held.oldest if held else None,
                    conflicts.get(row.id, 0),
                )
            )
    return lines


def inventory_of(lines: Sequence[SiteLine], *, today: date, stated: int) -> Inventory:
    """The sums over the properties of a city; `stated` as of `stated_in`."""
    oldest = [line.oldest for line in lines if line.oldest is not None]
    return Inventory(
        sites=len(lines),
        screening=_share([line.screening for line in lines]),
        whole=_share([line.whole for line in lines]),
        values=sum(line.values for line in lines),
        stale=sum(line.stale for line in lines),
        without_values=sum(not line.values for line in lines),
        overdue_days=(today - min(oldest)).days if oldest else None,
        conflicts=sum(line.conflicts for line in lines),
        tiers=Counter(line.tier for line in lines if line.kind is PropertyKind.LAND),
        stated=stated,
    )


def stated_in(identity: Identity, organization_id: UUID, *, period: Period, zone: str) -> int:
    """How many values were entered or confirmed in a period for properties now listed."""
    start, end = period.instants(zone)
    query = (
        select(func.count())
        .select_from(FACTS.join(SITES, SITES.c.id == FACTS.c.site_id))
        .where(
            kept_by(identity, organization_id),
            FACTS.c.entered_at < end,
            FACTS.c.retracted.is_(False),
        )
    )
    if start is not None:
        query = query.where(FACTS.c.entered_at >= start)
    return db.session.scalar(query) or 0


def missing_facts(identity: Identity, organization_id: UUID, *, today: date) -> list[Lacking]:
    """What a first look lacks or pursuits hung on, in the order of the to-do list."""
    wanted = [
        task
        for of_site in tasks(identity, today=today, organization_id=organization_id)
        for task in of_site
        if task.kind is TaskKind.MISSING
    ]
    counts = {
        (row.site_id, row.field): row.pursuits
        for row in db.session.execute(
            select(MISSING.c.site_id, MISSING.c.field, MISSING.c.pursuits)
            .join(SITES, SITES.c.id == MISSING.c.site_id)
            .where(kept_by(identity, organization_id), still_missing())
        )
    }
    return [
        Lacking(
            one.reference,
            one.name,
            line.field.label,
            line.field.screening,
            counts.get((one.task.site_id, line.field.key), 0),
        )
        for some in _chunks(wanted)
        for one in shown(some, today=today, most=EVERY_FACT)
        for line in one.lines
    ]


def stale_values(identity: Identity, organization_id: UUID, *, today: date) -> list[StaleValue]:
    """Every present value whose check has passed, the longest overdue first."""
    stated = FACTS.alias()  # `is_overdue` asks the facts on its own
    rows = db.session.execute(
        select(SITES.c.number, SITES.c.name, VALUES.c.field, VALUES.c.check_on, stated.c.as_of)
        .join(SITES, SITES.c.id == VALUES.c.site_id)
        .join(stated, stated.c.id == VALUES.c.fact_id)
        .where(kept_by(identity, organization_id), *is_overdue(today))
        .order_by(VALUES.c.check_on, SITES.c.number)
    ).all()
    places = {key: place for place, key in enumerate(FIELDS)}
    known = [row for row in rows if row.field in places]
    known.sort(key=lambda row: (row.check_on, row.number, places[row.field]))
    return [
        StaleValue(
            f"S-{row.number:04d}",
            row.name,
            FIELDS[row.field].label,
            row.as_of,
            row.check_on,
            (today - row.check_on).days,
        )
        for row in known
    ]


def _values(kept: ColumnElement[bool], today: date) -> Any:
    late = VALUES.c.check_on < today
    return (
        select(
            VALUES.c.site_id,
            func.count().label("known"),
            func.sum(case((late, 1), else_=0)).label("stale"),
            func.min(case((late, VALUES.c.check_on))).label("oldest"),
        )
        .join(SITES, SITES.c.id == VALUES.c.site_id)
        .where(kept, VALUES.c.planned.is_(False), VALUES.c.check_on.is_not(None), own_values())
        .group_by(VALUES.c.site_id)
    )


def _conflicts(kept: ColumnElement[bool]) -> Any:
    return (
        select(RIVALS.c.site_id, func.count(RIVALS.c.field.distinct()))
        .join(SITES, SITES.c.id == RIVALS.c.site_id)
        .where(kept)
        .group_by(RIVALS.c.site_id)
    )


def _share(found: Sequence[Completeness]) -> Share:
    return Share(sum(one.known for one in found), sum(one.total for one in found))


def _chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    for start in range(0, len(rows), CHUNK):
        yield rows[start : start + CHUNK]
