"""Composing, issuing and sharing proposals."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from fss.accounts.models import County
from fss.accounts.queries import get_county, get_zone
from fss.accounts.rules.people import new_token, token_hash
from fss.audit.services import record
from fss.db import check_version, db
from fss.documents.blocks import Document
from fss.errors import ConflictError, RuleError
from fss.files.models import StoredFile
from fss.files.rules import MEDIA_TYPES, Kind
from fss.files.services import read_file, store_file
from fss.jobs.services import standing_of, start_job
from fss.mail.rules import check_address
from fss.mail.services import queue_mail
from fss.matching.queries import shortlisted
from fss.permissions.rules import Identity
from fss.proposals import queries
from fss.proposals.documents import (
    content_hash,
    freeze,
    gather,
    made_with,
    picture_hashes,
    proposal_document,
    thaw,
)
from fss.proposals.models import (
    FileKind,
    Proposal,
    ProposalFile,
    ProposalState,
    ShareAccess,
    ShareLink,
)
from fss.proposals.rules import checked_letter, checked_title, expiry, file_stem
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import CLOSED, RequestSource
from fss.timezone import words
from fss.web.filters import plural

Link = Callable[[str], str]
NOTHING_SHORTLISTED = (
    "The shortlist is empty. Open the Sites tab, tick the sites to offer, and save the shortlist."
)
CHANGED = (
    "The shortlist changed since this draft was made. Take over the new shortlist, look at the "
    "preview, then issue it."
)
MEDIA = {
    FileKind.PDF: MEDIA_TYPES[Kind.PDF],
    FileKind.DOCX: MEDIA_TYPES[Kind.DOCX],
    FileKind.ZIP: "application/zip",
}


def create_proposal(pursuit: Pursuit, *, actor: Identity, now: datetime) -> Proposal:
    """A draft from the shortlist, with a title and a letter to start from.

    RuleError when the shortlist is empty, the pursuit is closed, or there is a draft already.
    """
    if actor.user_id is None:
        raise RuleError("A person has to own the proposal.")
    if pursuit.stage in CLOSED:
        raise RuleError("This pursuit is closed.")
    present = queries.draft_of(pursuit)
    if present is not None:
        raise RuleError(f"Proposal {present.number} is still a draft. Issue it first.")
    site_ids = present_shortlist(pursuit)
    if not site_ids:
        raise RuleError(NOTHING_SHORTLISTED)
    proposal = Proposal(
        pursuit=pursuit,
        number=queries.next_number(pursuit),
        state=ProposalState.DRAFT,
        title=f"Proposal for {pursuit.code_name}",
        prepared_for=_reader(pursuit),
        letter=_letter(pursuit, len(site_ids)),
        site_ids=site_ids,
        created_at=now,
        owner_id=actor.user_id,
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def present_shortlist(pursuit: Pursuit) -> list[str]:
    """The ids of the shortlisted sites, in order."""
    return [str(one.site_id) for one in shortlisted(pursuit)]


def shortlist_changed(proposal: Proposal) -> bool:
    """Whether a draft was made from another shortlist than the present one."""
    return proposal.is_draft and proposal.site_ids != present_shortlist(proposal.pursuit)


def edit_proposal(
    proposal: Proposal,
    *,
    title: str,
    prepared_for: str,
    letter: str,
    version: int,
    actor: Identity,  # noqa: ARG001  (the audit row names who acts)
) -> None:
    """Change the words of a draft; ConflictError with both versions when somebody saved first."""
    _check_draft(proposal)
    given = {
        "title": checked_title(title),
        "prepared_for": " ".join(prepared_for.split()),
        "letter": checked_letter(letter),
    }
    if proposal.version != version:
        labels = {"title": "Title", "prepared_for": "Prepared for", "letter": "Letter"}
        changed = [name for name in given if getattr(proposal, name) != given[name]]
        raise ConflictError(
            theirs={labels[name]: getattr(proposal, name) for name in changed},
            yours={labels[name]: given[name] for name in changed},
        )
    for name, value in given.items():
        setattr(proposal, name, value)
    db.session.flush()


def take_shortlist(proposal: Proposal, *, now: datetime) -> None:
    """Make the draft of the shortlist as it is now."""
    _check_draft(proposal)
    site_ids = present_shortlist(proposal.pursuit)
    if not site_ids:
        raise RuleError(NOTHING_SHORTLISTED)
    proposal.site_ids = site_ids
    record("proposal:shortlist:take", subject=proposal, at=now, sites=len(site_ids))
    db.session.flush()


def issue_proposal(proposal: Proposal, *, version: int, actor: Identity, now: datetime) -> None:
    """Freeze the content with its SHA-256 and ask the worker for the files.

    RuleError when it is issued already or the shortlist changed since the draft was made;
    ConflictError when the draft changed since it was shown.
    """
    _check_draft(proposal)
    check_version(proposal, version)
    if shortlist_changed(proposal):
        raise RuleError(CHANGED)
    content = freeze(gather(proposal, at=now))
    proposal.content = content
    proposal.content_hash = content_hash(content)
    proposal.state = ProposalState.ISSUED
    proposal.issued_at, proposal.issued_by = now, actor.user_id
    record(
        "proposal:issue",
        subject=proposal,
        at=now,
        number=proposal.number,
        sha256=proposal.content_hash,
        sites=len(proposal.site_ids),
    )
    db.session.flush()
    start_packet(proposal, actor=actor, now=now)


def start_packet(proposal: Proposal, *, actor: Identity, now: datetime) -> None:
    """Ask the worker for the files of an issued proposal."""
    job = start_job(
        "packet",
        title=f"Packet of {proposal.pursuit.code_name}, proposal {proposal.number}",
        arguments={"proposal_id": str(proposal.id)},
        actor=actor,
        subject_type="proposal",
        subject_id=proposal.id,
        now=now,
    )
    proposal.job_id = job.id
    db.session.flush()


def restart_packet(proposal: Proposal, *, actor: Identity, now: datetime) -> None:
    """Ask for the files anew where writing them came to an end without any; RuleError else."""
    job = queries.jobs_of([proposal]).get(proposal.job_id) if proposal.job_id else None
    if proposal.is_draft or proposal.files:
        raise RuleError("There is nothing to write.")
    if job and not standing_of(job, now=now).state.has_ended:
        raise RuleError("The files are being written. Wait a moment.")
    start_packet(proposal, actor=actor, now=now)


def document_of(proposal: Proposal, *, at: datetime) -> Document:
    """A draft as it would be issued at an instant, an issued proposal as it was frozen."""
    if proposal.is_draft:
        return proposal_document(gather(proposal, at=at))
    return frozen_document(proposal)


def frozen_document(proposal: Proposal) -> Document:
    """The document as issued, checked against its SHA-256; GoneError when it was damaged."""
    content = queries.content_of(proposal)
    if content is None or proposal.content_hash is None:
        raise RuleError("This proposal is not issued yet.")
    stored = queries.pictures_by_hash(picture_hashes(content))
    images = {sha256: read_file(file) for sha256, file in stored.items()}
    return thaw(content, expected=proposal.content_hash, images=images)


def picture_of(proposal: Proposal, sha256: str) -> StoredFile | None:
    """A photo that stands in the proposal, by its SHA-256."""
    content = queries.content_of(proposal)
    if content is None:
        sites = queries.sites_with_photos(
            [UUID(one) for one in present_shortlist(proposal.pursuit)]
        )
        photos = (site.cover.file for site in sites.values() if site.cover)
        return next((file for file in photos if file.sha256 == sha256), None)
    if sha256 not in picture_hashes(content):
        return None
    return queries.pictures_by_hash([sha256]).get(sha256)


def keep_packet(
    proposal: Proposal, files: Mapping[FileKind, bytes], *, actor: Identity, now: datetime
) -> None:
    """Keep the files of an issued proposal with their SHA-256; what is kept already stays.

    RuleError when a file written again differs from the one that was handed out.
    """
    present = {one.kind: one for one in proposal.files}
    versions = made_with()
    for kind, data in files.items():
        sha256 = hashlib.sha256(data).hexdigest()
        if kind in present:
            if present[kind].sha256 != sha256:
                raise RuleError(
                    f"The {kind.label} was written with other versions of the programs before. "
                    "The file that was handed out stays."
                )
            continue
        stored = store_file(
            data,
            name=f"{file_stem(proposal.pursuit.code_name, proposal.number)}.{kind.value}",
            media_type=MEDIA[kind],
            owner_id=actor.user_id,
            purpose="proposal",
            now=now,
        )
        proposal.files.append(
            ProposalFile(kind=kind, file=stored, sha256=sha256, made_with=versions, made_at=now)
        )
    db.session.flush()


def share_proposal(
    proposal: Proposal,
    *,
    recipient: str,
    days: int,
    email: str = "",
    link: Link,
    actor: Identity,
    now: datetime,
) -> str:
    """Make a private link and return its token, which is kept nowhere; mail it where wanted.

    `link(token)` gives the address. RuleError (with its field) while there are no files, without
    a recipient, or for days or an address that cannot be.
    """
    if not proposal.files:
        raise RuleError("The files are not written yet. Wait until the packet is done.")
    recipient = " ".join(recipient.split())
    if not recipient:
        raise RuleError("Say for whom the link is.", "recipient")
    if actor.user_id is None:
        raise RuleError("A person has to make the link.")
    if email:
        try:
            email = check_address(email)
        except RuleError as error:
            raise RuleError(error.message, "email") from None
    token = new_token()
    made = ShareLink(
        recipient=recipient[:200],
        email=email,
        token_hash=token_hash(token),
        created_at=now,
        created_by=actor.user_id,
        expires_at=expiry(now, days),
    )
    proposal.links.append(made)
    db.session.flush()
    record("link:create", subject=made, at=now, recipient=made.recipient, until=made.expires_at)
    if email:
        _mail(made, link(token), now)
    return token


def revoke_link(made: ShareLink, *, now: datetime) -> None:
    """End a private link at once; doing it twice changes nothing."""
    if made.revoked_at is None:
        made.revoked_at = now
        record("link:revoke", subject=made, at=now, recipient=made.recipient)
        db.session.flush()


def record_access(made: ShareLink, what: str, *, now: datetime) -> None:
    """Keep that something was opened or downloaded; nothing about who or from where."""
    db.session.add(ShareAccess(link_id=made.id, what=what, at=now))
    db.session.flush()


def _check_draft(proposal: Proposal) -> None:
    if not proposal.is_draft:
        raise RuleError(
            f"Proposal {proposal.number} is issued and does not change any more. Make a new one."
        )


def _reader(pursuit: Pursuit) -> str:
    """Whom the cover names. A company's own people are not named: the code name stands for it."""
    return "" if pursuit.source is RequestSource.COMPANY else pursuit.contact_name


