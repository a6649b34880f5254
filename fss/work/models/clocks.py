"""Clocks that run on service standards, what happened to each, and who was told of steps."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.audit.models import Audited
from fss.calendars.rules.standards import Metric, Scope, Unit, never_pauses
from fss.db import Model, Versioned, append_only, uuid_pk, words_of
from fss.mail.models import OutboxMail
from fss.work.models.running import StepInstance
from fss.work.rules.clocks import ClockAction, ClockState, PauseReason

STEP, QUESTION = "step", "client_question"
"""What a clock may run on (`Clock.subject_type`)."""
OPEN = text("state IN ('running', 'paused')")


class Clock(Versioned, Audited, Model):
    """A clock on a subject (a step, a client's question) by one version of a standard.

    `step` is the step itself, or the one at which the question was asked.

    The standard's figures are copied at the start, so that nothing changes what a clock was
    measured by. `calendar_id` is the calendar that decided the due time (None: the county's).
    Lengths are business time in seconds. `level` is the highest escalation told so far in percent
    of the target. `next_at` is when somebody is to be told next, or when a pause ends or has
    lasted long (None: nothing more to tell). `resume_at` ends the present pause; `risk_at` is when
    the client's own deadline can no longer be kept if this is still open (None: told, or none).
    `latest_at` is the time counted back from an agreed one, which `due_at` never passes;
    `counted_before` is the step with that time, where the standard itself is counted back from it.
    """

    __tablename__ = "clock"
    __audit_name__ = "clock"
    __audit_exclude__ = frozenset({"trace", "level", "next_at", "risk_at"})
    __table_args__ = (
        Index("ix_clock_next", "state", "next_at"),
        Index("ix_clock_subject", "subject_type", "subject_id"),
        Index(
            "uq_clock_open",
            "subject_type",
            "subject_id",
            "metric",
            unique=True,
            sqlite_where=OPEN,
            postgresql_where=OPEN,
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("step_instance.id"), index=True)
    standard_code: Mapped[str] = mapped_column(String(60))
    standard_number: Mapped[int | None]
    metric: Mapped[Metric] = mapped_column(words_of(Metric))
    target: Mapped[float]
    unit: Mapped[Unit] = mapped_column(words_of(Unit))
    scope: Mapped[Scope] = mapped_column(words_of(Scope))
    statutory: Mapped[bool] = mapped_column(default=False)
    warn_at: Mapped[list[float]] = mapped_column(JSON, default=list)
    counted_before: Mapped[str] = mapped_column(String(20), default="", server_default="")
    calendar_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("calendar.id"))
    state: Mapped[ClockState] = mapped_column(words_of(ClockState))
    started_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    latest_at: Mapped[datetime | None]
    stopped_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    target_seconds: Mapped[int | None]
    running_seconds: Mapped[int | None]
    paused_seconds: Mapped[int | None]
    reopens_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clock.id"))
    trace: Mapped[list[Any]] = mapped_column(JSON, default=list)
    level: Mapped[int] = mapped_column(default=0)
    next_at: Mapped[datetime | None]
    resume_at: Mapped[datetime | None]
    risk_at: Mapped[datetime | None]

    step: Mapped[StepInstance | None] = relationship()
    events: Mapped[list[ClockEvent]] = relationship(
        back_populates="clock", order_by="ClockEvent.number"
    )

    @property
    def can_pause(self) -> bool:
        """Acknowledgements, the cities' window and statutory periods never pause."""
        return not never_pauses(self.metric, self.scope, statutory=self.statutory)

    def audit_stream(self) -> str:
        """Stands in the chain of what the step belongs to."""
        return self.step.audit_stream() if self.step else f"{self.subject_type}:{self.subject_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject of the step."""
        return self.step.audit_subject() if self.step else (self.subject_type, self.subject_id)


class ClockEvent(Model):
    """One thing that happened to a clock; never changed. `at` may lie before `recorded_at`.

    A pause entered afterwards names who asked for it and who approved it. `latest_at`: of a start
    and of a move, as the clock had it then.
    """

    __tablename__ = "clock_event"
    __table_args__ = (UniqueConstraint("clock_id", "number"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True
    )
    clock_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clock.id"))
    number: Mapped[int]
    at: Mapped[datetime]
    recorded_at: Mapped[datetime]
    action: Mapped[ClockAction] = mapped_column(words_of(ClockAction))
    reason: Mapped[str] = mapped_column(Text, default="")
    evidence: Mapped[str] = mapped_column(Text, default="")
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    latest_at: Mapped[datetime | None]

    clock: Mapped[Clock] = relationship(back_populates="events")


append_only(ClockEvent)


class PauseRequest(Audited, Model):
    """A pause that was forgotten: asked for afterwards, approved or declined by somebody else."""

    __tablename__ = "pause_request"
    __audit_name__ = "pause_request"

    id: Mapped[uuid.UUID] = uuid_pk()
    clock_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("clock.id"), index=True)
    reason: Mapped[PauseReason] = mapped_column(words_of(PauseReason))
    evidence: Mapped[str] = mapped_column(Text)
    start_at: Mapped[datetime]
    end_at: Mapped[datetime]
    requested_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    requested_at: Mapped[datetime]
    approved: Mapped[bool | None]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    decided_at: Mapped[datetime | None]

    clock: Mapped[Clock] = relationship()
    requester: Mapped[User | None] = relationship(foreign_keys=[requested_by])
    decider: Mapped[User | None] = relationship(foreign_keys=[decided_by])

    def audit_stream(self) -> str:
        """Stands in the chain of what the step belongs to."""
        return self.clock.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject of the step."""
        return self.clock.audit_subject()


class StepNotice(Model):
    """Somebody was told of a step, for the letter they hold; a reminder also names its level.

    `mail_id` is the mail that carries it (None: waits for the hour's digest), `read_at` when the
    person opened the step afterwards. One row for each clock, level and person: told once.
    """

    __tablename__ = "step_notice"
    __table_args__ = (
        UniqueConstraint("clock_id", "level", "user_id"),
        Index("ix_step_notice_waiting", "user_id", "mail_id"),
        Index("ix_step_notice_unsent", "mail_id", "kind"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("step_instance.id"), index=True)
    clock_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("clock.id"))
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    letter: Mapped[str] = mapped_column(String(1))
    kind: Mapped[str] = mapped_column(String(20))
    level: Mapped[int | None]
    created_at: Mapped[datetime]
    mail_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("outbox_mail.id"))
    read_at: Mapped[datetime | None]

    step: Mapped[StepInstance] = relationship()
    user: Mapped[User] = relationship()
    mail: Mapped[OutboxMail | None] = relationship()
