"""The sample county in a temporary folder, and as many sites more as wanted.

A generated site is a sample site with other numbers, so that the mix of known and unknown values
and of choices is that of a county. Every tenth has its facts; the others have the typed columns
that lists and matching read.
"""

from __future__ import annotations

import random
import uuid
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, insert, select, text

from fss import create_app
from fss.config import Config
from fss.db import db
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM
from fss.sample.services.county import COORDINATOR, identity_for, make_county
from fss.sample.services.sites import make_sites
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.lots import lot_of
from fss.timezone import utcnow

CHUNK = 1_000
WITH_FACTS = 10
SAMPLED = 60
FIXED = frozenset({"latitude", "longitude", "year_built"})


def make_app(folder: Path) -> Flask:
    """The application with the sample county's organizations, people and sites."""
    environment = {"FSS_DATA": str(folder), "FSS_PASSWORD_SALT": "bench", "FSS_TESTING": "1"}
    app = create_app(Config.from_environment(environment))
    app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        db.create_all()
        with acting(SYSTEM):
            now = utcnow()
            make_county(now)
            make_sites(now)
        db.session.commit()
    return app


def coordinator() -> Any:
    """Who asks."""
    return identity_for(COORDINATOR)


def fill(number: int, *, seed: int = 7) -> None:
    """Add sites until there are `number`; bulk statements, committed."""
    chance = random.Random(seed + number)  # a second filling draws other ids
    patterns = _patterns()
    present = db.session.scalar(select(func.count()).select_from(Site)) or 0
    first = (db.session.scalar(select(func.max(Site.number))) or 0) + 1
    last_fact = db.session.scalar(select(func.max(Fact.id))) or 0
    connection = db.session.connection()
    for start in range(0, number - present, CHUNK):
        sites, facts, values = [], [], []
        for place in range(start, min(start + CHUNK, number - present)):
            row, stated = chance.choice(patterns)
            site_id = uuid.UUID(int=chance.getrandbits(128), version=4)
            share = {key: chance.uniform(0.5, 1.7) for key in FIELDS if key not in FIXED}
            sites.append(_site(row, site_id, first + place, share))
            if place % WITH_FACTS == 0:
                for fact in stated:
                    last_fact += 1
                    facts.append(_fact(fact, last_fact, site_id, share))
                    values.append(
                        {
                            "site_id": site_id,
                            "field": fact["field"],
                            "planned": fact["planned"],
                            "fact_id": last_fact,
                        }
                    )
            else:
                sites[-1]["has_plan"] = False
        connection.execute(insert(Site), sites)
        if facts:
            connection.execute(insert(Fact), facts)
            connection.execute(insert(SiteValue), values)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _patterns() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The sample county's own sites, which were made first, with their facts."""
    sites = (
        db.session.execute(select(Site.__table__).order_by(Site.number).limit(SAMPLED))
        .mappings()
        .all()
    )
    facts: dict[uuid.UUID, list[dict[str, Any]]] = {}
    stated = select(Fact.__table__).where(Fact.site_id.in_([site["id"] for site in sites]))
    for found in db.session.execute(stated).mappings():
        facts.setdefault(found["site_id"], []).append(dict(found))
    return [(dict(site), facts[site["id"]]) for site in sites]


def _site(
    pattern: dict[str, Any], site_id: uuid.UUID, number: int, share: dict[str, float]
) -> dict[str, Any]:
    row = dict(pattern)
    name = f"{pattern['name']} {number}"
    row.update(
        id=site_id, number=number, name=name, name_key=name.lower(), own_id=f"G-{number}",
        lot=lot_of(site_id), land_id=None, search=f"{name.lower()}\ns-{number:04d}",
        kind=PropertyKind(pattern["kind"]), created_at=_aware(pattern["created_at"]),
        updated_at=_aware(pattern["updated_at"]),
    )  # fmt: skip
    for field in FIELDS.values():
        if field.is_numeric and field.key in share:
            for column in field.columns:
                if row[column] is not None:
                    row[column] = round(row[column] * share[field.key], 2)
    for column in ("acres_low", "acres_high"):
        if row[column] is not None:
            row[column] = round(row[column] * share["available_acres"], 2)
    return row


def _fact(
    pattern: dict[str, Any], fact_id: int, site_id: uuid.UUID, share: dict[str, float]
) -> dict[str, Any]:
    fact = {**pattern, "id": fact_id, "site_id": site_id}
    fact["entered_at"] = _aware(pattern["entered_at"])
    if FIELDS[pattern["field"]].is_numeric and pattern["field"] in share:
        for column in ("low", "high", "bound_low", "bound_high"):
            if fact[column] is not None:
                fact[column] = round(fact[column] * share[pattern["field"]], 2)
    return fact


def _aware(instant: datetime) -> datetime:
    return instant if instant.tzinfo else instant.replace(tzinfo=UTC)
