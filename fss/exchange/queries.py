"""Reading imports: one's own, and everybody's for county staff."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.errors import NotFoundError
from fss.exchange.models import SiteImport
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity


def get_import(import_id: UUID, identity: Identity) -> SiteImport:
    """An import: one's own, or anybody's for county staff; raises NotFoundError."""
    found = db.session.get(SiteImport, import_id, options=(joinedload(SiteImport.file),))
    if found is None:
        raise NotFoundError
    if found.owner_id != identity.user_id and not identity.is_county_staff:
        raise NotFoundError
    return found


def imports(identity: Identity, *, most: int = 20) -> Sequence[SiteImport]:
    """The last imports this person may see, newest first."""
    query = select(SiteImport).order_by(SiteImport.created_at.desc(), SiteImport.id).limit(most)
    if not identity.is_county_staff:
        query = query.where(SiteImport.owner_id == identity.user_id)
    return db.session.scalars(query).all()


def exports(identity: Identity, *, most: int = 20) -> Sequence[Job]:
    """The last exports this person asked for that are done, newest first."""
    return db.session.scalars(
        select(Job)
        .where(
            Job.kind == "site_export",
            Job.owner_id == identity.user_id,
            Job.state == JobState.DONE,
        )
        .order_by(Job.queued_at.desc(), Job.id)
        .limit(most)
    ).all()
