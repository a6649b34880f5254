"""The county, its organizations, people, and who holds which role where and when."""

from __future__ import annotations

import enum
import uuid
from datetime import date, datetime
from typing import Any

from flask_security import AsaList, UserMixin
from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.ext.mutable import MutableList
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.permissions.rules import Role


class OrganizationKind(enum.StrEnum):
    """What an organization is to the county."""

    COUNTY = "county"
    CITY = "city"
    TOWNSHIP = "township"
    UTILITY = "utility"
    COMMITTEE = "committee"
    BROKERAGE = "brokerage"

    @property
    def label(self) -> str:
        """The kind as people read it."""
        return self.value.capitalize()


MEMBER_KINDS = (OrganizationKind.CITY, OrganizationKind.TOWNSHIP)


class County(Versioned, Audited, Model):
    """The one county of this installation: name, zone, and what its documents say of it."""

    __tablename__ = "county"
    __audit_name__ = "county"

    id: Mapped[uuid.UUID] = uuid_pk()
    name: Mapped[str]
    state: Mapped[str]
    time_zone: Mapped[str] = mapped_column(default="America/Chicago")
    country: Mapped[str] = mapped_column(String(2), default="US", server_default="US")
    subdivision: Mapped[str] = mapped_column(String(10), default="MN", server_default="MN")
    office_name: Mapped[str] = mapped_column(default="First Stop Shop")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    about: Mapped[str] = mapped_column(default="")
    disclaimer: Mapped[str] = mapped_column(default="")
    is_sample: Mapped[bool] = mapped_column(default=False)
    publishes_sites: Mapped[bool] = mapped_column(default=False, server_default=false())
    outline: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)


class Organization(Versioned, Audited, Model):
    """A county, city, township, utility, committee or brokerage; a member from/to a day.

    `active_from` counts (None: always was), `active_to` does not (None: still is).
    """

    __tablename__ = "organization"
    __audit_name__ = "organization"
    __audit_exclude__ = frozenset({"outline"})
    __table_args__ = (UniqueConstraint("name"), UniqueConstraint("code"))

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[OrganizationKind] = mapped_column(words_of(OrganizationKind))
    name: Mapped[str]
    code: Mapped[str] = mapped_column(String(12))
    contact_name: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    active_from: Mapped[date | None]
    active_to: Mapped[date | None]
    outline: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True), deferred=True)

    def audit_stream(self) -> str:
        """Each organization has its own chain."""
        return f"organization:{self.id}"

    @property
    def is_member(self) -> bool:
        """A city or township: its sites are tried against every request."""
        return self.kind in MEMBER_KINDS


class User(UserMixin, Versioned, Audited, Model):
    """A person with an account. The columns after `created_at` are those Flask-Security needs."""

    __tablename__ = "app_user"
    __audit_name__ = "person"
    __audit_exclude__ = frozenset({"tf_last_counter", "tf_phone_number"})
    __table_args__ = (UniqueConstraint("email"), UniqueConstraint("fs_uniquifier"))

    id: Mapped[uuid.UUID] = uuid_pk()  # type: ignore[assignment]
    name: Mapped[str]
    email: Mapped[str] = mapped_column(String(255))
    created_at: Mapped[datetime]

    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(default=True)
    fs_uniquifier: Mapped[str] = mapped_column(String(64))
    confirmed_at: Mapped[datetime | None]
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_last_counter: Mapped[int | None]
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    mf_recovery_codes: Mapped[list[str] | None] = mapped_column(MutableList.as_mutable(AsaList()))

    holdings: Mapped[list[Holding]] = relationship(
        back_populates="user", foreign_keys="Holding.user_id", order_by="Holding.id"
    )

    @property
    def has_two_steps(self) -> bool:
        """Signs in with a code besides the password."""
        return bool(self.tf_primary_method and self.tf_totp_secret)

    @property
    def roles(self) -> list[Any]:  # type: ignore[override]
        """Flask-Security's own roles are not used; rights come from holdings."""
        return []


class Holding(Audited, Model):
    """A person holds a role in an organization from a day to a day (None: still).

    A `deputy` may do the same as long as the holding lasts.

    `held_from` counts, `held_to` does not: a holding that ends today gives no rights today.
    """

    __tablename__ = "holding"
    __audit_name__ = "holding"
    __table_args__ = (Index("ix_holding_organization_role", "organization_id", "role"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    role: Mapped[Role] = mapped_column(words_of(Role))
    held_from: Mapped[date]
    held_to: Mapped[date | None]
    deputy_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"), index=True)

    user: Mapped[User] = relationship(back_populates="holdings", foreign_keys=[user_id])
    deputy: Mapped[User | None] = relationship(foreign_keys=[deputy_id])
    organization: Mapped[Organization] = relationship()

    def audit_stream(self) -> str:
        """Stands in the organization's chain."""
        return f"organization:{self.organization_id}"

    def audit_subject(self) -> tuple[str, uuid.UUID | None]:
        """A holding is told with its organization."""
        return "organization", self.organization_id


class Invitation(Audited, Model):
    """An e-mailed link by which a person sets a password; only the token's hash is kept."""

    __tablename__ = "invitation"
    __audit_name__ = "invitation"

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    user: Mapped[User] = relationship()


class Notice(Model):
    """Something a person is told by the next daily mail; `kind` can be opted out of."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_user", "user_id", "mailed_at"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"))
    kind: Mapped[str] = mapped_column(String(40))
    text: Mapped[str]
    path: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    mailed_at: Mapped[datetime | None]


class MailOptOut(Model):
    """A kind of notice that a person wants no mail about."""

    __tablename__ = "mail_opt_out"

    user_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("app_user.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
