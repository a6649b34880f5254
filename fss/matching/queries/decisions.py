"""What was decided about the sites of a pursuit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.matching.models import Decision, SiteDecision
from fss.pursuits.models import Pursuit
from fss.sites.models import Site


def decisions_of(
    pursuit: Pursuit, site_ids: Iterable[UUID] | None = None
) -> dict[UUID, SiteDecision]:
    """Decisions by site; of all sites, or of those named."""
    query = select(SiteDecision).where(SiteDecision.pursuit_id == pursuit.id)
    if site_ids is not None:
        query = query.where(SiteDecision.site_id.in_(list(site_ids)))
    return {one.site_id: one for one in db.session.scalars(query)}


def shortlisted(pursuit: Pursuit) -> Sequence[SiteDecision]:
    """The shortlist in its order, each with its site and city."""
    return db.session.scalars(
        select(SiteDecision)
        .where(
            SiteDecision.pursuit_id == pursuit.id,
            SiteDecision.decision == Decision.SHORTLISTED,
        )
        .options(joinedload(SiteDecision.site).joinedload(Site.organization))
        .order_by(SiteDecision.position, SiteDecision.site_id)
    ).all()


def left_out(pursuit: Pursuit, *, by_rule: bool) -> Sequence[SiteDecision]:
    """Sites left out by a failed must, or by the coordinator's reason; by number."""
    return db.session.scalars(
        select(SiteDecision)
        .join(Site, Site.id == SiteDecision.site_id)
        .where(
            SiteDecision.pursuit_id == pursuit.id,
            SiteDecision.decision == Decision.LEFT_OUT,
            SiteDecision.by_rule.is_(by_rule),
        )
        .options(joinedload(SiteDecision.site).joinedload(Site.organization))
        .order_by(Site.number)
        .limit(500)
    ).all()


def shortlist_counts(pursuit_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many sites each pursuit has on its shortlist."""
    rows = db.session.execute(
        select(SiteDecision.pursuit_id, func.count())
        .where(
            SiteDecision.pursuit_id.in_(list(pursuit_ids)),
            SiteDecision.decision == Decision.SHORTLISTED,
        )
        .group_by(SiteDecision.pursuit_id)
    )
    return {row[0]: row[1] for row in rows}
