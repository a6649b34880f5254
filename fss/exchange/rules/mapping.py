"""Guesses which column of a sheet fills which field, from labels and aliases.

A target is a field key or an attribute of the site's row such as `@name`. Each column gets at
most one target and each target at most one column; the best scores are served first.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS
from fss.sites.rules.fields import Field
from fss.sites.rules.parsing import normalized
from fss.sites.rules.units import can_convert, unit_named

LEAST_SCORE = 0.6
EXACT = 1.0
"""The score of a header that is a label or an alias word for word."""

_ABBREVIATIONS = {
    "max": "maximum",
    "min": "minimum",
    "avg": "average",
    "no": "number",
    "num": "number",
    "acreage": "acres",
    "acre": "acres",
    "ac": "acres",
    "sf": "sqft",
    "sqf": "sqft",
    "mail": "email",
    "distances": "distance",
    "largest": "maximum",
    "smallest": "minimum",
    "community": "city",
}
_FILLER = frozenset(("of", "the", "in", "to", "by", "is", "a", "and", "or", "for", "who", "s"))


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column seems to hold. `target` is empty when nothing fits well enough.

    `unit` is the unit that the header states, empty when it states none.
    """

    column: int
    header: str
    target: str
    score: float
    unit: str = ""


def guess_mapping(headers: Sequence[str]) -> tuple[Guess, ...]:
    """A target for each column where one fits, in the order of the columns."""
    known = _known_names(FIELDS.own)
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()

    def serve(ranked: Iterable[tuple[float, int, str]]) -> None:
        for score, column, target in sorted(ranked):
            if column not in chosen and target not in taken:
                chosen[column] = (target, -score)
                taken.add(target)

    exact: dict[str, list[str]] = {}
    for target, names in known:
        for name, _ in names:
            exact.setdefault(name, []).append(target)
    # What is meant word for word goes first: the many columns of a list that came from here need
    # no comparing with every name there is.
    serve(
        (-EXACT, column, target)
        for column, header in enumerate(headers)
        for target in exact.get(normalized(header), ())
    )
    read = {column: _read(header) for column, header in enumerate(headers) if column not in chosen}
    serve(
        (-score, column, target)
        for column, words in read.items()
        for target, names in known
        if target not in taken
        and (score := _score(words, names)) >= LEAST_SCORE
        and _unit_fits(headers[column], target)
    )
    return tuple(
        Guess(column, header, *chosen.get(column, ("", 0.0)), unit=unit_in_header(header))
        for column, header in enumerate(headers)
    )


def targets_of(guesses: Sequence[Guess]) -> dict[int, str]:
    """The mapping that `check_rows` takes: column number (from 0) to target."""
    return {guess.column: guess.target for guess in guesses if guess.target}


def check_mapping(mapping: Mapping[int, str], columns: int) -> list[str]:
    """What is wrong with a mapping chosen by a person, as plain sentences; empty when nothing."""
    problems = [
        f"Column {column + 1} does not exist in this file."
        for column in mapping
        if not 0 <= column < columns
    ]
    known = {**dict.fromkeys(FIELDS), **dict.fromkeys(ATTRIBUTES)}
    seen: set[str] = set()
    for target in mapping.values():
        if target not in known:
            problems.append(f'There is no field "{target}".')
        elif target in seen:
            label = (ATTRIBUTES.get(target) or FIELDS[target]).label
            problems.append(f'Two columns are set to "{label}". Keep one.')
        seen.add(target)
    problems.extend(
        f'Say which column holds "{attribute.label}".'
        for attribute in ATTRIBUTES.values()
        if attribute.required and attribute.target not in seen
    )
    return problems


def unit_in_header(header: str) -> str:
    """The unit named at a header's end or in its brackets: "Acreage (sq ft)" is `sq_ft`."""
    for words in (
        *re.findall(r"[(\[]([^)\]]+)[)\]]", header),
        *re.findall(r",\s*([^,]+)$", header),
    ):
        unit = unit_named(words.replace("$", ""))
        if unit is not None:
            return unit.key
    folded = header.lower().strip()
    found = re.search(r"(?:\bper|/)\s*(?:acre|ac|sf|sq\.? ?ft\.?|square foot)\b.*$", folded)
    unit = unit_named(found[0].replace("$", "")) if found else None
    return unit.key if unit else ""


@lru_cache(maxsize=4)
def _known_names(
    own: tuple[Field, ...],  # noqa: ARG001  (what a county adds is known at once)
) -> tuple[tuple[str, tuple[tuple[str, frozenset[str]], ...]], ...]:
    # Attributes come first: a column "park_name" names the row, not the park around it.
    labels = {
        **{target: (item.label, *item.aliases) for target, item in ATTRIBUTES.items()},
        **{
            key: (field.label, *field.aliases, key.replace("_", " "))
            for key, field in FIELDS.items()
        },
    }
    return tuple(
        (target, tuple((normalized(name), _tokens(name)) for name in names))
        for target, names in labels.items()
    )


def _tokens(words: str) -> frozenset[str]:
    return frozenset(
        _ABBREVIATIONS.get(word, word) for word in normalized(words).split() if word not in _FILLER
    )


def _read(header: str) -> tuple[str, frozenset[str]]:
    """A header without what stands in brackets: its words in a row, and as a set."""
    bare = re.sub(r"[(\[][^)\]]*[)\]]", " ", header)
    return normalized(bare), _tokens(bare)


def _score(
    header: tuple[str, frozenset[str]], names: Sequence[tuple[str, frozenset[str]]]
) -> float:
    """Nearly 1 for a label or alias, less for words in common, 0 for none."""
    part, stated = header
    return max(
        0.98
        if part == name
        else 0.95
        if stated == tokens
        else 0.9 * len(stated & tokens) / max(1, len(stated | tokens))
        for name, tokens in names
    )


def _unit_fits(header: str, target: str) -> bool:
    unit = unit_in_header(header)
    if not unit or target not in FIELDS or not FIELDS[target].unit:
        return True
    return can_convert(unit, FIELDS[target].unit)
