"""People and organizations, as plain rows."""

from __future__ import annotations

import itertools
import uuid
from datetime import date

from fss.accounts.models import Holding, Organization, OrganizationKind, User
from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.timezone import utcnow

SINCE = date(2020, 1, 1)
_count = itertools.count(1)


def make_organization(
    name: str | None = None, kind: OrganizationKind = OrganizationKind.CITY
) -> Organization:
    """An organization that is a member since 2020."""
    number = next(_count)
    organization = Organization(
        kind=kind,
        name=name or f"{kind.label} {number}",
        code=f"O{number}",
        active_from=SINCE,
    )
    db.session.add(organization)
    db.session.flush()
    return organization


def make_user(
    role: Role | None = None,
    organization: Organization | None = None,
    *,
    name: str | None = None,
    email: str | None = None,
    password: str | None = None,
) -> User:
    """A person who holds `role` in `organization` (made when a role comes without one).

    `password` is an already hashed one.
    """
    number = next(_count)
    user = User(
        id=uuid.uuid4(),
        version=1,
        active=True,
        name=name or f"Person {number}",
        email=email or f"person{number}@example.org",
        created_at=utcnow(),
        confirmed_at=utcnow(),
        fs_uniquifier=uuid.uuid4().hex,
        password=password,
    )
    db.session.add(user)
    if role is not None:
        add_holding(user, role, organization or make_organization(kind=usual_kind(role)))
    return user


def add_holding(user: User, role: Role, organization: Organization) -> Holding:
    """Let `user` hold `role` in `organization` since 2020."""
    holding = Holding(
        user_id=user.id,
        organization_id=organization.id,
        user=user,
        organization=organization,
        role=role,
        held_from=SINCE,
        held_to=None,
    )
    db.session.add(holding)
    return holding


def usual_kind(role: Role) -> OrganizationKind:
    """The kind of organization in which `role` is held."""
    return {
        Role.PLANNER: OrganizationKind.CITY,
        Role.CITY_ADMINISTRATOR: OrganizationKind.CITY,
        Role.UTILITY_PARTNER: OrganizationKind.UTILITY,
        Role.STEERING_COMMITTEE: OrganizationKind.COMMITTEE,
    }.get(role, OrganizationKind.COUNTY)


def identity_of(user: User) -> Identity:
    """Who `user` is to the permission rules."""
    return Identity(
        user_id=user.id,
        name=user.name,
        holdings=frozenset((holding.role, holding.organization_id) for holding in user.holdings),
    )
