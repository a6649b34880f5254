"""How complete and fresh the sites of each city are, and what changed since a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import case, func, select

from fss.accounts.queries import organizations
from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.screening import Completeness
from fss.upkeep.queries.details import chosen_answers, how_complete, known_fields
from fss.upkeep.queries.tasks import FACTS, SITES, VALUES, kept_by, own_values
from fss.upkeep.rules import percent


@dataclass(frozen=True, slots=True)
class CityStanding:
    """One city: its listed sites, screening facts known, values known and how many are old."""

    organization_id: UUID
    city: str
    sites: int
    screening_known: int
    screening_total: int
    values: int
    old: int

    @property
    def complete(self) -> int:
        """Percent of the screening facts that are known."""
        return percent(self.screening_known, self.screening_total)

    @property
    def fresh(self) -> int:
        """Percent of the values that need no check."""
        return percent(self.values - self.old, self.values)


@dataclass(frozen=True, slots=True)
class SiteStanding:
    """One site: how complete, how much is old."""

    id: UUID
    number: int
    name: str
    kind: PropertyKind
    city: str
    screening: Completeness
    whole: Completeness
    old: int

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"


def city_standings(identity: Identity, *, today: date) -> list[CityStanding]:
    """Each city whose sites the person's organizations keep, by name; two statements."""
    kept = kept_by(identity)
    rows = db.session.execute(
        select(
            SITES.c.organization_id,
            func.count().label("sites"),
            func.sum(SITES.c.screening_known).label("known"),
            func.sum(SITES.c.screening_total).label("total"),
        )
        .where(kept)
        .group_by(SITES.c.organization_id)
    )
    figures = {row.organization_id: row for row in rows}
    values = {
        row.organization_id: row
        for row in db.session.execute(
            select(
                SITES.c.organization_id,
                func.count().label("values"),
                func.sum(case((VALUES.c.check_on < today, 1), else_=0)).label("old"),
            )
            .join(SITES, SITES.c.id == VALUES.c.site_id)
            .where(kept, VALUES.c.planned.is_(False), VALUES.c.check_on.is_not(None), own_values())
            .group_by(SITES.c.organization_id)
        )
    }
    return [
        CityStanding(
            one.id,
            one.name,
            figures[one.id].sites,
            figures[one.id].known,
            figures[one.id].total,
            values[one.id].values if one.id in values else 0,
            values[one.id].old if one.id in values else 0,
        )
        for one in organizations()
        if one.id in figures
    ]


def site_standings(
    identity: Identity,
    *,
    today: date,
    organization_id: UUID | None = None,
    page: int = 1,
    size: int = 25,
) -> tuple[Sequence[SiteStanding], int]:
    """One page of the sites of a city, the least complete first, and how many there are."""
    kept = kept_by(identity, organization_id)
    total = db.session.scalar(select(func.count()).select_from(SITES).where(kept)) or 0
    rows = db.session.execute(
        select(SITES.c.id, SITES.c.number, SITES.c.name, SITES.c.kind, SITES.c.organization_id)
        .where(kept)
        .order_by(SITES.c.screening_known, SITES.c.name_key, SITES.c.number)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    ids = [row.id for row in rows]
    known, chosen = known_fields(ids), chosen_answers(ids)
    cities = {one.id: one.name for one in organizations()}
    old = {
        row[0]: row[1]
        for row in db.session.execute(
            select(VALUES.c.site_id, func.count())
            .join(SITES, SITES.c.id == VALUES.c.site_id)
            .where(
                VALUES.c.site_id.in_(ids),
                VALUES.c.check_on < today,
                VALUES.c.planned.is_(False),
                own_values(),
            )
            .group_by(VALUES.c.site_id)
        )
    }
    return [
        SiteStanding(
            row.id,
            row.number,
            row.name,
            PropertyKind(row.kind),
            cities.get(row.organization_id, ""),
            *how_complete(known[row.id], PropertyKind(row.kind), chosen[row.id]),
            old.get(row.id, 0),
        )
        for row in rows
    ], total


def values_stated(identity: Identity, *, since: datetime) -> dict[UUID, int]:
    """How many values were stated (or confirmed) since an instant, by city."""
    return {
        row[0]: row[1]
        for row in db.session.execute(
            select(SITES.c.organization_id, func.count())
            .join(FACTS, FACTS.c.site_id == SITES.c.id)
            .where(kept_by(identity), FACTS.c.entered_at >= since)
            .group_by(SITES.c.organization_id)
        )
    }


def sites_added(identity: Identity, *, since: datetime) -> dict[UUID, int]:
    """How many sites were added since an instant, by city."""
    return {
        row[0]: row[1]
        for row in db.session.execute(
            select(SITES.c.organization_id, func.count())
            .where(kept_by(identity), SITES.c.created_at >= since)
            .group_by(SITES.c.organization_id)
        )
    }
