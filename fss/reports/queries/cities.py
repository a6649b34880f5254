"""The cities a person may have a report of, and the reports they asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from fss.accounts.models import Organization
from fss.accounts.queries import members, today
from fss.db import db
from fss.errors import NotFoundError
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity, Permission, allows

PACK, SUMMARY = "city_pack", "cities_summary"
"""Kinds of jobs: the pack of one city, the numbers of all."""


@dataclass(frozen=True, slots=True)
class City:
    """A city or township as the subject of a report."""

    organization_id: UUID
    name: str


def get_city(organization_id: UUID, identity: Identity) -> City:
    """A city or township whose report this person may have; raises NotFoundError."""
    organization = db.session.get(Organization, organization_id)
    if organization is None or not organization.is_member:
        raise NotFoundError
    city = City(organization.id, organization.name)
    if not allows(Permission.REPORT_CITY, identity, city):
        raise NotFoundError
    return city


def cities(identity: Identity) -> list[City]:
    """The present members whose report this person may have, by name."""
    found = [City(one.id, one.name) for one in members(today())]
    return [city for city in found if allows(Permission.REPORT_CITY, identity, city)]


def reports_made(
    identity: Identity, *, city: City | None = None, summary: bool = False, most: int = 20
) -> Sequence[Job]:
    """The last reports this person asked for and may still have, newest first.

    Of every kind, or those of one city, or only those of all cities (`summary`).
    """
    kinds = [SUMMARY] if summary else [PACK] if city else [PACK, SUMMARY]
    query = select(Job).where(
        Job.kind.in_(kinds),
        Job.owner_id == identity.user_id,
        Job.state == JobState.DONE,
    )
    if city is not None:
        query = query.where(Job.subject_id == city.organization_id)
    found = db.session.scalars(query.order_by(Job.queued_at.desc(), Job.id).limit(5 * most))
    return [job for job in found if _may_have(job, identity)][:most]


def _may_have(job: Job, identity: Identity) -> bool:
    if job.kind == SUMMARY:
        return allows(Permission.REPORT_SUMMARY, identity)
    assert job.subject_id is not None
    return allows(Permission.REPORT_CITY, identity, City(job.subject_id, ""))
