"""The numbers of all cities side by side: no site, no value, no name of a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select

from fss.accounts.queries import members
from fss.db import db
from fss.permissions.rules import SYSTEM
from fss.reports.rules.figures import Share
from fss.sites.rules.fields import PropertyKind
from fss.upkeep.queries.standing import city_standings
from fss.upkeep.queries.tasks import RIVALS, SITES, kept_by


@dataclass(frozen=True, slots=True)
class CityLine:
    """One member: its listed properties and how complete, fresh and ready they are."""

    organization_id: UUID
    name: str
    sites: int
    screening: Share
    fresh: Share
    conflicts: int
    ready: Share
    unknown_tier: int


def city_lines(*, today: date, ready_from: int) -> list[CityLine]:
    """Every present member by name, also those without a site. Five statements."""
    standings = {one.organization_id: one for one in city_standings(SYSTEM, today=today)}
    # A fact of a site counts once, however many sources contradict it.
    contradicted = (
        select(SITES.c.organization_id, RIVALS.c.site_id, RIVALS.c.field)
        .join(SITES, SITES.c.id == RIVALS.c.site_id)
        .where(kept_by(SYSTEM))
        .distinct()
        .subquery()
    )
    conflicts = {
        row[0]: row[1]
        for row in db.session.execute(
            select(contradicted.c.organization_id, func.count()).group_by(
                contradicted.c.organization_id
            )
        )
    }
    tiers: dict[UUID, dict[int | None, int]] = {}
    for city, tier, count in db.session.execute(
        select(SITES.c.organization_id, SITES.c.readiness, func.count())
        .where(kept_by(SYSTEM), SITES.c.kind == PropertyKind.LAND)
        .group_by(SITES.c.organization_id, SITES.c.readiness)
    ):
        tiers.setdefault(city, {})[tier] = count
    lines = []
    for one in members(today):
        own, land = standings.get(one.id), tiers.get(one.id, {})
        known = {tier: count for tier, count in land.items() if tier is not None}
        lines.append(
            CityLine(
                one.id,
                one.name,
                own.sites if own else 0,
                Share(own.screening_known, own.screening_total) if own else Share(0, 0),
                Share(own.values - own.old, own.values) if own else Share(0, 0),
                conflicts.get(one.id, 0),
                Share(
                    sum(count for tier, count in known.items() if tier >= ready_from),
                    sum(known.values()),
                ),
                land.get(None, 0),
            )
        )
    return lines
