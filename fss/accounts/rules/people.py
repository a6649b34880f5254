"""Which role is held where, how long a link lives, what a password and a short code look like."""

from __future__ import annotations

import hashlib
import re
import secrets
from datetime import date, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fss.errors import RuleError
from fss.permissions.rules import Role

INVITATION_LIFE = timedelta(days=14)
SESSION_LIFE = timedelta(hours=12)
PASSWORD_LENGTH = 12
PASSWORD_LENGTH_MOST = 200

# The kinds of organization (OrganizationKind values) in which each role is held.
ROLE_KINDS: dict[Role, frozenset[str]] = {
    Role.ADMINISTRATOR: frozenset({"county"}),
    Role.COORDINATOR: frozenset({"county"}),
    Role.DIRECTOR: frozenset({"county"}),
    Role.COUNTY_ENGINEER: frozenset({"county"}),
    Role.PLANNER: frozenset({"city", "township"}),
    Role.CITY_ADMINISTRATOR: frozenset({"city", "township"}),
    Role.UTILITY_PARTNER: frozenset({"utility"}),
    Role.STEERING_COMMITTEE: frozenset({"committee", "county"}),
}

TIME_ZONES: tuple[tuple[str, str], ...] = (
    ("America/New_York", "Eastern"),
    ("America/Chicago", "Central"),
    ("America/Denver", "Mountain"),
    ("America/Phoenix", "Mountain without daylight saving (Arizona)"),
    ("America/Los_Angeles", "Pacific"),
    ("America/Anchorage", "Alaska"),
    ("Pacific/Honolulu", "Hawaii"),
)

_CODE = re.compile(r"[A-Z0-9][A-Z0-9-]{0,11}")
_WEB = re.compile(r"https?://[^\s/]+\S*", re.IGNORECASE)


def new_token() -> str:
    """A secret for a link: 256 random bits, URL-safe. It is mailed and never stored."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """SHA-256 of a link's secret: what is stored and looked up."""
    return hashlib.sha256(token.encode()).digest()


def check_role(role: Role, kind: str) -> None:
    """Refuse a role in a kind of organization where it is not held."""
    if kind not in ROLE_KINDS[role]:
        kinds = " or ".join(sorted(ROLE_KINDS[role]))
        raise RuleError(
            f"The role {role.label} is held in an organization of the kind {kinds}.", "role"
        )


def check_days(start: date | None, end: date | None, field: str) -> None:
    """Refuse a time that ends before it starts."""
    if start and end and end < start:
        raise RuleError("The end is before the start. Enter a later day.", field)


def is_within(start: date | None, end: date | None, day: date) -> bool:
    """Whether `day` is within start (inclusive, None: always) and end (exclusive, None: still)."""
    return (start is None or start <= day) and (end is None or day < end)


def clean_code(code: str) -> str:
    """The short code in capitals; refuse what is not 1 to 12 letters, digits and hyphens."""
    code = code.strip().upper()
    if not _CODE.fullmatch(code):
        raise RuleError("Use 1 to 12 letters, digits or hyphens, like LAKE-1.", "code")
    return code


def clean_website(address: str) -> str:
    """A web address that is safe to link to; blank stays blank."""
    address = address.strip()
    if address and not _WEB.fullmatch(address):
        raise RuleError("Enter a web address that starts with https:// or http://.", "website")
    return address


def check_zone(name: str) -> str:
    """An IANA time zone name, or a refusal."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise RuleError("Choose a time zone from the list.", "time_zone") from None
    return name


def check_password(password: str) -> None:
    """At least 12 characters and no other rule of composition (NIST SP 800-63B, 5.1.1.2)."""
    if len(password) < PASSWORD_LENGTH:
        raise RuleError(f"Use at least {PASSWORD_LENGTH} characters.", "password")
    if len(password) > PASSWORD_LENGTH_MOST:
        raise RuleError(f"Use at most {PASSWORD_LENGTH_MOST} characters.", "password")
