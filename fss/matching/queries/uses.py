"""Which sites answers to requests have built on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from fss.db import db
from fss.matching.models import SiteDecision


def decided_since(site_ids: Collection[UUID], since: datetime) -> Mapping[UUID, str]:
    """The sites that were shortlisted or left out since; nothing is told of the request."""
    decided = db.session.scalars(
        select(SiteDecision.site_id).where(SiteDecision.decided_at > since).distinct()
    )
    return {site_id: "it was used since" for site_id in decided if site_id in site_ids}
