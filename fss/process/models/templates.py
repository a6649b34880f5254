"""Processes as approved, and each city's own letters in them."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    event,
    inspect,
    text,
)
from sqlalchemy.orm import Mapped, Mapper, mapped_column, relationship

from fss.accounts.models import Organization, User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.errors import RuleError


class TemplateStatus(enum.StrEnum):
    """A template's life; an approved one never changes."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    RETIRED = "retired"


FIXED = frozenset({TemplateStatus.APPROVED, TemplateStatus.RETIRED})
"""What stands is never changed: running work is bound to it."""
OPEN = frozenset({TemplateStatus.DRAFT, TemplateStatus.REVIEW})
"""On its way to be approved; one for each process at a time."""
KEPT = "An approved process is never changed. Make a new version of it."


class ProcessTemplate(Versioned, Audited, Model):
    """One version of a process: its steps and letters as data, fixed by a content hash.

    A draft's content and hash change until it is approved. `base_id` is the version it was drawn
    from, `review_due` the day by which the process is to be looked at again.
    """

    __tablename__ = "process_template"
    __audit_name__ = "process_template"
    __audit_exclude__ = frozenset({"content"})
    __table_args__ = (UniqueConstraint("code", "number"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    code: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    title: Mapped[str]
    status: Mapped[TemplateStatus] = mapped_column(words_of(TemplateStatus), active_history=True)
    approved_body: Mapped[str] = mapped_column(default="")
    approved_on: Mapped[date | None]
    review_due: Mapped[date | None]
    base_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("process_template.id"))
    created_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    submitted_at: Mapped[datetime | None]
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    content: Mapped[dict[str, Any]] = mapped_column(JSON)
    content_hash: Mapped[str] = mapped_column(String(64))

    @property
    def is_fixed(self) -> bool:
        """Approved once, so never changed."""
        return self.status in FIXED


@event.listens_for(ProcessTemplate, "before_update")
def _keep_approved(_mapper: Mapper[Any], _connection: Connection, target: ProcessTemplate) -> None:
    """Refuse what the database refuses too (migration 0012), in words."""
    attributes = inspect(target).attrs
    before = attributes.status.history.deleted or [target.status]
    changed = {one.key for one in attributes if one.history.has_changes()}
    retires = target.status is TemplateStatus.RETIRED and changed <= {"status", "version"}
    if before[0] in FIXED and changed and not retires:
        raise RuleError(KEPT)


@event.listens_for(ProcessTemplate, "before_delete")
def _keep_row(_mapper: Mapper[Any], _connection: Connection, target: ProcessTemplate) -> None:
    if target.is_fixed:
        raise RuleError(KEPT)


class VariantStatus(enum.StrEnum):
    """How far a city's own letters are agreed; `replaced` is one that a later one took over."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    WITHDRAWN = "withdrawn"
    REPLACED = "replaced"


OPEN_OR_AGREED = text("status IN ('proposed', 'agreed')")


class RaciVariant(Versioned, Audited, Model):
    """The letters that a city sets anew in one version of a process.

    `changes` are the cells: {step key: {role code: "A/R"}}; none when the city takes the process
    as it is. It holds once the city and the county have both signed. For each city and version
    there is at most one proposed and one agreed; `reason` says why one was withdrawn.
    """

    __tablename__ = "raci_variant"
    __audit_name__ = "variant"
    __table_args__ = (
        Index(
            "uq_raci_variant_open",
            "template_id",
            "organization_id",
            "status",
            unique=True,
            sqlite_where=OPEN_OR_AGREED,
            postgresql_where=OPEN_OR_AGREED,
        ),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    template_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("process_template.id"))
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), index=True)
    status: Mapped[VariantStatus] = mapped_column(words_of(VariantStatus))
    changes: Mapped[dict[str, Any]] = mapped_column(JSON)
    note: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    proposed_at: Mapped[datetime]
    city_signed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    city_signed_at: Mapped[datetime | None]
    county_signed_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    county_signed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")

    template: Mapped[ProcessTemplate] = relationship()
    organization: Mapped[Organization] = relationship()
    proposer: Mapped[User | None] = relationship(foreign_keys=[proposed_by])
    city_signer: Mapped[User | None] = relationship(foreign_keys=[city_signed_by])
    county_signer: Mapped[User | None] = relationship(foreign_keys=[county_signed_by])

    def audit_stream(self) -> str:
        """Stands in the city's chain."""
        return f"organization:{self.organization_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the city."""
        return "organization", self.organization_id
