"""Reading the county, organizations, people and who holds which role."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload, undefer

from fss.accounts.models import (
    MEMBER_KINDS,
    County,
    Holding,
    Invitation,
    MailOptOut,
    Notice,
    Organization,
    OrganizationKind,
    User,
)
from fss.accounts.rules.people import token_hash
from fss.db import db
from fss.errors import NotFoundError
from fss.permissions.rules import NOBODY, Identity, Role
from fss.timezone import local_date, utcnow

DEFAULT_ZONE = "America/Chicago"
DEFAULT_PLACE = ("US", "MN")


def get_county(*, with_outline: bool = False) -> County | None:
    """The county of this installation; None on a brand-new one."""
    query = select(County).order_by(County.id)
    if with_outline:
        query = query.options(undefer(County.outline))
    return db.session.scalar(query)


def get_zone() -> str:
    """The county's time zone (an IANA name); Central time before there is a county."""
    return db.session.scalar(select(County.time_zone).order_by(County.id)) or DEFAULT_ZONE


def get_place() -> tuple[str, str]:
    """Country and region (ISO 3166) whose public holidays hold in the county."""
    row = db.session.execute(select(County.country, County.subdivision).order_by(County.id)).first()
    return (row.country, row.subdivision) if row else DEFAULT_PLACE


def today() -> date:
    """The calendar day it is in the county."""
    return local_date(utcnow(), get_zone())


def get_county_organization() -> Organization | None:
    """The county itself as an organization: where staff hold their roles."""
    return db.session.scalar(
        select(Organization)
        .where(Organization.kind == OrganizationKind.COUNTY)
        .order_by(Organization.name, Organization.id)
    )


def active_on(day: date) -> ColumnElement[bool]:
    """SQL: the organization is active on `day`."""
    return and_(
        or_(Organization.active_from.is_(None), Organization.active_from <= day),
        or_(Organization.active_to.is_(None), Organization.active_to > day),
    )


def held_on(day: date) -> ColumnElement[bool]:
    """SQL: the holding is valid on `day`."""
    return and_(Holding.held_from <= day, or_(Holding.held_to.is_(None), Holding.held_to > day))


def can_stand_in(day: date) -> ColumnElement[bool]:
    """SQL: the holding's deputy is active and holds a role in the same organization on `day`."""
    own, deputy = aliased(Holding), aliased(User)
    return exists().where(
        deputy.id == Holding.deputy_id,
        deputy.active,
        deputy.email != "",
        own.user_id == deputy.id,
        own.organization_id == Holding.organization_id,
        own.held_from <= day,
        or_(own.held_to.is_(None), own.held_to > day),
    )


def organizations(
    *kinds: OrganizationKind, on: date | None = None, text: str = "", with_outline: bool = False
) -> Sequence[Organization]:
    """Organizations by name: of `kinds` (default all), active on a day, with `text` in the name."""
    query = select(Organization).order_by(
        func.lower(Organization.name), Organization.name, Organization.id
    )
    if kinds:
        query = query.where(Organization.kind.in_(kinds))
    if on is not None:
        query = query.where(active_on(on))
    if text:
        query = query.where(
            or_(
                func.lower(Organization.name).contains(text.lower(), autoescape=True),
                func.lower(Organization.code).contains(text.lower(), autoescape=True),
            )
        )
    if with_outline:
        query = query.options(undefer(Organization.outline))
    return db.session.scalars(query).all()


def members(on: date) -> Sequence[Organization]:
    """Cities and townships that are members on a day, by name."""
    return organizations(*MEMBER_KINDS, on=on)


def get_organization(organization_id: UUID, identity: Identity | None = None) -> Organization:  # noqa: ARG001
    """An organization; its name is no secret from anyone signed in. Raises NotFoundError."""
    organization = db.session.get(Organization, organization_id)
    if organization is None:
        raise NotFoundError
    return organization


def outlined() -> set[UUID]:
    """The organizations that have an outline."""
    return set(db.session.scalars(select(Organization.id).where(Organization.outline.is_not(None))))


def get_user(user_id: UUID, identity: Identity | None = None) -> User:  # noqa: ARG001
    """A person with an account; raises NotFoundError."""
    user = db.session.scalar(
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.holdings).joinedload(Holding.organization))
    )
    if user is None:
        raise NotFoundError
    return user


def find_user(email: str) -> User | None:
    """The person with that e-mail address, whatever its case."""
    return db.session.scalar(select(User).where(func.lower(User.email) == email.strip().lower()))


def people(
    *, text: str = "", organization_id: UUID | None = None, page: int = 1, size: int = 25
) -> tuple[Sequence[User], int]:
    """People by name with their holdings, and how many there are in all."""
    query = select(User)
    if text:
        query = query.where(
            or_(
                func.lower(User.name).contains(text.lower(), autoescape=True),
                func.lower(User.email).contains(text.lower(), autoescape=True),
            )
        )
    if organization_id:
        query = query.where(User.holdings.any(Holding.organization_id == organization_id))
    total = db.session.scalar(select(func.count()).select_from(query.subquery())) or 0
    found = db.session.scalars(
        query.options(
            selectinload(User.holdings).options(
                joinedload(Holding.organization), joinedload(Holding.deputy)
            )
        )
        .order_by(func.lower(User.name), User.name, User.id)
        .limit(size)
        .offset((page - 1) * size)
    ).all()
    return found, total


