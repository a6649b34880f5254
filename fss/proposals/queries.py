"""Reading proposals, their links, and how many sites were tried."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import distinct, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts.queries import members
from fss.db import db
from fss.errors import NotFoundError
from fss.files.models import StoredFile
from fss.jobs.models import Job
from fss.matching.models import SiteDecision
from fss.permissions.rules import Identity, Permission, allows
from fss.proposals.models import Proposal, ProposalFile, ProposalState, ShareAccess, ShareLink
from fss.pursuits.models import Pursuit
from fss.sites.models import Site, SitePhoto
from fss.work.models import ProcessInstance, StepInstance, StepState

SEND_STEP = "P11"
"""The step of the pursuit process in which the proposal is approved and sent."""


def get_proposal(proposal_id: UUID, identity: Identity) -> Proposal:
    """A proposal with its pursuit and files; NotFoundError for one this person may not know of."""
    found = db.session.scalar(
        select(Proposal)
        .where(Proposal.id == proposal_id)
        .options(
            joinedload(Proposal.pursuit).selectinload(Pursuit.criteria),
            joinedload(Proposal.issuer),
            selectinload(Proposal.files).joinedload(ProposalFile.file),
        )
    )
    if found is None or not allows(Permission.PROPOSAL_READ, identity, found):
        raise NotFoundError
    return found


def proposed_since(site_ids: Collection[UUID], since: datetime) -> Mapping[UUID, str]:
    """The sites of proposals that were drafted or issued since; nothing is told of the request."""
    proposals = db.session.scalars(
        select(Proposal.site_ids).where(
            or_(Proposal.created_at > since, Proposal.issued_at > since)
        )
    )
    found = {UUID(one) for proposed in proposals for one in proposed}
    return {one: "it stands in a proposal" for one in sorted(found, key=str) if one in site_ids}


def proposals_of(pursuit: Pursuit) -> Sequence[Proposal]:
    """The pursuit's proposals, newest first, with files and links and what was opened."""
    return db.session.scalars(
        select(Proposal)
        .where(Proposal.pursuit_id == pursuit.id)
        .options(
            joinedload(Proposal.issuer),
            selectinload(Proposal.files).joinedload(ProposalFile.file),
            selectinload(Proposal.links).selectinload(ShareLink.accesses),
        )
        .order_by(Proposal.number.desc())
    ).all()


def draft_of(pursuit: Pursuit) -> Proposal | None:
    """The one proposal of the pursuit that may still be edited."""
    return db.session.scalar(
        select(Proposal).where(
            Proposal.pursuit_id == pursuit.id, Proposal.state == ProposalState.DRAFT
        )
    )


def next_number(pursuit: Pursuit) -> int:
    """The number of the pursuit's next proposal, from 1."""
    last = db.session.scalar(
        select(func.max(Proposal.number)).where(Proposal.pursuit_id == pursuit.id)
    )
    return (last or 0) + 1


def content_of(proposal: Proposal) -> dict[str, Any] | None:
    """What was frozen at issue; None for a draft."""
    return db.session.scalar(select(Proposal.content).where(Proposal.id == proposal.id))


def get_link(link_id: UUID, identity: Identity) -> ShareLink:
    """A private link with its proposal; NotFoundError for one this person may not know of."""
    found = db.session.scalar(
        select(ShareLink)
        .where(ShareLink.id == link_id)
        .options(joinedload(ShareLink.proposal).joinedload(Proposal.pursuit))
    )
    if found is None or not allows(Permission.PROPOSAL_READ, identity, found.proposal):
        raise NotFoundError
    return found


def accesses_of(link: ShareLink, *, limit: int = 200) -> Sequence[ShareAccess]:
    """What was opened and downloaded by a link, newest first."""
    return db.session.scalars(
        select(ShareAccess)
        .where(ShareAccess.link_id == link.id)
        .order_by(ShareAccess.at.desc(), ShareAccess.id)
        .limit(limit)
    ).all()


@dataclass(frozen=True, slots=True)
class Tried:
    """How many sites of how many members were tried, and how many members there are."""

    sites: int
    cities: int
    members: int


def tried(pursuit: Pursuit, *, on: date) -> Tried:
    """Counted in the record of decisions, where every site that was tried stands."""
    row = db.session.execute(
        select(func.count(), func.count(distinct(Site.organization_id)))
        .select_from(SiteDecision)
        .join(Site, Site.id == SiteDecision.site_id)
        .where(SiteDecision.pursuit_id == pursuit.id)
    ).one()
    return Tried(row[0], row[1], len(members(on)))


def sites_with_photos(site_ids: Sequence[UUID]) -> dict[UUID, Site]:
    """Sites by id, each with its city and photos."""
    found = db.session.scalars(
        select(Site)
        .where(Site.id.in_(site_ids))
        .options(
            joinedload(Site.organization),
            selectinload(Site.photos).joinedload(SitePhoto.file),
        )
    )
    return {site.id: site for site in found}


def pictures_by_hash(hashes: Sequence[str]) -> dict[str, StoredFile]:
    """Stored photos by their SHA-256: those that a frozen proposal names."""
    rows = db.session.scalars(
        select(StoredFile)
        .where(StoredFile.sha256.in_(hashes), StoredFile.purpose == "site-photo")
        .order_by(StoredFile.created_at, StoredFile.id)
    )
    return {stored.sha256: stored for stored in rows}


def jobs_of(proposals: Sequence[Proposal]) -> dict[UUID, Job]:
    """The jobs that write the files of some proposals, by the job's id."""
    ids = [one.job_id for one in proposals if one.job_id]
    return {job.id: job for job in db.session.scalars(select(Job).where(Job.id.in_(ids)))}


def step_to_send(pursuit: Pursuit) -> StepInstance | None:
    """The step "Approve and send" of the pursuit's process, ready or not, until it is done."""
    return db.session.scalar(
        select(StepInstance)
        .join(StepInstance.instance)
        .where(
            ProcessInstance.subject_type == "pursuit",
            ProcessInstance.subject_id == pursuit.id,
            StepInstance.key == SEND_STEP,
            StepInstance.state.in_((StepState.READY, StepState.WAITING)),
        )
        .order_by(ProcessInstance.started_at, StepInstance.id)
        .limit(1)
    )
