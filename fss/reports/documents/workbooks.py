"""The same reports as sheets of a workbook: every row, nothing cut."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fss.reports.documents.pack import KINDS, PackData
from fss.reports.documents.summary import SummaryData
from fss.reports.rules.figures import Figure, pursuit_rows
from fss.reports.rules.pursuits import told
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import Cell

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Cell]]]
FIGURE_HEADS = ("Figure", "Value", "n", "Missing", "Time", "Definition")


def pack_sheets(data: PackData) -> list[Sheet]:
    """Sites, Missing, Stale, Pursuits, Definitions."""
    return [
        (
            "Sites",
            (
                *("Number", "Property", "Kind"),
                *("Screening facts known", "Screening facts asked"),
                *("Whole set known", "Whole set asked", "Whole set, percent"),
                *("Readiness tier", "Values", "Values to check"),
                *("Longest overdue since", "Longest overdue, days", "Contradictions"),
            ),
            (
                (
                    *(line.reference, line.name, KINDS[line.kind]),
                    *(line.screening.known, line.screening.total),
                    *(line.whole.known, line.whole.total, line.whole.percent),
                    *(_tier(line.kind, line.tier), line.values, line.stale),
                    line.oldest,
                    (data.day - line.oldest).days if line.oldest else None,
                    line.conflicts,
                )
                for line in data.sites
            ),
        ),
        (
            "Missing",
            ("Number", "Property", "Missing fact", "Needed for", "Pursuits it would decide"),
            _missing(data),
        ),
        (
            "Stale",
            ("Number", "Property", "Fact", "Stated as of", "Check was due", "Days overdue"),
            (
                (one.reference, one.name, one.fact, one.as_of, one.check_on, one.days)
                for one in data.stale
            ),
        ),
        (
            "Pursuits",
            ("What happened", "Pursuits", "Received"),
            ((words, count, data.period.words) for words, count in pursuit_rows(data.pursuits)),
        ),
        ("Definitions", FIGURE_HEADS, _definitions(data.figures)),
    ]


def summary_sheets(data: SummaryData) -> list[Sheet]:
    """Cities, Pursuits, Definitions."""
    return [
        (
            "Cities",
            (
                *("City or township", "Sites and buildings"),
                *("Screening facts known", "Screening facts asked"),
                *("Values still fresh", "Values", "Open contradictions"),
                *("Land at tier 3 or above", "Land with a known tier", "Land, tier not known"),
            ),
            (
                (
                    *(one.name, one.sites, one.screening.part, one.screening.whole),
                    *(one.fresh.part, one.fresh.whole, one.conflicts),
                    *(one.ready.part, one.ready.whole, one.unknown_tier),
                )
                for one in data.cities
            ),
        ),
        (
            "Pursuits",
            ("City or township", "Tried", "Offered", "Answered with a site", "Received"),
            (
                (name, told(one.tried), told(one.offered), told(one.sent), data.period.words)
                for name, one in (
                    *((city.name, data.of(city)) for city in data.cities),
                    ("All cities, each pursuit once", data.together),
                )
            ),
        ),
        (
            "Definitions",
            ("Figure", "Time", "Definition"),
            ((one.label, one.when, one.definition) for one in data.figures),
        ),
    ]


def _missing(data: PackData) -> Iterable[Sequence[Cell]]:
    """First what the to-do list asks for, in its order; then the rest of the whole set."""
    asked = set()
    for one in data.missing:
        asked.add((one.reference, one.fact))
        needed = "First look" if one.screening else "Past pursuits"
        yield one.reference, one.name, one.fact, needed, one.pursuits
    for line in data.sites:
        for fact in line.whole.missing:
            if (line.reference, fact) not in asked:
                yield line.reference, line.name, fact, "Whole set", 0


def _definitions(figures: Iterable[Figure]) -> Iterable[Sequence[Cell]]:
    for one in figures:
        yield one.label, one.value, one.n, one.missing, one.when, one.definition


def _tier(kind: PropertyKind, tier: int | None) -> Cell:
    if kind is PropertyKind.BUILDING:
        return "For land only"
    return "Not known" if tier is None else tier
