"""Writing thousands of sites and facts at once, by Core statements."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.dialects import postgresql, sqlite

from fss.db import db
from fss.exchange.models import ImportedSite, SiteImport
from fss.exchange.services.comparing import Comparison, Match
from fss.exchange.services.inserting import id_binder, insert_many
from fss.permissions.rules import Identity
from fss.sites.models import (
    Confidence,
    Fact,
    Site,
    SiteBoundary,
    SiteShape,
    SiteValue,
    typed_values,
)
from fss.sites.queries.freshness import check_date
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.lots import lot_of
from fss.sites.rules.values import Value
from fss.sites.services.facets import keep_facets
from fss.sites.services.facts import VALUE_COLUMNS, fact_columns
from fss.sites.services.inheritance import keep_inherited
from fss.sites.services.inventory import next_number
from fss.sites.services.rivals import add_rivals, close_rivals
from fss.sites.services.rows import derived_columns, keep_rows
from fss.sites.services.words import folded

CHUNK = 1_000
Tell = Callable[[int, int, str], None]
ATTRIBUTES = ("name", "own_id", "parcels")


class Bulk:
    """Writes what a comparison found, in the transaction of the caller."""

    def __init__(self, imported: SiteImport, *, actor: Identity, now: datetime) -> None:
        self.imported, self.now = imported, now
        self.stated = hashlib.sha256()
        self.id = id_binder()
        self.cells = _Cells()
        self.said = {
            "source": imported.source,
            "as_of": imported.as_of,
            "confidence": Confidence(imported.mapping["confidence"]),
            "entered_at": now,
            "entered_by": actor.user_id,
        }
        self.evidence = {
            **self.said,
            "planned": False,
            "document_id": imported.file_id,
            "import_id": imported.id,
        }

    def write(self, comparison: Comparison, *, tell: Tell | None = None) -> str:
        """Write sites, facts, pointers and typed columns; returns a SHA-256 over the facts."""
        matches = [match for match in comparison.matches if match.is_new or match.is_changed]
        there = [match for match in matches if not match.is_new]
        self._number([match for match in matches if match.is_new])
        fields = sorted({key for match in matches for key in match.stated})
        # In the order of the ids each index grows at its end, not all over.
        matches.sort(key=lambda match: match.site_id.int)
        for start in range(0, len(matches), CHUNK):
            if tell:
                tell(start, len(matches), "Writing")
            chunk = matches[start : start + CHUNK]
            self._sites([match for match in chunk if match.is_new], fields)
            self._records(chunk)
            self._facts(chunk)
        if tell and matches:
            tell(len(matches), len(matches), "Bringing lists up to date")
        self._rivals([match for match in there if match.beside])
        close_rivals([one for match in there for one in match.before.get("rivals", ())])
        self._pointers()
        self._boundaries([match for match in matches if match.boundary])
        self._changed([match for match in there if any(key in match.before for key in ATTRIBUTES)])
        ids = [match.site_id for match in there]
        keep_rows(ids, now=self.now)
        keep_inherited(ids, now=self.now)
        keep_facets(match.site_id for match in matches)
        return self.stated.hexdigest()

    def _number(self, new: Sequence[Match]) -> None:
        if new:
            for number, match in enumerate(new, next_number()):
                match.number = number

    def _sites(self, new: Sequence[Match], fields: Sequence[str]) -> None:
        rows = []
        names: list[str] = []
        for match in new:
            row = {
                "id": self.id(match.site_id),
                "number": match.number,
                "organization_id": self.id(match.organization_id),
                "kind": match.kind.value,
                "name": match.name,
                "name_key": folded(match.name)[:200],
                "own_id": match.own_id,
                "parcels": match.parcels,
                "lot": lot_of(match.site_id),
                **derived_columns(match, match.stated),
            }
            for key in fields:
                row.update(self.cells.typed(key, match.stated.get(key)))
            names = list(row)
            rows.append(tuple(row.values()))
        same = {"active": True, "has_plan": False, "version": 1}
        dates = {"created_at": self.now, "updated_at": self.now}
        insert_many(Site.__table__, names, rows, {**same, **dates})

    def _records(self, matches: Sequence[Match]) -> None:
        rows = [
            (self.id(match.site_id), match.row, match.is_new, json.dumps(match.before))
            for match in matches
        ]
        names = ["site_id", "row", "is_new", "before"]
        insert_many(ImportedSite.__table__, names, rows, {"import_id": self.imported.id})

    def _facts(self, matches: Sequence[Match]) -> None:
        classes = self._classes([match.site_id for match in matches if not match.is_new])
        stated: list[tuple[Any, ...]] = []
        lines: list[str] = []
        for match in matches:
            site_id = self.id(match.site_id)
            for key, value in match.stated.items():
                kept = classes.get((match.site_id, key))
                cells, told = self.cells.fact(key, value)
                stated.append((site_id, key, kept, *cells))
                lines.append(f"{site_id} {key} {kept} {told}\n")
        names = ["site_id", "field", "data_class", *VALUE_COLUMNS]
        insert_many(Fact.__table__, names, stated, self.evidence)
        self.stated.update("".join(lines).encode())

    def _classes(self, ids: Sequence[uuid.UUID]) -> dict[tuple[uuid.UUID, str], str]:
        """Who may see the current values where somebody said so; an import leaves it so."""
        if not ids:
            return {}
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

    def _rivals(self, matches: Sequence[Match]) -> None:
        classes = self._classes([match.site_id for match in matches])
        rows = [
            {
                "site_id": match.site_id,
                "field": key,
                "data_class": classes.get((match.site_id, key)),
                **self.evidence,
                **fact_columns(FIELDS[key], value),
            }
            for match in matches
            for key, value in match.beside.items()
        ]
        if rows:
            add_rivals(rows)
            self.stated.update(json.dumps(rows, default=str).encode())

    def _pointers(self) -> None:
        """Make the new facts the current ones: one statement for all of them."""
        facts = select(
            Fact.site_id,
            Fact.field,
            Fact.planned,
            Fact.id,
            check_date(Fact.field, self.imported.as_of),
        ).where(Fact.import_id == self.imported.id, Fact.rival.is_(False))
        point_at(facts)

    def _boundaries(self, matches: Sequence[Match]) -> None:
        """Keep the boundaries with their evidence, and put them in force."""
        if not matches:
            return
        rows = [(self.id(match.site_id), json.dumps(match.boundary)) for match in matches]
        insert_many(SiteBoundary.__table__, ["site_id", "outline"], rows, self.said)
        for some in _chunks(matches, CHUNK):
            put_in_force([match.site_id for match in some])

    def _changed(self, matches: Sequence[Match]) -> None:
        """Write the attributes of sites that were there before."""
        if not matches:
            return
        table = Site.__table__
        rows = [
            {
                "the_id": match.site_id,
                "name": match.name,
                "name_key": folded(match.name)[:200],
                "own_id": match.own_id,
                "parcels": match.parcels,
            }
            for match in matches
        ]
        names = [name for name in rows[0] if name != "the_id"]
        db.session.connection().execute(
            update(table)  # type: ignore[arg-type]
            .where(table.c.id == bindparam("the_id"))
            .values({table.c[name]: bindparam(name) for name in names}),
            rows,
        )


class _Cells:
    """What a value becomes in tables, worked out once for a value that many rows share.

    Values are told apart by identity: those of one list live as long as its comparison.
    """

    def __init__(self) -> None:
        self._facts: dict[int, tuple[tuple[Any, ...], str]] = {}
        self._typed: dict[int, dict[str, Any]] = {}
        self._nothing: dict[str, dict[str, Any]] = {}
        self._kept: list[Value] = []

    def fact(self, key: str, value: Value) -> tuple[tuple[Any, ...], str]:
        """The cells of `VALUE_COLUMNS`, and the same in words to be vouched for."""
        found = self._facts.get(id(value))
        if found is None:
            cells = tuple(fact_columns(FIELDS[key], value).values())
            found = self._facts[id(value)] = cells, json.dumps(cells, default=str)
            self._kept.append(value)
        return found

    def typed(self, key: str, value: Value | None) -> dict[str, Any]:
        """The columns of the site's row."""
        if value is None:
            if key not in self._nothing:
                self._nothing[key] = typed_values(FIELDS[key], None)
            return self._nothing[key]
        columns = self._typed.get(id(value))
        if columns is None:
            columns = typed_values(FIELDS[key], value)
            self._typed[id(value)] = columns
            self._kept.append(value)
        return columns


