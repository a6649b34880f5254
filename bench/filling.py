"""As many sites as wanted beside those of the sample county.

A generated site is a sample site with other numbers, so that the mix of known and unknown values
and of choices is that of a county. Each has at least 60 facts of its own. The database copies the
rows itself, six million facts in a minute; facets and words are made by the program.
"""

from __future__ import annotations

import random
import sqlite3
import uuid
from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from fss.db import db
from fss.sites.models import Fact, Site
from fss.sites.queries.freshness import check_days
from fss.sites.rules.dictionary import FIELDS, fields_for
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.lots import lot_of
from fss.sites.services import keep_facets

CHUNK = 2_000
FACTS = 60
SAMPLED = 60
FIXED = frozenset({"latitude", "longitude", "year_built"})
SIZES = {"acres": "available_acres", "sq_ft": "available_sq_ft"}
SAID_ON = date(2026, 6, 1)
SCALED = {
    field.key: place
    for place, field in enumerate(FIELDS.values(), start=1)
    if field.is_numeric and field.key not in FIXED
}
"""The fields whose amounts differ from site to site, each with a number of its own."""
Row = dict[str, Any]


def fill(number: int, *, seed: int = 7) -> None:
    """Add sites until there are `number`, facets and words with them; committed."""
    chance = random.Random(seed + number)  # a second filling draws other ids
    present = db.session.scalar(select(func.count()).select_from(Site)) or 0
    first = (db.session.scalar(select(func.max(Site.number))) or 0) + 1
    # In the order of the ids the indexes grow at their end only; elsewhere no order is theirs.
    ids = sorted(
        (uuid.UUID(int=chance.getrandbits(128), version=4) for _ in range(number - present)),
        key=str,
    )
    patterns = _patterns()
    db.session.commit()
    with closing(_connect()) as own:
        _hold_patterns(own, patterns)
        counts = [len(facts) for _, facts in patterns]
        for start in range(0, len(ids), CHUNK):
            chunk = ids[start : start + CHUNK]
            _copy(own, chunk, first + start, counts, chance)
            keep_facets(chunk)
            db.session.commit()
        own.execute("ANALYZE")


def _connect() -> sqlite3.Connection:
    """A connection that copies fast; what it writes is whole by itself."""
    own = sqlite3.connect(str(db.engine.url.database), isolation_level=None)
    for pragma in ("synchronous=OFF", "cache_size=-262144", "temp_store=MEMORY"):
        own.execute(f"PRAGMA {pragma}")
    return own


def _hold_patterns(own: sqlite3.Connection, patterns: Sequence[tuple[Row, Sequence[Row]]]) -> None:
    """Temporary tables of the patterns, and of the sites that are to come."""
    own.execute("CREATE TEMP TABLE new_site (pattern, id, number, lot, seed, first_fact)")
    own.execute("CREATE TEMP TABLE site_pattern AS SELECT 0 AS pattern, site.* FROM site LIMIT 0")
    own.execute(
        "CREATE TEMP TABLE fact_pattern AS SELECT 0 AS pattern, 0 AS place, 0 AS nth, "
        "'' AS check_on, fact.* FROM fact LIMIT 0"
    )
    for number, (site, facts) in enumerate(patterns):
        _insert(own, "site_pattern", {**site, "pattern": number})
        for nth, fact in enumerate(facts):
            place = SCALED.get(fact["field"], 0)
            _insert(own, "fact_pattern", {**fact, "pattern": number, "place": place, "nth": nth})
    own.execute("CREATE INDEX fact_of_pattern ON fact_pattern (pattern)")


def _insert(own: sqlite3.Connection, table: str, row: Row) -> None:
    marks = ", ".join("?" for _ in row)
    own.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", tuple(row.values()))


