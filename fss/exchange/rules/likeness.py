"""Whether two entries of a list may be one property: like names, close together."""

from __future__ import annotations

import enum
import math
import re
from collections.abc import Hashable, Iterable, Iterator
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Generic, TypeVar

from fss.sites.rules.parsing import normalized

NEAR_METERS = 100.0
LEAST_SHARED = 0.5
LEAST_LIKE = 0.85
METERS_PER_DEGREE = 111_320.0
CELL = 0.001
"""Degrees of latitude of a cell of the grid: a little more than `NEAR_METERS`."""
MOST_COMPARED = 50
"""Entries with which one is compared at most, when very many stand at one point."""

_GENERIC = frozenset(
    [
        "a",
        "at",
        "area",
        "building",
        "business",
        "center",
        "centre",
        "city",
        "commerce",
        "commercial",
        "company",
        "corporate",
        "county",
        "development",
        "district",
        "facility",
        "for",
        "in",
        "industrial",
        "industry",
        "land",
        "lot",
        "of",
        "on",
        "park",
        "parcel",
        "phase",
        "property",
        "site",
        "space",
        "street",
        "the",
        "township",
        "tract",
        "village",
    ]
)
_ROMAN = re.compile(r"[ivx]{1,4}")

Key = TypeVar("Key", bound=Hashable)
Point = tuple[float, float]
"""Latitude and longitude in degrees."""


class Choice(enum.StrEnum):
    """What a person says of a row that may be a property there is already."""

    SAME = "same"
    NEW = "new"
    OUT = "out"

    @property
    def label(self) -> str:
        """As people choose it."""
        return {
            Choice.SAME: "The same property",
            Choice.NEW: "Not the same property",
            Choice.OUT: "Leave this row out",
        }[self]


@lru_cache(maxsize=50_000)
def parcel_keys(parcels: str) -> frozenset[str]:
    """The parcel numbers in some words, without punctuation."""
    split = (normalized(part).replace(" ", "") for part in re.split(r"[,;\n]", parcels))
    return frozenset(part for part in split if part)


@lru_cache(maxsize=50_000)
def name_parts(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words that name a property, and what numbers it among its like ("2", "b", "iii")."""
    words = normalized(name).split()
    numbers = frozenset(
        word
        for word in words
        if len(word) == 1 or _ROMAN.fullmatch(word) or any(sign.isdigit() for sign in word)
    )
    rest = [word for word in words if word not in numbers]
    return frozenset(word for word in rest if word not in _GENERIC) or frozenset(rest), numbers


def are_similar(one: str, other: str) -> bool:
    """Whether two names may mean one property. "Lot 1" and "Lot 2" never do."""
    (words, numbers), (others, other_numbers) = name_parts(one), name_parts(other)
    if numbers != other_numbers:
        return False
    if words == others:
        return True
    if not words or not others:
        return False
    if words <= others or others <= words:
        return True
    if len(words & others) / len(words | others) >= LEAST_SHARED:
        return True
    like = SequenceMatcher(None, " ".join(sorted(words)), " ".join(sorted(others)))
    return like.quick_ratio() >= LEAST_LIKE and like.ratio() >= LEAST_LIKE


def meters_between(one: Point, other: Point) -> float:
    """The distance of two points that are near each other, in meters."""
    north = (one[0] - other[0]) * METERS_PER_DEGREE
    middle = math.radians((one[0] + other[0]) / 2)
    east = (one[1] - other[1]) * METERS_PER_DEGREE * math.cos(middle)
    return math.hypot(north, east)


class Grid(Generic[Key]):
    """Points in cells of about 100 meters, so that looking for neighbors costs the same
    however many points there are. Only names with the same numbers are compared.
    """

    def __init__(self) -> None:
        self._cells: dict[tuple[int, int, frozenset[str]], list[tuple[Point, str, Key]]] = {}

    def add(self, point: Point, name: str, key: Key) -> None:
        """Put a named point into its cell."""
        cell = (*_cell(point), name_parts(name)[1])
        self._cells.setdefault(cell, []).append((point, name, key))

    def near(self, point: Point, name: str) -> Iterator[tuple[float, Key]]:
        """What stands within 100 meters under a similar name, with the distance in meters."""
        numbers = name_parts(name)[1]
        for row, column in _around(point):
            for there, other, key in self._cells.get((row, column, numbers), ())[:MOST_COMPARED]:
                meters = meters_between(point, there)
                if meters <= NEAR_METERS and are_similar(name, other):
                    yield meters, key


def _cell(point: Point) -> tuple[int, int]:
    row = math.floor(point[0] / CELL)
    return row, math.floor(point[1] / _width(row))


def _width(row: int) -> float:
    """Degrees of longitude of a cell in this row: never narrower than the cell is high."""
    farthest = min(max(abs(row), abs(row + 1)) * CELL, 89.0)
    return CELL / math.cos(math.radians(farthest))


def _around(point: Point) -> Iterable[tuple[int, int]]:
    middle = math.floor(point[0] / CELL)
    for row in (middle - 1, middle, middle + 1):
        column = math.floor(point[1] / _width(row))
        for side in (-1, 0, 1):
            yield row, column + side
