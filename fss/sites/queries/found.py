"""What a filtered list holds, and how many sites each choice would leave.

Everything is worked out on sets of site numbers (`rules.bits`, kept by `services.facets`), so
that ten times the sites cost little more. What a person may not see is in none of the sets.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select

from fss.accounts.models import MEMBER_KINDS, Organization
from fss.db import db
from fss.permissions.rules import Identity
from fss.sites.models import Site, class_of_field
from fss.sites.queries.filters import Ends, SiteFilters, reaches
from fss.sites.queries.remembered import Remembered, Sets, remembered
from fss.sites.queries.scope import CITY_SIDE
from fss.sites.queries.search import sites_with_words
from fss.sites.rules import bits
from fss.sites.rules.classes import SHARED
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.facets import (
    FIELD_FACETS,
    LISTED,
    POINT,
    RANGES,
    SCREENED,
    UNKNOWN,
    WITHHELD,
    Facet,
    Range,
    bucket,
    facets,
    thresholds,
)

FEW = 1_000
ALWAYS = (LISTED, "data_class", WITHHELD, POINT, SCREENED)


@dataclass(frozen=True, slots=True)
class Counted:
    """A choice as a page shows it."""

    key: str
    label: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class Found:
    """The sites of a filtered list as a set, and what else is known of them.

    `cities` are the members as (id, name), by name. `counts` tell for each facet how many sites
    each choice has, as if nothing were chosen there.
    `hidden` holds, by facet or range, sites whose value this person may not see. `distances` are
    miles by number when something near a place was asked for.
    """

    bits: int
    sets: Sets
    cities: tuple[tuple[str, str], ...]
    counts: Mapping[str, tuple[Facet, tuple[Counted, ...]]]
    hidden: Mapping[str, int]
    known: Remembered
    asked: str = ""
    distances: Mapping[int, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many sites there are."""
        return self.bits.bit_count()

    def choice(self, facet: str, choice: str) -> int:
        """The set of the sites that have a choice, as far as the person may know."""
        return _choice(self.sets, self.hidden, facet, choice)

    def numbers(self) -> list[int]:
        """All site numbers, upwards."""
        return list(bits.numbers_of(self.bits))


def find_sites(filters: SiteFilters, identity: Identity, *, counted: bool = False) -> Found:
    """The sites of the filtered list that this person may see."""
    offered = facets(member_list())
    wanted = {key for key, ends in filters.ranges.items() if any(end is not None for end in ends)}
    known = remembered()
    sets = known.sets(
        [
            *ALWAYS,
            *(one.key for one in offered),
            *(f"{key}:{end}" for key in wanted for end in ("low", "high")),
        ]
    )
    own = _own(sets, identity)
    seen = own if own is not None else bits.union(sets.get(LISTED, {}).values())
    if own is not None:
        seen |= _shared(sets, identity)
    hidden = {} if own is None else _hidden(sets, own)
    seen &= sets.get(LISTED, {}).get("no" if filters.unlisted else "yes", 0)
    if filters.text:
        seen &= _with_words(filters.text, own)
    distances: Mapping[int, float] = {}
    if filters.near is not None:
        distances = filters.near.distances()
        seen &= bits.without(bits.set_of(distances), hidden.get(POINT, 0))
    for key in sorted(wanted):
        seen &= bits.without(
            _reaching(RANGES[key], filters.ranges[key], sets, seen), hidden.get(key, 0)
        )
    asked = {key: chosen for key, chosen in filters.choices.items() if chosen}
    passing = {
        key: bits.union(_choice(sets, hidden, key, one) for one in chosen)
        for key, chosen in asked.items()
    }
    result = seen
    for one in passing.values():
        result &= one
    counts = {}
    if counted:
        for facet in offered:
            base = result
            if facet.key in passing:
                base = seen
                for key, one in passing.items():
                    base &= one if key != facet.key else -1
            counts[facet.key] = (
                facet,
                tuple(
                    Counted(
                        key,
                        label,
                        (_choice(sets, hidden, facet.key, key) & base).bit_count(),
                        key in asked.get(facet.key, ()),
                    )
                    for key, label in facet.choices
                ),
            )
    return Found(result, sets, offered[0].choices, counts, hidden, known, filters.text, distances)


