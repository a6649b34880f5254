"""The order of photos, changed by one step. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import TypeVar

Item = TypeVar("Item")


class Way(StrEnum):
    """Where a photo goes."""

    EARLIER = "earlier"
    LATER = "later"
    COVER = "cover"


def moved(order: Sequence[Item], item: Item, way: Way) -> list[Item]:
    """The order with `item` one place earlier or later, or first of all.

    At the end already, it stays there. Raises ValueError when `item` is not in the order.
    """
    place = order.index(item)
    wanted = {Way.EARLIER: place - 1, Way.LATER: place + 1, Way.COVER: 0}[way]
    others = [one for one in order if one != item]
    others.insert(max(0, wanted), item)
    return others
