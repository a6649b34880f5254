"""Processes that run for a subject, their steps, and who holds which letter."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import Organization, User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.permissions.rules import Identity, Role
from fss.process.models.templates import ProcessTemplate


class ProcessInstance(Versioned, Audited, Model):
    """A process that runs for a subject (a pursuit), bound to one template version.

    `express` holds, for a client in a hurry, the due instants that replace the standards:
    {step key: ISO instant in UTC}; None where the standards hold.
    """

    __tablename__ = "process_instance"
    __audit_name__ = "process"
    __table_args__ = (Index("ix_process_instance_subject", "subject_type", "subject_id"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("process_template.id"))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    title: Mapped[str]
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    express: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    template: Mapped[ProcessTemplate] = relationship()
    steps: Mapped[list[StepInstance]] = relationship(
        back_populates="instance", order_by="StepInstance.number, StepInstance.label"
    )

    def audit_stream(self) -> str:
        """Stands in the subject's chain."""
        return f"{self.subject_type}:{self.subject_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject."""
        return self.subject_type, self.subject_id


class StepState(enum.StrEnum):
    """Where a step stands."""

    WAITING = "waiting"
    READY = "ready"
    DONE = "done"
    SKIPPED = "skipped"


class StepInstance(Versioned, Audited, Model):
    """One step of a running process, for one organization or site where the step fans out.

    `label` names the organization or site of such a copy. `trace` says in words why `due_at` is
    what it is. `reason` says why the step was skipped, why an item of its checklist was not
    ticked, or why somebody stood in for those who answer for it (`stood_in`). `begun_at` is when
    somebody took it up. `declared` is the row of a step that stands in no template: it was added
    to this process, for `reason`.
    """

    __tablename__ = "step_instance"
    __audit_name__ = "step"
    __audit_exclude__ = frozenset({"trace"})
    __table_args__ = (Index("ix_step_instance_state_due", "state", "due_at"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    instance_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("process_instance.id"), index=True)
    key: Mapped[str] = mapped_column(String(20))
    number: Mapped[int]
    label: Mapped[str] = mapped_column(default="")
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    title: Mapped[str]
    state: Mapped[StepState] = mapped_column(words_of(StepState), default=StepState.WAITING)
    ready_at: Mapped[datetime | None]
    begun_at: Mapped[datetime | None]
    begun_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    declared: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    due_at: Mapped[datetime | None]
    trace: Mapped[list[Any]] = mapped_column(JSON, default=list)
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    note: Mapped[str] = mapped_column(Text, default="")
    ticked: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(Text, default="")
    stood_in: Mapped[bool] = mapped_column(default=False)
    instance: Mapped[ProcessInstance] = relationship(back_populates="steps")
    organization: Mapped[Organization | None] = relationship()
    assignments: Mapped[list[StepAssignment]] = relationship(
        back_populates="step", order_by="StepAssignment.letter, StepAssignment.role_code"
    )
    finisher: Mapped[User | None] = relationship(foreign_keys=[done_by])

    @property
    def full_title(self) -> str:
        """The title, with the city or site where there is one copy for each."""
        return f"{self.title}: {self.label}" if self.label else self.title

    def is_late(self, now: datetime) -> bool:
        """Open after its due time."""
        return self.state is StepState.READY and self.due_at is not None and now > self.due_at

    def audit_stream(self) -> str:
        """Stands in the subject's chain."""
        return self.instance.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject."""
        return self.instance.subject_type, self.instance.subject_id

    def involves(self, identity: Identity) -> bool:
        """Whether any letter of this step is the person's."""
        return any(assignment.is_for(identity) for assignment in self.assignments)

    def is_answered_by(self, identity: Identity) -> bool:
        """Whether the person is responsible or accountable."""
        return any(
            assignment.letter in ("R", "A") and assignment.is_for(identity)
            for assignment in self.assignments
        )


class StepAssignment(Model):
    """A letter of a step: which role of which organization, and who held it at the start."""

    __tablename__ = "step_assignment"
    __table_args__ = (
        UniqueConstraint("step_id", "letter", "role_code", "organization_id", "user_id"),
        Index("ix_step_assignment_holder", "role", "organization_id"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("step_instance.id"), index=True)
    letter: Mapped[str] = mapped_column(String(1))
    role_code: Mapped[str] = mapped_column(String(4))
    role: Mapped[Role | None] = mapped_column(words_of(Role))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    delegate_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    step: Mapped[StepInstance] = relationship(back_populates="assignments")
    organization: Mapped[Organization | None] = relationship()
    user: Mapped[User | None] = relationship(foreign_keys=[user_id])
    delegate: Mapped[User | None] = relationship(foreign_keys=[delegate_id])

    def is_for(self, identity: Identity) -> bool:
        """Whether the letter is the person's: by the role, as long as they hold it.

        `user_id` tells who held it at the start; it gives no rights once the role is ended.
        """
        return (
            self.role is not None
            and self.organization_id is not None
            and (self.role, self.organization_id) in identity.holdings
        )
