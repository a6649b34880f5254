"""The order of a found list: a page of site numbers, alike on both engines.

By a facet (city, availability …) the sets of its choices follow one another. By name and size the
first pages walk the index of that order until they are full, and a few sites are put in order by
themselves; for all else the whole order is read once and remembered until a site changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import compress, islice
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from fss.db import db
from fss.sites.models import Site
from fss.sites.queries.found import FEW, Found
from fss.sites.rules import bits
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.facets import LISTED, SCREENED
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.wording import asked_words, closeness

SITES = Site.__table__.c
SIZES = ("acres", "sq_ft")
FACETS = {"availability": "availability", "zoning": "zoning_class"}
WALKED = 2_000
"""Up to so many rows of an index are walked past for a page."""
SPARE = 100
"""So many rows more are read at first than should do."""
RANKED = 1_000
"""Up to so many sites found by words are put in the order of how well their names fit."""


def ordered(found: Found, sort: str, *, offset: int, most: int) -> Sequence[int]:
    """Up to `most` site numbers of the list from place `offset` (0 is the first) on."""
    name, turned = sort.removeprefix("-"), sort.startswith("-")
    if name == "number":
        numbers = bits.numbers_of(found.bits, turned=turned)
        return list(islice(numbers, offset, offset + most))
    if name == "distance" and found.distances:
        near = sorted(bits.numbers_of(found.bits), key=lambda one: (found.distances[one], one))
        return near[offset : offset + most]
    if name == "best" and found.asked and found.total <= RANKED:
        return _by_fit(found)[offset : offset + most]
    if name in SIZES:
        held_back = found.hidden.get(name, 0) & found.bits
        parts = [
            (bits.without(found.bits, held_back), name),
            (held_back, "name"),
        ]
    else:
        parts = [(part, "name") for part in _parts(found, name, turned)]
    page: list[int] = []
    listed = found.sets.get(LISTED, {})
    whole = max((held.bit_count() for held in listed.values()), default=0)
    for part, by in parts:
        count = part.bit_count()
        if offset < count:
            page += _stretch(found, part, by, turned, offset, most - len(page), whole)
        offset = max(0, offset - count)
        if len(page) == most:
            break
    return page


def is_in(members: bytes, number: int) -> bool:
    """Whether a number is in a set written by `bits.members`."""
    return number >> 3 < len(members) and bool(members[number >> 3] >> (number & 7) & 1)


def _parts(found: Found, name: str, turned: bool) -> list[int]:
    """The list cut by the choices of a facet, in their order, what is unknown last."""
    order: Sequence[str]
    if name == "screening":
        facet, order = SCREENED, sorted(found.sets.get(SCREENED, {}), key=int)
    elif name == "city":
        facet, order = "city", [key for key, _ in found.cities]
    elif name == "kind":
        facet, order = "kind", [kind.value for kind in PropertyKind]
    elif name in FACETS:
        facet = FACETS[name]
        order = [choice.key for choice in FIELDS[facet].choices]
    else:
        return [found.bits]
    rest, parts = found.bits, []
    for choice in reversed(order) if turned else order:
        part = found.choice(facet, choice) & rest
        parts.append(part)
        rest = bits.without(rest, part)
    return [*parts, rest]


def _by(name: str, turned: bool) -> list[ColumnElement[Any]]:
    # The tail turns with the head, so that one index serves both directions.
    tail: list[ColumnElement[Any]] = [
        one.desc() if turned else one.asc() for one in (SITES.name_key, SITES.number)
    ]
    if name == "name":
        return tail
    column = SITES.acres_low if name == "acres" else SITES.sq_ft_low
    return [(column.desc() if turned else column.asc()).nulls_last(), *tail]


def _stretch(
    found: Found, part: int, by: str, turned: bool, offset: int, most: int, whole: int
) -> list[int]:
    """Some numbers of a set in an order of the rows, from place `offset` on."""
    count, key = part.bit_count(), f"-{by}" if turned else by
    most = min(most, count - offset)
    past = (offset + most) * whole // max(count, 1)
    query = select(SITES.number).order_by(*_by(by, turned))
    if not found.known.has_order(key):
        # Putting `count` sites in order costs about so much as walking past ten times as many.
        if count <= FEW and count * 6 <= past:
            few = query.where(SITES.number.in_(list(bits.numbers_of(part))))
            return list(_in_one_row(few.limit(most).offset(offset)))
        if past <= WALKED:
            walked = _walked(query, bits.members(part), past)
            return list(islice(walked, offset, offset + most))
    order = found.known.order(key, lambda: _in_one_row(query))
    here = bits.signs(part, max(order.top, part.bit_length()))
    passing = compress(order.numbers, map(here.__getitem__, order.numbers))
    return list(islice(passing, offset, offset + most))


def _walked(query: Select[Any], members: bytes, about: int) -> Iterator[int]:
    """The members of a set in the order of the query, which is read in growing pieces."""
    start, size, past = 0, about * 5 // 4 + SPARE, len(members) * 8
    while piece := list(_in_one_row(query.limit(size).offset(start))):
        # As `is_in` says it; calling that for each would take twice as long.
        yield from [n for n in piece if n < past and members[n >> 3] >> (n & 7) & 1]
        start, size = start + size, size * 2


def _in_one_row(query: Select[Any]) -> Iterable[int]:
    """The numbers that a query gives, in its order: a row for each would cost more."""
    if db.session.get_bind().dialect.name == "postgresql":
        return db.session.scalar(select(func.array(query.scalar_subquery()))) or ()
    listed = db.session.scalar(select(func.group_concat(query.subquery().c.number)))
    return map(int, str(listed).split(",")) if listed else ()


def _by_fit(found: Found) -> list[int]:
    asked = asked_words(found.asked)
    rows = db.session.execute(
        select(SITES.number, SITES.name, SITES.name_key).where(
            SITES.number.in_(list(bits.numbers_of(found.bits)))
        )
    )
    return [
        number
        for _, _, number in sorted(
            (-closeness(name, asked), key, number) for number, name, key in rows
        )
    ]