def _copy(
    own: sqlite3.Connection,
    ids: Sequence[uuid.UUID],
    first: int,
    counts: Sequence[int],
    chance: random.Random,
) -> None:
    """Write some sites, numbered from `first` on, with facts and values.

    `counts` are the numbers of facts of the patterns.
    """
    fact_id = (own.execute("SELECT max(id) FROM fact").fetchone()[0] or 0) + 1
    new = []
    for number, site_id in enumerate(ids, start=first):
        pattern = chance.randrange(len(counts))
        seed = chance.randrange(1, 10**6)
        new.append((pattern, site_id.hex, number, lot_of(site_id), seed, fact_id))
        fact_id += counts[pattern]
    own.execute("BEGIN IMMEDIATE")
    own.execute("DELETE FROM new_site")
    own.executemany("INSERT INTO new_site VALUES (?, ?, ?, ?, ?, ?)", new)
    site, fact = _site_columns(), _fact_columns()
    own.execute(
        f"INSERT INTO site ({', '.join(site)}) SELECT {', '.join(site.values())} "
        "FROM new_site AS n CROSS JOIN site_pattern AS p USING (pattern)"
    )
    own.execute(
        f"INSERT INTO fact ({', '.join(fact)}) SELECT {', '.join(fact.values())} "
        "FROM new_site AS n CROSS JOIN fact_pattern AS p USING (pattern)"
    )
    own.execute(
        "INSERT INTO site_value (site_id, field, planned, fact_id, check_on) "
        "SELECT n.id, p.field, p.planned, n.first_fact + p.nth, p.check_on "
        "FROM new_site AS n CROSS JOIN fact_pattern AS p USING (pattern)"
    )
    own.execute("COMMIT")


def _share(place: str) -> str:
    """SQL: between 0.5 and 1.7, by site and field, alike wherever it stands."""
    return f"(0.5 + n.seed * {place} % 1201 / 1000.0)"


def _site_columns() -> dict[str, str]:
    """What SQL puts into each column of a site."""
    found = {one.name: f"p.{one.name}" for one in Site.__table__.columns}
    found.update(
        id="n.id", number="n.number", lot="n.lot", land_id="NULL", own_id="'G-' || n.number",
        name="p.name || ' ' || n.number", name_key="p.name_key || ' ' || n.number",
    )  # fmt: skip
    for key, place in SCALED.items():
        for column in FIELDS[key].columns:
            if column in found:
                found[column] = f"round(p.{column} * {_share(str(place))}, 2)"
    for size, key in SIZES.items():
        for end in ("low", "high"):
            column = f"{size}_{end}"
            found[column] = f"round(p.{column} * {_share(str(SCALED[key]))}, 2)"
    return found


def _fact_columns() -> dict[str, str]:
    """What SQL puts into each column of a fact."""
    found = {one.name: f"p.{one.name}" for one in Fact.__table__.columns}
    found.update(id="n.first_fact + p.nth", site_id="n.id")
    for name in ("low", "high", "bound_low", "bound_high"):
        found[name] = (
            f"CASE WHEN p.place THEN round(p.{name} * {_share('p.place')}, 2) ELSE p.{name} END"
        )
    return found


def _patterns() -> list[tuple[Row, list[Row]]]:
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
        "SELECT fact.*, site_value.check_on FROM site_value "
        "JOIN fact ON fact.id = site_value.fact_id "
        "WHERE site_value.site_id = fact.site_id AND NOT fact.retracted AND fact.site_id IN "
        "(SELECT id FROM site ORDER BY number LIMIT ?) ORDER BY fact.id",
        (SAMPLED,),
    )
    facts: dict[str, list[Row]] = {site["id"]: [] for site in sites}
    more: dict[tuple[str, str], Row] = {}
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


def _unsaid(site: Row, stated: list[Row]) -> list[str]:
    said = {fact["field"] for fact in stated}
    kind = PropertyKind(site["kind"])
    return [
        field.key
        for field in fields_for(kind)
        if field.key not in said and not field.screened and field.is_text
    ]


def _said(site: Row, key: str) -> Row:
    """A text of the kind that people write."""
    days = check_days()[FIELDS[key].check]
    return {
        "field": key, "planned": 0, "retracted": 0,
        "text": "As described in the plan of the city", "qualifier": "none", "unit": "",
        "original": "As described in the plan of the city", "source": "City planner",
        "as_of": SAID_ON.isoformat(), "confidence": "estimated",
        "check_on": (SAID_ON + timedelta(days)).isoformat(),
        "entered_at": site["created_at"], "rival": 0,
    }  # fmt: skip
