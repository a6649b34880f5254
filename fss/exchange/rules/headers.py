"""Whether two lists have the same columns, so that what was said of one holds for the other."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from fss.sites.rules.parsing import normalized

LEAST_ALIKE = 0.75
"""Share of all columns of both lists that must be in both."""


def header_keys(headers: Sequence[str]) -> list[str]:
    """The headers as they are compared; the second "Name" of a list is "name 2"."""
    keys: list[str] = []
    for header in headers:
        key = normalized(header) or header.strip().casefold()
        number, numbered = 1, key
        while numbered in keys:
            number += 1
            numbered = f"{key} {number}"
        keys.append(numbered)
    return keys


def fingerprint(headers: Sequence[str]) -> str:
    """The same for lists with the same columns in any order."""
    return hashlib.sha256("\n".join(sorted(header_keys(headers))).encode()).hexdigest()


def likeness(headers: Sequence[str], known: Sequence[str]) -> float:
    """From 0 (no column in common) to 1 (the same columns); `known` are header keys."""
    one, other = set(header_keys(headers)), set(known)
    return len(one & other) / len(one | other) if one | other else 0.0


def remembered_targets(headers: Sequence[str], targets: Mapping[int, str]) -> dict[str, str]:
    """Header key → target ("" for columns left out), to be kept."""
    return {key: targets.get(number, "") for number, key in enumerate(header_keys(headers))}


def recalled_targets(
    headers: Sequence[str], kept: Mapping[str, str], guessed: Mapping[int, str]
) -> dict[int, str]:
    """Column → target: as kept; columns that were not there then as guessed, each target once."""
    keys = header_keys(headers)
    targets = {number: kept[key] for number, key in enumerate(keys) if kept.get(key)}
    taken = set(targets.values())
    for number, key in enumerate(keys):
        target = guessed.get(number, "")
        if key not in kept and target and target not in taken:
            targets[number] = target
            taken.add(target)
    return targets
