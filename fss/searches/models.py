"""A kept search: what was asked, whose it is, and what it found when it was last looked at."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.db import Model, Versioned, uuid_pk, words_of


class MailOn(enum.StrEnum):
    """When its owner is told of changes."""

    NEVER = "never"
    DAILY = "daily"

    @property
    def label(self) -> str:
        """As people read it."""
        return {MailOn.NEVER: "Never", MailOn.DAILY: "Once a day, when it changed"}[self]


class SavedSearch(Versioned, Model):
    """`asked` is the query of the list's address. `seen` is the set of site numbers found at
    `looked_at` (`fss.sites.rules.bits`), `seen_fact` the last fact there was then.
    """

    __tablename__ = "saved_search"
    __table_args__ = (UniqueConstraint("user_id", "name"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    name: Mapped[str] = mapped_column(String(120))
    asked: Mapped[str] = mapped_column(Text)
    mail: Mapped[MailOn] = mapped_column(words_of(MailOn), default=MailOn.NEVER)
    seen: Mapped[bytes] = mapped_column(LargeBinary)
    seen_fact: Mapped[int] = mapped_column(BigInteger)
    looked_at: Mapped[datetime]
    created_at: Mapped[datetime]
    user: Mapped[User] = relationship()
