"""Instants are aware and in UTC; the county's zone is applied only where people read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo


def utcnow() -> datetime:
    """The present instant, aware, in UTC. The only clock of the program."""
    return datetime.now(UTC)


def require_aware(instant: datetime) -> datetime:
    """Return `instant` in UTC; raise ValueError when it has no zone."""
    if instant.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return instant.astimezone(UTC)


def local_date(instant: datetime, zone: str) -> date:
    """The calendar day on which `instant` falls in `zone` (an IANA name)."""
    return require_aware(instant).astimezone(ZoneInfo(zone)).date()


def words(instant: datetime, zone: str, *, with_zone: bool = False) -> str:
    """`Mon, Dec 1, 2026, 12:00 PM`, with `CST` behind it where the zone matters."""
    local = require_aware(instant).astimezone(ZoneInfo(zone))
    text = (
        f"{local:%a}, {local:%b} {local.day}, {local.year}, "
        f"{local.hour % 12 or 12}:{local.minute:02d} {local:%p}"
    )
    return f"{text} {local.tzname()}" if with_zone else text


def date_words(day: date) -> str:
    """`Dec 1, 2026`."""
    return f"{day:%b} {day.day}, {day.year}"
