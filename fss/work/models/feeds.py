"""Private calendar feeds."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.audit.models import Audited
from fss.db import Model, uuid_pk


class CalendarFeed(Audited, Model):
    """A secret address at which a person's calendar reads due times; only the hash is kept.

    Without a subject it holds all that is the person's; with one (a pursuit), that alone.
    """

    __tablename__ = "calendar_feed"
    __audit_name__ = "calendar_feed"
    __audit_exclude__ = frozenset({"token_hash", "read_at"})

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    subject_type: Mapped[str | None] = mapped_column(String(40))
    subject_id: Mapped[uuid.UUID | None]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
