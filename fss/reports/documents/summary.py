"""The numbers of all cities as blocks. No site, no value, no small count of pursuits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from fss.documents.blocks import (
    Block,
    ComparisonTable,
    Document,
    Heading,
    Paragraph,
    ParagraphStyle,
)
from fss.reports.documents.pack import definitions, sample_notice
from fss.reports.queries import CityLine
from fss.reports.rules.figures import (
    NO_DATA,
    Figure,
    Inventory,
    Share,
    inventory_figures,
    pursuit_figures,
)
from fss.reports.rules.periods import Period
from fss.reports.rules.pursuits import FEWEST, PursuitCounts, told
from fss.timezone import date_words

SHOWN = frozenset(
    {
        "Sites and buildings",
        "Screening facts known",
        "Values still fresh",
        "Open contradictions",
        "Land at readiness tier 3 or above",
    }
)
NOTHING = (
    "No city or township is a member yet. An administrator adds them: choose Admin, then "
    "Organizations."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryData:
    """What the numbers of all cities are built from."""

    county: str
    author: str
    is_sample: bool
    created: datetime
    day: date
    period: Period
    cities: Sequence[CityLine]
    together: PursuitCounts
    pursuits: Mapping[UUID, PursuitCounts]

    def of(self, city: CityLine) -> PursuitCounts:
        """The pursuits of a city; none when no site of it was tried."""
        return self.pursuits.get(city.organization_id, PursuitCounts())

    @property
    def figures(self) -> list[Figure]:
        """The figures that are shown, for their definitions."""
        inventory = inventory_figures(Inventory(), day=self.day, period=self.period)
        return [
            *(one for one in inventory if one.label in SHOWN),
            *pursuit_figures(PursuitCounts(), period=self.period)[:3],
        ]

    @property
    def total(self) -> tuple[str, ...]:
        """The last row of the cities: all together."""
        return _city_row(
            "All cities",
            sum(one.sites for one in self.cities),
            _sum([one.screening for one in self.cities]),
            _sum([one.fresh for one in self.cities]),
            sum(one.conflicts for one in self.cities),
            _sum([one.ready for one in self.cities]),
        )


def all_cities(data: SummaryData) -> Document:
    """The numbers of all cities."""
    blocks: tuple[Block, ...] = (
        Paragraph(
            f"The cities and townships of the county as of {date_words(data.day)}. Pursuits are "
            f"those received {data.period.words} ({data.period.label.lower()}).",
            ParagraphStyle.LEAD,
        ),
        *sample_notice(data.county, data.is_sample),
        Heading(1, "Sites"),
        _inventory(data),
        Heading(1, "Pursuits"),
        Paragraph(
            f"A pursuit counts once for each city. Counts below {FEWEST} are printed as "
            f"“{told(0)}”, so that no single pursuit can be recognized. What came of the pursuits "
            "is told to each city in its own report."
        ),
        _pursuits(data),
        *definitions(data.figures),
    )
    return Document(
        title="Report of all cities",
        subject=f"Sites and pursuits by city, {data.period.label.lower()}",
        created=data.created,
        author=data.author,
        blocks=blocks,
        running_head="Report of all cities",
        running_foot="For the county and its steering committee. Not for publication.",
    )


def _inventory(data: SummaryData) -> Block:
    if not data.cities:
        return Paragraph(NOTHING)
    rows = [
        _city_row(one.name, one.sites, one.screening, one.fresh, one.conflicts, one.ready)
        for one in data.cities
    ]
    return ComparisonTable(
        "Sites by city",
        (
            "City or township",
            "Sites and buildings",
            "Screening facts known",
            "Values still fresh",
            "Open contradictions",
            "Land at tier 3 or above",
        ),
        (*rows, data.total),
    )


def _city_row(
    name: str, sites: int, screening: Share, fresh: Share, conflicts: int, ready: Share
) -> tuple[str, ...]:
    return (
        name,
        f"{sites:,}",
        _percent(screening),
        _percent(fresh),
        f"{conflicts:,}",
        NO_DATA if ready.percent is None else f"{ready.part:,} of {ready.whole:,}",
    )


def _pursuits(data: SummaryData) -> Block:
    if not data.together.tried:
        return Paragraph(f"{NO_DATA}: no site was tried in a pursuit of this period.")
    counted = [(one.name, data.of(one)) for one in data.cities]
    return ComparisonTable(
        "Pursuits by city",
        ("City or township", "Tried", "Offered", "Answered with a site"),
        tuple(
            (name, told(one.tried), told(one.offered), told(one.sent))
            for name, one in (*counted, ("All cities, each pursuit once", data.together))
        ),
    )


def _percent(share: Share) -> str:
    return NO_DATA if share.percent is None else f"{share.percent}%"


def _sum(shares: Sequence[Share]) -> Share:
    return Share(sum(one.part for one in shares), sum(one.whole for one in shares))