def point_at(facts: Any) -> None:
    """Make facts the current ones: a select of site, field, planned, fact and day of check."""
    upsert = _upsert(SiteValue.__table__)
    names = ["site_id", "field", "planned", "fact_id", "check_on"]
    statement = upsert.from_select(names, facts)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=names[:3],
            set_={name: statement.excluded[name] for name in names[3:]},
        )
    )


def put_in_force(site_ids: Sequence[uuid.UUID]) -> None:
    """Let the newest boundary of each site be the one that counts."""
    later = SiteBoundary.__table__.alias()
    newest = select(SiteBoundary.site_id, SiteBoundary.outline, SiteBoundary.id).where(
        SiteBoundary.site_id.in_(site_ids),
        ~select(later.c.id)
        .where(later.c.site_id == SiteBoundary.site_id, later.c.id > SiteBoundary.id)
        .exists(),
    )
    names = ["site_id", "outline", "boundary_id"]
    statement = _upsert(SiteShape.__table__).from_select(names, newest)
    db.session.execute(
        statement.on_conflict_do_update(
            index_elements=names[:1],
            set_={name: statement.excluded[name] for name in names[1:]},
        )
    )


def _upsert(table: Any) -> Any:
    dialect = db.session.get_bind().dialect.name
    return (postgresql if dialect == "postgresql" else sqlite).insert(table)


def _chunks(items: Iterable[Match], size: int) -> Iterable[list[Match]]:
    iterator = iter(items)
    while chunk := list(islice(iterator, size)):
        yield chunk
