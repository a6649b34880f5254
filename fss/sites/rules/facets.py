"""What a list of sites can be narrowed by: facets (choices) and ranges (amounts).

Each choice of a facet is a set of site numbers (`rules.bits`). A range is kept as two hidden
facets, the buckets in which the low and the high end of each site's interval stand: buckets are
round amounts themselves (40) and what lies between two of them. Asked for "at least 40", the
buckets answer alone; asked for 41.7, only the sites of one bucket are looked at.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.readiness import RESTS_ON
from fss.sites.rules.screening import SCREENING_FIELDS

UNKNOWN = "-"
"""The choice of sites of which nobody has stated a value."""
NOT_PROVIDED = "Not provided"
FIRST_DIGITS = ("1", "1.5", "2", "2.5", "3", "4", "5", "6", "8")
OPEN_LOW = -1
VERSION = "version"
"""No facet: its rows hold for each block a token that is another after every change."""
LISTED, POINT, SCREENED, WITHHELD = "listed", "point", "screening_known", "withheld"


@dataclass(frozen=True, slots=True)
class Range:
    """An amount that can be asked for from … to. `low`, `high` name the columns of the row."""

    key: str
    label: str
    unit: str
    decades: tuple[int, int]

    @property
    def low(self) -> str:
        """The column of the low end."""
        return f"{self.key}_low"

    @property
    def high(self) -> str:
        """The column of the high end."""
        return f"{self.key}_high"


RANGES: Mapping[str, Range] = {
    one.key: one
    for one in (
        Range("acres", "Acres", "acres", (-1, 4)),
        Range("sq_ft", "Building size", "sq ft", (2, 7)),
        Range("price_total", "Asking price, total", "$", (3, 9)),
        Range("price_per_acre", "Price per acre", "$", (2, 7)),
        Range("price_per_sq_ft", "Price per sq ft", "$", (-1, 4)),
        Range("lease_rate_sq_ft_year", "Lease rate per sq ft and year", "$", (-1, 3)),
        Range("clear_height_ft", "Clear height", "ft", (0, 3)),
        Range("electric_capacity_mw", "Electric capacity", "MW", (-1, 4)),
        Range("interstate_distance_mi", "Distance to interstate", "miles", (-2, 3)),
        Range("airport_distance_mi", "Distance to airport", "miles", (-1, 3)),
    )
}

SIZES: Mapping[str, tuple[float, ...]] = {
    "acres": (5, 20, 50, 100, 250),
    "sq_ft": (10_000, 50_000, 100_000, 250_000),
}
"""Where the buckets that people can choose among begin; the first begins at 0."""

SIZED_BY: Mapping[str, tuple[str, ...]] = {
    "acres": ("available_acres", "contiguous_acres_max", "total_acres"),
    "sq_ft": ("available_sq_ft", "contiguous_sq_ft_max", "building_sq_ft"),
}
"""The fields from which the size in a list comes."""
PRICES = ("price_total", "price_per_acre", "price_per_sq_ft", "lease_rate_sq_ft_year")
FIELD_FACETS = (
    "availability",
    "zoning_class",
    "electric_status",
    "gas_status",
    "water_status",
    "sewer_status",
    "fiber_status",
    "rail_status",
)
COLUMN_FACETS: Mapping[str, str] = {"readiness": "Readiness tier", "data_class": "Who may see it"}
"""Facets from columns that a row may have: column → label."""
UTILITIES = {
    "electric_status": "Electric",
    "gas_status": "Gas",
    "water_status": "Water",
    "sewer_status": "Sewer",
    "fiber_status": "Fiber",
    "rail_status": "Rail",
}


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as pages show it: choices in order, as (key, label)."""

    key: str
    label: str
    choices: tuple[tuple[str, str], ...]


def facets(organizations: Iterable[tuple[str, str]]) -> list[Facet]:
    """The facets that pages offer, in order; `organizations` are the members as (id, name)."""
    return [
        Facet("city", "City or township", tuple(organizations)),
        Facet("kind", "Land or building", (("land", "Land"), ("building", "Buildings"))),
        _field_facet("availability", "Availability"),
        Facet("acres", "Acres", _size_choices("acres")),
        Facet("sq_ft", "Building sq ft", _size_choices("sq_ft")),
        Facet("price", "Price", (("known", "Price stated"), (UNKNOWN, "No price stated"))),
        _field_facet("zoning_class", "Zoning class"),
        *(_field_facet(key, label) for key, label in UTILITIES.items()),
        Facet(
            "screening",
            "Screening facts",
            (("complete", "All 15 known"), ("incomplete", "Some missing")),
        ),
        Facet(
            "readiness",
            COLUMN_FACETS["readiness"],
            (*((str(tier), f"Tier {tier}") for tier in range(1, 6)), (UNKNOWN, NOT_PROVIDED)),
        ),
    ]


