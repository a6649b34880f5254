"""Which role of an account stands behind each column of a RACI matrix, and where it is held."""

from uuid import UUID

from fss.permissions.rules import Identity, Role

#: Column of the matrix → role of an account; None for people without an account.
ACCOUNT_ROLES: dict[str, Role | None] = {
    "FC": Role.COORDINATOR,
    "ED": Role.DIRECTOR,
    "CP": Role.PLANNER,
    "CA": Role.CITY_ADMINISTRATOR,
    "UP": Role.UTILITY_PARTNER,
    "CE": Role.COUNTY_ENGINEER,
    "SC": Role.STEERING_COMMITTEE,
    "BX": None,
    "CO": None,
    "EDA": None,
}
#: Columns whose letters go to the cities and townships of a process, each its own.
MEMBER_CODES = frozenset({"CP", "CA", "CO", "EDA"})


def may_know_of(identity: Identity, code: str, organization_id: UUID | None) -> bool:
    """Whether a person may see that a letter stands with an organization.

    Which other cities take part in a process, and what they answer, is for county staff alone.
    """
    return (
        code not in MEMBER_CODES
        or identity.is_county_staff
        or identity.is_system
        or organization_id in identity.organizations()
    )
