"""Events, and the mixin that makes a model's changes into events by mapper hooks."""

from __future__ import annotations

import enum
import math
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    Integer,
    UniqueConstraint,
    event,
    insert,
    inspect,
    select,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, Session, mapped_column, object_session

from fss.audit.rules import FIRST, Link, link_hash
from fss.db import Model, append_only
from fss.permissions.guard import current_identity
from fss.timezone import require_aware, utcnow

SYSTEM_STREAM = "system"


class AuditEvent(Model):
    """One event. The database refuses to change or delete a row (triggers)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        UniqueConstraint("stream", "sequence"),
        Index("ix_audit_event_subject", "subject_type", "subject_id"),
    )

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    stream: Mapped[str]
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[uuid.UUID | None]
    actor: Mapped[str]
    verb: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[uuid.UUID | None]
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    previous_hash: Mapped[str]
    hash: Mapped[str]

    def as_link(self) -> Link:
        """What this event's hash covers."""
        return Link(
            self.stream,
            self.sequence,
            self.at,
            str(self.actor_id) if self.actor_id else None,
            self.actor,
            self.verb,
            self.subject_type,
            str(self.subject_id) if self.subject_id else None,
            self.payload,
        )


append_only(AuditEvent)


class AuditHead(Model):
    """The end of each stream's chain; its row is the lock that orders concurrent writers."""

    __tablename__ = "audit_head"

    stream: Mapped[str] = mapped_column(primary_key=True)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(default=FIRST)


@dataclass(frozen=True)
class Entry:
    """An event that waits for the flush to get its place in the chain."""

    stream: str
    verb: str
    subject_type: str
    subject_id: uuid.UUID | None
    payload: dict[str, Any] = field(default_factory=dict)
    at: datetime | None = None


class Audited:
    """A model whose inserts, updates and deletes leave events.

    `__audit_name__` is the subject's type; `audit_stream()` the chain; `audit_subject()` lets a
    part (a shortlist entry) leave its events with the whole (the pursuit).
    """

    __audit_name__: str
    __audit_exclude__: frozenset[str] = frozenset()

    def audit_stream(self) -> str:
        """The chain in which this row's events stand."""
        return SYSTEM_STREAM

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Type and id of what the event is about."""
        return self.__audit_name__, getattr(self, "id", None)


NEVER_TOLD = frozenset(
    {
        "version",
        "password",
        "fs_uniquifier",
        "us_totp_secrets",
        "tf_totp_secret",
        "mf_recovery_codes",
        "token_hash",
        "updated_at",
        "last_login_at",
        "current_login_at",
        "login_count",
        "last_login_ip",
        "current_login_ip",
    }
)


def plain(value: Any) -> Any:
    """A value as JSON can hold it."""
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, uuid.UUID):
        return str(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)  # PostgreSQL's JSON knows neither NaN nor Infinity
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return str(value)


def _told(target: Audited) -> Iterable[Any]:
    state: Any = inspect(target)
    hidden = NEVER_TOLD | target.__audit_exclude__
    return (
        state.attrs[column.key] for column in state.mapper.column_attrs if column.key not in hidden
    )


def _queue(target: Audited, action: str, changes: dict[str, Any]) -> None:
    session = object_session(target)
    assert session is not None
    subject_type, subject_id = target.audit_subject()
    verb = f"{target.__audit_name__}:{action}"
    if subject_type != target.__audit_name__:
        changes = {**changes, "part_id": plain(getattr(target, "id", None))}
    add_entry(session, Entry(target.audit_stream(), verb, subject_type, subject_id, changes))


def add_entry(session: Session, entry: Entry) -> None:
    """Let `entry` be written at the next flush."""
    session.info.setdefault("audit", []).append(entry)


@event.listens_for(Audited, "after_insert", propagate=True)
def _inserted(_mapper: Mapper[Any], _connection: Connection, target: Audited) -> None:
    values = {attr.key: plain(attr.value) for attr in _told(target) if attr.value is not None}
    values.pop("id", None)
    _queue(target, "create", {"new": values})


@event.listens_for(Audited, "after_update", propagate=True)
def _updated(_mapper: Mapper[Any], _connection: Connection, target: Audited) -> None:
    old, new = {}, {}
    for attr in _told(target):
        if attr.history.has_changes():
            before = attr.history.deleted[0] if attr.history.deleted else None
            if plain(before) != plain(attr.value):
                old[attr.key], new[attr.key] = plain(before), plain(attr.value)
    if new:
        _queue(target, "update", {"old": old, "new": new})


@event.listens_for(Audited, "after_delete", propagate=True)
def _deleted(_mapper: Mapper[Any], _connection: Connection, target: Audited) -> None:
    _queue(target, "delete", {"old": {attr.key: plain(attr.value) for attr in _told(target)}})


@event.listens_for(Session, "after_flush")
def _write_entries(session: Session, _context: Any) -> None:
    write_pending(session)


@event.listens_for(Session, "before_commit")
def _write_late_entries(session: Session) -> None:
    write_pending(session)


def write_pending(session: Session) -> None:
    """Write the waiting entries, each at the end of its stream's chain."""
    waiting: list[Entry] = session.info.pop("audit", [])
    if not waiting:
        return
    connection, identity, now = session.connection(), current_identity(), utcnow()
    rows: list[dict[str, Any]] = []
    for stream in sorted({entry.stream for entry in waiting}):
        sequence, head = _lock_head(connection, stream)
        for entry in (entry for entry in waiting if entry.stream == stream):
            sequence += 1
            link = Link(
                stream,
                sequence,
                require_aware(entry.at) if entry.at else now,
                str(identity.user_id) if identity.user_id else None,
                identity.name,
                entry.verb,
                entry.subject_type,
                str(entry.subject_id) if entry.subject_id else None,
                entry.payload,
            )
            previous, head = head, link_hash(head, link)
            rows.append(
                {
                    "stream": stream,
                    "sequence": sequence,
                    "at": link.at,
                    "actor_id": identity.user_id,
                    "actor": identity.name,
                    "verb": entry.verb,
                    "subject_type": entry.subject_type,
                    "subject_id": entry.subject_id,
                    "payload": entry.payload,
                    "previous_hash": previous,
                    "hash": head,
                }
            )
        connection.execute(
            AuditHead.__table__.update()  # type: ignore[attr-defined]
            .where(AuditHead.stream == stream)
            .values(sequence=sequence, hash=head)
        )
    connection.execute(insert(AuditEvent), rows)


def _lock_head(connection: Connection, stream: str) -> tuple[int, str]:
    connection.execute(
        text(
            "INSERT INTO audit_head (stream, sequence, hash) VALUES (:stream, 0, :hash) "
            "ON CONFLICT DO NOTHING"
        ),
        {"stream": stream, "hash": FIRST},
    )
    row = connection.execute(
        select(AuditHead.sequence, AuditHead.hash)
        .where(AuditHead.stream == stream)
        .with_for_update()
    ).one()
    return row.sequence, row.hash
