"""Addresses of public pages. Pure."""

from __future__ import annotations

import re
import unicodedata

LONGEST_SLUG = 60
_ADDRESS = re.compile(r"([1-9][0-9]{0,8})(?:-.*)?", re.DOTALL)


def slug(name: str) -> str:
    """The name as it stands in an address: `Elm Park (north)` is `elm-park-north`.

    Empty when the name has no letter or digit that an address can show.
    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_SLUG].strip("-")


def address(number: int, name: str) -> str:
    """`41-elm-park-north`: the number finds the site, the words are for people."""
    words = slug(name)
    return f"{number}-{words}" if words else str(number)


def number_in(address: str) -> int | None:
    """The number at the start of an address, whatever words follow; None when there is none."""
    found = _ADDRESS.fullmatch(address)
    return int(found[1]) if found else None


def number_of_reference(reference: str) -> int | None:
    """The number of `S-0041`, `s-41` or `41`; None for anything else."""
    found = re.fullmatch(r"(?:[sS]-?)?0{0,8}([1-9][0-9]{0,8})", reference)
    return int(found[1]) if found else None