def choices_of_row(row: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Every (facet, choice) in which a site is. `row` has the columns of `columns_of`."""
    kind = row["kind"]
    known, total = row["screening_known"], row["screening_total"]
    found = [
        (LISTED, "yes" if row["active"] else "no"),
        ("city", row["organization_id"].hex),
        ("kind", kind.value if isinstance(kind, PropertyKind) else str(kind)),
        (SCREENED, str(known)),
        ("screening", "complete" if known >= total else "incomplete"),
        ("price", "known" if any(_is_known(row, key) for key in PRICES) else UNKNOWN),
        (POINT, "yes" if row["latitude_low"] is not None else "no"),
    ]
    found.extend((key, row[key] or UNKNOWN) for key in FIELD_FACETS)
    found.extend((key, _plain(row[key])) for key in COLUMN_FACETS if key in row)
    found.extend((WITHHELD, key) for key in _withheld(row["withheld"]))
    for key, low_column, high_column, steps in _RANGED:
        low, high = row[low_column], row[high_column]
        if low is None and high is None:
            if key in SIZES:
                found.append((key, UNKNOWN))
            continue
        found.append((f"{key}:low", str(OPEN_LOW if low is None else bucket(steps, low))))
        found.append(
            (f"{key}:high", str(2 * len(steps) + 1 if high is None else bucket(steps, high)))
        )
        if key in SIZES:
            found.extend((key, str(place)) for place in _sizes(key, low, high))
    return found


def columns_of(present: Iterable[str]) -> list[str]:
    """The columns of a site's row that `choices_of_row` reads, of those that there are."""
    needed = [
        "organization_id", "kind", "active", "screening_known", "screening_total", "latitude_low",
        "withheld",
        *FIELD_FACETS,
        *(name for one in RANGES.values() for name in (one.low, one.high)),
    ]  # fmt: skip
    there = set(present)
    return [*needed, *(key for key in COLUMN_FACETS if key in there)]


@cache
def thresholds(asked: Range) -> tuple[float, ...]:
    """The round amounts of a range, upwards."""
    first, last = asked.decades
    return (
        0.0,
        *(float(f"{digits}e{place}") for place in range(first, last) for digits in FIRST_DIGITS),
        float(f"1e{last}"),
    )


_RANGED = tuple((one.key, one.low, one.high, thresholds(one)) for one in RANGES.values())


def bucket(steps: tuple[float, ...], amount: float) -> int:
    """2 * i + 1 for the round amount `steps[i]` itself, 2 * i for what lies below it."""
    place = bisect_left(steps, amount)
    return 2 * place + (place < len(steps) and steps[place] == amount)


def size_label(key: str, place: int) -> str:
    """`5 to 20`: what a size that people can choose covers."""
    edges = SIZES[key]
    if place == 0:
        return f"Under {edges[0]:,.0f}"
    if place == len(edges):
        return f"{edges[-1]:,.0f} and more"
    return f"{edges[place - 1]:,.0f} to {edges[place]:,.0f}"


def _size_choices(key: str) -> tuple[tuple[str, str], ...]:
    sized = ((str(place), size_label(key, place)) for place in range(len(SIZES[key]) + 1))
    return (*sized, (UNKNOWN, NOT_PROVIDED))


def _sizes(key: str, low: float | None, high: float | None) -> range:
    """The sizes of which an interval has a part; each begins at its lower edge."""
    edges = SIZES[key]
    first = 0 if low is None else sum(low >= edge for edge in edges)
    last = len(edges) if high is None else sum(high >= edge for edge in edges)
    return range(first, last + 1)


def _field_facet(key: str, label: str) -> Facet:
    offered = tuple((choice.key, choice.label) for choice in FIELDS[key].choices)
    return Facet(key, label, (*offered, (UNKNOWN, NOT_PROVIDED)))


def _withheld(fields: str) -> set[str]:
    """The facets and ranges that people of other members may not see of a site.

    `fields` are those whose value is withheld, as `|a|b|`.
    """
    hidden = {key for key in fields.split("|") if key}
    if not hidden:
        return set()
    found = {key for key in hidden if key in FIELD_FACETS or key in RANGES}
    found |= {size for size, keys in SIZED_BY.items() if hidden.intersection(keys)}
    if hidden.intersection(PRICES):
        found.add("price")
    if hidden & {"latitude", "longitude"}:
        found.add(POINT)
    # What is worked out from withheld values would give them away.
    if hidden & SCREENING_FIELDS:
        found |= {"screening", SCREENED}
    if hidden & RESTS_ON:
        found.add("readiness")
    return found


def _is_known(row: Mapping[str, Any], key: str) -> bool:
    return row[f"{key}_low"] is not None or row[f"{key}_high"] is not None


def _plain(item: Any) -> str:
    if item is None:
        return UNKNOWN
    return str(getattr(item, "value", item))
