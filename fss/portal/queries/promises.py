"""Reading what the county promises in public: times, opening hours, days closed."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from fss.calendars.queries import county_calendar
from fss.calendars.queries.standards import public_standards
from fss.calendars.rules.calendars import WEEKDAYS, Closure
from fss.calendars.rules.hours import hours_in_words
from fss.calendars.rules.standards import amount_in_words
from fss.errors import RuleError
from fss.process.queries import approved_templates
from fss.process.rules.templates import template_from_data

CLOSED_AHEAD = timedelta(days=120)


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise in plain words; `times` is empty where it stands in the words alone."""

    words: str
    times: tuple[str, ...] = ()
    since: date | None = None
    by_law: str = ""


@dataclass(frozen=True, slots=True)
class Promises:
    """The promises about one kind of work, such as requests or visits."""

    title: str
    description: str
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class OpenHours:
    """When the office is open: weekday and hours, and the next days on which it is not."""

    week: tuple[tuple[str, str], ...]
    closed: tuple[tuple[date, str], ...]


def promises(day: date) -> list[Promises]:
    """What is promised on a day, by process: from the catalogue, else from the processes."""
    processes = {stored.code: template_from_data(stored.content) for stored in approved_templates()}
    found: defaultdict[str, dict[str, Promise]] = defaultdict(dict)
    for row in public_standards(day):
        own = found[row.code.partition(".")[0]]
        time = amount_in_words(row.target, row.unit)
        known = own.get(row.promise)
        own[row.promise] = Promise(
            row.promise,
            (*known.times, time) if known else (time,),
            max(known.since, row.valid_from) if known and known.since else row.valid_from,
            (row.source or "Set by law") if row.statutory else known.by_law if known else "",
        )
    for code, process in processes.items():
        for step in process.steps:
            if step.promise_text and step.standard is None and not step.limits:
                found[code].setdefault(step.promise_text, Promise(step.promise_text))
    return [
        Promises(
            processes[code].title if code in processes else code,
            processes[code].description if code in processes else "",
            tuple(own.values()),
        )
        for code, own in sorted(found.items())
    ]


def open_hours(day: date) -> OpenHours | None:
    """The county office's hours in the week of a day; None when nobody has stated them."""
    try:
        calendar = county_calendar()
    except RuleError:
        return None
    versions = [one for one in calendar.versions if one.valid_from <= day] or calendar.versions[:1]
    week = versions[-1].hours if versions else {}
    return OpenHours(
        tuple((name, hours_in_words(week.get(n, ()))) for n, name in enumerate(WEEKDAYS)),
        tuple(
            (when, _why(closure))
            for when, closure in sorted(calendar.closures.items())
            if day <= when <= day + CLOSED_AHEAD
        ),
    )


def _why(closure: Closure) -> str:
    """The name of a holiday; of any other day only the hours: the reason is the office's own."""
    words = hours_in_words(closure.hours)
    return f"{closure.reason}: {words.lower()}" if closure.legal_holiday else words
