"""Saying of many values at once that they are still right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import Row, and_, bindparam, insert, inspect, literal, null, select, true, update

from fss.audit.services import record_about
from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.sites.models import Fact, Site, SiteValue, value_of
from fss.sites.queries.freshness import check_days
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.screening import next_check
from fss.sites.rules.values import display
from fss.sites.services.facts import as_stated, digest
from fss.sites.services.inheritance import keep_inherited
from fss.sites.services.inventory import hold_sites

CHUNK = 500
SITES, VALUES, FACTS = Site.__table__, SiteValue.__table__, Fact.__table__


def confirm_facts(
    fact_ids: Collection[int], *, source: str, as_of: date, actor: Identity, now: datetime
) -> list[int]:
    """State the same values again as of a later day, source a person; returns the new numbers.

    Confidence, document, plan and class are kept. A fact that is not current any more, is as of
    that day already, or belongs to a site that `actor` may not edit is left alone, so nobody
    confirms what they were not shown, or twice.
    """
    db.session.flush()
    new: list[int] = []
    wanted = sorted(set(fact_ids))
    hold_sites(_sites_of(wanted))
    for some in _chunks(wanted):
        stated = _state_again(some, source=source, as_of=as_of, actor=actor, now=now)
        if stated:
            _point(stated)
            _tell(stated, now)
            new += [fact.id for fact in stated]
    return new


def _sites_of(fact_ids: Sequence[int]) -> set[UUID]:
    return {
        site_id
        for some in _chunks(fact_ids)
        for site_id in db.session.scalars(select(FACTS.c.site_id).where(FACTS.c.id.in_(some)))
    }


def _state_again(
    fact_ids: Sequence[int], *, source: str, as_of: date, actor: Identity, now: datetime
) -> Sequence[Row[Any]]:
    said: dict[str, Any] = {
        "source": literal(source),
        "as_of": literal(as_of, FACTS.c.as_of.type),
        "entered_at": literal(now, FACTS.c.entered_at.type),
        "entered_by": literal(actor.user_id, FACTS.c.entered_by.type),
        "import_id": null(),
        "copy_of": null(),
    }
    names = [column.name for column in FACTS.c if column.name != "id"]
    again = (
        select(*(said.get(name, FACTS.c[name]).label(name) for name in names))
        .where(FACTS.c.id.in_(_confirmable(fact_ids, as_of, actor)))
        .order_by(FACTS.c.id)
    )
    return db.session.execute(
        insert(FACTS).from_select(names, again).returning(*FACTS.c)  # type: ignore[arg-type]
    ).all()


def _confirmable(fact_ids: Sequence[int], as_of: date, actor: Identity) -> list[int]:
    """Those that are current, known, older than `as_of` and of sites that `actor` may edit."""
    facts = db.session.execute(
        select(FACTS.c.id, FACTS.c.site_id, FACTS.c.field)
        .join(
            VALUES,
            and_(
                VALUES.c.site_id == FACTS.c.site_id,
                VALUES.c.field == FACTS.c.field,
                VALUES.c.planned == FACTS.c.planned,
                VALUES.c.fact_id == FACTS.c.id,
            ),
        )
        .where(FACTS.c.id.in_(fact_ids), FACTS.c.retracted.is_(False), FACTS.c.as_of < as_of)
        .with_for_update(of=VALUES)
    ).all()
    sites = {fact.site_id for fact in facts}
    editable = set(
        db.session.scalars(select(SITES.c.id).where(SITES.c.id.in_(sites), _may_edit(actor)))
    )
    return [fact.id for fact in facts if fact.site_id in editable and fact.field in FIELDS]


def _may_edit(actor: Identity) -> Any:
    """SQL: Permission.SITE_EDIT for many sites at once."""
    if actor.is_system or actor.is_county_staff:
        return true()
    return SITES.c.organization_id.in_(actor.organizations(Role.PLANNER))


def _point(stated: Sequence[Row[Any]]) -> None:
    """Make the new facts the current ones, with the day of their next check."""
    days = check_days()
    db.session.connection().execute(
        update(VALUES)  # type: ignore[arg-type]
        .where(
            VALUES.c.site_id == bindparam("the_site"),
            VALUES.c.field == bindparam("the_field"),
            VALUES.c.planned == bindparam("is_planned"),
        )
        .values(fact_id=bindparam("the_fact"), check_on=bindparam("the_day")),
        [
            {
                "the_site": fact.site_id,
                "the_field": fact.field,
                "is_planned": fact.planned,
                "the_fact": fact.id,
                "the_day": next_check(FIELDS[fact.field], as_of=fact.as_of, days=days),
            }
            for fact in stated
        ],
    )


def _tell(stated: Sequence[Row[Any]], now: datetime) -> None:
    """Leave the record of each site, and let buildings on this land follow."""
    by_site: dict[UUID, list[Row[Any]]] = defaultdict(list)
    for fact in stated:
        by_site[fact.site_id].append(fact)
    ids = list(by_site)
    db.session.execute(
        update(SITES)  # type: ignore[arg-type]
        .where(SITES.c.id.in_(ids))
        .values(updated_at=now, version=SITES.c.version + 1)
    )
    _forget(by_site)
    owners = db.session.execute(
        select(SITES.c.id, SITES.c.organization_id).where(SITES.c.id.in_(ids)).order_by(SITES.c.id)
    )
    for site_id, organization_id in owners:
        facts = by_site[site_id]
        record_about(
            "site:confirm",
            stream=f"organization:{organization_id}",
            subject_type="site",
            subject_id=site_id,
            values={
                FIELDS[fact.field].label: display(FIELDS[fact.field], value_of(fact))[:200]
                for fact in facts
            },
            sha256=digest([as_stated(fact) for fact in facts]),
        )
    built_on = set(db.session.scalars(select(SITES.c.land_id).where(SITES.c.land_id.in_(ids))))
    if built_on:
        keep_inherited(built_on, now=now)


def _forget(site_ids: Collection[UUID]) -> None:
    """Rows were changed behind the session's back: let it read them again."""
    for row in list(db.session.identity_map.values()):
        identity = inspect(row).identity
        if isinstance(row, SiteValue) and identity and identity[0] in site_ids:
            db.session.expire(row)
        elif isinstance(row, Site) and identity and identity[0] in site_ids:
            db.session.expire(row, ["updated_at", "version"])


def _chunks(ids: Iterable[int]) -> Iterable[list[int]]:
    iterator = iter(ids)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
