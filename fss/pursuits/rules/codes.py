"""Code names and tracking codes."""

from __future__ import annotations

import secrets

# No vowels and no look-alikes: no words arise, and it can be read over the telephone.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"


def new_tracking_code() -> str:
    """A code that cannot be guessed: 16 signs of 28, about 77 random bits, in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def code_key(code_name: str) -> str:
    """What makes two code names the same: case and white space do not count."""
    return " ".join(code_name.split()).casefold()


# Neutral words: no place, no trade and no material that could hint at who asks.
_FIRST = (
    "Amber", "Autumn", "Bright", "Calm", "Clear", "Copper", "Early", "Even", "Gentle", "Golden",
    "Hidden", "Ivory", "Lively", "Marble", "Mellow", "Morning", "Northern", "Open", "Quiet",
    "Rapid", "Silver", "Steady", "Still", "Sunny", "Swift", "Tall", "Velvet", "Winter",
)  # fmt: skip
_SECOND = (
    "Aspen", "Badger", "Birch", "Cardinal", "Cedar", "Comet", "Crane", "Falcon", "Fern", "Finch",
    "Heron", "Juniper", "Kestrel", "Lark", "Lynx", "Maple", "Meadow", "Osprey", "Otter", "Pine",
    "Plover", "Robin", "Sparrow", "Swan", "Thistle", "Tulip", "Willow", "Wren",
)  # fmt: skip


def suggest_code_name() -> str:
    """A code name by chance, such as "Silver Heron"."""
    return f"{secrets.choice(_FIRST)} {secrets.choice(_SECOND)}"
