"""The decision about every site that was tried against a pursuit, and why."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, uuid_pk, words_of
from fss.pursuits.models import Pursuit
from fss.sites.models import Site


class Decision(enum.StrEnum):
    """What became of a site that was tried."""

    SHORTLISTED = "shortlisted"
    LEFT_OUT = "left_out"

    @property
    def label(self) -> str:
        """As people read it."""
        return "Shortlisted" if self is Decision.SHORTLISTED else "Left out"


class SiteDecision(Audited, Model):
    """Shortlisted at a position, or left out for a reason; with the verdicts seen that moment.

    `verdicts`: criterion id → {"verdict", "reason"} as they stood at `decided_at`.
    """

    __tablename__ = "site_decision"
    __audit_name__ = "site_decision"
    __table_args__ = (UniqueConstraint("pursuit_id", "site_id"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    pursuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pursuit.id"), index=True)
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    decision: Mapped[Decision] = mapped_column(words_of(Decision))
    position: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    by_rule: Mapped[bool] = mapped_column(default=False)
    verdicts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    decided_at: Mapped[datetime]
    decided_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    pursuit: Mapped[Pursuit] = relationship()
    site: Mapped[Site] = relationship()

    def audit_stream(self) -> str:
        """Stands in the pursuit's chain."""
        return f"pursuit:{self.pursuit_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the pursuit."""
        return "pursuit", self.pursuit_id
