"""In how many pursuits sites of each city were tried, offered and sent. Only counts leave here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select

from fss.db import db
from fss.matching.models import Decision, SiteDecision
from fss.proposals.models import Proposal, ProposalState
from fss.pursuits.models import Pursuit
from fss.reports.rules.periods import Period
from fss.reports.rules.pursuits import PursuitCounts, Tried, count_pursuits
from fss.sites.models import Site

CHUNK = 500


def pursuit_counts(
    *, period: Period, zone: str, now: datetime, organization_id: UUID | None = None
) -> tuple[PursuitCounts, dict[UUID, PursuitCounts]]:
    """The counts over all cities (or the one named), and by city; pursuits by day received."""
    start, end = period.instants(zone)
    cohort: list[ColumnElement[bool]] = [Pursuit.received_at < end]
    if start is not None:
        cohort.append(Pursuit.received_at >= start)
    received = db.session.scalar(select(func.count()).select_from(Pursuit).where(*cohort)) or 0
    decided = db.session.scalar(
        select(func.count(SiteDecision.pursuit_id.distinct()))
        .join(Pursuit, Pursuit.id == SiteDecision.pursuit_id)
        .where(*cohort)
    )
    entries = [
        one for one in _entries(cohort) if organization_id is None or one.city == organization_id
    ]
    by_city: dict[Any, list[Tried]] = defaultdict(list)
    for one in entries:
        by_city[one.city].append(one)
    known = {"received": received, "undecided": received - (decided or 0)}
    return (
        count_pursuits(entries, **known, now=now),
        {city: count_pursuits(own, **known, now=now) for city, own in by_city.items()},
    )


def _entries(cohort: list[ColumnElement[bool]]) -> list[Tried]:
    """A line for each pursuit and city: by the decisions, and by the issued proposals."""
    listed = case((SiteDecision.decision == Decision.SHORTLISTED, 1), else_=0)
    rows = db.session.execute(
        select(Pursuit.id, Pursuit.stage, Site.organization_id, func.max(listed))
        .join(SiteDecision, SiteDecision.pursuit_id == Pursuit.id)
        .join(Site, Site.id == SiteDecision.site_id)
        .where(*cohort)
        .group_by(Pursuit.id, Pursuit.stage, Site.organization_id)
    )
    entries = [Tried(one, city, stage, bool(chosen)) for one, stage, city, chosen in rows]
    issued = db.session.execute(
        select(Pursuit.id, Pursuit.stage, Proposal.site_ids, Proposal.issued_at)
        .join(Proposal, Proposal.pursuit_id == Pursuit.id)
        .where(*cohort, Proposal.state == ProposalState.ISSUED)
    ).all()
    owners = _owners({UUID(site_id) for row in issued for site_id in row.site_ids})
    entries += [
        Tried(row.id, city, row.stage, sent_at=row.issued_at)
        for row in issued
        for city in {owners[UUID(one)] for one in row.site_ids if UUID(one) in owners}
    ]
    return entries


def _owners(site_ids: Collection[UUID]) -> dict[UUID, UUID]:
    ids = sorted(site_ids)
    found: dict[UUID, UUID] = {}
    for start in range(0, len(ids), CHUNK):
        rows = db.session.execute(
            select(Site.id, Site.organization_id).where(Site.id.in_(ids[start : start + CHUNK]))
        )
        found.update((row[0], row[1]) for row in rows)
    return found
