"""Every boundary that was ever given to a site; never changed afterwards."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, Index, Integer, Text
from sqlalchemy.orm import Mapped, mapped_column

from fss.db import Model, append_only, words_of
from fss.sites.models.inventory import Confidence


class SiteBoundary(Model):
    """A boundary as given by somebody at some time; `outline` is None when it was taken away.

    The one that counts is named by `SiteShape.boundary_id`.
    """

    __tablename__ = "site_boundary"
    __table_args__ = (Index("ix_site_boundary_site", "site_id", "id"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    outline: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    source: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    confidence: Mapped[Confidence] = mapped_column(words_of(Confidence))
    entered_at: Mapped[datetime]
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))


append_only(SiteBoundary)