def member_list() -> tuple[tuple[str, str], ...]:
    """The members as (id, name), in the order of `accounts.queries.organizations`."""
    table = Organization.__table__.c
    rows = db.session.connection().execute(
        select(table.id, table.name)
        .where(table.kind.in_(MEMBER_KINDS))
        .order_by(func.lower(table.name), table.name, table.id)
    )
    return tuple((one.hex, name) for one, name in rows)


def _own(sets: Sets, identity: Identity) -> int | None:
    """The sites whose every value the person may see; None for all there are."""
    if identity.is_system or identity.is_county_staff:
        return None
    cities = sets.get("city", {})
    own = identity.organizations(*CITY_SIDE)
    return bits.union(cities.get(one.hex, 0) for one in own)


def _shared(sets: Sets, identity: Identity) -> int:
    """The sites of other members that people of a member may see: those of a shared class."""
    if not identity.organizations(*CITY_SIDE):
        return 0
    classes = sets.get("data_class", {})
    return bits.union(classes.get(one.value, 0) for one in SHARED)


def _hidden(sets: Sets, own: int) -> dict[str, int]:
    """By facet or range the sites of other members whose value they keep to themselves."""
    hidden = {key: bits.without(held, own) for key, held in sets.get(WITHHELD, {}).items()}
    for key in (*FIELD_FACETS, *RANGES):
        if key in FIELDS and not class_of_field(key).is_shared:
            hidden[key] = bits.without(bits.union(sets.get(LISTED, {}).values()), own)
    return hidden


def _with_words(asked: str, own: int | None) -> int:
    if own is None:
        return sites_with_words(asked, inside=True)
    return (sites_with_words(asked, inside=True) & own) | sites_with_words(asked, inside=False)


def _choice(sets: Sets, hidden: Mapping[str, int], facet: str, choice: str) -> int:
    """The sites of one choice; for this person a withheld value is not provided."""
    held = sets.get(facet, {}).get(choice, 0)
    if facet not in hidden:
        return held
    if choice == UNKNOWN:
        return held | hidden[facet]
    return bits.without(held, hidden[facet])


def _reaching(asked: Range, ends: Ends, sets: Sets, among: int) -> int:
    """Of the sites `among`, those of which some of the interval is in least … most."""
    least, most = ends
    steps = thresholds(asked)
    sure, edge = among, 0
    for amount, name, below in ((least, "high", False), (most, "low", True)):
        if amount is None:
            continue
        held = sets.get(f"{asked.key}:{name}", {})
        here = bucket(steps, amount)
        # An odd bucket is one round amount: all in it are equal to what was asked for.
        full = bits.union(
            one
            for place, one in held.items()
            if (int(place) < here if below else int(place) > here)
            or (int(place) == here and here % 2)
        )
        some = held.get(str(here), 0) if not here % 2 else 0
        edge = (edge & (full | some)) | (sure & some)
        sure &= full
    edge = bits.without(edge, sure)
    return sure | _looked_at(asked, ends, edge) if edge else sure


def _looked_at(asked: Range, ends: Ends, edge: int) -> int:
    """Of the sites whose bucket does not tell, those that fit."""
    low, high = getattr(Site, asked.low), getattr(Site, asked.high)
    query = select(Site.number).where(*reaches(low, high, *ends))
    if edge.bit_count() > 4 * FEW:
        return edge & bits.set_of(db.session.scalars(query))
    numbers = list(bits.numbers_of(edge))
    found: list[int] = []
    for start in range(0, len(numbers), FEW):
        found.extend(db.session.scalars(query.where(Site.number.in_(numbers[start : start + FEW]))))
    return bits.set_of(found)
