"""What is to be done at the sites of a city: counted in the database, ranked by the rule."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, case, exists, false, func, or_, select, true

from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.sites.models import Fact, Site, SiteRival, SiteValue
from fss.sites.rules.dictionary import FIELDS
from fss.upkeep.models import MissingFact
from fss.upkeep.rules import Task, TaskKind, is_pressing, ranked

# Tables, not mapped classes: making a statement of mapped attributes costs more than running it.
SITES, VALUES, FACTS = Site.__table__, SiteValue.__table__, Fact.__table__
MISSING, RIVALS = MissingFact.__table__, SiteRival.__table__


def kept_by(identity: Identity, organization_id: UUID | None = None) -> ColumnElement[bool]:
    """SQL: a listed site that the person's city keeps (any for county staff), maybe of one city."""
    conditions: list[ColumnElement[bool]] = [SITES.c.active.is_(True)]
    if organization_id is not None:
        conditions.append(SITES.c.organization_id == organization_id)
    if not (identity.is_system or identity.is_county_staff):
        own = identity.organizations(Role.PLANNER, Role.CITY_ADMINISTRATOR)
        conditions.append(SITES.c.organization_id.in_(own) if own else false())
    return and_(*conditions)


def confirmed_by(identity: Identity) -> ColumnElement[bool]:
    """SQL: a site whose values the person may confirm."""
    if identity.is_system or identity.is_county_staff:
        return true()
    own = identity.organizations(Role.PLANNER)
    return SITES.c.organization_id.in_(own) if own else false()


def own_values() -> ColumnElement[bool]:
    """SQL: the current value is stated of the site itself, not taken over from its land."""
    return or_(
        SITES.c.land_id.is_(None),
        exists().where(FACTS.c.id == VALUES.c.fact_id, FACTS.c.site_id == VALUES.c.site_id),
    )


def is_overdue(today: date) -> list[ColumnElement[bool]]:
    """SQL: the present value must be checked again."""
    return [
        VALUES.c.check_on < today,
        VALUES.c.planned.is_(False),
        own_values(),
    ]


def tasks(
    identity: Identity,
    *,
    today: date,
    organization_id: UUID | None = None,
    site_id: UUID | None = None,
) -> list[list[Task]]:
    """All that is to be done, by site, most pressing first. Three statements."""
    kept = kept_by(identity, organization_id)
    if site_id is not None:
        kept = and_(kept, SITES.c.id == site_id)
    # All rows of a statement at once: taking turns with the engine costs as much as its work.
    conflicts = {number: counts for number, *counts in db.session.execute(_conflicts(kept)).all()}
    decided = {number: counts for number, *counts in db.session.execute(_decided(kept)).all()}
    found: list[Task] = []
    for own_id, number, name_key, missing, old, pressing_day, day in db.session.execute(
        _sites(kept, today)
    ).all():
        about = (own_id, number, name_key)
        if number in conflicts:
            found.append(Task(*about, TaskKind.CONFLICT, *conflicts[number]))
        if missing or number in decided:
            facts, pursuits = decided.get(number, (0, 0))
            found.append(
                Task(*about, TaskKind.MISSING, max(missing, facts), missing, pursuits=pursuits)
            )
        if old:
            days = (today - (pressing_day or day)).days
            found.append(Task(*about, TaskKind.STALE, old, pressing_day is not None, days))
    return ranked(found)


def overdue_facts(
    identity: Identity,
    *,
    today: date,
    organization_id: UUID | None = None,
    site_id: UUID | None = None,
    fields: Collection[str] | None = None,
    seen: int | None = None,
) -> list[int]:
    """Numbers of the facts that this person may confirm and that are old; none above `seen`."""
    conditions = [kept_by(identity, organization_id), confirmed_by(identity), *is_overdue(today)]
    if site_id is not None:
        conditions.append(SITES.c.id == site_id)
    if fields is not None:
        conditions.append(VALUES.c.field.in_(list(fields)))
    if seen is not None:
        conditions.append(VALUES.c.fact_id <= seen)
    return list(
        db.session.scalars(
            select(VALUES.c.fact_id)
            .join(SITES, SITES.c.id == VALUES.c.site_id)
            .where(*conditions)
            .order_by(VALUES.c.fact_id)
        )
    )


def _conflicts(kept: ColumnElement[bool]) -> Any:
    return (
        select(
            SITES.c.number,
            func.count(RIVALS.c.field.distinct()).label("facts"),
            func.sum(_pressing(RIVALS.c.field)).label("pressing"),
        )
        .join(SITES, SITES.c.id == RIVALS.c.site_id)
        .where(kept)
        .group_by(SITES.c.number)
    )


def _decided(kept: ColumnElement[bool]) -> Any:
    return (
        select(
            SITES.c.number,
            func.count().label("facts"),
            func.max(MISSING.c.pursuits).label("pursuits"),
        )
        .join(SITES, SITES.c.id == MISSING.c.site_id)
        .where(kept, still_missing())
        .group_by(SITES.c.number)
    )


def still_missing() -> ColumnElement[bool]:
    """SQL: nobody has stated the fact since it was counted as missing."""
    return ~exists().where(
        VALUES.c.site_id == MISSING.c.site_id,
        VALUES.c.field == MISSING.c.field,
        VALUES.c.planned.is_(False),
        VALUES.c.check_on.is_not(None),
    )


def _sites(kept: ColumnElement[bool], today: date) -> Any:
    """Each site with how many values are old, and since when: those that press, and all.

    Asked site by site, so that the index on the days gives the first without reading the rest.
    """
    of_site = (VALUES.c.site_id == SITES.c.id, *is_overdue(today))
    first = select(VALUES.c.check_on).where(*of_site).order_by(VALUES.c.check_on).limit(1)
    pressing = first.where(VALUES.c.field.in_(_pressing_fields()))
    return select(
        SITES.c.id,
        SITES.c.number,
        SITES.c.name_key,
        (SITES.c.screening_total - SITES.c.screening_known).label("missing"),
        select(func.count()).select_from(VALUES).where(*of_site).correlate(SITES).scalar_subquery(),
        pressing.correlate(SITES).scalar_subquery(),
        first.correlate(SITES).scalar_subquery(),
    ).where(kept)


def _pressing(column: Any) -> Any:
    return case((column.in_(_pressing_fields()), 1), else_=0)


def _pressing_fields() -> list[str]:
    return [key for key, field in FIELDS.items() if is_pressing(field)]
