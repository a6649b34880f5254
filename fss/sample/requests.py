"""Three made-up requests at different stages, with the words in which they came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from fss.pursuits.rules import (
    Confidentiality,
    Facts,
    ProjectType,
    PropertyWanted,
    RequestSource,
    Row,
    read_criterion,
)
from fss.sample import places


@dataclass(frozen=True)
class Asked:
    """A criterion as the coordinator enters it."""

    field: str
    comparison: str
    value: str
    importance: str
    weight: int = 3

    @property
    def row(self) -> Row:
        """As `set_criteria` takes it."""
        criterion = read_criterion(
            field_key=self.field,
            comparison=self.comparison,
            value=self.value,
            importance=self.importance,
            weight=self.weight,
        )
        return Row(criterion=criterion)


@dataclass(frozen=True, kw_only=True)
class Request:
    """What was received and how it was understood. `due_days` count from the day it came."""

    code_name: str
    source: RequestSource
    reference: str
    contact: str
    contact_email: str
    contact_phone: str
    confidentiality: Confidentiality
    project_type: ProjectType
    property_wanted: PropertyWanted
    industry: str
    jobs: int
    investment: Decimal
    needed_in_days: int
    due_days: int
    text: str
    criteria: tuple[Asked, ...]

    def facts(self, received_at: datetime) -> Facts:
        """The facts of the request had it come at `received_at`; due at 4 PM county time."""
        zone = ZoneInfo(places.TIME_ZONE)
        day = received_at.astimezone(zone).date()
        due = weekday_from(day, self.due_days)
        return Facts(
            code_name=self.code_name,
            source=self.source,
            source_reference=self.reference,
            contact_name=self.contact,
            contact_email=self.contact_email,
            contact_phone=self.contact_phone,
            received_at=received_at,
            due_at=datetime(due.year, due.month, due.day, 16, tzinfo=zone),
            confidentiality=self.confidentiality,
            project_type=self.project_type,
            property_wanted=self.property_wanted,
            industry=self.industry,
            jobs=self.jobs,
            investment=self.investment,
            needed_by=day + timedelta(days=self.needed_in_days),
            request_text=self.text,
        )

    @property
    def rows(self) -> list[Row]:
        """The criteria, in order."""
        return [asked.row for asked in self.criteria]


def weekday_from(day: date, days: int) -> date:
    """The day `days` Mondays to Fridays after `day` (before it, when negative)."""
    step = 1 if days >= 0 else -1
    left = abs(days)
    while left or day.weekday() > 4:
        day += timedelta(days=step)
        if day.weekday() < 5 and left:
            left -= 1
    return day


BLUESTEM = Request(
    code_name="Project Bluestem",
    source=RequestSource.SITE_SELECTOR,
    reference="NSA-4471",
    contact="Harper Quinn",
    contact_email="harper.quinn@example.org",
    contact_phone="612-555-0110",
    confidentiality=Confidentiality.CONFIDENTIAL,
    project_type=ProjectType.NEW,
    property_wanted=PropertyWanted.LAND,
    industry="Building products manufacturing",
    jobs=140,
    investment=Decimal(68_000_000),
    needed_in_days=540,
    due_days=5,
    text=(
        "Good morning,\n\n"
        "we help a maker of building products that looks for a site for a new plant in southern "
        "Minnesota. Please send what your county can offer, within five working days.\n\n"
        "Must have:\n"
        "- 40 acres or more in one piece\n"
        "- rail on the site, or rail that can be brought to it\n"
        "- 10 MW of electric power, at start or by plan within 18 months\n"
        "- for sale now, or in part\n\n"
        "Good to have:\n"
        "- industrial zoning, or rezoning under way\n"
        "- half a million gallons of water a day, 200,000 gallons of sewer\n"
        "- no more than 15 miles to an interstate\n"
        "- asking price of $60,000 per acre or less\n"
        "- Phase I done and clean\n\n"
        "About 140 jobs, $68 million. Use the code name only; the company is not to be named.\n\n"
        "Harper Quinn, Northline Site Advisors"
    ),
    criteria=(
        Asked("contiguous_acres_max", "at_least", "40 acres", "must"),
        Asked("rail_status", "one_of", "On site; Possible", "must"),
        Asked("electric_capacity_mw", "at_least", "10 MW", "must"),
        Asked("availability", "one_of", "Available; Partly available", "must"),
        Asked("zoning_class", "one_of", "Heavy industrial; Light industrial", "want", 4),
        Asked("water_spare_mgd", "at_least", "0.5 MGD", "want", 3),
        Asked("sewer_spare_mgd", "at_least", "0.2 MGD", "want", 3),
        Asked("interstate_distance_mi", "at_most", "15 miles", "want", 3),
        Asked("price_per_acre", "at_most", "$60,000 per acre", "want", 2),
        Asked("phase_1_esa", "one_of", "Done, nothing found", "want", 2),
    ),
)  # fmt: skip

CORDGRASS = Request(
    code_name="Project Cordgrass",
    source=RequestSource.STATE_AGENCY,
    reference="State inquiry 26-118",
    contact="Lucia Bergman",
    contact_email="lucia.bergman@example.org",
    contact_phone="651-555-0117",
    confidentiality=Confidentiality.UNDER_NDA,
    project_type=ProjectType.EXPANSION,
    property_wanted=PropertyWanted.BUILDING,
    industry="Food packing and cold storage",
    jobs=55,
    investment=Decimal(14_500_000),
    needed_in_days=270,
    due_days=9,
    text=(
        "A food company needs a second packing line within nine months. It looks for an existing "
        "building of 50,000 to 150,000 square feet with at least 24 ft clear height and four "
        "docks, to lease or buy. Gas on site. Sprinklers, 2,000 amps and an interstate within 15 "
        "miles would help."
    ),
    criteria=(
        Asked("available_sq_ft", "between", "50,000 to 150,000 sq ft", "must"),
        Asked("clear_height_ft", "at_least", "24 ft", "must"),
        Asked("dock_doors", "at_least", "4", "must"),
        Asked("gas_status", "one_of", "On site", "want", 4),
        Asked("sprinklers", "one_of", "ESFR; Wet", "want", 3),
        Asked("building_amps", "at_least", "2,000 amps", "want", 2),
        Asked("interstate_distance_mi", "at_most", "15 miles", "want", 3),
    ),
)

SWITCHGRASS = Request(
    code_name="Project Switchgrass",
    source=RequestSource.BROKER,
    reference="",
    contact="Harper Quinn",
    contact_email="harper.quinn@example.org",
    contact_phone="612-555-0110",
    confidentiality=Confidentiality.CONFIDENTIAL,
    project_type=ProjectType.NEW,
    property_wanted=PropertyWanted.LAND,
    industry="Distribution",
    jobs=90,
    investment=Decimal(31_000_000),
    needed_in_days=400,
    due_days=8,
    text=(
        "Our client wants to build a distribution center of 300,000 square feet: 25 acres or more "
        "in one piece, no more than 10 miles from an interstate, fiber at the boundary or nearer, "
        "zoned for light industry or soon to be. Price up to $80,000 per acre. Water and sewer at "
        "the boundary are a plus."
    ),
    criteria=(
        Asked("contiguous_acres_max", "at_least", "25 acres", "must"),
        Asked("interstate_distance_mi", "at_most", "10 miles", "must"),
        Asked("fiber_status", "one_of", "On site; At the boundary", "must"),
        Asked("zoning_class", "one_of", "Light industrial; Planned unit development", "want", 4),
        Asked("price_per_acre", "at_most", "$80,000 per acre", "want", 3),
        Asked("water_status", "one_of", "On site; At the boundary", "want", 2),
        Asked("sewer_status", "one_of", "On site; At the boundary", "want", 2),
    ),
)
