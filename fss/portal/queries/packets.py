"""Reading what a private link or a tracking code opens, and nothing else."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts.rules.people import token_hash
from fss.db import db
from fss.process.rules.templates import TemplateStep, template_from_data
from fss.proposals.models import Proposal, ProposalFile, ShareLink
from fss.pursuits.models import Pursuit
from fss.work.models import StepState
from fss.work.queries import process_of
from fss.work.queries.timeline import TimelineRow, timeline_of

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
    LATE = "late"
    NEXT = "next"

    @property
    def label(self) -> str:
        """In words."""
        return {"done": "Done", "now": "Now", "late": "Late", "next": "Still to come"}[self.value]


@dataclass(frozen=True, slots=True)
class TrackingStep:
    """One step in the requester's words, with what is promised about it and when it was done.

    `promised_at` is the time promised when the request came in. `expected_at` is when a step that
    is not done is due, or will be as things stand; None where that cannot be told.
    """

    words: str
    promise: str
    progress: Progress
    done_at: datetime | None
    promised_at: datetime | None = None
    expected_at: datetime | None = None

    @property
    def is_kept(self) -> bool:
        """Done by the time promised when the request came in."""
        return (
            self.done_at is not None
            and self.promised_at is not None
            and self.done_at <= self.promised_at
        )


def tracking_steps(pursuit: Pursuit, *, now: datetime) -> list[TrackingStep]:
    """The steps of a pursuit that its requester sees; no names, no cities, no sites."""
    instance = process_of("pursuit", pursuit.id)
    if instance is None:
        return []
    copies: defaultdict[str, list[TimelineRow]] = defaultdict(list)
    for row in timeline_of(instance, now).rows:
        copies[row.step.key].append(row)
    shown = []
    for step in template_from_data(instance.template.content).steps:
        rows = [row for row in copies[step.key] if row.step.state is not StepState.SKIPPED]
        if step.client_text and rows:
            shown.append(_tracked(step, rows, now))
    return shown


def _tracked(step: TemplateStep, rows: Sequence[TimelineRow], now: datetime) -> TrackingStep:
    """One step over all its copies: the last of them counts."""
    states = {row.step.state for row in rows}
    progress = Progress.NOW
    if states == {StepState.DONE}:
        progress = Progress.DONE
    elif states == {StepState.WAITING}:
        progress = Progress.NEXT
    elif any(row.step.is_late(now) for row in rows):
        progress = Progress.LATE
    is_done = progress is Progress.DONE
    return TrackingStep(
        words=step.client_text,
        promise="" if is_done else step.promise_text,
        progress=progress,
        done_at=_last([row.step.done_at for row in rows]) if is_done else None,
        promised_at=_last([row.planned.end for row in rows]),
        expected_at=None if is_done else _last([row.step.due_at or row.span.end for row in rows]),
    )


def _last(moments: Sequence[datetime | None]) -> datetime | None:
    """The last of all; None when one is not known."""
    known = [moment for moment in moments if moment is not None]
    return max(known) if known and len(known) == len(moments) else None
