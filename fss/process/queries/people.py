"""Who holds a role of the matrix on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload

from fss.accounts.models import Holding, User
from fss.accounts.queries import can_stand_in, held_on
from fss.db import db
from fss.permissions.rules import Role

Post = tuple[Role, UUID]
"""A role in an organization."""


def role_holders(
    on: date, *, organization_ids: Iterable[UUID] | None = None
) -> dict[Post, list[User]]:
    """Active people by role and organization on a day, those who hold it longest first.

    For a holder whose account is deactivated the deputy stands.
    """
    query = (
        select(Holding)
        .join(Holding.user)
        .options(contains_eager(Holding.user), joinedload(Holding.deputy))
        .where(held_on(on), or_(User.active, can_stand_in(on)))
        .order_by(Holding.held_from, User.name, User.id)
    )
    if organization_ids is not None:
        query = query.where(Holding.organization_id.in_(list(organization_ids)))
    found: defaultdict[Post, list[User]] = defaultdict(list)
    for holding in db.session.scalars(query):
        people = found[(holding.role, holding.organization_id)]
        person = holding.user if holding.user.active else holding.deputy
        if person is not None and person not in people:
            people.append(person)
    return dict(found)