def _letter(pursuit: Pursuit, count: int) -> str:
    county = get_county()
    place = f"{county.name}, {county.state}" if county else "our county"
    office = county.office_name if county else "First Stop Shop"
    contact = _contact(county)
    lines = [
        f"Thank you for considering {place} for {pursuit.code_name}.",
        f"We tried every listed site of our member cities and townships against what you asked "
        f"for. This proposal offers {plural(count, 'site')}, each described in the same way, with "
        "the source and the date of every fact.",
        f"The {office} answers your questions and arranges visits"
        f"{f': {contact}' if contact else ''}.",
    ]
    return "\n\n".join(lines)


def _contact(county: County | None) -> str:
    """Name, e-mail and phone, as far as they are known."""
    known = (county.contact_name, county.contact_email, county.contact_phone) if county else ()
    return ", ".join(part for part in known if part)


def _mail(made: ShareLink, address: str, now: datetime) -> None:
    county = get_county()
    office = county.office_name if county else "First Stop Shop"
    place = f"{county.name}, {county.state}" if county else ""
    until = words(made.expires_at, get_zone(), with_zone=True)
    text = (
        f"Hello {made.recipient},\n\n"
        f"{office}{f' of {place}' if place else ''} has a proposal for you. Open it here, "
        f"without signing in, until {until}:\n\n{address}\n\n"
        "The link is meant for you. Whoever has it can read the proposal.\n"
    )
    contact = _contact(county)
    if contact:
        text += f"\nQuestions? {contact}\n"
    # The subject names no code name: subjects show on locked screens.
    queue_mail(made.email, f"A proposal from {office}", text, purpose="share-link", now=now)
