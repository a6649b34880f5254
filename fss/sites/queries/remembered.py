"""What this process remembers of sets, searches and orders, for as long as nothing has changed.

Every change of the sets writes a new random token for each block of site numbers that it touches,
in the same transaction (`services.facets`). Of what was read under other tokens only those blocks
are read anew, so that a change costs much the same however many sites there are.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from fss.db import db
from fss.sites.models import FacetBits
from fss.sites.rules import bits
from fss.sites.rules.facets import VERSION

Tokens = Mapping[int, bytes]
Sets = Mapping[str, Mapping[str, int]]
TABLE = FacetBits.__table__.c
MOST_SEARCHES = 64


@dataclass(frozen=True, slots=True)
class Order:
    """All site numbers, one after the other; `top` is the largest."""

    numbers: array[int]
    top: int


class Remembered:
    """Sets by facet and choice, results of searches, and orders, all under the same tokens.

    Threads share it: what is in it is added to, never changed.
    """

    def __init__(self, tokens: Tokens) -> None:
        self.tokens = tokens
        self._sets: dict[str, dict[str, int]] = {}
        self._blocks: dict[str, dict[str, dict[int, bytes]]] = {}
        self._searches: OrderedDict[tuple[str, ...], tuple[int, frozenset[int]]] = OrderedDict()
        self._orders: dict[str, Order] = {}

    def after(self, tokens: Tokens) -> Remembered:
        """What holds under other tokens: everything but the blocks with another token."""
        new = Remembered(tokens)
        changed = frozenset(
            block
            for block in {*tokens, *self.tokens}
            if tokens.get(block) != self.tokens.get(block)
        )
        if 2 * len(changed) > len(tokens):
            return new
        new._take_over(self, changed)
        return new

    def sets(self, facets: Iterable[str]) -> Sets:
        """At least the sets of these facets, by facet and choice."""
        missing = sorted(set(facets) - self._sets.keys())
        if missing:
            held = _read(missing)
            for facet in missing:
                self._blocks[facet] = held.get(facet, {})
                self._sets[facet] = {
                    choice: bits.joined(blocks) for choice, blocks in self._blocks[facet].items()
                }
        return self._sets

    def search(self, key: tuple[str, ...], find: Callable[[int | None], int]) -> int:
        """The result of a search; `find` looks in one block, or everywhere (None)."""
        found, stale = self._searches.get(key, (None, frozenset()))
        if found is None:
            found = find(None)
        for block in stale:
            found = bits.without(found, bits.whole_block(block)) | find(block)
        self._searches[key] = (found, frozenset())
        if len(self._searches) > MOST_SEARCHES:
            self._searches.popitem(last=False)
        return found

    def order(self, key: str, find: Callable[[], Iterable[int]]) -> Order:
        """All site numbers in an order."""
        held = self._orders.get(key)
        if held is None:
            numbers = array("l", find())
            held = self._orders[key] = Order(numbers, max(numbers, default=0))
        return held

    def has_order(self, key: str) -> bool:
        """Whether an order is known without being found."""
        return key in self._orders

    def _take_over(self, old: Remembered, changed: frozenset[int]) -> None:
        facets = list(old._sets)
        anew = _read(facets, changed)
        for facet in facets:
            blocks, sets = dict(old._blocks[facet]), dict(old._sets[facet])
            now = anew.get(facet, {})
            for choice in blocks.keys() | now.keys():
                held, found = blocks.get(choice, {}), now.get(choice, {})
                if any(held.get(place) != found.get(place) for place in changed):
                    kept = {place: data for place, data in held.items() if place not in changed}
                    blocks[choice] = kept | found
                    sets[choice] = bits.joined(blocks[choice])
            self._blocks[facet], self._sets[facet] = blocks, sets
        for key, (result, stale) in old._searches.copy().items():
            self._searches[key] = (result, stale | changed)


class _Process:
    """What the threads of this process share."""

    remembered: Remembered | None = None


def remembered() -> Remembered:
    """What is remembered of the sets that this transaction sees."""
    session = db.session()
    waiting = session.info.get("facets")
    if waiting is not None:
        waiting.apply(session)
    rows = session.connection().execute(
        select(TABLE.block, TABLE.bits).where(TABLE.facet == VERSION)
    )
    tokens: Tokens = {row.block: row.bits for row in rows}
    held = _Process.remembered
    if held is None or not tokens:
        held = Remembered(tokens)
    elif held.tokens != tokens:
        held = held.after(tokens)
    _Process.remembered = held if tokens else None
    return held


def forget() -> None:
    """Remember nothing, as in a new process."""
    _Process.remembered = None


def _read(
    facets: Collection[str], blocks: Collection[int] | None = None
) -> dict[str, dict[str, dict[int, bytes]]]:
    """The stored sets of some facets, in some blocks or all: by facet, choice and block."""
    query = select(TABLE.facet, TABLE.choice, TABLE.block, TABLE.bits).where(
        TABLE.facet.in_(facets)
    )
    if blocks is not None:
        query = query.where(TABLE.block.in_(blocks))
    found: dict[str, dict[str, dict[int, bytes]]] = {}
    for facet, choice, block, data in db.session.connection().execute(query):
        found.setdefault(facet, {}).setdefault(choice, {})[block] = data
    return found
