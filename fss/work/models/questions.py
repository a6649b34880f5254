"""What a client asks once the answer is out, and what was answered."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk
from fss.permissions.rules import Identity
from fss.work.models.running import StepInstance


class ClientQuestion(Versioned, Audited, Model):
    """A question of the client at a step, and who answers it.

    Two clocks run on it from `received_at`: until a person has replied that it has come
    (`replied_at`, `reply` says how), and until it is answered. `for_all`: the answer is of use to
    everybody whom the step names; they read question and answer, not who asked. `dropped` says why
    it needs no answer any more.
    """

    __tablename__ = "client_question"
    __audit_name__ = "client_question"

    id: Mapped[uuid.UUID] = uuid_pk()
    step_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("step_instance.id"), index=True)
    asked_by: Mapped[str] = mapped_column(String(200))
    received_at: Mapped[datetime]
    text: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    replied_at: Mapped[datetime | None]
    reply: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    for_all: Mapped[bool] = mapped_column(default=False)
    dropped: Mapped[str] = mapped_column(Text, default="")

    step: Mapped[StepInstance] = relationship()
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    answerer: Mapped[User | None] = relationship(foreign_keys=[answered_by])

    @property
    def is_open(self) -> bool:
        """Neither answered nor dropped."""
        return self.answered_at is None and not self.dropped

    def is_answered_by(self, identity: Identity) -> bool:
        """Whether the person answers it, or for the step at which it is."""
        if self.step.is_answered_by(identity):
            return True
        return self.owner_id == identity.user_id and self.step.involves(identity)

    def audit_stream(self) -> str:
        """Stands in the chain of what the step belongs to."""
        return self.step.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the subject of the step."""
        return self.step.audit_subject()
