"""Imports: an uploaded list on its way to facts, what it changed, and how its columns were read."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.sites.models import Confidence
from fss.sites.rules.fields import PropertyKind


class ImportState(enum.StrEnum):
    """How far an import has come."""

    MAPPING = "mapping"
    CHECKED = "checked"
    WRITTEN = "written"
    UNDONE = "undone"
    FAILED = "failed"


class Differing(enum.StrEnum):
    """What becomes of a value that differs from the current one of another source."""

    REPLACE = "replace"
    BESIDE = "beside"

    @property
    def label(self) -> str:
        """As people choose it."""
        if self is Differing.REPLACE:
            return "Replace it when the list is newer"
        return "Keep both until a planner picks one"


class SiteImport(Versioned, Audited, Model):
    """One uploaded list on its way to facts: the file, the mapping, what the dry run found.

    `choices`: row → {"other", "choice"} for rows that may be a site there is already.
    `rejected`: the rows with problems as they came, each with its reason.
    """

    __tablename__ = "site_import"
    __audit_name__ = "import"
    __audit_exclude__ = frozenset({"outcome", "choices", "rejected"})

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
    choices: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict, server_default="{}")
    rejected: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)
    created_at: Mapped[datetime]
    written_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    file: Mapped[StoredFile] = relationship()

    @property
    def differing(self) -> Differing:
        """What becomes of values that differ from those of another source."""
        return Differing(self.mapping.get("differing", Differing.REPLACE))


class ImportedSite(Model):
    """What an import did to one site: made it, or changed it from what stands in `before`.

    `before` has the attributes (name, own_id, parcels) that the import changed, and under
    `boundary` the boundary it replaced: {"outline", "boundary_id"}, null for none. Under `rivals`
    stand the facts whose contradiction it ended.
    """

    __tablename__ = "imported_site"
    __table_args__ = (Index("ix_imported_site_site", "site_id"),)

    import_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site_import.id"), primary_key=True)
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    row: Mapped[int]
    is_new: Mapped[bool]
    before: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class ImportMapping(Versioned, Audited, Model):
    """How the columns of a kind of list were read, to be proposed for the next one like it.

    `headers` are the names of the columns as they are compared; `targets` says header → target.
    It belongs to a member, or to the county for None.
    """

    __tablename__ = "import_mapping"
    __audit_name__ = "import_mapping"
    __table_args__ = (UniqueConstraint("organization_id", "owner_id", "fingerprint"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    organization_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    name: Mapped[str] = mapped_column(String(120))
    fingerprint: Mapped[str] = mapped_column(String(64))
    headers: Mapped[list[str]] = mapped_column(JSON)
    targets: Mapped[dict[str, str]] = mapped_column(JSON)
    kind: Mapped[PropertyKind] = mapped_column(words_of(PropertyKind))
    source: Mapped[str]
    confidence: Mapped[Confidence] = mapped_column(words_of(Confidence))
    differing: Mapped[Differing] = mapped_column(words_of(Differing))
    member_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("organization.id"))
    used_at: Mapped[datetime]
