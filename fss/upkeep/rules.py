"""What a planner mends first, and what may be answered by link. Pure."""

from __future__ import annotations

from enum import StrEnum


class Answer(StrEnum):
    """What somebody says of a value that was stated earlier."""

    RIGHT = "right"
    CHANGED = "changed"
    UNKNOWN = "unknown"
