"""The order of a found list: a page of site numbers, alike on both engines.

By a facet (city, availability …) the sets of its choices follow one another. By name and size the
index of that order is walked until the page is full; a few sites are put in order by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, select

from fss.db import db
from fss.sites.models import Site
from fss.sites.queries.found import FEW, Found
from fss.sites.rules import bits
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.facets import LISTED, SCREENED
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.wording import asked_words, closeness

SORTS = (
    "name", "number", "city", "kind", "acres", "sq_ft", "availability", "zoning", "screening",
    "best", "distance",
)  # fmt: skip
SIZES = ("acres", "sq_ft")
FACETS = {"availability": "availability", "zoning": "zoning_class"}
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
            (bits.without(found.bits, held_back), _by(name, turned)),
            (held_back, _by("name", turned)),
        ]
    else:
        parts = [(part, _by("name", turned)) for part in _parts(found, name, turned)]
    page: list[int] = []
    listed = found.sets.get(LISTED, {})
    whole = max((held.bit_count() for held in listed.values()), default=0)
    for part, order in parts:
        count = part.bit_count()
        if offset < count:
            page += _walked(part, order, offset, most - len(page), whole)
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
    site: Any = Site
    # The tail turns with the head, so that one index serves both directions.
    tail = [site.name_key.desc(), site.number.desc()] if turned else [site.name_key, site.number]
    if name == "name":
        return tail
    column = site.acres_low if name == "acres" else site.sq_ft_low
    return [(column.desc() if turned else column.asc()).nulls_last(), *tail]


def _walked(
    part: int, order: list[ColumnElement[Any]], offset: int, most: int, whole: int
) -> list[int]:
    """Some numbers of a set in an order of the rows."""
    count = part.bit_count()
    most = min(most, count - offset)
    query = select(Site.number).order_by(*order)
    # Putting `count` sites in order costs about so much as walking past ten times as many.
    if count <= FEW and count * 6 <= (offset + most) * whole // max(count, 1):
        few = query.where(Site.number.in_(list(bits.numbers_of(part)))).limit(most).offset(offset)
        return list(db.session.scalars(few))
    members = bits.members(part)
    passing = (
        number
        for number in _all_in(query, (offset + most) * whole // count)
        if is_in(members, number)
    )
    return list(islice(passing, offset, offset + most))


def _all_in(query: Any, about: int) -> Iterator[int]:
    """Every site's number in the order of the query, read in growing pieces."""
    start, size = 0, about * 5 // 4 + 100
    while True:
        piece = db.session.scalars(query.limit(size).offset(start)).all()
        yield from piece
        if len(piece) < size:
            return
        start, size = start + size, size * 2


def _by_fit(found: Found) -> list[int]:
    asked = asked_words(found.asked)
    rows = db.session.execute(
        select(Site.number, Site.name, Site.name_key).where(
            Site.number.in_(list(bits.numbers_of(found.bits)))
        )
    )
    return [
        number
        for _, _, number in sorted(
            (-closeness(name, asked), key, number) for number, name, key in rows
        )
    ]
