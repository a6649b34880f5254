"""A job: something that takes longer than a page may."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from fss.db import Model, uuid_pk, words_of
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity


class Job(Model):
    """What was asked for, by whom, and what became of it.

    While it runs, its progress stands in the queue's own store (see `services.queue`), so that
    it can be read while the work's transaction is still open; the row gets the last of it.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_subject", "subject_type", "subject_id"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[str]
    title: Mapped[str]
    arguments: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)
    subject_type: Mapped[str] = mapped_column(default="")
    subject_id: Mapped[uuid.UUID | None]

    state: Mapped[JobState] = mapped_column(words_of(JobState), default=JobState.QUEUED, index=True)
    attempt: Mapped[int] = mapped_column(default=1)
    queued_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    progress: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    message: Mapped[str] = mapped_column(default="")
    error: Mapped[str] = mapped_column(default="")
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)

    def title_for(self, identity: Identity) -> str:
        """What is made, for the person who asked; for others only the kind of work.

        Titles hold names of sites and files, which whoever runs the system may not know.
        """
        if self.owner_id is not None and self.owner_id == identity.user_id:
            return self.title
        return self.kind.replace("_", " ").capitalize()

    @property
    def url_when_done(self) -> str:
        """Where the result is to be seen, as the work gave it; blank when it gave none."""
        return str((self.result or {}).get("url", ""))

    @property
    def file_id(self) -> uuid.UUID | None:
        """The file that was made, if any."""
        value = (self.result or {}).get("file_id")
        return uuid.UUID(str(value)) if value else None
