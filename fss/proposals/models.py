"""A proposal, its frozen content, its files, and the private links to them."""

from __future__ import annotations

import enum
import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import User
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.pursuits.models import Pursuit


class ProposalState(enum.StrEnum):
    """A draft may be edited; an issued proposal never changes."""

    DRAFT = "draft"
    ISSUED = "issued"


class Proposal(Versioned, Audited, Model):
    """What a pursuit is answered with.

    `site_ids` is the shortlist, in order, that the draft was made from. `content` is frozen at
    issue: the tree of blocks and the facts behind it (see `documents.frozen_content`), with
    pictures by SHA-256; `content_hash` is the SHA-256 of its canonical JSON.
    """

    __tablename__ = "proposal"
    __audit_name__ = "proposal"
    __audit_exclude__ = frozenset({"content"})
    __table_args__ = (UniqueConstraint("pursuit_id", "number"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    pursuit_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("pursuit.id"), index=True)
    number: Mapped[int]
    state: Mapped[ProposalState] = mapped_column(
        words_of(ProposalState), default=ProposalState.DRAFT
    )
    title: Mapped[str] = mapped_column(String(200))
    prepared_for: Mapped[str] = mapped_column(String(200), default="")
    letter: Mapped[str] = mapped_column(Text, default="")
    site_ids: Mapped[list[str]] = mapped_column(JSON, default=list)
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON, deferred=True)
    content_hash: Mapped[str | None] = mapped_column(String(64))
    created_at: Mapped[datetime]
    issued_at: Mapped[datetime | None]
    issued_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    owner_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    job_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("job.id"))
    pursuit: Mapped[Pursuit] = relationship()
    issuer: Mapped[User | None] = relationship(foreign_keys=[issued_by])
    files: Mapped[list[ProposalFile]] = relationship(
        back_populates="proposal", order_by="ProposalFile.kind"
    )
    links: Mapped[list[ShareLink]] = relationship(
        back_populates="proposal", order_by="ShareLink.created_at.desc()"
    )

    @property
    def is_draft(self) -> bool:
        """Whether it may still be edited."""
        return self.state is ProposalState.DRAFT

    @property
    def files_in_order(self) -> list[ProposalFile]:
        """The files as people look for them: PDF, Word document, ZIP."""
        return sorted(self.files, key=lambda one: list(FileKind).index(one.kind))

    def audit_stream(self) -> str:
        """Stands in the pursuit's chain."""
        return f"pursuit:{self.pursuit_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the pursuit."""
        return "pursuit", self.pursuit_id


class FileKind(enum.StrEnum):
    """The forms in which a proposal leaves the house."""

    PDF = "pdf"
    DOCX = "docx"
    ZIP = "zip"

    @property
    def label(self) -> str:
        """The format as people say it."""
        return {"pdf": "PDF", "docx": "Word document (DOCX)", "zip": "All files in one (ZIP)"}[
            self.value
        ]


class ProposalFile(Audited, Model):
    """One file of an issued proposal, with its SHA-256 and what it was made with."""

    __tablename__ = "proposal_file"
    __audit_name__ = "proposal_file"
    __table_args__ = (UniqueConstraint("proposal_id", "kind"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"))
    kind: Mapped[FileKind] = mapped_column(words_of(FileKind))
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(String(64))
    made_with: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    made_at: Mapped[datetime]
    proposal: Mapped[Proposal] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()

    def audit_stream(self) -> str:
        """Stands in the pursuit's chain."""
        return self.proposal.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the pursuit."""
        return self.proposal.audit_subject()


class ShareLink(Audited, Model):
    """A private link for somebody who never signs in; only its token's SHA-256 is kept."""

    __tablename__ = "share_link"
    __audit_name__ = "share_link"

    id: Mapped[uuid.UUID] = uuid_pk()
    proposal_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("proposal.id"), index=True)
    recipient: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254), default="")
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    created_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    proposal: Mapped[Proposal] = relationship(back_populates="links")
    accesses: Mapped[list[ShareAccess]] = relationship(
        back_populates="link", order_by="ShareAccess.at.desc(), ShareAccess.id.desc()"
    )

    def is_open(self, now: datetime) -> bool:
        """Whether the link still works."""
        return self.revoked_at is None and now < self.expires_at

    def audit_stream(self) -> str:
        """Stands in the pursuit's chain."""
        return self.proposal.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the pursuit."""
        return self.proposal.audit_subject()


class ShareAccess(Model):
    """One opening or download by private link. No address, no browser: only what and when."""

    __tablename__ = "share_access"

    id: Mapped[uuid.UUID] = uuid_pk()
    link_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("share_link.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[str] = mapped_column(String(40))
    link: Mapped[ShareLink] = relationship(back_populates="accesses")

    @property
    def label(self) -> str:
        """What was done, in words."""
        return {"page": "Opened the page", "read": "Read the page version"}.get(
            self.what, f"Downloaded the {self.what.upper()} file"
        )
