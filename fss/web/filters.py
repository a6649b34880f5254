"""How pages write instants, days, sizes and numbers."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app

from fss.timezone import date_words, local_date, utcnow, words


def zone() -> str:
    """The county's time zone; set by the accounts package from the county's record."""
    provider = current_app.extensions.get("fss-zone")
    return provider() if provider else "America/Chicago"


def when(instant: datetime | None, *, with_zone: bool = False) -> str:
    """`Mon, Dec 1, 2026, 12:00 PM` in the county's zone; blank for None."""
    return words(instant, zone(), with_zone=with_zone) if instant else ""


def zone_name() -> str:
    """`CST`: how the county's zone is called now."""
    return f"{utcnow().astimezone(ZoneInfo(zone())):%Z}"


def day(value: date | datetime | None) -> str:
    """`Dec 1, 2026`; an instant is read in the county's zone."""
    if value is None:
        return ""
    return date_words(local_date(value, zone()) if isinstance(value, datetime) else value)


def ago(instant: datetime | None) -> str:
    """`3 days`, `5 hours`, `2 minutes`: how long since (or until) `instant`."""
    return length_of_time(utcnow() - instant) if instant else ""


def length_of_time(length: timedelta) -> str:
    """`3 days`, `5 hours`, `2 minutes`; the sign is left out."""
    seconds = abs(length.total_seconds())
    for unit, part in (("day", 86400), ("hour", 3600), ("minute", 60)):
        if seconds >= part:
            amount = int(seconds // part)
            return f"{amount} {unit}{'' if amount == 1 else 's'}"
    return "less than a minute"


def hours_in_words(length: timedelta) -> str:
    """`42 h`, `7 h 30 min`: working time is never told in days."""
    hours, minutes = divmod(round(length.total_seconds() / 60), 60)
    return f"{hours:,} h {minutes} min" if minutes else f"{hours:,} h"


def size(octets: int) -> str:
    """`812 KB`, `1.4 MB`."""
    if octets < 1_000_000:
        return f"{max(1, round(octets / 1000))} KB"
    return f"{octets / 1_000_000:.1f} MB"


def number(value: float | int) -> str:
    """With thousands separators, without a needless fraction."""
    return f"{value:,.10g}" if isinstance(value, float) and value % 1 else f"{int(value):,}"


def plural(count: int, one: str, many: str | None = None) -> str:
    """`1 site`, `12 sites`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def init_app(app: Flask) -> None:
    """Register the filters."""
    named: dict[str, Any] = {
        "when": when,
        "day": day,
        "ago": ago,
        "length_of_time": length_of_time,
        "hours_in_words": hours_in_words,
        "size": size,
        "number": number,
        "plural": plural,
    }
    app.jinja_env.filters.update(named)
    app.jinja_env.globals["zone_name"] = zone_name
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
