"""The words of a text as searches compare them, alike whatever engine looks them up.

Engines cut text into words each in its own way; so it is cut here, and both are given words of
letters and digits only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

LONGEST = 60
_REMEMBERED = 100
"""Signs of a text whose words are remembered, since what is said of sites repeats itself."""
MOST_ASKED = 20
_PLAIN = re.compile("[a-z0-9]+")


def words_in(text: str) -> Iterator[str]:
    """The words of a text: runs of letters and digits, without case and accents, in order."""
    folded = text.casefold()
    if folded.isascii():
        yield from (word[:LONGEST] for word in _PLAIN.findall(folded))
        return
    plain = unicodedata.normalize("NFKD", folded)
    run: list[str] = []
    for sign in plain:
        if sign.isalnum():
            run.append(sign)
        elif not unicodedata.combining(sign) and run:
            yield "".join(run)[:LONGEST]
            run = []
    if run:
        yield "".join(run)[:LONGEST]


def word_list(texts: Iterable[str]) -> str:
    """Every word of some texts once, in order, with single spaces between."""
    found: dict[str, None] = {}
    for text in texts:
        found.update(_short(text) if len(text) <= _REMEMBERED else dict.fromkeys(words_in(text)))
    return " ".join(found)


@lru_cache(maxsize=20_000)
def _short(text: str) -> dict[str, None]:
    """The words of a short text, in order."""
    return dict.fromkeys(words_in(text))


def asked_words(text: str) -> tuple[str, ...]:
    """The words somebody searches for, each of which begins a word of what is found."""
    return tuple(dict.fromkeys(words_in(text)))[:MOST_ASKED]


def closeness(name: str, asked: Iterable[str]) -> int:
    """How well a name fits what was asked: 2 for each whole word in it, 1 for each beginning."""
    words = tuple(words_in(name))
    return sum(2 if word in words else any(one.startswith(word) for one in words) for word in asked)
