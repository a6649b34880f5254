"""Private links by which facts are confirmed, reminders sent, and what missing facts cost."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.db import Model, uuid_pk, words_of
from fss.sites.models import Fact, Site
from fss.upkeep.rules import Answer


class ConfirmLink(Model):
    """A mailed link to some facts for one person; only the token's hash is kept."""

    __tablename__ = "confirm_link"

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user: Mapped[User] = relationship()
    items: Mapped[list[ConfirmItem]] = relationship(
        back_populates="link", order_by="ConfirmItem.position"
    )


class ConfirmItem(Model):
    """A fact that a link asks about, and what was answered. It stays answered."""

    __tablename__ = "confirm_item"
    __table_args__ = (Index("ix_confirm_item_link", "link_id", "position"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("confirm_link.id"))
    position: Mapped[int]
    fact_id: Mapped[int] = mapped_column(ForeignKey("fact.id"))
    answer: Mapped[Answer | None] = mapped_column(words_of(Answer))
    answered_at: Mapped[datetime | None]
    link: Mapped[ConfirmLink] = relationship(back_populates="items")
    fact: Mapped[Fact] = relationship()


class SiteReminder(Model):
    """The day on which people were last reminded of a site's old values."""

    __tablename__ = "site_reminder"

    site_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), primary_key=True
    )
    reminded_on: Mapped[date]
    site: Mapped[Site] = relationship()


class MissingFact(Model):
    """How many pursuits of the last two years hung on a fact that nobody ever stated.

    Counted each night; a fact stated since is left out where the row is read.
    """

    __tablename__ = "missing_fact"

    site_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), primary_key=True
    )
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    pursuits: Mapped[int]
