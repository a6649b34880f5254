"""A building takes over from its land what it does not state itself.

For a field that can be inherited (`Field.inherited`) the pointer of the building, `SiteValue`,
refers to the fact of the land. So everything that reads current facts knows no difference. What
the building states itself goes before; when it takes that back, the land's value returns.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, inspect, or_, select
from sqlalchemy.dialects import postgresql, sqlite

from fss.db import db
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.rules.classes import DataClass, strictest
from fss.sites.rules.dictionary import FIELDS
from fss.sites.services.rows import chunks, keep_rows

CHUNK = 5_000
PLACE = ("latitude", "longitude")
"""What is taken over together or not at all."""
VALUES: Any = SiteValue.__table__
FACTS: Any = Fact.__table__
SITES: Any = Site.__table__


def keep_inherited(land_ids: Collection[UUID], *, now: datetime) -> None:
    """Keep current all that stands on this land, after its facts have changed.

    A building among these is kept current itself.
    """
    for some in chunks(land_ids, CHUNK):
        buildings = db.session.scalars(
            select(Site.id).where(
                or_(Site.land_id.in_(some), and_(Site.id.in_(some), Site.land_id.is_not(None)))
            )
        ).all()
        keep_buildings(buildings, now=now)


def keep_buildings(building_ids: Collection[UUID], *, now: datetime) -> None:
    """Keep these buildings current: pointers and rows. Whoever stands on no land loses it."""
    if building_ids:
        point_at_land(building_ids)
        keep_rows(building_ids, now=now)


def point_at_land(building_ids: Collection[UUID]) -> None:
    """Let the pointers of buildings refer to the land's facts where they state none themselves."""
    db.session.flush()
    for some in chunks(building_ids, CHUNK):
        _drop(some)
        _take_over(some)
    _forget(set(building_ids))


def _drop(ids: Collection[UUID]) -> None:
    """Drop what was taken over before, and own retractions, which hide nothing of the land."""
    gone = or_(FACTS.c.site_id != VALUES.c.site_id, FACTS.c.retracted.is_(True))
    db.session.execute(
        delete(VALUES).where(
            VALUES.c.site_id.in_(ids), exists().where(FACTS.c.id == VALUES.c.fact_id, gone)
        )
    )


def _take_over(ids: Collection[UUID]) -> None:
    """Point at the land's known facts where the building has no pointer."""
    upsert: Any = (
        postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    ).insert(VALUES)
    # Whatever else a pointer carries (the day of the next check) is taken over with it.
    names = [column.name for column in VALUES.c if column.name != "site_id"]
    land, ground = VALUES.alias(), SITES.alias()
    found = (
        select(SITES.c.id, *(land.c[name] for name in names))
        .join(ground, ground.c.id == SITES.c.land_id)
        .join(land, land.c.site_id == ground.c.id)
        .join(FACTS, FACTS.c.id == land.c.fact_id)
        .where(
            SITES.c.id.in_(ids),
            _as_open(ground),
            land.c.field.in_(_fields()),
            FACTS.c.retracted.is_(False),
            ~_states_place(land),
        )
    )
    db.session.execute(upsert.from_select(["site_id", *names], found).on_conflict_do_nothing())


def _states_place(land: Any) -> ColumnElement[bool]:
    """SQL: a coordinate of a building that states the other one itself.

    Half a point of its own and half of its land's would be a third place.
    """
    own = VALUES.alias()
    return and_(
        land.c.field.in_(PLACE),
        exists().where(
            own.c.site_id == SITES.c.id, own.c.planned == land.c.planned, own.c.field.in_(PLACE)
        ),
    )


def _as_open(ground: Any) -> ColumnElement[bool]:
    """SQL: the land may be seen by all who may see the building.

    Otherwise the building would show what its land keeps to itself.
    """
    return or_(
        *(
            and_(
                SITES.c.data_class == one,
                ground.c.data_class.in_(
                    [other for other in DataClass if strictest(one, other) is one]
                ),
            )
            for one in DataClass
        )
    )


def _fields() -> list[str]:
    return [key for key, field in FIELDS.items() if field.inherited]


def _forget(site_ids: set[UUID]) -> None:
    """Pointers were changed behind the session's back: let it read them again."""
    for row in list(db.session.identity_map.values()):
        if isinstance(row, SiteValue) and (inspect(row).identity or [None])[0] in site_ids:
            db.session.expunge(row)
