"""What stands in a calendar feed."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Entry:
    """Something due: `key` stays the same as long as it is the same thing, `changed_at` its age."""

    key: str
    title: str
    due_at: datetime
    changed_at: datetime
    text: str = ""
    address: str = ""
    paused: bool = False
