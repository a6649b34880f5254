"""What people do at a step: hand it on, ask, answer, note a pain point; and tasks beside steps."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import Organization, User
from fss.audit.models import Audited
from fss.db import Model, Versioned, append_only, uuid_pk, words_of
from fss.permissions.rules import Identity, Role
from fss.process.rules.raci import ALL_ROLES
from fss.work.models.running import StepAssignment, StepInstance


class AssignmentEvent(Model):
    """Who stands at a letter changed after the start; never changed itself.

    `kind` is "delegate", "return", "replace" or "vacate".
    """

    __tablename__ = "assignment_event"

    id: Mapped[uuid.UUID] = uuid_pk()
    assignment_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("step_assignment.id"), index=True)
    at: Mapped[datetime]
    kind: Mapped[str] = mapped_column(String(20))
    actor_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    from_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    to_user_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    reason: Mapped[str] = mapped_column(Text, default="")

    assignment: Mapped[StepAssignment] = relationship()
    actor: Mapped[User | None] = relationship(foreign_keys=[actor_id])
    from_user: Mapped[User | None] = relationship(foreign_keys=[from_user_id])
    to_user: Mapped[User | None] = relationship(foreign_keys=[to_user_id])


append_only(AssignmentEvent)


class Consultation(Versioned, Audited, Model):
    """Those with a C at a step are asked; it ends with an answer or a waiver that says why."""

    __tablename__ = "consultation"
    __audit_name__ = "consultation"

    id: Mapped[uuid.UUID] = uuid_pk()
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("step_instance.id"), index=True)
    role_code: Mapped[str] = mapped_column(String(4))
    role: Mapped[Role | None] = mapped_column(words_of(Role))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    question: Mapped[str] = mapped_column(Text, default="")
    asked_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    asked_at: Mapped[datetime]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answered_at: Mapped[datetime | None]
    waiver: Mapped[str] = mapped_column(Text, default="")
    waived_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    waived_at: Mapped[datetime | None]

    step: Mapped[StepInstance] = relationship()
    organization: Mapped[Organization | None] = relationship()
    asker: Mapped[User | None] = relationship(foreign_keys=[asked_by])
    answerer: Mapped[User | None] = relationship(foreign_keys=[answered_by])
    waiver_author: Mapped[User | None] = relationship(foreign_keys=[waived_by])

    @property
    def is_open(self) -> bool:
        """Neither answered nor left without for a reason."""
        return self.answered_at is None and self.waived_at is None

    @property
    def words(self) -> str:
        """Who is asked: "City planner, Lakeville"."""
        name = ALL_ROLES[self.role_code].name
        return f"{name}, {self.organization.name}" if self.organization else name

    def involves(self, identity: Identity) -> bool:
        """Whether any letter of the step is the person's."""
        return self.step.involves(identity)

    def is_for(self, identity: Identity) -> bool:
        """Whether the person holds the role that is asked."""
        return (
            self.role is not None
            and self.organization_id is not None
            and (self.role, self.organization_id) in identity.holdings
        )

    def audit_stream(self) -> str:
        """Stands in the chain of what the step belongs to."""
        return self.step.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject of the step."""
        return self.step.audit_subject()


class Task(Versioned, Audited, Model):
    """Something to do beside the steps of a process, with one owner and a day or time.

    It belongs to a subject (a pursuit), and may have come up at one of its steps.
    """

    __tablename__ = "task"
    __audit_name__ = "task"
    __table_args__ = (
        Index("ix_task_subject", "subject_type", "subject_id"),
        Index("ix_task_owner", "owner_id", "done_at", "due_at"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID]
    subject_title: Mapped[str]
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("step_instance.id"), index=True)
    title: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    due_at: Mapped[datetime | None]
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    done_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    done_note: Mapped[str] = mapped_column(Text, default="")

    step: Mapped[StepInstance | None] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    creator: Mapped[User | None] = relationship(foreign_keys=[created_by])

    def audit_stream(self) -> str:
        """Stands in the subject's chain."""
        return f"{self.subject_type}:{self.subject_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject."""
        return self.subject_type, self.subject_id


class PainPoint(Versioned, Audited, Model):
    """What people found hard at a step; the owner of the process answers it with a change."""

    __tablename__ = "pain_point"
    __audit_name__ = "pain_point"
    __table_args__ = (Index("ix_pain_point_step", "template_code", "step_key"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    template_code: Mapped[str] = mapped_column(String(40))
    step_key: Mapped[str] = mapped_column(String(20))
    step_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("step_instance.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    resolution: Mapped[str] = mapped_column(Text, default="")
    resolved_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    resolved_at: Mapped[datetime | None]

    step: Mapped[StepInstance | None] = relationship()
    author: Mapped[User | None] = relationship(foreign_keys=[created_by])
