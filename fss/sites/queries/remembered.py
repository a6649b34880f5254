"""What this process remembers of sets and searches, for as long as nothing has changed.

Every change of the sets writes a new random version in the same transaction
(`services.facets`); what was read under another version is forgotten.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from sqlalchemy import select

from fss.db import db
from fss.sites.models import FacetBits
from fss.sites.rules.facets import VERSION

MOST_SEARCHES = 64


class Remembered:
    """Sets by facet and choice, and results of searches, of one version."""

    def __init__(self, version: bytes) -> None:
        self.version = version
        self.sets: dict[str, dict[str, int]] = {}
        self._searches: OrderedDict[tuple[str, ...], int] = OrderedDict()

    def search(self, key: tuple[str, ...], find: Callable[[], int]) -> int:
        """The result of a search, found when it is not remembered."""
        found = self._searches.get(key)
        if found is None:
            found = self._searches[key] = find()
            if len(self._searches) > MOST_SEARCHES:
                self._searches.popitem(last=False)
        return found


class _Process:
    """What the threads of this process share."""

    remembered: Remembered | None = None


def remembered() -> Remembered:
    """What is remembered of the version that this transaction sees."""
    session = db.session()
    waiting = session.info.get("facets")
    if waiting is not None:
        waiting.apply(session)
    table = FacetBits.__table__.c
    version = session.connection().scalar(select(table.bits).where(table.facet == VERSION))
    held = _Process.remembered
    if version is None or held is None or held.version != version:
        held = Remembered(version or b"")
        _Process.remembered = held if version else None
    return held


def forget() -> None:
    """Remember nothing, as after a change."""
    _Process.remembered = None
