"""Processes that run for a subject, their steps, and who holds which letter."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import Organization, User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.permissions.rules import Identity, Role
from fss.process.models.templates import ProcessTemplate
from fss.work.rules.dues import NOT_AGREED


class ProcessInstance(Versioned, Audited, Model):
    """A process that runs for a subject (a pursuit), bound to one template version.

    `express` holds, for a client in a hurry, the due instants that replace the standards:
    {step key: ISO instant in UTC}; None where the standards hold. `decision` is there when the time
    left is too short for the cities' own hours: {"why": words, "go": None until the director said,
    "reason", "by": name, "at": ISO instant}.
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
    client_due_at: Mapped[datetime | None]
    decision: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    template: Mapped[ProcessTemplate] = relationship()
    steps: Mapped[list[StepInstance]] = relationship(
        back_populates="instance",
        order_by="StepInstance.number, StepInstance.key, StepInstance.label",
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
    somebody took it up, `paused_at` since when its clock is paused. `declared` is the row of a
    step that does not stand in the process's version: see `fss.work.rules.additions`. `fixed_at`
    is the time people agreed on for a step that others count back from (a visit).
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
    fixed_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
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
    beginner: Mapped[User | None] = relationship(foreign_keys=[begun_by])

    @property
    def full_title(self) -> str:
        """The title, with the city or site where there is one copy for each."""
        return f"{self.title}: {self.label}" if self.label else self.title

    @property
    def words_without_due(self) -> str:
        """What lists say of a step that is not due: that a time is to be agreed on, or nothing."""
        waits = bool(self.trace) and str(self.trace[0]).startswith(NOT_AGREED)
        return NOT_AGREED if waits else "No due time"

    @property
    def is_shared_by_cities(self) -> bool:
        """Done once, with letters of several cities."""
        places = [item.organization for item in self.assignments if item.organization]
        return len({place.id for place in places if place.is_member}) > 1

    def is_late(self, now: datetime) -> bool:
        """Open after its due time; while its clock is paused, time stands still."""
        if self.state is not StepState.READY or self.due_at is None:
            return False
        return (self.paused_at or now) > self.due_at

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


ACCOUNTABLE = text("letter = 'A'")


class StepAssignment(Model):
    """A letter of a step: which role of which organization, and who held it at the start.

    `delegate` does the work for those who hold the letter; they still answer for it. What changes
    after the start is told by `AssignmentEvent`.
    """

    __tablename__ = "step_assignment"
    __table_args__ = (
        UniqueConstraint("step_id", "letter", "role_code", "organization_id", "user_id"),
        Index("ix_step_assignment_holder", "role", "organization_id"),
        # Never two who answer for one step, whatever happens at once.
        Index(
            "uq_step_assignment_accountable",
            "step_id",
            unique=True,
            sqlite_where=ACCOUNTABLE,
            postgresql_where=ACCOUNTABLE,
        ),
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

    def is_answered_by(self, identity: Identity) -> bool:
        """Whether the person is responsible or accountable for the step."""
        return self.step.is_answered_by(identity)

    def is_for(self, identity: Identity) -> bool:
        """Whether the letter is the person's: by the role, or as a delegate.

        `user_id` tells who held it at the start; it gives no rights once the role is ended, and a
        delegate has none after leaving the organization.
        """
        return self.is_held_by(identity) or self.is_delegated_to(identity)

    def is_held_by(self, identity: Identity) -> bool:
        """Whether the person holds the role that has the letter."""
        return (
            self.role is not None
            and self.organization_id is not None
            and (self.role, self.organization_id) in identity.holdings
        )

    def is_delegated_to(self, identity: Identity) -> bool:
        """Whether the person does the work for those who hold the letter."""
        return (
            self.delegate_id is not None
            and self.delegate_id == identity.user_id
            and self.organization_id in identity.organizations()
        )
