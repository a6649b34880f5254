"""A site's lot number: what breaks ties without looking at city, name or age."""

from __future__ import annotations

import hashlib
from uuid import UUID

LOTS = 2**31 - 1
"""A prime, so that `lot * a + b` is a permutation, and small enough for a 64-bit product."""


def lot_of(site_id: UUID) -> int:
    """The lot of a site, from 0 to LOTS - 1, spread by hash so that neighbors do not stay so."""
    digest = hashlib.sha256(b"lot:" + site_id.bytes).digest()
    return int.from_bytes(digest[:16], "big") % LOTS
