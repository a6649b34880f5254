"""A county with its office, its people, two cities, a calendar and the default processes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from fss.accounts.models import Organization, OrganizationKind, User
from fss.calendars import services as calendar_services
from fss.calendars.models import Calendar
from fss.calendars.rules.hours import office_week
from fss.permissions.rules import Identity, Role
from fss.process import services as processes
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.remembering import remembered

CHICAGO = ZoneInfo("America/Chicago")
COUNTY_HOURS = office_week(time(8), time(16, 30))


def local(month: int, day: int, hour: int = 9, minute: int = 0, *, year: int = 2026) -> datetime:
    """A wall-clock time in the county."""
    return datetime(year, month, day, hour, minute, tzinfo=CHICAGO)


@dataclass(frozen=True)
class Office:
    """Everybody whom the default pursuit process names."""

    county: Organization
    cities: list[Organization]
    utility: Organization
    coordinator: User
    director: User
    engineer: User
    planners: list[User]
    administrators: list[User]
    partner: User
    calendar: Calendar | None

    def identity(self, user: User) -> Identity:
        return identity_of(user)


def make_office(
    *,
    cities: int = 2,
    years: tuple[int, ...] = (2026, 2027),
    with_planners: bool = True,
    with_calendar: bool = True,
) -> Office:
    """A county that can start processes; everyone's role is filled, but planners' on demand."""
    key = ("office", cities, years, with_planners, with_calendar)
    return Office(**remembered(key, lambda: _office(cities, years, with_planners, with_calendar)))


def _office(
    cities: int, years: tuple[int, ...], with_planners: bool, with_calendar: bool
) -> dict[str, Any]:
    county = make_organization("Tamarack County", OrganizationKind.COUNTY)
    members = [make_organization(f"City {letter}") for letter in "ABCDEFGH"[:cities]]
    utility = make_organization("Valley Power", OrganizationKind.UTILITY)
    committee = make_organization("Committee", OrganizationKind.COMMITTEE)
    make_user(Role.STEERING_COMMITTEE, committee, name="Sam Steering")
    processes.install_default_templates(now=local(1, 2))
    calendar = None
    if with_calendar:
        calendar = calendar_services.create_calendar(
            organization=county, hours=COUNTY_HOURS, years=years, valid_from=date(years[0], 1, 1)
        )
    return {
        "county": county,
        "cities": members,
        "utility": utility,
        "coordinator": make_user(Role.COORDINATOR, county, name="Cora Coordinator"),
        "director": make_user(Role.DIRECTOR, county, name="Dana Director"),
        "engineer": make_user(Role.COUNTY_ENGINEER, county, name="Ed Engineer"),
        "planners": [
            make_user(Role.PLANNER, city, name=f"Planner of {city.name}")
            for city in (members if with_planners else [])
        ],
        "administrators": [
            make_user(Role.CITY_ADMINISTRATOR, city, name=f"Administrator of {city.name}")
            for city in members
        ],
        "partner": make_user(Role.UTILITY_PARTNER, utility, name="Uma Utility"),
        "calendar": calendar,
    }
