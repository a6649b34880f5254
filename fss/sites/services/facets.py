"""Keeping the facets and words of sites in step with their rows, in the same transaction.

Rows changed through the session are noticed by themselves; bulk writing calls `keep_facets`.
Either way the work is done once, just before the commit (or before the transaction itself reads
a facet): the sets are locked for as short as can be, and always as the last thing a transaction
locks, so that no two wait for each other.
"""

from __future__ import annotations

import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, delete, event, func, insert, inspect, select, update
from sqlalchemy.orm import Mapper, Session, SessionTransaction, object_session

from fss.accounts.models import Organization
from fss.db import db
from fss.sites.models import FacetBits, Fact, Site, SiteValue, SiteWords, class_of_field
from fss.sites.rules import bits
from fss.sites.rules.classes import SHARED, DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.facets import VERSION, choices_of_row, columns_of
from fss.sites.rules.wording import word_list

WAITING = "facets"
"""Where the session holds what is to be kept; `queries.facets` looks there before it reads."""
LOCK = 7_331_002
"""Key of the lock under which PostgreSQL lets one transaction after the other write sets."""
CHUNK = 1_000


class Waiting:
    """The sites whose facets and words are to be written before the transaction ends."""

    def __init__(self) -> None:
        self.changed: set[UUID] = set()
        self.gone: set[int] = set()
        self.cities: set[UUID] = set()

    def apply(self, session: Session) -> None:
        """Write them now."""
        session.flush()
        session.info.pop(WAITING, None)
        if self.cities:
            renamed = select(Site.id).where(Site.organization_id.in_(self.cities))
            self.changed.update(session.scalars(renamed))
        _write(session, sorted(self.changed), self.gone)


def keep_facets(site_ids: Iterable[UUID]) -> None:
    """Say that sites were added or changed by statements that bypass the session's objects."""
    _waiting(db.session()).changed.update(site_ids)


def rebuild_facets() -> int:
    """Make every set and every word list anew; returns the number of sites."""
    session = db.session()
    _lock(session)
    session.execute(delete(FacetBits))
    session.execute(delete(SiteWords))
    ids = list(session.scalars(select(Site.id).order_by(Site.number)))
    _write(session, ids, set())
    return len(ids)


def are_facets_missing() -> bool:
    """Whether there are sites, but none is in any set: the program was brought up to date."""
    session = db.session()
    return (
        session.scalar(select(FacetBits.block).limit(1)) is None
        and session.scalar(select(Site.number).limit(1)) is not None
    )


def _waiting(session: Session) -> Waiting:
    found: Waiting = session.info.setdefault(WAITING, Waiting())
    return found


def _write(session: Session, ids: Sequence[UUID], gone: set[int]) -> None:
    if not ids and not gone:
        return
    _lock(session)
    touched: dict[int, set[int]] = defaultdict(set)
    wanted: dict[int, dict[tuple[str, str], set[int]]] = defaultdict(lambda: defaultdict(set))
    for number in gone:
        touched[bits.block_of(number)].add(number % bits.BLOCK)
    for chunk in _chunks(ids):
        rows = _rows(session, chunk)
        for row in rows:
            number = row["number"]
            block, place = bits.block_of(number), number % bits.BLOCK
            touched[block].add(place)
            sets = wanted[block]
            for choice in choices_of_row(row):
                sets[choice].add(place)
        _write_words(session, rows)
    for block in sorted(touched):
        _write_block(session, block, touched[block], wanted[block])
    if gone:
        session.execute(delete(SiteWords).where(SiteWords.number.in_(gone)))
    _write_tokens(session, sorted(touched))


def _lock(session: Session) -> None:
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(LOCK)))


def _write_tokens(session: Session, blocks: Sequence[int]) -> None:
    """Say that sets and words of these blocks are others than before: what is remembered ends.

    Random tokens, not the next ones: those of a transaction undone must never come again.
    """
    if not blocks:
        return
    table = FacetBits.__table__
    mine = (table.c.facet == VERSION) & table.c.block.in_(blocks)
    session.connection().execute(delete(FacetBits).where(mine))
    token = secrets.token_bytes(16)
    rows = [{"facet": VERSION, "choice": "", "block": one, "bits": token} for one in blocks]
    session.connection().execute(insert(FacetBits), rows)


def _rows(session: Session, ids: Sequence[UUID]) -> list[Mapping[str, Any]]:
    table = Site.__table__
    names = ["id", "number", "name", "own_id", "parcels", *columns_of(table.c.keys())]
    found = session.execute(
        select(*(table.c[name] for name in names))
        .where(table.c.id.in_(ids))
        .order_by(table.c.number)
    )
    # All at once: taking turns with the engine, row by row, costs as much as its work.
    return [dict(zip(names, row, strict=True)) for row in found.all()]


