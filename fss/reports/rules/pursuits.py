"""What became of a city's sites in pursuits: counts only, nothing of any pursuit.

A pursuit counts once, however many sites of the city it tried. Each later count is part of the
one before it: tried, offered, sent, and what came of those sent.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from fss.pursuits.rules import Stage

QUIET_AFTER = timedelta(days=365)
"""A client who has not decided that long after the proposal was sent counts as undecided."""
FEWEST = 5
"""Smaller counts are not told of one city to the other members."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One pursuit in which sites of one city were tried."""

    pursuit: Hashable
    city: Hashable
    stage: Stage
    shortlisted: bool = False
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PursuitCounts:
    """Pursuits of a period. `won` to `waiting` add up to `sent`.

    `received` counts all of the county, `undecided` those in which no site was tried yet.
    """

    received: int = 0
    undecided: int = 0
    tried: int = 0
    offered: int = 0
    sent: int = 0
    won: int = 0
    lost: int = 0
    quiet: int = 0
    ended: int = 0
    waiting: int = 0

    @property
    def with_result(self) -> int:
        """Sent, and the client decided or let a year pass."""
        return self.won + self.lost + self.quiet


def count_pursuits(
    entries: Iterable[Tried], *, received: int, undecided: int, now: datetime
) -> PursuitCounts:
    """Count the pursuits among `entries` (of one city or of several), each once."""
    merged: dict[Hashable, Tried] = {}
    for one in entries:
        other = merged.get(one.pursuit)
        merged[one.pursuit] = one if other is None else _both(one, other)
    sent = [one for one in merged.values() if one.sent_at is not None]
    results = [_result(one, now) for one in sent]
    return PursuitCounts(
        received=received,
        undecided=undecided,
        tried=len(merged),
        offered=sum(one.shortlisted or one.sent_at is not None for one in merged.values()),
        sent=len(sent),
        won=results.count("won"),
        lost=results.count("lost"),
        quiet=results.count("quiet"),
        ended=results.count("ended"),
        waiting=results.count("waiting"),
    )


def told(count: int) -> str:
    """A count as other members are told it. None is not told either: it would name the others."""
    return f"{count:,}" if count >= FEWEST else f"Fewer than {FEWEST}"


def _both(one: Tried, other: Tried) -> Tried:
    days = [day for day in (one.sent_at, other.sent_at) if day is not None]
    return Tried(
        one.pursuit,
        one.city,
        one.stage,
        one.shortlisted or other.shortlisted,
        min(days, default=None),
    )


def _result(one: Tried, now: datetime) -> str:
    if one.stage is Stage.WON:
        return "won"
    if one.stage is Stage.LOST:
        return "lost"
    if one.stage in (Stage.WITHDRAWN, Stage.NO_BID):
        return "ended"
    assert one.sent_at is not None
    return "quiet" if now - one.sent_at > QUIET_AFTER else "waiting"
