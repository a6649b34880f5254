"""Reading the events: a subject's history, and whether a chain still holds."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from sqlalchemy import ColumnElement, func, select

from fss.audit.models import SYSTEM_STREAM, AuditEvent, AuditHead
from fss.audit.rules import FIRST, Link, first_break
from fss.db import db


def events_of(
    subject_type: str,
    subject_id: uuid.UUID,
    *,
    without: Collection[str] = (),
    page: int = 1,
    size: int = 50,
) -> tuple[Sequence[AuditEvent], int]:
    """The subject's events but for some verbs, newest first, and how many there are in all."""
    which = [AuditEvent.subject_type == subject_type, AuditEvent.subject_id == subject_id]
    if without:
        which.append(AuditEvent.verb.not_in(without))
    return _newest(which, page, size)


def latest_events(*, page: int = 1, size: int = 50) -> tuple[Sequence[AuditEvent], int]:
    """The events of the system stream (accounts, settings), newest first, and their number."""
    return _newest([AuditEvent.stream == SYSTEM_STREAM], page, size)


def _newest(
    which: Sequence[ColumnElement[bool]], page: int, size: int
) -> tuple[Sequence[AuditEvent], int]:
    events = db.session.scalars(
        select(AuditEvent)
        .where(*which)
        .order_by(AuditEvent.id.desc())
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    total = db.session.scalar(select(func.count()).select_from(AuditEvent).where(*which)) or 0
    return events, total


def broken_streams() -> dict[str, int]:
    """Streams whose chain does not hold: stream → first sequence that does not fit.

    A chain that was cut at its end shows by its head. Two queries, whatever the number of streams.
    """
    broken: dict[str, int] = {}
    heads = {head.stream: head for head in db.session.scalars(select(AuditHead))}
    events = db.session.scalars(
        select(AuditEvent)
        .order_by(AuditEvent.stream, AuditEvent.sequence)
        .execution_options(yield_per=1000)
    )
    ends: dict[str, tuple[int, str]] = {}

    def links(stream: str, of_stream: Iterator[AuditEvent]) -> Iterator[tuple[Link, str, str]]:
        for event in of_stream:
            ends[stream] = event.sequence, event.hash
            yield event.as_link(), event.previous_hash, event.hash

    for stream, of_stream in groupby(events, key=lambda event: event.stream):
        wrong = first_break(links(stream, of_stream))
        if wrong is not None:
            broken[stream] = wrong
    for stream in heads.keys() | ends.keys():
        end, head = ends.get(stream, (0, FIRST)), heads.get(stream)
        if stream not in broken and (head is None or (head.sequence, head.hash) != end):
            broken[stream] = end[0] + 1
    return dict(sorted(broken.items()))