def _write_block(
    session: Session, block: int, touched: set[int], wanted: Mapping[tuple[str, str], set[int]]
) -> None:
    """Take the touched sites out of every set of a block and put them where they belong."""
    held = {
        (facet, choice): bits.from_bytes(data)
        for facet, choice, data in session.execute(
            select(FacetBits.facet, FacetBits.choice, FacetBits.bits).where(
                FacetBits.block == block, FacetBits.facet != VERSION
            )
        )
    }
    mask = bits.set_of(touched)
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    empty: list[dict[str, Any]] = []
    for key in held.keys() | wanted.keys():
        before = held.get(key, 0)
        after = bits.without(before, mask) | bits.set_of(wanted.get(key, ()))
        if after == before:
            continue
        row = {"f": key[0], "c": key[1], "b": block, "d": bits.to_bytes(after)}
        (empty if not after else changed if key in held else new).append(row)
    table = FacetBits.__table__
    here = (
        (table.c.facet == bindparam("f"))
        & (table.c.choice == bindparam("c"))
        & (table.c.block == bindparam("b"))
    )
    connection = session.connection()
    if new:
        names = {"facet": "f", "choice": "c", "block": "b", "bits": "d"}
        connection.execute(
            insert(FacetBits).values({name: bindparam(key) for name, key in names.items()}), new
        )
    if changed:
        connection.execute(update(FacetBits).where(here).values(bits=bindparam("d")), changed)
    if empty:
        connection.execute(delete(FacetBits).where(here), empty)


def _write_words(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    said: dict[int, tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for number, text, data_class in _texts(session, [row["id"] for row in rows]):
        said[number][data_class not in SHARED].append(text)
    named = session.execute(select(Organization.id, Organization.name))
    cities = {row.id: row.name for row in named}
    wanted = {}
    for row in rows:
        shared, inside = said[row["number"]]
        own = (
            row["name"], f"S-{row['number']:04d}", row["own_id"] or "", row["parcels"],
            cities.get(row["organization_id"], ""),
        )  # fmt: skip
        wanted[row["number"]] = (word_list((*own, *shared)), word_list(inside))
    held = {
        number: (shared, inside)
        for number, shared, inside in session.execute(
            select(SiteWords.number, SiteWords.shared, SiteWords.inside).where(
                SiteWords.number.in_(list(wanted))
            )
        )
    }
    connection = session.connection()
    new = [
        {"number": number, "shared": words[0], "inside": words[1]}
        for number, words in wanted.items()
        if number not in held
    ]
    changed = [
        {"n": number, "s": words[0], "i": words[1]}
        for number, words in wanted.items()
        if number in held and held[number] != words
    ]
    if new:
        connection.execute(insert(SiteWords), new)
    if changed:
        connection.execute(
            update(SiteWords)
            .where(SiteWords.number == bindparam("n"))
            .values(shared=bindparam("s"), inside=bindparam("i")),
            changed,
        )


def _texts(session: Session, ids: Sequence[UUID]) -> Iterator[tuple[int, str, DataClass]]:
    """The current texts of some sites by the site's number, each with who may see it."""
    keys = [field.key for field in FIELDS.values() if field.is_text]
    site, value, fact = Site.__table__.c, SiteValue.__table__.c, Fact.__table__.c
    found = session.execute(
        select(site.number, fact.field, fact.text, fact.data_class)
        .join_from(SiteValue.__table__, Fact.__table__, fact.id == value.fact_id)
        .join(Site.__table__, site.id == value.site_id)
        .where(
            value.site_id.in_(ids),
            # Of the fact, not of the pointer: one walk along a site, not a look-up per field.
            fact.field.in_(keys),
            value.planned.is_(False),
            fact.text.is_not(None),
        )
        .order_by(value.site_id, value.field)
    )
    for number, field, text, data_class in found.all():
        yield number, text or "", data_class or class_of_field(field)


def _chunks(ids: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(ids), CHUNK):
        yield ids[start : start + CHUNK]


@event.listens_for(Site, "after_insert")
@event.listens_for(Site, "after_update")
def _notice(_mapper: Mapper[Any], _connection: Any, site: Site) -> None:
    session = object_session(site)
    if session is not None:
        _waiting(session).changed.add(site.id)


@event.listens_for(Organization, "after_update")
def _notice_city(_mapper: Mapper[Any], _connection: Any, city: Organization) -> None:
    """Sites are found by the name of their city."""
    session = object_session(city)
    if session is not None and inspect(city).attrs.name.history.has_changes():
        _waiting(session).cities.add(city.id)


@event.listens_for(Site, "after_delete")
def _notice_deleted(_mapper: Mapper[Any], _connection: Any, site: Site) -> None:
    session = object_session(site)
    if session is not None:
        _waiting(session).gone.add(site.number)


@event.listens_for(Session, "before_commit")
def _apply(session: Session) -> None:
    session.flush()
    waiting: Waiting | None = session.info.get(WAITING)
    if waiting is not None and not session.in_nested_transaction():
        waiting.apply(session)


@event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop(WAITING, None)
