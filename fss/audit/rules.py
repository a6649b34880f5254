"""The arithmetic of the hash chain. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    """What the hash of one event covers."""

    stream: str
    sequence: int
    at: datetime
    actor_id: str | None
    actor: str
    verb: str
    subject_type: str
    subject_id: str | None
    payload: dict[str, Any]


def link_hash(previous: str, link: Link) -> str:
    """SHA-256 (hex) over the previous hash and the canonical JSON of the event."""
    canonical = json.dumps(
        [
            link.stream,
            link.sequence,
            link.at.isoformat(),
            link.actor_id,
            link.actor,
            link.verb,
            link.subject_type,
            link.subject_id,
            link.payload,
        ],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def first_break(links: Iterable[tuple[Link, str, str]]) -> int | None:
    """The sequence number of the first event that does not fit, or None when the chain holds.

    `links` are (event, previous hash, hash) of one stream in order.
    """
    previous, expected = FIRST, 1
    for link, stated_previous, stated in links:
        fits = (
            link.sequence == expected
            and stated_previous == previous
            and stated == link_hash(previous, link)
        )
        if not fits:
            return expected
        previous, expected = stated, expected + 1
    return None
