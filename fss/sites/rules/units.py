"""Units of measure: their words, their spellings, and conversion within one quantity.

Factors are exact by definition where one exists: the acre is 43,560 sq ft, the mile 5,280 ft.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

SQ_FT_PER_ACRE = 43_560.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit. `factor` turns an amount into the base unit of its `quantity`.

    `money` marks amounts of US dollars, per something when `one` is not empty.
    """

    key: str
    one: str
    many: str
    quantity: str
    factor: float = 1.0
    spellings: tuple[str, ...] = ()
    money: bool = False


_ALL = (
    Unit("acres", "acre", "acres", "area", SQ_FT_PER_ACRE, ("acre", "acres", "ac", "acs")),
    Unit(
        "sq_ft",
        "sq ft",
        "sq ft",
        "area",
        1.0,
        (
            "sf",
            "sq ft",
            "sqft",
            "sqf",
            "sq feet",
            "square feet",
            "square foot",
            "square ft",
            "ft2",
            "gsf",
            "rsf",
        ),
    ),
    Unit(
        "usd",
        "",
        "",
        "money",
        1.0,
        ("usd", "dollars", "dollar", "us dollars", "per site", "total", "in total"),
        money=True,
    ),
    Unit(
        "usd_acre",
        "per acre",
        "per acre",
        "money_area",
        1.0,
        ("per acre", "per acres", "/acre", "an acre", "/ac", "per ac"),
        money=True,
    ),
    Unit(
        "usd_sq_ft",
        "per sq ft",
        "per sq ft",
        "money_area",
        SQ_FT_PER_ACRE,
        (
            "per sf",
            "/sf",
            "per sq ft",
            "/sq ft",
            "per sqf",
            "/sqf",
            "per sqft",
            "/sqft",
            "psf",
            "per square foot",
            "a square foot",
        ),
        money=True,
    ),
    Unit(
        "usd_sq_ft_year",
        "per sq ft per year",
        "per sq ft per year",
        "money_area_year",
        1.0,
        (
            "per sf per year",
            "/sf/yr",
            "/sf/year",
            "per sq ft per year",
            "/sq ft/yr",
            "per sf/yr",
            "psf/yr",
        ),
        money=True,
    ),
    Unit(
        "usd_acre_year",
        "per acre per year",
        "per acre per year",
        "money_land_year",
        1.0,
        ("per acre per year", "/acre/yr", "/acre/year", "per acre/yr"),
        money=True,
    ),
    Unit(
        "usd_year",
        "per year",
        "per year",
        "money_year",
        1.0,
        ("per year", "/yr", "/year", "a year", "annually"),
        money=True,
    ),
    Unit("usd_kwh", "per kWh", "per kWh", "money_energy", 1.0, ("per kwh", "/kwh"), money=True),
    Unit(
        "usd_kgal",
        "per 1,000 gallons",
        "per 1,000 gallons",
        "money_volume",
        1.0,
        ("per 1,000 gallons", "per 1000 gallons", "/1000 gal", "/1,000 gal", "per 1,000 gal"),
        money=True,
    ),
    Unit("usd_kw", "per kW", "per kW", "money_power", 1.0, ("per kw", "/kw"), money=True),
    Unit(
        "usd_therm",
        "per therm",
        "per therm",
        "money_heat",
        1.0,
        ("per therm", "/therm"),
        money=True,
    ),
    Unit(
        "usd_hour",
        "per hour",
        "per hour",
        "money_hour",
        1.0,
        ("per hour", "an hour", "/hour", "/hr", "/h", "per hr", "hourly"),
        money=True,
    ),
    Unit(
        "usd_unit",
        "per unit",
        "per unit",
        "money_unit",
        1.0,
        ("per unit", "/unit", "per sac unit", "per wac unit", "per sac", "per wac"),
        money=True,
    ),
    Unit("mi", "mile", "miles", "length", 5_280.0, ("mi", "mile", "miles")),
    Unit("ft", "ft", "ft", "length", 1.0, ("ft", "feet", "foot", "'")),
    Unit("yd", "yard", "yards", "length", 3.0, ("yd", "yards", "yard")),
    Unit("in", "in", "in", "length", 1 / 12, ("in", "inch", "inches", '"')),
    Unit("mw", "MW", "MW", "power", 1_000.0, ("mw", "megawatt", "megawatts")),
    Unit("kw", "kW", "kW", "power", 1.0, ("kw", "kilowatt", "kilowatts")),
    Unit("kv", "kV", "kV", "voltage", 1_000.0, ("kv", "kilovolt", "kilovolts")),
    Unit("volt", "V", "V", "voltage", 1.0, ("v", "volt", "volts")),
    Unit("amp", "A", "A", "current", 1.0, ("a", "amp", "amps", "amperes")),
    Unit("kva", "kVA", "kVA", "apparent_power", 1.0, ("kva",)),
    Unit("mva", "MVA", "MVA", "apparent_power", 1_000.0, ("mva",)),
    Unit(
        "mgd",
        "MGD",
        "MGD",
        "flow_day",
        1_000_000.0,
        ("mgd", "million gallons per day", "million gallons a day"),
    ),
    Unit("gpd", "gallons per day", "gallons per day", "flow_day", 1.0, ("gpd", "gallons per day")),
    Unit("gpm", "gpm", "gpm", "flow_minute", 1.0, ("gpm", "gallons per minute")),
    Unit(
        "gpm_sq_ft",
        "gpm per sq ft",
        "gpm per sq ft",
        "flow_area",
        1.0,
        ("gpm per sq ft", "gpm/sf", "gpm/sq ft", "gpm per sf", "gpm/ft2"),
    ),
    Unit("mg_l", "mg/L", "mg/L", "concentration", 1.0, ("mg/l", "ppm")),
    Unit("gpg", "grains", "grains per gallon", "concentration", 17.118, ("gpg", "grains")),
    Unit("psi", "psi", "psi", "pressure", 1.0, ("psi", "psig")),
    Unit("psf", "lb per sq ft", "lb per sq ft", "load", 1.0, ("psf", "lb/sq ft", "lb per sq ft")),
    Unit(
        "mcf_h", "MCF per hour", "MCF per hour", "gas_flow", 1.0, ("mcf/h", "mcfh", "mcf per hour")
    ),
    Unit("gbps", "Gbps", "Gbps", "bandwidth", 1_000.0, ("gbps", "gb/s", "gig", "gigabit")),
    Unit("mbps", "Mbps", "Mbps", "bandwidth", 1.0, ("mbps", "mb/s")),
    Unit("ton", "ton", "tons", "mass", 1.0, ("ton", "tons", "t")),
    Unit("percent", "%", "%", "share", 1.0, ("%", "percent", "pct")),
    Unit("minute", "minute", "minutes", "duration", 1.0, ("min", "minute", "minutes")),
    Unit("day", "day", "days", "calendar_days", 1.0, ("day", "days")),
    Unit("month", "month", "months", "calendar_months", 1.0, ("mo", "month", "months")),
    Unit("years", "year", "years", "calendar_months", 12.0, ("yr", "yrs", "year", "years")),
    Unit(
        "vehicles_day",
        "vehicle per day",
        "vehicles per day",
        "traffic",
        1.0,
        ("vpd", "aadt", "vehicles per day", "vehicles/day"),
    ),
    Unit(
        "minute_year",
        "minute per year",
        "minutes per year",
        "outage",
        1.0,
        ("min/yr", "min/year", "minutes per year", "minutes/year", "minute per year", "minutes"),
    ),
    Unit(
        "time_year",
        "time per year",
        "times per year",
        "frequency",
        1.0,
        ("times per year", "time per year", "per year", "/yr", "/year", "times a year"),
    ),
    Unit("per_year", "per year", "per year", "yearly", 1.0, ("per year", "/yr", "/year", "a year")),
    Unit(
        "day_week",
        "day per week",
        "days per week",
        "weekly",
        1.0,
        ("days per week", "day per week", "days/week", "days/wk", "days a week", "days"),
    ),
    Unit("person", "person", "people", "people", 1.0, ("person", "persons", "people", "workers")),
    Unit("household", "household", "households", "households", 1.0, ("household", "households")),
    Unit("calendar_year", "", "", "year", 1.0, ()),
    Unit("degree", "", "", "angle", 1.0, ("°", "deg", "degrees")),
)

