"""The report pack of one city as blocks: the same parts in the same order for every city."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from fss.documents.blocks import (
    Block,
    ComparisonTable,
    Document,
    FactRow,
    FactTable,
    Heading,
    KeyFigure,
    KeyFigures,
    NumberedList,
    Paragraph,
    ParagraphStyle,
)
from fss.reports.queries import City, Lacking, SiteLine, StaleValue
from fss.reports.rules.figures import (
    NO_DATA,
    Figure,
    Inventory,
    inventory_figures,
    pursuit_figures,
    pursuit_rows,
    tier_words,
)
from fss.reports.rules.periods import Period
from fss.reports.rules.pursuits import PursuitCounts
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.readiness import TIERS
from fss.timezone import date_words
from fss.web.filters import plural

MOST_SITES, MOST_LACKING, MOST_STALE = 150, 25, 25
"""Rows of the PDF's tables; the workbook holds all."""
KINDS = {PropertyKind.LAND: "Land", PropertyKind.BUILDING: "Building"}
FIRST_STEPS = (
    "Choose Sites, then Add a site, for a first property: its name, acres, zoning and utilities "
    "are enough to begin with.",
    "Or choose Sites, then Import, for a list that you have as a spreadsheet or a map file.",
    "Then open Home: it tells which facts to add first.",
    "Make this report again when the first properties are listed.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class PackData:
    """What a pack is built from; read once, then only arranged."""

    city: City
    county: str
    author: str
    is_sample: bool
    created: datetime
    day: date
    period: Period
    inventory: Inventory
    sites: Sequence[SiteLine]
    missing: Sequence[Lacking]
    stale: Sequence[StaleValue]
    pursuits: PursuitCounts

    @property
    def figures(self) -> list[Figure]:
        """The figures of the sites, then those of the pursuits."""
        return [
            *inventory_figures(self.inventory, day=self.day, period=self.period),
            *pursuit_figures(self.pursuits, period=self.period),
        ]


def city_pack(data: PackData) -> Document:
    """The pack of one city."""
    return Document(
        title=f"City report: {data.city.name}",
        subject=f"Sites and pursuits of {data.city.name}, {data.period.label.lower()}",
        created=data.created,
        author=data.author,
        blocks=(
            Paragraph(_lead(data), ParagraphStyle.LEAD),
            *_first_steps(data),
            *_glance(data),
            *_sites(data),
            *_missing(data),
            *_stale(data),
            *_readiness(data),
            *_pursuits(data),
            *definitions(data.figures),
            *closing(data.county, data.is_sample),
        ),
        running_head=f"City report · {data.city.name}",
        running_foot=f"For {data.city.name} and the county. Not for publication.",
    )


def figure_table(caption: str, figures: Iterable[Figure]) -> ComparisonTable:
    """Each figure with its base and what is missing."""
    return ComparisonTable(
        caption,
        ("Figure", "Value", "n", "Missing"),
        tuple((one.label, one.value, f"{one.n:,}", f"{one.missing:,}") for one in figures),
    )


def definitions(figures: Iterable[Figure]) -> list[Block]:
    """What each figure means, and for which time."""
    rows = tuple(FactRow(one.label, one.definition, one.when) for one in figures)
    return [
        Heading(1, "What the figures mean"),
        Paragraph(
            "n is what a figure is counted from. A share of nothing is printed as "
            f"“{NO_DATA}”. Percents are rounded down, so that 100% means all. Properties and "
            "requests are not marked as tests, so none is left out."
        ),
        FactTable("Definitions", rows, ("Figure", "Definition", "Time")),
    ]


def closing(county: str, is_sample: bool) -> list[Block]:
    """What must be said last."""
    if not is_sample:
        return []
    words = f"{county} is made up: its cities, sites and people do not exist."
    return [Paragraph(words, ParagraphStyle.NOTE)]


def _lead(data: PackData) -> str:
    listed = plural(data.inventory.sites, "site or building", "sites and buildings")
    return (
        f"{data.city.name} has {listed} on the list as of {date_words(data.day)}. "
        f"Pursuits are those received {data.period.words} ({data.period.label.lower()})."
    )


def _first_steps(data: PackData) -> list[Block]:
    if data.inventory.sites:
        return []
    return [Heading(1, "What to do next"), NumberedList(FIRST_STEPS)]


def _glance(data: PackData) -> list[Block]:
    one = data.inventory
    shares = [(one.screening, "Screening facts known"), (one.fresh, "Values still fresh")]
    key = (
        KeyFigure(f"{one.sites:,}", "Sites and buildings"),
        *(
            KeyFigure(NO_DATA if share.percent is None else f"{share.percent}%", label)
            for share, label in shares
        ),
        KeyFigure(f"{one.conflicts:,}", "Open contradictions"),
    )
    return [
        Heading(1, "At a glance"),
        KeyFigures(key),
        figure_table(
            "The sites in figures",
            inventory_figures(one, day=data.day, period=data.period),
        ),
    ]


def _sites(data: PackData) -> list[Block]:
    rows = [
        (
            f"{line.name}\n{line.reference}, {KINDS[line.kind].lower()}",
            f"{line.screening.known} of {line.screening.total}",
            f"{line.whole.percent}%",
            _tier(line),
            f"{line.stale:,} of {line.values:,}",
            _days((data.day - line.oldest).days if line.oldest else None),
            f"{line.conflicts:,}",
        )
        for line in data.sites[:MOST_SITES]
    ]
    heads = (
        "Property",
        "Screening facts",
        "Whole set",
        "Readiness tier",
        "Values to check",
        "Longest overdue",
        "Contra-dictions",
    )
    return [
        Heading(1, "Sites and buildings"),
        *_table("Each property, the least complete first", heads, rows, "No property is listed."),
        *_more(len(data.sites), MOST_SITES, "properties", "Sites"),
    ]


def _missing(data: PackData) -> list[Block]:
    rows = [
        (
            f"{one.name}\n{one.reference}",
            one.fact,
            "Yes" if one.screening else "No",
            f"{one.pursuits:,}" if one.pursuits else "0",
        )
        for one in data.missing[:MOST_LACKING]
    ]
    return [
        Heading(1, "Missing facts to add first"),
        Paragraph(
            "The order is that of the to-do list: what would have decided past pursuits, then "
            "what a first look needs."
        ),
        *_table(
            "Facts that nobody has stated",
            ("Property", "Missing fact", "Needed for a first look", "Pursuits it would decide"),
            rows,
            "Nothing is missing for a first look."
            if data.inventory.sites
            else f"{NO_DATA}: no property is listed.",
        ),
        *_more(len(data.missing), MOST_LACKING, "missing facts", "Missing"),
    ]


def _stale(data: PackData) -> list[Block]:
    rows = [
        (
            f"{one.name}\n{one.reference}",
            one.fact,
            date_words(one.as_of),
            date_words(one.check_on),
            _days(one.days),
        )
        for one in data.stale[:MOST_STALE]
    ]
    return [
        Heading(1, "Values to check again"),
        *_table(
            "The longest overdue first",
            ("Property", "Fact", "Stated as of", "Check was due", "Overdue"),
            rows,
            "No check is overdue." if data.inventory.values else f"{NO_DATA}: no value is stated.",
        ),
        *_more(len(data.stale), MOST_STALE, "values", "Stale"),
    ]


def _readiness(data: PackData) -> list[Block]:
    tiers = data.inventory.tiers
    return [
        Heading(1, "Readiness of land"),
        ComparisonTable(
            "Land by readiness tier",
            ("Tier", "Sites"),
            tuple(
                (tier_words(tier), f"{tiers.get(tier, 0):,}")
                for tier in (*sorted(TIERS, reverse=True), 0, None)
            ),
        ),
    ]


def _pursuits(data: PackData) -> list[Block]:
    return [
        Heading(1, "Pursuits"),
        Paragraph(
            f"Pursuits received {data.period.words}, counted once each. Nothing more is told of "
            "them here."
        ),
        ComparisonTable(
            "Pursuits in which sites of the city were tried, offered and sent",
            ("What happened", "Pursuits"),
            tuple((words, f"{count:,}") for words, count in pursuit_rows(data.pursuits)),
        ),
        figure_table("The pursuits as shares", pursuit_figures(data.pursuits, period=data.period)),
    ]


def _table(
    caption: str, heads: tuple[str, ...], rows: Sequence[tuple[str, ...]], otherwise: str
) -> list[Block]:
    return [ComparisonTable(caption, heads, tuple(rows))] if rows else [Paragraph(otherwise)]


def _more(total: int, shown: int, what: str, sheet: str) -> list[Block]:
    if total <= shown:
        return []
    words = f"{shown:,} of {total:,} {what} are shown. The sheet “{sheet}” of the workbook has all."
    return [Paragraph(words, ParagraphStyle.NOTE)]


def _tier(line: SiteLine) -> str:
    if line.kind is PropertyKind.BUILDING:
        return "For land only"
    return "Not known" if line.tier is None else "Below 1" if not line.tier else str(line.tier)


def _days(days: int | None) -> str:
    return "None" if days is None else plural(days, "day")
