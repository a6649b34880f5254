"""Reading what a private link or a tracking code opens, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts.rules.people import token_hash
from fss.db import db
from fss.process.models import StepInstance, StepState
from fss.process.queries import process_of
from fss.process.rules.templates import template_from_data
from fss.proposals.models import Proposal, ProposalFile, ShareLink
from fss.pursuits.models import Pursuit

_CODE = re.compile(r"[A-Z0-9]{16}")


def link_by_token(token: str) -> ShareLink | None:
    """The link of a token, found by its hash alone: how near a guess came cannot be measured."""
    return db.session.scalar(
        select(ShareLink)
        .where(ShareLink.token_hash == token_hash(token))
        .options(
            joinedload(ShareLink.proposal).joinedload(Proposal.pursuit),
            joinedload(ShareLink.proposal)
            .selectinload(Proposal.files)
            .joinedload(ProposalFile.file),
        )
    )


def plain_code(code: str) -> str:
    """The letters and digits of a tracking code as people type it."""
    return re.sub(r"[^A-Z0-9]", "", code.upper())[:40]


def pursuit_by_code(code: str) -> Pursuit | None:
    """The pursuit with that tracking code; case, blanks and hyphens do not count."""
    plain = plain_code(code)
    if not _CODE.fullmatch(plain):
        return None
    grouped = "-".join(plain[start : start + 4] for start in range(0, 16, 4))
    return db.session.scalar(select(Pursuit).where(Pursuit.tracking_code == grouped))


class Progress(StrEnum):
    """Where a step stands, as the requester reads it."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"

    @property
    def label(self) -> str:
        """In words."""
        return {"done": "Done", "now": "Now", "next": "Still to come"}[self.value]


@dataclass(frozen=True, slots=True)
class TrackingStep:
    """One step in the requester's words, with what is promised about it."""

    words: str
    promise: str
    progress: Progress
    done_at: datetime | None


def tracking_steps(pursuit: Pursuit) -> list[TrackingStep]:
    """The steps of a pursuit that its requester sees; no names, no cities, no sites."""
    instance = process_of("pursuit", pursuit.id)
    if instance is None:
        return []
    steps = db.session.scalars(
        select(StepInstance).where(StepInstance.instance_id == instance.id)
    ).all()
    shown = []
    for row in template_from_data(instance.template.content).steps:
        copies = [step for step in steps if step.key == row.key]
        if not row.client_text or all(step.state is StepState.SKIPPED for step in copies):
            continue
        progress = _progress(copies)
        finished = [step.done_at for step in copies if step.done_at]
        shown.append(
            TrackingStep(
                words=row.client_text,
                promise=row.promise_text if progress is not Progress.DONE else "",
                progress=progress,
                done_at=max(finished) if finished and progress is Progress.DONE else None,
            )
        )
    return shown


def _progress(copies: list[StepInstance]) -> Progress:
    if all(step.state in (StepState.DONE, StepState.SKIPPED) for step in copies):
        return Progress.DONE
    if all(step.state is StepState.WAITING for step in copies):
        return Progress.NEXT
    return Progress.NOW
