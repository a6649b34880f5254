"""Photos of sites: their order, their words, who may see them."""

from __future__ import annotations

import hashlib
import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.sites.models.inventory import Site
from fss.sites.rules.classes import Audience, DataClass, may_show, strictest


class SitePhoto(Audited, Model):
    """A photo of a site, at its `position` among them; the first that may be shown is the cover.

    `alt` are the words for people who cannot see it; a photo without them is a draft, which only
    those see who can describe it. `sent_sha256` (hex) is that of the file as it was sent, before it
    was made safe. `small_id` is the same picture for pages that show many. A removed photo is
    hidden only, so that it can be put back.
    """

    __tablename__ = "site_photo"
    __audit_name__ = "photo"
    __audit_exclude__ = frozenset({"position", "removed_at", "sent_sha256", "small_id"})
    __table_args__ = (UniqueConstraint("site_id", "sent_sha256"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), index=True)
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    small_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    sent_sha256: Mapped[str | None] = mapped_column(String(64))
    alt: Mapped[str] = mapped_column(Text)
    credit: Mapped[str] = mapped_column(default="")
    data_class: Mapped[DataClass] = mapped_column(
        words_of(DataClass), default=DataClass.PUBLIC, server_default=DataClass.PUBLIC.value
    )
    position: Mapped[int] = mapped_column(default=0)
    removed_at: Mapped[datetime | None]

    site: Mapped[Site] = relationship(back_populates="photos")
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    small: Mapped[StoredFile | None] = relationship(foreign_keys=[small_id])

    @property
    def is_draft(self) -> bool:
        """Whether nobody has described it yet."""
        return not self.alt

    @property
    def seen(self) -> str:
        """Stands for what is said of it now: other words or another class make another one."""
        said = "\n".join((self.alt, self.credit, self.data_class.value))
        return hashlib.sha256(said.encode()).hexdigest()

    @property
    def organization_id(self) -> uuid.UUID:
        """The owner, for permissions."""
        return self.site.organization_id

    @property
    def is_shared(self) -> bool:
        """Whether people of other member cities may see it."""
        return self.may_be_seen_by(Audience.MEMBER)

    @property
    def reach(self) -> DataClass:
        """Who may really see it once it is described: nobody who may not see its site."""
        return strictest(self.site.data_class, self.data_class)

    @property
    def may_go_out(self) -> bool:
        """Whether the proposals and reports that show the site may show it."""
        return not self.is_draft and may_show(self.data_class, Audience.PROPOSAL)

    def may_be_seen_by(self, audience: Audience) -> bool:
        """Whether it is described, and open to this audience."""
        return not self.is_draft and may_show(self.reach, audience)

    def audit_stream(self) -> str:
        """Stands in the organization's chain."""
        return self.site.audit_stream()

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the site."""
        return "site", self.site_id
