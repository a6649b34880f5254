"""What a site's row repeats of its current facts, for one site and for thousands."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import islice
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, inspect, select, update

from fss.db import db
from fss.sites.models import Fact, Site, SiteValue, typed_values
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.readiness import tier_of
from fss.sites.rules.screening import SCREENING_FIELDS, screening_completeness
from fss.sites.rules.values import Value
from fss.sites.services.facets import keep_facets
from fss.sites.services.words import Named, list_size

CHUNK = 500
Current = Mapping[tuple[str, bool], Fact]


def row_columns(site: Named, current: Current) -> dict[str, Any]:
    """Everything that the row repeats of the current facts: (field, planned) → fact."""
    values = {
        key: value
        for (key, planned), fact in current.items()
        if not planned and (value := fact.value) is not None
    }
    columns: dict[str, Any] = {}
    for field in FIELDS.values():
        if field.screened:
            columns.update(typed_values(field, values.get(field.key)))
    columns["has_plan"] = any(
        planned and not fact.retracted for (_, planned), fact in current.items()
    )
    columns["withheld"] = withheld_words(current)
    return columns | derived_columns(site, values)


def withheld_words(current: Current) -> str:
    """`|a|b|`: the fields whose own class keeps the current value from people of other members."""
    kept = {
        key
        for (key, _), fact in current.items()
        if fact.data_class is not None and not fact.data_class.is_shared
    }
    return f"|{'|'.join(sorted(kept))}|" if kept else ""


def derived_columns(site: Named, values: Mapping[str, Value]) -> dict[str, Any]:
    """What else the row carries: completeness, readiness, the size lists show."""
    known, total = _screened(frozenset(values) & SCREENING_FIELDS, site.kind)
    return {
        "screening_known": known,
        "screening_total": total,
        "readiness": tier_of(values, kind=site.kind),
        **list_size(values),
    }


@lru_cache(maxsize=4_096)
def _screened(known: frozenset[str], kind: PropertyKind) -> tuple[int, int]:
    """How much of the screening set is known; lists know the same fields of most sites."""
    status = screening_completeness({"@name", "@city", *known}, kind=kind)
    return status.known, status.total


def keep_rows(site_ids: Collection[UUID], *, now: datetime) -> None:
    """Repeat the current facts on the rows of these sites, which changed `now`."""
    repeat_facts(site_ids, now=now)


def repeat_facts(site_ids: Collection[UUID], *, now: datetime | None = None) -> None:
    """Repeat the current facts on the rows of these sites, a few statements for all of them.

    Without `now` the rows do not count as changed.
    """
    db.session.flush()
    table = Site.__table__
    changed = {"updated_at": now} if now else {}
    for ids in chunks(site_ids, CHUNK):
        current = _current(ids)
        named = db.session.execute(
            select(Site.id, Site.kind, Site.name, Site.number, Site.own_id, Site.parcels).where(
                Site.id.in_(ids)
            )
        )
        rows = [
            {"the_id": one.id, **changed, **row_columns(one, current.get(one.id, {}))}
            for one in named
        ]
        if not rows:
            continue
        names = [name for name in rows[0] if name != "the_id"]
        db.session.connection().execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("the_id"))
            .values(
                {table.c[name]: bindparam(name) for name in names}
                | ({table.c.version: table.c.version + 1} if now else {})
            ),
            rows,
        )
    keep_facets(site_ids)
    _forget(set(site_ids))


def _current(ids: Collection[UUID]) -> dict[UUID, dict[tuple[str, bool], Fact]]:
    """The current facts of many sites; those taken over from the land with them."""
    found: dict[UUID, dict[tuple[str, bool], Fact]] = {}
    for site_id, fact in db.session.execute(
        select(SiteValue.site_id, Fact)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(SiteValue.site_id.in_(ids))
    ):
        found.setdefault(site_id, {})[fact.field, fact.planned] = fact
    return found


def _forget(site_ids: set[UUID]) -> None:
    """Let the session read these rows again when it is next asked for them."""
    for row in list(db.session.identity_map.values()):
        if isinstance(row, Site) and (inspect(row).identity or [None])[0] in site_ids:
            db.session.expire(row)


def chunks(ids: Iterable[UUID], size: int) -> Iterator[list[UUID]]:
    """So many ids at a time."""
    iterator = iter(ids)
    while chunk := list(islice(iterator, size)):
        yield chunk
