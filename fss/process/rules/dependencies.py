"""The order of steps: which come first, which wait in a circle."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

#: For each step the steps it waits for.
Edges: TypeAlias = Mapping[str, Sequence[str]]


def topological_order(edges: Edges) -> list[str]:
    """Keys so that each comes after all it waits for; among equals, in the order given.

    Left out are the keys that can never start: those in a circle, behind one, or waiting for a
    key that does not exist.
    """
    order: list[str] = []
    placed: set[str] = set()
    waiting = list(edges)
    while True:
        ready = [key for key in waiting if all(needed in placed for needed in edges[key])]
        if not ready:
            return order
        order += ready
        placed.update(ready)
        waiting = [key for key in waiting if key not in placed]


def cycle_members(edges: Edges) -> dict[str, tuple[str, ...]]:
    """For each key that waits for itself, the keys of its circle in the order given."""
    behind = {key: _all_before(edges, key) for key in edges}
    return {
        key: tuple(other for other in edges if other in behind[key] and key in behind[other])
        for key in edges
        if key in behind[key]
    }


def _all_before(edges: Edges, key: str) -> set[str]:
    found: set[str] = set()
    stack = [needed for needed in edges[key] if needed in edges]
    while stack:
        current = stack.pop()
        if current not in found:
            found.add(current)
            stack += [needed for needed in edges[current] if needed in edges]
    return found
