"""Imports: an uploaded list on its way to facts."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.files.models import StoredFile


class ImportState(enum.StrEnum):
    """How far an import has come."""

    MAPPING = "mapping"
    CHECKED = "checked"
    WRITTEN = "written"
    FAILED = "failed"


class SiteImport(Versioned, Audited, Model):
    """One uploaded list on its way to facts: the file, the mapping, what the dry run found."""

    __tablename__ = "site_import"
    __audit_name__ = "import"
    __audit_exclude__ = frozenset({"outcome"})

    id: Mapped[uuid.UUID] = uuid_pk()
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    file_name: Mapped[str]
    state: Mapped[ImportState] = mapped_column(words_of(ImportState), default=ImportState.MAPPING)
    source: Mapped[str] = mapped_column(default="")
    as_of: Mapped[date | None]
    mapping: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship()
