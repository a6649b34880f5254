"""Recording what a mapper hook cannot see: a deed and its reason."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from fss.audit.models import SYSTEM_STREAM, Audited, Entry, add_entry, plain
from fss.db import db


def record(
    verb: str, *, subject: Audited | None = None, at: datetime | None = None, **payload: Any
) -> None:
    """Leave an event `verb` about `subject` (or the system) in its stream; who acts is known."""
    subject_type, subject_id = subject.audit_subject() if subject else ("system", None)
    stream = subject.audit_stream() if subject else SYSTEM_STREAM
    add_entry(db.session(), Entry(stream, verb, subject_type, subject_id, plain(payload), at))


def record_about(
    verb: str,
    *,
    stream: str,
    subject_type: str,
    subject_id: uuid.UUID | None,
    at: datetime | None = None,
    **payload: Any,
) -> None:
    """Leave an event about something that is not at hand as an object (bulk writes)."""
    add_entry(db.session(), Entry(stream, verb, subject_type, subject_id, plain(payload), at))
