"""What stands behind the values: the documents of a site, and values that contradict."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.sites.models.inventory import Fact, Site
from fss.sites.rules.classes import DataClass, strictest


class DocumentKind(enum.StrEnum):
    """What a document of a site is."""

    SURVEY = "survey"
    PHASE_I = "phase_i"
    GEOTECHNICAL = "geotechnical"
    UTILITY_LETTER = "utility_letter"
    ZONING = "zoning"
    PLAN = "plan"
    TITLE = "title"
    MAP = "map"
    PHOTO_SHEET = "photo_sheet"
    CERTIFICATE = "certificate"
    OTHER = "other"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            DocumentKind.PHASE_I: "Phase I environmental study",
            DocumentKind.GEOTECHNICAL: "Geotechnical report",
            DocumentKind.TITLE: "Title or deed",
            DocumentKind.OTHER: "Other document",
        }.get(self, self.value.replace("_", " ").capitalize())


class SiteDocument(Versioned, Audited, Model):
    """A document about a site. The facts it supports are those whose file it is.

    A removed document is only hidden: facts that were stated by it keep it.
    """

    __tablename__ = "site_document"
    __audit_name__ = "document"

    id: Mapped[uuid.UUID] = uuid_pk()
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"), index=True)
    kind: Mapped[DocumentKind] = mapped_column(words_of(DocumentKind))
    title: Mapped[str] = mapped_column(String(200))
    dated: Mapped[date | None]
    data_class: Mapped[DataClass] = mapped_column(words_of(DataClass), default=DataClass.MEMBERS)
    note: Mapped[str] = mapped_column(Text, default="")
    added_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def organization_id(self) -> uuid.UUID:
        """The owner, for permissions."""
        return self.site.organization_id

    @property
    def is_shared(self) -> bool:
        """Whether people of other member cities may open it."""
        return self.site.is_shared and self.data_class.is_shared

    @property
    def reach(self) -> DataClass:
        """Who may really open it: nobody who may not see its site."""
        return strictest(self.site.data_class, self.data_class)

    def audit_stream(self) -> str:
        """Stands in the organization's chain."""
        return self.site.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the site."""
        return "site", self.site_id


class SiteRival(Model):
    """An open conflict: a fact that stands beside the current one until somebody picks."""

    __tablename__ = "site_rival"
    __table_args__ = (Index("ix_site_rival_field", "site_id", "field", "planned"),)

    fact_id: Mapped[int] = mapped_column(ForeignKey("fact.id"), primary_key=True)
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    field: Mapped[str] = mapped_column(String(60))
    planned: Mapped[bool] = mapped_column(Boolean, default=False)
    fact: Mapped[Fact] = relationship()
