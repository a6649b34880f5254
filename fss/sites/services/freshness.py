"""Keeping the day of each value's next check, and the limits it follows from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, update

from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.sites.models import CheckDays, Fact, Site, SiteValue
from fss.sites.queries.freshness import check_date, check_days, value_to_check
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import CheckLimit
from fss.sites.rules.screening import CHECK_DAYS

CHUNK = 1_000
LEAST_DAYS, MOST_DAYS = 7, 3650
LONGEST = 2
"""A check may be put off to at most this many times the limit."""
VALUES, FACTS = SiteValue.__table__, Fact.__table__


def keep_check_dates(site_ids: Collection[UUID] | None = None) -> None:
    """Compute the next check of every value of these sites (of all for None), set-based.

    A day that a person has set stays while the fact is current for which it was set.
    """
    db.session.flush()
    days = check_days()
    if site_ids is None:
        _keep(days)
        return
    for some in _chunks(site_ids):
        _keep(days, VALUES.c.site_id.in_(some))


def _keep(days: dict[CheckLimit, int], *which: ColumnElement[bool]) -> None:
    day = (
        select(check_date(FACTS.c.field, FACTS.c.as_of, days=days))
        .where(FACTS.c.id == VALUES.c.fact_id, FACTS.c.retracted.is_(False))
        .scalar_subquery()
    )
    by_rule = or_(VALUES.c.check_fact_id.is_(None), VALUES.c.check_fact_id != VALUES.c.fact_id)
    db.session.execute(
        update(VALUES).where(by_rule, *which).values(check_on=day),  # type: ignore[arg-type]
        execution_options={"synchronize_session": False},
    )
    _forget()


def set_check_days(wanted: Mapping[CheckLimit, int]) -> None:
    """Change the county's limits and compute every next check anew.

    Raises RuleError (field: the kind) for less than 7 or more than 3,650 days.
    """
    before = check_days()
    for kind, days in wanted.items():
        if not LEAST_DAYS <= days <= MOST_DAYS:
            raise RuleError(f"Enter {LEAST_DAYS} to {MOST_DAYS:,} days.", kind.value)
    after = {**before, **wanted}
    if after == before:
        return
    for kind, days in after.items():
        row = db.session.get(CheckDays, kind)
        if row is not None:
            row.days = days
        elif days != CHECK_DAYS[kind]:
            db.session.add(CheckDays(kind=kind, days=days))
    db.session.flush()
    keep_check_dates()
    changed = {kind.value: f"{days} days" for kind, days in after.items() if days != before[kind]}
    record("check_limit:set", limits=changed)


def latest_check(field: str, as_of: date) -> date:
    """The latest day to which the check of a value stated as of that day may be put off."""
    return as_of + timedelta(LONGEST * check_days()[FIELDS[field].check])


def set_check_date(site: Site, field: str, *, check_on: date, today: date) -> None:
    """Set the next check of one value by hand; it stays until the value is stated again.

    Raises RuleError (field `check_on`) for a past day and one beyond twice the limit.
    """
    value = value_to_check(site.id, field)
    if value is None:
        raise RuleError("Nothing is known here, so there is nothing to check.", "check_on")
    if value.fact.site_id != site.id:
        raise RuleError("This value comes from the land. Set the day there.", "check_on")
    if check_on < today:
        raise RuleError("This day is past. Enter today or a later day.", "check_on")
    latest = latest_check(field, value.fact.as_of)
    if check_on > latest:
        raise RuleError(
            f"Enter {latest:%B} {latest.day}, {latest.year} or an earlier day. "
            "A value must not stay unchecked longer.",
            "check_on",
        )
    value.check_on, value.check_fact_id = check_on, value.fact_id
    db.session.flush()
    record("site:check", subject=site, field=FIELDS[field].label, day=check_on.isoformat())


def _forget() -> None:
    """The rows were changed behind the session's back: let it read their days again."""
    for row in db.session.identity_map.values():
        if isinstance(row, SiteValue):
            db.session.expire(row, ["check_on"])


def _chunks(ids: Iterable[UUID]) -> Iterable[list[UUID]]:
    iterator = iter(ids)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
