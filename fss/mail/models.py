"""The outbox."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from fss.db import Model, uuid_pk, words_of
from fss.mail.rules import MailState


class OutboxMail(Model):
    """A mail that was written, and what became of it."""

    __tablename__ = "outbox_mail"

    id: Mapped[uuid.UUID] = uuid_pk()
    to: Mapped[str] = mapped_column(String(254))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str]
    purpose: Mapped[str] = mapped_column(String(40), index=True)
    created_at: Mapped[datetime] = mapped_column(index=True)
    state: Mapped[MailState] = mapped_column(words_of(MailState), index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    last_error: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime | None]
