"""The catalogue of service standards, a row for each version."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from fss.audit.models import Audited
from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.db import Model, Versioned, uuid_pk, words_of


class ServiceStandard(Versioned, Audited, Model):
    """One version of a standard; it holds from `valid_from` until the next version's day.

    A version that has begun never changes; one without `approved_on` is only proposed, for
    `reason`. `valid_to` ends a standard without a successor (the day itself no longer counts).
    `promise` says it in plain words on the public page.
    """

    __tablename__ = "service_standard"
    __audit_name__ = "standard"
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    code: Mapped[str] = mapped_column(String(60))
    number: Mapped[int]
    title: Mapped[str]
    promise: Mapped[str] = mapped_column(Text, default="")
    metric: Mapped[Metric] = mapped_column(words_of(Metric))
    target: Mapped[float]
    unit: Mapped[Unit] = mapped_column(words_of(Unit))
    scope: Mapped[Scope] = mapped_column(words_of(Scope))
    warn_at: Mapped[list[float]] = mapped_column(JSON, default=lambda: [0.5, 0.8])
    statutory: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str] = mapped_column(default="")
    is_public: Mapped[bool] = mapped_column(default=False)
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]
    approved_by: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
