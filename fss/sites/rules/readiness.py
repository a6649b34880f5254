"""How ready land is to be built on: tiers 1 to 5 of the Virginia Business Ready Sites Program.

The program (Code of Virginia § 2.2-2238 C, https://www.vedp.org/vbrsp) has a licensed engineer
place a site in one of five tiers: raw land with an interested seller; controlled and marketed for
development; zoned industrial or commercial, due diligence complete; infrastructure ready, that is
in place or deliverable within twelve months; permits in place. Here the tier is worked out of
what is known, so it is a reading of the inventory and no certificate. The program's least size of
100 acres is a condition for its grants and not asked here.

What nobody has stated is not held against a site as a no, but it does not count as met either:
the reasons name it apart.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import Value

Values = Mapping[str, Value]
Judge = Callable[[Values], bool | None]
MONTHS_TO_DELIVER = 12

TIERS: Mapping[int, str] = {
    1: "Raw land with an interested seller",
    2: "Controlled and marketed for development",
    3: "Zoned, due diligence complete",
    4: "Infrastructure ready",
    5: "Permits in place",
}
_DONE = ("done_clean", "done_findings")
_REACHED = ("on_site", "at_boundary")


@dataclass(frozen=True, slots=True)
class Requirement:
    """One condition of a tier. `judge` says yes, no, or None for not known."""

    tier: int
    label: str
    judge: Judge


@dataclass(frozen=True, slots=True)
class Reason:
    """A requirement as judged for one site; `is_met` is None when nobody knows."""

    tier: int
    label: str
    is_met: bool | None


@dataclass(frozen=True, slots=True)
class Readiness:
    """The tier with its reasons; 0 is below tier 1, None when not even that can be said."""

    tier: int | None
    reasons: tuple[Reason, ...]

    @property
    def words(self) -> str:
        """`Tier 3 of 5: Zoned, due diligence complete`."""
        if self.tier is None:
            return "Not known"
        return f"Tier {self.tier} of 5: {TIERS[self.tier]}" if self.tier else "Below tier 1"

    @property
    def met(self) -> tuple[Reason, ...]:
        """What is met, of every tier."""
        return tuple(one for one in self.reasons if one.is_met)

    @property
    def next_tier(self) -> int | None:
        """The tier that is asked for next; None at the top."""
        following = (self.tier or 0) + 1
        return following if following in TIERS else None

    @property
    def unmet(self) -> tuple[Reason, ...]:
        """What keeps the site from the next tier because it is known not to be so."""
        return tuple(self._next(is_met=False))

    @property
    def unknown(self) -> tuple[Reason, ...]:
        """What keeps the site from the next tier because nobody has stated it."""
        return tuple(self._next(is_met=None))

    def _next(self, *, is_met: bool | None) -> list[Reason]:
        return [one for one in self.reasons if one.tier == self.next_tier and one.is_met is is_met]


def readiness(values: Values, *, kind: PropertyKind) -> Readiness | None:
    """The tier of land by its present values (field key to value); None for a building."""
    if kind is not PropertyKind.LAND:
        return None
    reasons = tuple(Reason(one.tier, one.label, one.judge(values)) for one in _REQUIREMENTS)
    tier = 0
    while tier < len(TIERS) and all(one.is_met for one in reasons if one.tier == tier + 1):
        tier += 1
    first = [one.is_met for one in reasons if one.tier == 1]
    return Readiness(None if tier == 0 and False not in first else tier, reasons)


def tier_of(values: Values, *, kind: PropertyKind) -> int | None:
    """The tier that `readiness` says, without the reasons: judged no further than it is reached."""
    if kind is not PropertyKind.LAND:
        return None
    for tier, required in _BY_TIER.items():
        judged = [one.judge(values) for one in required]
        if not all(judged):
            return None if tier == 1 and False not in judged else tier - 1
    return len(TIERS)


def _is(field: str, *choices: str) -> Judge:
    """The field has one of the choices."""
    wanted = frozenset(choices)

    def judge(values: Values) -> bool | None:
        value = values.get(field)
        return None if value is None else not wanted.isdisjoint(value.choices)

    return judge


def _is_stated(field: str) -> Judge:
    """Somebody has stated the field; what nobody has stated is not known."""
    return lambda values: True if field in values else None


def _at_most(field: str, most: float) -> Judge:
    """The number is surely at most, or surely more."""

    def judge(values: Values) -> bool | None:
        value = values.get(field)
        if value is None:
            return None
        bounds = value.bounds
        return True if bounds.high <= most else False if bounds.low > most else None

    return judge


def _any(*judges: Judge) -> Judge:
    """One is enough; no only when all say no."""

    def judge(values: Values) -> bool | None:
        found = [one(values) for one in judges]
        return True if True in found else None if None in found else False

    return judge


def _every(*judges: Judge) -> Judge:
    """All are needed; one no is a no."""

    def judge(values: Values) -> bool | None:
        found = [one(values) for one in judges]
        return False if False in found else None if None in found else True

    return judge


def _served(utility: str) -> Judge:
    """Service at the property, or an extension that takes at most twelve months."""
    status = _is(f"{utility}_status", *_REACHED)
    comes = _every(
        _is(f"{utility}_status", "extension_needed", "extension_planned"),
        _at_most(f"{utility}_extension_months", MONTHS_TO_DELIVER),
    )
    return _any(status, comes)


_REQUIREMENTS = (
    Requirement(1, "The owner would sell or lease", _is("availability", "available", "partly")),
    Requirement(
        2,
        "The site is controlled: public, optioned, listed, or a letter of intent",
        _any(
            _is("control", "owned", "option", "listing", "letter_of_intent"),
            _is("owner_type", "public"),
        ),
    ),
    Requirement(
        2,
        "A price is stated",
        _any(
            _is_stated("price_total"),
            _is_stated("price_per_acre"),
            _is_stated("land_lease_rate_acre_year"),
        ),
    ),
    Requirement(
        3,
        "Zoned for industry or business",
        _is(
            "zoning_class",
            *("light_industrial", "heavy_industrial", "commercial", "office", "mixed", "pud"),
        ),
    ),
    Requirement(3, "Phase I environmental assessment done", _is("phase_1_esa", *_DONE)),
    Requirement(
        3,
        "Phase II done where Phase I found something",
        _any(_is("phase_1_esa", "done_clean"), _is("phase_2_esa", *_DONE)),
    ),
    Requirement(3, "Geotechnical study done", _is("geotechnical", *_DONE)),
    Requirement(3, "Wetlands delineated", _is("wetlands_delineated", "yes")),
    Requirement(3, "Boundary survey done", _is("boundary_survey", *_DONE)),
    Requirement(3, "Cultural resources surveyed", _is("cultural_resources", *_DONE)),
    Requirement(3, "Protected species reviewed", _is("protected_species", *_DONE)),
    Requirement(3, "Flood zone stated", _is_stated("flood_zone")),
    Requirement(4, "Electric service there or within 12 months", _served("electric")),
    Requirement(4, "Water there or within 12 months", _served("water")),
    Requirement(4, "Sewer there or within 12 months", _served("sewer")),
    Requirement(4, "Gas there or within 12 months", _served("gas")),
    Requirement(4, "Fiber there or within 12 months", _served("fiber")),
    Requirement(
        4,
        "The access road is stated",
        _any(_is_stated("access_road"), _is_stated("access_road_class")),
    ),
    Requirement(5, "Final plat", _is("plat_status", "final")),
    Requirement(5, "Site plan approved", _is("site_plan", "approved")),
    Requirement(5, "Grading permit issued", _is("grading_permit", "issued")),
)
_BY_TIER: Mapping[int, Sequence[Requirement]] = {
    tier: [one for one in _REQUIREMENTS if one.tier == tier] for tier in TIERS
}


class _Asked(dict[str, Value]):
    """Knows nothing, and keeps which fields somebody asked for."""

    def __init__(self) -> None:
        self.fields: set[str] = set()

    def get(self, field: str, default: Any = None) -> Any:
        self.fields.add(field)
        return default

    def __contains__(self, field: object) -> bool:
        self.fields.add(str(field))
        return False


def _fields_read() -> frozenset[str]:
    asked = _Asked()
    for one in _REQUIREMENTS:
        one.judge(asked)
    return frozenset(asked.fields)


RESTS_ON = _fields_read()
"""The fields on which the tier rests."""
