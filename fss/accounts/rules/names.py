"""What members are called."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=1_000)
def member_key(name: str) -> str:
    """A member's name without what differs between lists: "City of St. Elm" and "saint elm"."""
    words = "".join(c if c.isalnum() else " " for c in name.casefold()).split()
    if words[:2] in (["city", "of"], ["town", "of"], ["village", "of"]):
        words = words[2:]
    elif words[:2] == ["township", "of"]:
        words = [*words[2:], "township"]
    elif words[-1:] == ["city"] and len(words) > 2:
        words = words[:-1]
    return " ".join("saint" if word == "st" else word for word in words)
