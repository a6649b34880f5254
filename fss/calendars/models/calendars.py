"""Opening hours and closed days of organizations."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import Organization
from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk


class Calendar(Versioned, Audited, Model):
    """Opening hours of an organization; the county's is used where a member has none."""

    __tablename__ = "calendar"
    __audit_name__ = "calendar"

    id: Mapped[uuid.UUID] = uuid_pk()
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"), unique=True)
    covers_until: Mapped[date]
    organization: Mapped[Organization] = relationship()
    versions: Mapped[list[CalendarVersion]] = relationship(
        back_populates="calendar", order_by="CalendarVersion.valid_from"
    )
    closures: Mapped[list[CalendarClosure]] = relationship(
        back_populates="calendar", order_by="CalendarClosure.day"
    )


class CalendarVersion(Audited, Model):
    """Weekly hours from a day on: {"0": [["08:00", "16:30"]], ...}, Monday is 0."""

    __tablename__ = "calendar_version"
    __audit_name__ = "calendar_hours"
    __table_args__ = (UniqueConstraint("calendar_id", "valid_from"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    calendar_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calendar.id"))
    valid_from: Mapped[date]
    hours: Mapped[dict[str, Any]] = mapped_column(JSON)
    calendar: Mapped[Calendar] = relationship(back_populates="versions")

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the calendar."""
        return "calendar", self.calendar_id


class CalendarClosure(Audited, Model):
    """A day with other hours than the week says; seeded ones are confirmed by a person each year.

    `hours` None: closed all day; else the hours of this day, as a weekday's in `CalendarVersion`.
    """

    __tablename__ = "calendar_closure"
    __audit_name__ = "calendar_closure"
    __table_args__ = (UniqueConstraint("calendar_id", "day"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    calendar_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("calendar.id"))
    day: Mapped[date]
    reason: Mapped[str]
    hours: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    legal_holiday: Mapped[bool] = mapped_column(default=False)
    confirmed: Mapped[bool] = mapped_column(default=False)
    calendar: Mapped[Calendar] = relationship(back_populates="closures")

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """Told with the calendar."""
        return "calendar", self.calendar_id
