"""Writing thousands of sites and facts at once, by Core statements."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from fss.db import db
from fss.exchange.models import SiteImport
from fss.exchange.services.identify import Comparison, Match
from fss.permissions.rules import Identity
from fss.sites.models import Confidence, Fact, Site, SiteValue, typed_values
from fss.sites.queries.freshness import check_date
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.lots import lot_of
from fss.sites.rules.values import Value
from fss.sites.services.facets import keep_facets
from fss.sites.services.facts import VALUE_COLUMNS, fact_columns
from fss.sites.services.inheritance import keep_inherited
from fss.sites.services.inventory import next_number
from fss.sites.services.rows import derived_columns
from fss.sites.services.words import folded

CHUNK = 500
Tell = Callable[[int, int, str], None]


class Bulk:
    """Writes what a comparison found, in the transaction of the caller."""

    def __init__(self, imported: SiteImport, *, actor: Identity, now: datetime) -> None:
        self.imported, self.now = imported, now
        self.stated = hashlib.sha256()
        self.evidence = {
            "planned": False,
            "source": imported.source,
            "document_id": imported.file_id,
            "as_of": imported.as_of,
            "confidence": Confidence(imported.mapping["confidence"]),
            "entered_at": now,
            "entered_by": actor.user_id,
            "import_id": imported.id,
        }

    def write(self, comparison: Comparison, *, tell: Tell | None = None) -> str:
        """Write sites, facts, pointers and typed columns; returns a SHA-256 over the facts."""
        matches = [match for match in comparison.matches if match.is_new or match.is_changed]
        self._number([match for match in matches if match.is_new])
        fields = sorted({key for match in matches for key in match.stated})
        for done, chunk in enumerate(_chunks(matches, CHUNK)):
            if tell:
                tell(done * CHUNK, len(matches), "Writing")
            self._sites([match for match in chunk if match.is_new], fields)
            self._facts(chunk)
        self._pointers()
        for chunk in _chunks([match for match in matches if not match.is_new], CHUNK):
            self._changed(chunk, fields)
        keep_facets(match.site_id for match in matches)
        keep_inherited([match.site_id for match in matches if not match.is_new], now=self.now)
        return self.stated.hexdigest()

    def _number(self, new: Sequence[Match]) -> None:
        if new:
            for number, match in enumerate(new, next_number()):
                match.number = number

    def _sites(self, new: Sequence[Match], fields: Sequence[str]) -> None:
        rows = [
            {
                "id": match.site_id,
                "number": match.number,
                "organization_id": match.organization_id,
                "kind": match.kind.value,
                "name": match.name,
                "name_key": folded(match.name)[:200],
                "own_id": match.own_id,
                "parcels": match.parcels,
                "active": True,
                "lot": lot_of(match.site_id),
                "has_plan": False,
                "version": 1,
                **_typed(fields, match.stated),
                **derived_columns(match, match.stated),
            }
            for match in new
        ]
        if rows:
            insert_many(
                Site.__table__,
                list(rows[0]),
                [tuple(row.values()) for row in rows],
                {"created_at": self.now, "updated_at": self.now},
            )

    def _facts(self, matches: Sequence[Match]) -> None:
        classes = self._classes([match.site_id for match in matches if not match.is_new])
        stated = [
            (
                match.site_id,
                key,
                classes.get((match.site_id, key)),
                *fact_columns(FIELDS[key], value).values(),
            )
            for match in matches
            for key, value in match.stated.items()
        ]
        if stated:
            names = ["site_id", "field", "data_class", *VALUE_COLUMNS]
            insert_many(Fact.__table__, names, stated, self.evidence)
            self.stated.update(json.dumps(stated, default=str).encode())

    def _classes(self, ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
        """Who may see the current values where somebody said so; an import leaves it so."""
        rows = db.session.execute(
            select(SiteValue.site_id, SiteValue.field, Fact.data_class)
            .join(Fact, Fact.id == SiteValue.fact_id)
            .where(
                SiteValue.site_id.in_(ids),
                SiteValue.planned.is_(False),
                Fact.data_class.is_not(None),
            )
        )
        return {(site_id, field): kept.value for site_id, field, kept in rows if kept}

    def _pointers(self) -> None:
        """Make the new facts the current ones: one statement for all of them."""
        dialect = db.session.get_bind().dialect.name
        table = SiteValue.__table__
        upsert: Any = (postgresql if dialect == "postgresql" else sqlite).insert(table)
        names = ["site_id", "field", "planned", "fact_id", "check_on"]
        facts = select(
            Fact.site_id,
            Fact.field,
            Fact.planned,
            Fact.id,
            check_date(Fact.field, Fact.as_of),
        ).where(Fact.import_id == self.imported.id, Fact.rival.is_(False))
        statement = upsert.from_select(names, facts)
        db.session.execute(
            statement.on_conflict_do_update(
                index_elements=names[:3],
                set_={name: statement.excluded[name] for name in names[3:]},
            )
        )

    def _changed(self, matches: Sequence[Match], fields: Sequence[str]) -> None:
        """Repeat the current facts on the rows of sites that were there before."""
        current = self._current([match.site_id for match in matches])
        rows = [
            {
                "the_id": match.site_id,
                "name": match.name,
                "name_key": folded(match.name)[:200],
                "own_id": match.own_id,
                "parcels": match.parcels,
                "updated_at": self.now,
                **_typed(fields, current.get(match.site_id, {})),
                **derived_columns(match, current.get(match.site_id, {})),
            }
            for match in matches
        ]
        table = Site.__table__
        names = [name for name in rows[0] if name != "the_id"]
        db.session.connection().execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("the_id"))
            .values(
                {table.c[name]: bindparam(name) for name in names}
                | {table.c.version: table.c.version + 1}
            ),
            rows,
        )

    def _current(self, ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, dict[str, Value]]:
        found: dict[uuid.UUID, dict[str, Value]] = {}
        for site_id, fact in db.session.execute(
            select(SiteValue.site_id, Fact)
            .join(Fact, SiteValue.fact_id == Fact.id)
            .where(SiteValue.site_id.in_(ids), SiteValue.planned.is_(False))
        ):
            value = fact.value
            if value is not None:
                found.setdefault(site_id, {})[fact.field] = value
        return found


def insert_many(
    table: Any, names: Sequence[str], rows: Sequence[tuple[Any, ...]], same: Mapping[str, Any]
) -> None:
    """Insert plain rows: columns `names` from each row, `same` and the model's defaults in all.

    Values go to the driver as they are but for ids: working through every type for every cell
    takes longer than the insert itself.
    """
    connection = db.session.connection()
    dialect = connection.dialect
    same = {
        column.name: column.default.arg
        for column in table.columns
        if column.default is not None
        and column.default.is_scalar
        and column.name not in {*names, *same}
    } | dict(same)
    columns = [*names, *same]
    compiled = (
        insert(table).values({name: bindparam(name) for name in columns}).compile(dialect=dialect)
    )

    def processor(name: str) -> Any:
        return table.c[name].type.dialect_impl(dialect).bind_processor(dialect) or _as_is

    constant = tuple(processor(name)(value) for name, value in same.items())
    ids = [place for place, name in enumerate(names) if isinstance(rows[0][place], uuid.UUID)]
    read = {place: processor(names[place]) for place in ids}
    order = [columns.index(name) for name in compiled.positiontup or columns]
    sent: list[Any] = []
    for row in rows:
        cells = list(row)
        for place, process in read.items():
            cells[place] = process(cells[place])
        cells.extend(constant)
        if compiled.positional:
            sent.append(tuple(cells[place] for place in order))
        else:
            sent.append(dict(zip(columns, cells, strict=True)))
    connection.exec_driver_sql(str(compiled), sent)


def _as_is(value: Any) -> Any:
    return value


def _typed(fields: Sequence[str], values: Mapping[str, Value]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for key in fields:
        columns.update(typed_values(FIELDS[key], values.get(key)))
    return columns


def _chunks(items: Iterable[Match], size: int) -> Iterable[list[Match]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
