"""The county's own fields, for the page that keeps them and for the dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any
from uuid import UUID

from flask import current_app, has_app_context
from sqlalchemy import event, func, inspect, select
from sqlalchemy.orm import Session

from fss.db import db
from fss.errors import NotFoundError
from fss.fields.models import OwnField
from fss.fields.rules import Definition, as_field
from fss.permissions.rules import Identity
from fss.sites.models import Fact, SiteValue
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import Field, Kind, PropertyKind

KEPT = "own_fields"
_ROWS = OwnField.__table__


def fields_listed() -> Sequence[OwnField]:
    """All own fields, those in use first, by label."""
    return db.session.scalars(
        select(OwnField).order_by(OwnField.retired, func.lower(OwnField.label), OwnField.key)
    ).all()


def get_field(field_id: UUID, identity: Identity) -> OwnField:  # noqa: ARG001
    """One own field; whoever may open the page may know of all of them."""
    found = db.session.get(OwnField, field_id)
    if found is None:
        raise NotFoundError
    return found


def is_stated(key: str) -> bool:
    """Whether a fact was ever stated under the field."""
    return db.session.scalar(select(Fact.id).where(Fact.field == key).limit(1)) is not None


def is_planned(key: str) -> bool:
    """Whether a plan stands beside the present value of the field anywhere."""
    plan = (
        select(SiteValue.fact_id)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(SiteValue.field == key, SiteValue.planned.is_(True), Fact.retracted.is_(False))
    )
    return db.session.scalar(plan.limit(1)) is not None


def facts_by_field(keys: Sequence[str]) -> dict[str, int]:
    """How many sites have a current value of each field."""
    rows = db.session.execute(
        select(Fact.field, func.count(Fact.site_id.distinct()))
        .where(Fact.field.in_(keys))
        .group_by(Fact.field)
    )
    return {row[0]: row[1] for row in rows}


def answers_used(key: str) -> set[str]:
    """The answers of a field that were ever stated."""
    words = db.session.scalars(select(Fact.text).where(Fact.field == key).distinct())
    return {answer for one in words if one for answer in one.strip("|").split("|")}


def sites_stating(key: str) -> Sequence[UUID]:
    """The sites of which the field was ever stated."""
    return db.session.scalars(select(Fact.site_id).where(Fact.field == key).distinct()).all()


def definition_of(row: Any) -> Definition:
    """What the county says about a field, from its row."""
    kinds = ((PropertyKind.LAND, row.for_land), (PropertyKind.BUILDING, row.for_buildings))
    return Definition(
        label=row.label,
        group=row.section,
        kind=Kind(row.kind),
        unit=row.unit,
        choices=tuple((key, label) for key, label in row.choices),
        applies_to=frozenset(kind for kind, applies in kinds if applies),
        description=row.description,
        aliases=tuple(row.aliases),
        data_class=DataClass(row.data_class),
        plannable=row.plannable,
    )


def own_fields() -> tuple[Field, ...]:
    """The own fields as the dictionary takes them, retired ones with them; oldest first.

    Read once in a transaction; none outside the application and before the table is made.
    """
    if not has_app_context():
        return ()
    session = db.session()
    kept: tuple[Field, ...] | None = session.info.get(KEPT)
    if kept is None:
        kept = session.info[KEPT] = _read(session)
    return kept


def _read(session: Session) -> tuple[Field, ...]:
    if not _has_table(session):
        return ()
    with session.no_autoflush:
        rows = session.execute(select(_ROWS).order_by(_ROWS.c.created_at, _ROWS.c.key)).all()
    return _as_fields(tuple((row.key, definition_of(row), row.retired) for row in rows))


@lru_cache(maxsize=16)
def _as_fields(rows: tuple[tuple[str, Definition, bool], ...]) -> tuple[Field, ...]:
    # The same rows give the same fields, not only equal ones: comparing them costs nothing then.
    return tuple(as_field(key, said, retired=retired) for key, said, retired in rows)


def _has_table(session: Session) -> bool:
    known: bool = current_app.extensions.get("fss-own-fields", False)
    if not known:
        known = inspect(session.connection()).has_table(OwnField.__tablename__)
        current_app.extensions["fss-own-fields"] = known
    return known


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(KEPT, None)


@event.listens_for(Session, "after_flush")
def _forget_changed(session: Session, _context: Any) -> None:
    if any(isinstance(one, OwnField) for one in (*session.new, *session.dirty)):
        session.info.pop(KEPT, None)


@event.listens_for(Session, "after_soft_rollback")
def _forget_undone(session: Session, _ended: Any) -> None:
    session.info.pop(KEPT, None)
