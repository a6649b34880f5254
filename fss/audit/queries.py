"""Reading the events: a subject's history, and whether a chain still holds."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from fss.audit.models import AuditEvent, AuditHead
from fss.audit.rules import first_break
from fss.db import db


def events_of(
    subject_type: str, subject_id: uuid.UUID, *, page: int = 1, size: int = 50
) -> tuple[Sequence[AuditEvent], int]:
    """The subject's events, newest first, and how many there are in all."""
    which = (AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id)
    events = db.session.scalars(
        select(AuditEvent)
        .where(*which)
        .order_by(AuditEvent.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*which)) or 0
    return events, total


def latest_events(*, page: int = 1, size: int = 50) -> tuple[Sequence[AuditEvent], int]:
    """The events of the system stream (accounts, settings), newest first, and their number."""
    which = AuditEvent.stream == "system"
    events = db.session.scalars(
        select(AuditEvent)
        .where(which)
        .order_by(AuditEvent.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return events, db.session.scalar(select(func.count()).select_from(AuditEvent).where(which)) or 0


def broken_streams() -> dict[str, int]:
    """Streams whose chain does not hold: stream → first sequence that does not fit.

    A chain that was cut at its end shows by its head.
    """
    broken: dict[str, int] = {}
    heads = {head.stream: head for head in db.session.scalars(select(AuditHead))}
    streams = set(heads) | set(db.session.scalars(select(AuditEvent.stream).distinct()))
    for stream in sorted(streams):
        events = db.session.scalars(
            select(AuditEvent)
            .where(AuditEvent.stream == stream)
            .order_by(AuditEvent.sequence)
            .execution_options(yield_per=1000)
        )
        last = 0
        last_hash = None
        chain = []
        for event in events:
            chain.append((event.as_link(), event.previous_hash, event.hash))
            last, last_hash = event.sequence, event.hash
        wrong = first_break(chain)
        head = heads.get(stream)
        if wrong is None and (
            head is None
            or head.sequence != last
            or (last_hash is not None and head.hash != last_hash)
        ):
            wrong = last + 1
        if wrong is not None:
            broken[stream] = wrong
    return broken
