"""A pursuit and the criteria that come with it."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import JSON, ForeignKey, Numeric, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.pursuits.rules import (
    CLOSED,
    UNSENT,
    Confidentiality,
    ProjectType,
    PropertyWanted,
    RequestSource,
    Stage,
)
from fss.sites.rules.criteria import Comparison, Importance
from fss.timezone import utcnow


class Pursuit(Versioned, Audited, Model):
    """A request for sites under a code name; the company's name is never asked."""

    __tablename__ = "pursuit"
    __audit_name__ = "pursuit"
    # The stage is told by the deed that changes it, with its reason.
    __audit_exclude__ = frozenset({"tracking_code", "code_key", "stage", "stage_since"})
    __table_args__ = (UniqueConstraint("code_key"), UniqueConstraint("tracking_code"))

    id: Mapped[uuid.UUID] = uuid_pk()
    code_name: Mapped[str] = mapped_column(String(80))
    code_key: Mapped[str] = mapped_column(String(80))
    tracking_code: Mapped[str] = mapped_column(String(40))
    stage: Mapped[Stage] = mapped_column(words_of(Stage), default=Stage.RECEIVED, index=True)
    stage_since: Mapped[datetime]
    source: Mapped[RequestSource] = mapped_column(words_of(RequestSource))
    source_reference: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    received_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    confidentiality: Mapped[Confidentiality] = mapped_column(words_of(Confidentiality))
    project_type: Mapped[ProjectType] = mapped_column(words_of(ProjectType))
    property_wanted: Mapped[PropertyWanted] = mapped_column(words_of(PropertyWanted))
    industry: Mapped[str] = mapped_column(default="")
    jobs: Mapped[int | None]
    investment: Mapped[Decimal | None] = mapped_column(Numeric(14, 2))
    needed_by: Mapped[date | None]
    request_text: Mapped[str] = mapped_column(Text, default="")
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    created_at: Mapped[datetime]
    owner: Mapped[User] = relationship()
    criteria: Mapped[list[PursuitCriterion]] = relationship(
        back_populates="pursuit",
        order_by="PursuitCriterion.position",
        cascade="all, delete-orphan",
    )

    @property
    def is_closed(self) -> bool:
        """Won, lost, withdrawn or not bid for."""
        return self.stage in CLOSED

    def is_late(self, now: datetime | None = None) -> bool:
        """Open after the answer was due (`now`: the present instant), and not yet sent."""
        return self.stage in UNSENT and self.due_at < (now or utcnow())

    def audit_stream(self) -> str:
        """Each pursuit has its own chain."""
        return f"pursuit:{self.id}"


class PursuitCriterion(Audited, Model):
    """One thing the request asks: a field, a comparison, a value; must or want."""

    __tablename__ = "pursuit_criterion"
    __audit_name__ = "criterion"

    id: Mapped[uuid.UUID] = uuid_pk()
    pursuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pursuit.id"), index=True)
    position: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    comparison: Mapped[Comparison] = mapped_column(words_of(Comparison))
    low: Mapped[float | None]
    high: Mapped[float | None]
    choices: Mapped[list[str]] = mapped_column(JSON, default=list)
    importance: Mapped[Importance] = mapped_column(words_of(Importance))
    weight: Mapped[int] = mapped_column(default=3)
    words: Mapped[str] = mapped_column(Text, default="")
    pursuit: Mapped[Pursuit] = relationship(back_populates="criteria")

    def audit_stream(self) -> str:
        """Stands in the pursuit's chain."""
        return f"pursuit:{self.pursuit_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the pursuit."""
        return "pursuit", self.pursuit_id
