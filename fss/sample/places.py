"""The made-up county, its members and partners, and the people who work there."""

from __future__ import annotations

from dataclasses import dataclass

from fss.accounts.models import OrganizationKind
from fss.permissions.rules import Role

NAME, STATE, TIME_ZONE = "Tallgrass County", "Minnesota", "America/Chicago"
OFFICE = "First Stop Shop"
OFFICE_EMAIL, OFFICE_PHONE = "first.stop@example.org", "507-555-0100"
PASSWORD = "prairie-sample-county"  # noqa: S105 - printed at the start, for made-up people only
ABOUT = (
    "Tallgrass County is a made-up county for trying First Stop Shop. It does not exist: its "
    "cities, sites, companies and people are invented, and so are all numbers. In this invention "
    "about 52,000 people live in eight cities and the country around them, on the plains of "
    "southern Minnesota west of the Wren River, with an interstate in the south and a railroad "
    "from east to west."
)
DISCLAIMER = (
    "This document was made with the made-up county that comes with First Stop Shop. Nothing in "
    "it describes a real place, and no offer is made. Values come from the sources named beside "
    "them, as of the dates given; verify them before you decide."
)


@dataclass(frozen=True)
class Place:
    """An organization of the made-up county."""

    code: str
    kind: OrganizationKind
    name: str
    contact: str
    phone: str
    website: str = ""


MEMBERS = (
    Place("ALDER", OrganizationKind.CITY, "Alder Falls", "Priya Raman", "507-555-0121",
          "https://alderfalls.example.org"),
    Place("KESTREL", OrganizationKind.CITY, "Kestrel", "Owen Halvorsen", "507-555-0131",
          "https://kestrel.example.org"),
    Place("LINDEN", OrganizationKind.CITY, "Linden Ford", "Marisol Vega", "507-555-0141",
          "https://lindenford.example.org"),
    Place("ELMS", OrganizationKind.CITY, "Two Elms", "Tom Brandvold", "507-555-0151",
          "https://twoelms.example.org"),
    Place("NORRLAND", OrganizationKind.CITY, "Norrland", "Ingrid Saari", "507-555-0161"),
    Place("STILL", OrganizationKind.CITY, "Stillbrook", "Abdi Warsame", "507-555-0171",
          "https://stillbrook.example.org"),
    Place("MARLIN", OrganizationKind.CITY, "Marlin Grove", "Joyce Tibbets", "507-555-0181"),
    Place("HARROW", OrganizationKind.CITY, "Harrow", "Joyce Tibbets", "507-555-0181"),
    Place("OXBOW", OrganizationKind.TOWNSHIP, "Oxbow Township", "Carl Duvall", "507-555-0191"),
    Place("KETTLE", OrganizationKind.TOWNSHIP, "Kettle Prairie Township", "Lena Osgood",
          "507-555-0192"),
)  # fmt: skip

PARTNERS = (
    Place("TGE", OrganizationKind.UTILITY, "Tallgrass Electric Cooperative", "Grace Okafor",
          "507-555-0201"),
    Place("WRPL", OrganizationKind.UTILITY, "Wren River Power & Light", "Dale Fossum",
          "507-555-0202"),
    Place("SPG", OrganizationKind.UTILITY, "Sioux Prairie Gas", "Nina Petrov", "507-555-0203"),
    Place("STEER", OrganizationKind.COMMITTEE, "Steering Committee", "Ruth Lindahl",
          "507-555-0204"),
    Place("NSA", OrganizationKind.BROKERAGE, "Northline Site Advisors", "Harper Quinn",
          "612-555-0110"),
)  # fmt: skip


@dataclass(frozen=True)
class Person:
    """Somebody with an account: roles by the short code of the organization."""

    name: str
    email: str
    holdings: tuple[tuple[Role, str], ...]
    shown: bool = False


COUNTY_CODE = "COUNTY"


def _county(name: str, mailbox: str, *roles: Role) -> Person:
    return Person(
        name, f"{mailbox}@example.org", tuple((role, COUNTY_CODE) for role in roles), shown=True
    )


def _of_city(name: str, mailbox: str, role: Role, *codes: str, shown: bool = False) -> Person:
    return Person(name, f"{mailbox}@example.org", tuple((role, code) for code in codes), shown)


PEOPLE = (
    _county("Sam Okonkwo", "administrator", Role.ADMINISTRATOR),
    _county("Dana Reyes", "coordinator", Role.COORDINATOR),
    _county("Erik Solheim", "director", Role.DIRECTOR),
    _county("Mei-Ling Chu", "engineer", Role.COUNTY_ENGINEER),
    _of_city("Priya Raman", "planner", Role.PLANNER, "ALDER", shown=True),
    _of_city("Gus Engstrom", "city", Role.CITY_ADMINISTRATOR, "ALDER", shown=True),
    _of_city("Owen Halvorsen", "planner.kestrel", Role.PLANNER, "KESTREL", shown=True),
    _of_city("Beth Nakamura", "city.kestrel", Role.CITY_ADMINISTRATOR, "KESTREL"),
    _of_city("Marisol Vega", "planner.linden", Role.PLANNER, "LINDEN"),
    _of_city("Walt Jorgens", "city.linden", Role.CITY_ADMINISTRATOR, "LINDEN"),
    _of_city("Tom Brandvold", "planner.elms", Role.PLANNER, "ELMS"),
    _of_city("Aisha Grant", "city.elms", Role.CITY_ADMINISTRATOR, "ELMS"),
    _of_city("Ingrid Saari", "planner.norrland", Role.PLANNER, "NORRLAND"),
    _of_city("Pete Lavoie", "city.norrland", Role.CITY_ADMINISTRATOR, "NORRLAND"),
    _of_city("Abdi Warsame", "planner.still", Role.PLANNER, "STILL"),
    _of_city("Helen Marsh", "city.still", Role.CITY_ADMINISTRATOR, "STILL"),
    # A consultant plans for the places that have no planner of their own.
    _of_city("Joyce Tibbets", "consultant", Role.PLANNER, "MARLIN", "HARROW", "OXBOW", "KETTLE"),
    _of_city("Ron Kasper", "city.marlin", Role.CITY_ADMINISTRATOR, "MARLIN"),
    _of_city("Fay Dunham", "city.harrow", Role.CITY_ADMINISTRATOR, "HARROW"),
    _of_city("Carl Duvall", "clerk.oxbow", Role.CITY_ADMINISTRATOR, "OXBOW"),
    _of_city("Lena Osgood", "clerk.kettle", Role.CITY_ADMINISTRATOR, "KETTLE"),
    _of_city("Grace Okafor", "utility", Role.UTILITY_PARTNER, "TGE", shown=True),
    _of_city("Dale Fossum", "utility.wren", Role.UTILITY_PARTNER, "WRPL"),
    _of_city("Nina Petrov", "utility.gas", Role.UTILITY_PARTNER, "SPG"),
    _of_city("Ruth Lindahl", "committee", Role.STEERING_COMMITTEE, "STEER", shown=True),
)
