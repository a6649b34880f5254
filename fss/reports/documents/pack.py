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
MOST_WORDS = 8
"""Facts named in one cell."""
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
            *sample_notice(data.county, data.is_sample),
            *_first_steps(data),
            *_glance(data),
            *_sites(data),
            *_missing(data),
            *_stale(data),
            *_readiness(data),
            *_pursuits(data),
            *definitions(data.figures),
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
    rows = tuple(FactRow(one.label, f"{one.definition}\n{one.when}.") for one in figures)
    return [
        Heading(1, "What the figures mean"),
        Paragraph(
            "n is what a figure is counted from. A share of nothing is printed as "
            f"“{NO_DATA}”. Percents are rounded down, so that 100% means all. Properties and "
            "requests are not marked as tests, so none is left out."
        ),
        FactTable("Definitions", rows, ("Figure", "Definition and time", "")),
    ]


def sample_notice(county: str, is_sample: bool) -> list[Block]:
    """That nothing here is real, where it is so."""
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
            f"{line.name}, {line.reference}, {KINDS[line.kind].lower()}",
            f"{line.screening.known} of {line.screening.total}",
            f"{line.whole.percent}%",
            _tier(line),
            f"{line.stale:,} of {line.values:,}",
            f"{line.conflicts:,}",
        )
        for line in data.sites[:MOST_SITES]
    ]
    heads = (
        *("Property", "Screening facts known", "Whole set known"),
        *("Readiness tier", "Values to check", "Contradictions"),
    )
    return [
        Heading(1, "Sites and buildings"),
        *_table("Each property, the least complete first", heads, rows, "No property is listed."),
        *_more(len(data.sites), MOST_SITES, "properties", "Sites"),
    ]


def _missing(data: PackData) -> list[Block]:
    by_site: dict[str, list[Lacking]] = {}
    for one in data.missing:
        by_site.setdefault(f"{one.name}, {one.reference}", []).append(one)
    rows = [FactRow(name, _lacks(own)) for name, own in list(by_site.items())[:MOST_LACKING]]
    otherwise = (
        "Nothing is missing for a first look."
        if data.inventory.sites
        else f"{NO_DATA}: no property is listed."
    )
    return [
        Heading(1, "Missing facts to add first"),
        *_facts("In the order of the to-do list", "Facts nobody has stated", rows, otherwise),
        *_more(len(by_site), MOST_LACKING, "properties", "Missing"),
    ]


def _lacks(own: Sequence[Lacking]) -> str:
    """A line for what a first look needs, one for what past pursuits hung on."""
    first = [one.fact for one in own if one.screening]
    past = [f"{one.fact} ({plural(one.pursuits, 'pursuit')})" for one in own if one.pursuits]
    lines = [f"For a first look: {_some(first)}"] if first else []
    lines += [f"Would have decided in two years: {_some(past)}"] if past else []
    return "\n".join(lines)


def _stale(data: PackData) -> list[Block]:
    by_site: dict[str, list[StaleValue]] = {}
    for one in data.stale:
        by_site.setdefault(f"{one.name}, {one.reference}", []).append(one)
    rows = [
        FactRow(
            name,
            f"{plural(len(own), 'value')}, the first for {plural(own[0].days, 'day')} "
            f"(since {date_words(own[0].check_on)}): {_some([one.fact for one in own])}",
        )
        for name, own in list(by_site.items())[:MOST_STALE]
    ]
    otherwise = (
        "No check is overdue." if data.inventory.values else f"{NO_DATA}: no value is stated."
    )
    return [
        Heading(1, "Values to check again"),
        *_facts("The longest overdue first", "Values whose check is overdue", rows, otherwise),
        *_more(len(by_site), MOST_STALE, "properties", "Stale"),
    ]


def _facts(caption: str, head: str, rows: Sequence[FactRow], otherwise: str) -> list[Block]:
    if not rows:
        return [Paragraph(otherwise)]
    return [FactTable(caption, tuple(rows), ("Property", head, ""))]


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


def _some(words: Sequence[str]) -> str:
    if len(words) > MOST_WORDS:
        return f"{', '.join(words[:MOST_WORDS])} and {len(words) - MOST_WORDS:,} more"
    return ", ".join(words) or "None"
