"""Reading what the documents of a process need."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from fss.accounts.models import Organization
from fss.db import db
from fss.errors import NotFoundError
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity, Permission, allows
from fss.process.models import ProcessTemplate, RaciVariant, VariantStatus
from fss.process.queries.variants import PEOPLE

PAPERS = "process_papers"
"""The kind of job that prints a process."""


def agreed_variants(stored: ProcessTemplate, identity: Identity) -> Sequence[RaciVariant]:
    """What cities agreed for a version, as far as the person may read it, by the city's name."""
    found = db.session.scalars(
        select(RaciVariant)
        .join(RaciVariant.organization)
        .where(RaciVariant.template_id == stored.id, RaciVariant.status == VariantStatus.AGREED)
        .options(*PEOPLE)
        .order_by(Organization.name, RaciVariant.id)
    )
    return [one for one in found if allows(Permission.VARIANT_READ, identity, one)]


def agreed_variant(variant_id: UUID, stored: ProcessTemplate, identity: Identity) -> RaciVariant:
    """One of them; raises NotFoundError."""
    for variant in agreed_variants(stored, identity):
        if variant.id == variant_id:
            return variant
    raise NotFoundError


def papers_made(stored: ProcessTemplate, identity: Identity, *, most: int = 10) -> Sequence[Job]:
    """The last documents of a version that this person asked for, newest first."""
    return db.session.scalars(
        select(Job)
        .where(
            Job.kind == PAPERS,
            Job.owner_id == identity.user_id,
            Job.state == JobState.DONE,
            Job.subject_id == stored.id,
        )
        .order_by(Job.queued_at.desc(), Job.id)
        .limit(most)
    ).all()
