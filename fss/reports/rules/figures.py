"""The figures of a report: each with what it counts of (n), what is missing, and its definition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from fss.reports.rules.periods import Period
from fss.reports.rules.pursuits import PursuitCounts
from fss.sites.rules.readiness import TIERS
from fss.timezone import date_words

NO_DATA = "No data"
READY_FROM = 3


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. Of an empty whole nothing can be said."""

    part: int
    whole: int

    @property
    def percent(self) -> int | None:
        """Whole percent, rounded down so that 100 means all; None of nothing."""
        return 100 * self.part // self.whole if self.whole else None

    @property
    def words(self) -> str:
        """`67% (10 of 15)`, or that there is no data."""
        if self.percent is None:
            return NO_DATA
        return f"{self.percent}% ({self.part:,} of {self.whole:,})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """How a city's listed sites stand on one day; all counts.

    `tiers` counts land by readiness tier: 0 is below tier 1, None not known.
    """

    sites: int = 0
    screening: Share = Share(0, 0)
    whole: Share = Share(0, 0)
    values: int = 0
    stale: int = 0
    without_values: int = 0
    overdue_days: int | None = None
    conflicts: int = 0
    tiers: Mapping[int | None, int] = field(default_factory=dict)
    stated: int = 0

    @property
    def fresh(self) -> Share:
        """The values that need no check yet."""
        return Share(self.values - self.stale, self.values)

    @property
    def ready(self) -> Share:
        """Land of tier 3 and above, of the land whose tier is known."""
        known = {tier: count for tier, count in self.tiers.items() if tier is not None}
        return Share(
            sum(count for tier, count in known.items() if tier >= READY_FROM), sum(known.values())
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number as it is printed. `n` is the base it was counted from, `missing` what lacks."""

    label: str
    value: str
    n: int
    missing: int
    when: str
    definition: str


def tier_words(tier: int | None) -> str:
    """`Tier 3: Zoned, due diligence complete`."""
    if tier is None:
        return "Not known"
    return f"Tier {tier}: {TIERS[tier]}" if tier else "Below tier 1"


def inventory_figures(one: Inventory, *, day: date, period: Period) -> list[Figure]:
    """What can be said of the sites as they stand on a day."""
    when = f"As of {date_words(day)}"
    unknown_tier = one.tiers.get(None, 0)
    return [
        Figure(
            label="Sites and buildings",
            value=f"{one.sites:,}",
            n=one.sites,
            missing=0,
            when=when,
            definition="Sites and buildings that are on the list. Those taken off do not count.",
        ),
        Figure(
            label="Screening facts known",
            value=one.screening.words,
            n=one.screening.whole,
            missing=one.screening.whole - one.screening.part,
            when=when,
            definition="Of the 15 facts that a first look at a property needs, those with a "
            "present value, over all listed properties. n: facts asked for. Missing: facts that "
            "nobody has stated. Planned values do not count.",
        ),
        Figure(
            label="Whole set known",
            value=one.whole.words,
            n=one.whole.whole,
            missing=one.whole.whole - one.whole.part,
            when=when,
            definition="Of all facts that are known or worth asking for, those with a present "
            "value. A fact that only matters after another answer counts once it is stated. What a "
            "building takes over from its land counts as known.",
        ),
        Figure(
            label="Values still fresh",
            value=one.fresh.words,
            n=one.values,
            missing=one.without_values,
            when=when,
            definition="Present values whose next check has not passed; the county sets after how "
            "many days each kind must be checked. n: present values, without those taken over "
            "from land. Missing: properties without any value.",
        ),
        Figure(
            label="Longest overdue check, days",
            value=NO_DATA if one.overdue_days is None else f"{one.overdue_days:,}",
            n=one.stale,
            missing=0,
            when=when,
            definition="Days since the earliest check that has passed. n: values to be checked.",
        ),
        Figure(
            label="Open contradictions",
            value=f"{one.conflicts:,}",
            n=one.sites,
            missing=0,
            when=when,
            definition="Facts for which two sources say different things and nobody has picked "
            "one. n: listed properties.",
        ),
        Figure(
            label="Land at readiness tier 3 or above",
            value=one.ready.words,
            n=one.ready.whole,
            missing=unknown_tier,
            when=when,
            definition="Tiers 1 to 5 of the Virginia Business Ready Sites Program, read from what "
            "is stated; no certificate. n: land whose tier is known. Missing: land whose tier "
            "nobody can tell. Buildings have no tier.",
        ),
        Figure(
            label="Values stated or confirmed",
            value=f"{one.stated:,}",
            n=one.sites,
            missing=0,
            when=f"Entered {period.words}",
            definition="Values entered in the period for properties now listed, confirmations "
            "counted. n: listed properties.",
        ),
    ]


def pursuit_figures(one: PursuitCounts, *, period: Period) -> list[Figure]:
    """What can be said of the pursuits received in a period."""
    cohort = "Pursuits received in the period"
    when = f"Received {period.words}"

    def figure(label: str, share: Share, missing: int, definition: str) -> Figure:
        return Figure(
            label=label,
            value=share.words,
            n=share.whole,
            missing=missing,
            when=when,
            definition=definition,
        )

    return [
        figure(
            "Tried",
            Share(one.tried, one.received),
            one.undecided,
            f"{cohort} in which at least one site of the city was held against the criteria and "
            "decided about; sites taken off the list since count too. n: all pursuits received. "
            "Missing: those in which nothing was decided about any site.",
        ),
        figure(
            "Offered",
            Share(one.offered, one.tried),
            0,
            f"{cohort} that have a site of the city on the shortlist, or sent one in a proposal. "
            "n: pursuits tried.",
        ),
        figure(
            "Answered with a site of the city",
            Share(one.sent, one.offered),
            0,
            f"{cohort} answered by an issued proposal that holds a site of the city. "
            "n: pursuits offered.",
        ),
        figure(
            "Won",
            Share(one.won, one.with_result),
            one.waiting + one.ended,
            f"{cohort}, answered with a site of the city, and won by the county; the chosen site "
            "may be another city's. n: won, lost, or without a decision a year after the proposal. "
            "Missing: still open, withdrawn or not bid for.",
        ),
    ]


def pursuit_rows(one: PursuitCounts) -> list[tuple[str, int]]:
    """The counts one below the other, each a part of one above it."""
    return [
        ("Received by the county", one.received),
        ("No site decided about yet", one.undecided),
        ("Tried: a site of the city was held against the criteria", one.tried),
        ("Offered: a site of the city was shortlisted", one.offered),
        ("Answered: a site of the city was in an issued proposal", one.sent),
        ("Of these won", one.won),
        ("Of these lost", one.lost),
        ("Of these without a decision for a year", one.quiet),
        ("Of these withdrawn or not bid for", one.ended),
        ("Of these still open", one.waiting),
    ]
