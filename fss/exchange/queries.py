"""Reading imports: one's own, and everybody's for county staff."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import joinedload

from fss.db import db
from fss.errors import NotFoundError
from fss.exchange.models import ImportedSite, ImportMapping, SiteImport
from fss.exchange.rules.headers import LEAST_ALIKE, likeness
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity, Role
from fss.sites.models import Site


def get_import(import_id: UUID, identity: Identity) -> SiteImport:
    """An import: one's own, or anybody's for county staff; raises NotFoundError."""
    found = db.session.get(SiteImport, import_id, options=(joinedload(SiteImport.file),))
    if found is None:
        raise NotFoundError
    if found.owner_id != identity.user_id and not identity.is_county_staff:
        raise NotFoundError
    return found


def get_import_to_undo(import_id: UUID, identity: Identity) -> SiteImport:
    """An import of which the person may still edit every site; raises NotFoundError.

    Whoever once planned for a city may read what they imported, and change nothing by it.
    """
    found = get_import(import_id, identity)
    if identity.is_county_staff:
        return found
    members = db.session.scalars(
        select(Site.organization_id)
        .distinct()
        .join(ImportedSite, ImportedSite.site_id == Site.id)
        .where(ImportedSite.import_id == found.id)
    )
    if not set(members) <= identity.organizations(Role.PLANNER):
        raise NotFoundError
    return found


def imports(identity: Identity, *, most: int = 20) -> Sequence[SiteImport]:
    """The last imports this person may see, newest first."""
    query = select(SiteImport).order_by(SiteImport.created_at.desc(), SiteImport.id).limit(most)
    if not identity.is_county_staff:
        query = query.where(SiteImport.owner_id == identity.user_id)
    return db.session.scalars(query).all()


def get_mapping(mapping_id: UUID, identity: Identity) -> ImportMapping:
    """A remembered mapping that this person may use; raises NotFoundError."""
    found = db.session.scalar(
        select(ImportMapping).where(ImportMapping.id == mapping_id, _usable(identity))
    )
    if found is None:
        raise NotFoundError
    return found


def mappings(identity: Identity) -> Sequence[ImportMapping]:
    """The remembered mappings this person may use, the last used first."""
    return db.session.scalars(
        select(ImportMapping)
        .where(_usable(identity))
        .order_by(ImportMapping.used_at.desc(), ImportMapping.id)
    ).all()


def fitting_mapping(imported: SiteImport, identity: Identity) -> ImportMapping | None:
    """The remembered mapping of a list with the same or mostly the same columns."""
    headers = imported.mapping["columns"]
    scored = [(likeness(headers, one.headers), one) for one in mappings(identity)]
    # The last used comes first among those that fit alike.
    best = max(scored, key=lambda pair: pair[0], default=None)
    return best[1] if best is not None and best[0] >= LEAST_ALIKE else None


def _usable(identity: Identity) -> ColumnElement[bool]:
    """One's own; of the county for its staff; of a member for its planners."""
    county = and_(ImportMapping.organization_id.is_(None), ImportMapping.owner_id.is_not(None))
    members = identity.organizations(Role.PLANNER)
    return or_(
        ImportMapping.owner_id == identity.user_id,
        county if identity.is_county_staff else ImportMapping.organization_id.in_(members),
    )


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
