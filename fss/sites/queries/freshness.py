"""When values must be checked again: the county's limits, and the same day in SQL."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Date, case, cast, func, select, type_coerce

from fss.db import db
from fss.sites.models import CheckDays, Fact, SiteValue
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import CheckLimit
from fss.sites.rules.screening import CHECK_DAYS


def check_days() -> dict[CheckLimit, int]:
    """Days after which each kind of value must be checked again: the county's, else the usual."""
    own = {row.kind: row.days for row in db.session.scalars(select(CheckDays))}
    return {**CHECK_DAYS, **own}


def check_date(field: Any, as_of: Any, *, days: dict[CheckLimit, int] | None = None) -> Any:
    """SQL: the last day on which a value of `field` stated as of `as_of` still counts as fresh.

    `field` and `as_of` are columns; `as_of` may also be a day that all rows share.
    """
    limits = days or check_days()
    keys: dict[int, list[str]] = {}
    for one in FIELDS.values():
        keys.setdefault(limits[one.check], []).append(one.key)
    usual = limits[CheckLimit.LAND]
    whens: list[tuple[ColumnElement[bool], Any]] = [
        (field.in_(members), _later(as_of, number))
        for number, members in sorted(keys.items())
        if number != usual
    ]
    return case(*whens, else_=_later(as_of, usual)) if whens else _later(as_of, usual)


def value_to_check(site_id: UUID, field: str) -> SiteValue | None:
    """The pointer to the present value of a field; None when nothing is known."""
    found = db.session.get(SiteValue, (site_id, field, False))
    return None if found is None or found.fact.retracted else found


def latest_fact() -> int:
    """The number of the last fact that was stated: what is on a page now has none above it."""
    return db.session.scalar(select(func.max(Fact.id))) or 0


def _later(as_of: Any, days: int) -> Any:
    if isinstance(as_of, date):
        return cast(as_of + timedelta(days), Date) if _on_postgresql() else as_of + timedelta(days)
    if _on_postgresql():
        return as_of + days
    return type_coerce(func.date(as_of, f"+{days} days"), Date)


def _on_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