def holders(role: Role, organization_id: UUID | None, on: date) -> Sequence[User]:
    """Active people who hold `role` on a day, in one organization or (None) in any, by name."""
    query = select(User).where(User.active).order_by(func.lower(User.name), User.name, User.id)
    which = [Holding.role == role, held_on(on)]
    if organization_id is not None:
        which.append(Holding.organization_id == organization_id)
    return db.session.scalars(query.where(User.holdings.any(and_(*which)))).all()


def colleagues(organization_id: UUID, *, on: date, but: UUID | None = None) -> Sequence[User]:
    """Active people who hold any role in an organization on a day, by name, one left out."""
    query = select(User).where(
        User.active,
        User.holdings.any(and_(Holding.organization_id == organization_id, held_on(on))),
    )
    if but is not None:
        query = query.where(User.id != but)
    return db.session.scalars(query.order_by(func.lower(User.name), User.name, User.id)).all()


def get_holding(holding_id: UUID, identity: Identity | None = None) -> Holding:  # noqa: ARG001
    """A holding with its person and organization; raises NotFoundError."""
    holding = db.session.scalar(
        select(Holding)
        .where(Holding.id == holding_id)
        .options(
            joinedload(Holding.user), joinedload(Holding.organization), joinedload(Holding.deputy)
        )
    )
    if holding is None:
        raise NotFoundError
    return holding


def holdings_of(user_id: UUID, *, on: date | None = None) -> Sequence[Holding]:
    """A person's holdings (all, or those valid on a day), latest first."""
    query = (
        select(Holding)
        .where(Holding.user_id == user_id)
        .join(Holding.organization)
        .options(joinedload(Holding.organization), joinedload(Holding.deputy))
        .order_by(Holding.held_from.desc(), Organization.name, Holding.role, Holding.id)
    )
    return db.session.scalars(query if on is None else query.where(held_on(on))).all()


def has_other_administrator(user_id: UUID, *, on: date) -> bool:
    """Whether somebody else can sign in as administrator on a day, with no end in sight."""
    return bool(
        db.session.scalar(
            select(func.count())
            .select_from(Holding)
            .join(Holding.user)
            .where(
                Holding.role == Role.ADMINISTRATOR,
                Holding.held_from <= on,
                Holding.held_to.is_(None),
                Holding.user_id != user_id,
                User.active,
                User.password.is_not(None),
            )
        )
    )


def latest_invitation(user_id: UUID) -> Invitation | None:
    """The last link that was mailed to a person."""
    return db.session.scalar(
        select(Invitation)
        .where(Invitation.user_id == user_id)
        .order_by(Invitation.created_at.desc(), Invitation.id)
        .limit(1)
    )


def find_invitation(token: str, now: datetime) -> Invitation | None:
    """The invitation of a link that can still be used; None when it ended, was used or is wrong."""
    invitation = db.session.scalar(
        select(Invitation)
        .where(Invitation.token_hash == token_hash(token))
        .options(joinedload(Invitation.user))
    )
    usable = (
        invitation is not None
        and invitation.used_at is None
        and invitation.expires_at > now
        and invitation.user.active
    )
    return invitation if usable else None


def mail_opt_outs(user_id: UUID) -> set[str]:
    """The kinds of notices that a person wants no mail about."""
    return set(db.session.scalars(select(MailOptOut.kind).where(MailOptOut.user_id == user_id)))


def waiting_notices() -> dict[UUID, list[Notice]]:
    """The notices that no mail has told yet, by person, oldest first."""
    found: dict[UUID, list[Notice]] = {}
    for notice in db.session.scalars(
        select(Notice)
        .where(Notice.mailed_at.is_(None))
        .order_by(Notice.user_id, Notice.created_at, Notice.id)
    ):
        found.setdefault(notice.user_id, []).append(notice)
    return found


def told_since(since: datetime, kind: str | None = None) -> set[UUID]:
    """The people who got a notice (of one kind) by mail at or after an instant."""
    query = select(Notice.user_id).where(Notice.mailed_at >= since)
    return set(db.session.scalars(query if kind is None else query.where(Notice.kind == kind)))


def identity_of(user_id: UUID | None, on: date | None = None) -> Identity:
    """Who a person is to the permission rules on a day (default: today in the county).

    What a person may do as somebody's deputy is theirs as long as the holding lasts and they hold
    a role in the same organization. NOBODY for somebody unknown or deactivated. One query, besides
    that of the day.
    """
    if user_id is None:
        return NOBODY
    day = on or today()
    rows = db.session.execute(
        select(User.name, Holding.role, Holding.organization_id)
        .outerjoin(
            Holding,
            and_(
                held_on(day),
                or_(
                    Holding.user_id == User.id,
                    and_(Holding.deputy_id == User.id, can_stand_in(day)),
                ),
            ),
        )
        .where(User.id == user_id, User.active)
    ).all()
    if not rows:
        return NOBODY
    return Identity(
        user_id=user_id,
        name=rows[0].name,
        holdings=frozenset((row.role, row.organization_id) for row in rows if row.role is not None),
    )