UNITS: Mapping[str, Unit] = {unit.key: unit for unit in _ALL}


def fold(words: str) -> str:
    """Lower case, points dropped, single spaces: the form in which unit spellings are compared."""
    words = words.lower().replace(".", "").replace("²", "2")
    words = re.sub(r"\s*/\s*", "/", words)
    return re.sub(r"\s+", " ", words).strip()


SPELLINGS: Mapping[str, tuple[Unit, ...]] = {
    spelling: tuple(unit for unit in _ALL if spelling in unit.spellings)
    for unit_ in _ALL
    for spelling in unit_.spellings
}


def unit_named(words: str, *, like: str = "") -> Unit | None:
    """The unit that `words` spell, preferring one of the same quantity as the unit `like`.

    None when no unit is spelled that way.
    """
    found = SPELLINGS.get(fold(words), ())
    if not found:
        return None
    wanted = UNITS[like].quantity if like in UNITS else ""
    for unit in found:
        if unit.quantity == wanted:
            return unit
    return found[0]


def can_convert(source: str, target: str) -> bool:
    """Whether both units measure the same quantity."""
    return UNITS[source].quantity == UNITS[target].quantity


def convert(amount: float, *, source: str, target: str) -> float:
    """The amount in another unit of the same quantity, rounded to four decimals.

    Money is rounded to cents. Raises ValueError when the quantities differ.
    """
    if source == target:
        return amount
    if not can_convert(source, target):
        raise ValueError(f"{source} is not {target}")
    result = amount * UNITS[source].factor / UNITS[target].factor
    return round(result, 2 if UNITS[target].money else 4)
