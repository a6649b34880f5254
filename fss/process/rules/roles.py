"""Which role of an account stands behind each column of a RACI matrix, and where it is held."""

from fss.permissions.rules import Role

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
