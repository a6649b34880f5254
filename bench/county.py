"""The sample county in a temporary folder, and as many sites more as wanted.

A generated site is a sample site with other numbers, so that the mix of known and unknown values
and of choices is that of a county. Each has at least 60 facts of its own.
"""

from __future__ import annotations

import random
import uuid
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from fss import create_app
from fss.config import Config
from fss.db import db
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM
from fss.sample.services.county import COORDINATOR, identity_for, make_county
from fss.sample.services.sites import make_sites
from fss.sites.models import Fact, Site
from fss.sites.rules.dictionary import FIELDS, fields_for
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.lots import lot_of
from fss.sites.services import keep_facets
from fss.timezone import utcnow

CHUNK = 1_000
FACTS = 60
SAMPLED = 60
COLUMNS = tuple(Fact.__table__.c.keys())
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
    """Add sites until there are `number`, facets and words with them; committed.

    Rows go to the driver as they came from it: six million facts are not to be converted.
    """
    chance = random.Random(seed + number)  # a second filling draws other ids
    patterns = _patterns()
    present = db.session.scalar(select(func.count()).select_from(Site)) or 0
    first = (db.session.scalar(select(func.max(Site.number))) or 0) + 1
    last_fact = db.session.scalar(select(func.max(Fact.id))) or 0
    connection = db.session.connection()
    tables = ("site", "fact", "site_value")
    for start in range(0, number - present, CHUNK):
        rows: dict[str, list[dict[str, Any]]] = {name: [] for name in tables}
        ids = []
        for place in range(start, min(start + CHUNK, number - present)):
            row, stated = chance.choice(patterns)
            site_id = uuid.UUID(int=chance.getrandbits(128), version=4)
            ids.append(site_id)
            share = {key: chance.uniform(0.5, 1.7) for key in FIELDS if key not in FIXED}
            rows["site"].append(_site(row, site_id, first + place, share))
            for fact in stated:
                last_fact += 1
                rows["fact"].append(_fact(fact, last_fact, site_id, share))
                rows["site_value"].append(
                    {
                        "site_id": site_id.hex,
                        "field": fact["field"],
                        "planned": fact["planned"],
                        "fact_id": last_fact,
                    }
                )
        for name in tables:
            columns = list(rows[name][0])
            marks = ", ".join("?" for _ in columns)
            connection.exec_driver_sql(
                f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})",
                [tuple(row.values()) for row in rows[name]],
            )
        keep_facets(ids)
    db.session.commit()
    db.session.execute(text("ANALYZE"))
    db.session.commit()


def _patterns() -> list[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """The sample county's own sites, which were made first, with at least `FACTS` facts each.

    A site that has fewer is given what others of its kind say of fields that no list shows.
    """
    connection = db.session.connection()
    sites = [
        dict(row)
        for row in connection.exec_driver_sql(
            "SELECT * FROM site ORDER BY number LIMIT ?", (SAMPLED,)
        ).mappings()
    ]
    current = connection.exec_driver_sql(
        "SELECT fact.* FROM site_value JOIN fact ON fact.id = site_value.fact_id "
        "WHERE site_value.site_id = fact.site_id AND NOT fact.retracted AND fact.site_id IN "
        "(SELECT id FROM site ORDER BY number LIMIT ?) ORDER BY fact.id",
        (SAMPLED,),
    )
    facts: dict[str, list[dict[str, Any]]] = {site["id"]: [] for site in sites}
    more: dict[tuple[str, str], dict[str, Any]] = {}
    kinds = {site["id"]: site["kind"] for site in sites}
    for row in current.mappings():
        fact = dict(row)
        facts[fact["site_id"]].append(fact)
        if not fact["planned"] and not FIELDS[fact["field"]].screened:
            more.setdefault((kinds[fact["site_id"]], fact["field"]), fact)
    found = []
    for site in sites:
        stated = facts[site["id"]]
        said = {fact["field"] for fact in stated}
        others = [
            fact
            for (kind, field), fact in more.items()
            if kind == site["kind"] and field not in said
        ]
        stated += others[: max(0, FACTS - len(stated))]
        if len(stated) < FACTS:
            stated += [_said(site, key) for key in _unsaid(site, stated)[: FACTS - len(stated)]]
        found.append((site, stated))
    return found


def _unsaid(site: dict[str, Any], stated: list[dict[str, Any]]) -> list[str]:
    said = {fact["field"] for fact in stated}
    kind = PropertyKind(site["kind"])
    return [
        field.key
        for field in fields_for(kind)
        if field.key not in said and not field.screened and field.is_text
    ]


def _said(site: dict[str, Any], key: str) -> dict[str, Any]:
    """A text of the kind that people write."""
    return {
        "id": 0, "site_id": site["id"], "field": key, "planned": 0, "retracted": 0,
        "text": "As described in the plan of the city", "qualifier": "none", "unit": "",
        "original": "As described in the plan of the city", "source": "City planner",
        "as_of": "2026-06-01", "confidence": "estimated", "entered_at": site["created_at"],
        "rival": 0,
    }  # fmt: skip


def _site(
    pattern: dict[str, Any], site_id: uuid.UUID, number: int, share: dict[str, float]
) -> dict[str, Any]:
    row = dict(pattern)
    name = f"{pattern['name']} {number}"
    row.update(
        id=site_id.hex, number=number, name=name, name_key=name.lower(), own_id=f"G-{number}",
        lot=lot_of(site_id), land_id=None,
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
    fact = dict.fromkeys(COLUMNS)
    fact.update(pattern, id=fact_id, site_id=site_id.hex)
    if FIELDS[pattern["field"]].is_numeric and pattern["field"] in share:
        for column in ("low", "high", "bound_low", "bound_high"):
            if fact[column] is not None:
                fact[column] = round(fact[column] * share[pattern["field"]], 2)
    return fact
