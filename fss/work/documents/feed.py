"""Due times as a calendar that other programs read (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Event

from fss.work.rules.feeds import Entry

#: How long an entry is: the half hour before something is due, so that every program shows it.
SHOWN = timedelta(minutes=30)
REFRESH = timedelta(hours=1)
MAKER = "-//First Stop Shop//Due times//EN"


def write_feed(name: str, entries: Sequence[Entry]) -> bytes:
    """The calendar as bytes: times in UTC, the same for the same entries."""
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for entry in entries:
        calendar.add_component(_event(entry))
    data: bytes = calendar.to_ical()
    return data


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@first-stop-shop")
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("dtstart", (entry.due_at - SHOWN).astimezone(UTC))
    event.add("dtend", entry.due_at.astimezone(UTC))
    event.add("summary", _one_line(entry.title))
    if entry.text:
        event.add("description", entry.text)
    if entry.address:
        event.add("url", entry.address)
    event.add("status", "TENTATIVE" if entry.paused else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event


def _one_line(text: str) -> str:
    return " ".join("".join(char if char.isprintable() else " " for char in text).split())
