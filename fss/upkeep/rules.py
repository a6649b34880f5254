"""What a planner mends first, who is reminded when, and how answers by link are taken. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from fss.sites.rules.fields import Field

LINK_LIFE = timedelta(days=14)
ASKED_BY_MAIL = 10
REMINDED_AGAIN = timedelta(days=7)
LOOKED_BACK = timedelta(days=730)
STALE, DIGEST = "stale", "digest"
"""Kinds of notices: old values to confirm, and the monthly digest."""


class Answer(StrEnum):
    """What somebody says of a value that was stated earlier."""

    RIGHT = "right"
    CHANGED = "changed"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """As people choose it."""
        return {
            Answer.RIGHT: "Still right",
            Answer.CHANGED: "Changed",
            Answer.UNKNOWN: "I don't know",
        }[self]


class TaskKind(StrEnum):
    """What is to be done at a site."""

    CONFLICT = "conflict"
    MISSING = "missing"
    STALE = "stale"

    @property
    def label(self) -> str:
        """As the list says it."""
        return {
            TaskKind.CONFLICT: "Two values, pick one",
            TaskKind.MISSING: "Missing",
            TaskKind.STALE: "Old, please confirm",
        }[self]


class Task(NamedTuple):
    """One thing to do at one site; it may concern several facts.

    `pressing` is how many of the facts a first look needs (screening and price; of old values
    only whether there is any), `days` how many days the most overdue of these (else of all) is
    late, `pursuits` how many pursuits of the last
    two years a missing fact would have decided, at most.
    """

    site_id: UUID
    number: int
    name_key: str
    kind: TaskKind
    facts: int
    pressing: int = 0
    days: int = 0
    pursuits: int = 0


def points(task: Task) -> int:
    """How much a task presses; more comes first.

    A conflict goes before all else, because the value on the page may be wrong. Then what is
    missing: what would have decided pursuits, then screening facts. Then old values: screening
    and price before the rest, and within these the longest overdue.
    """
    some = min(task.facts, 9)
    match task.kind:
        case TaskKind.CONFLICT:
            return 100_000 + (10_000 if task.pressing else 0) + some
        case TaskKind.MISSING:
            decided = 1_000 * min(task.pursuits, 20)
            return 20_000 + decided + (10_000 if task.pressing else 0) + some
        case TaskKind.STALE:
            return (10_000 if task.pressing else 0) + 10 * min(task.days, 900) + some


def ranked(tasks: Iterable[Task]) -> list[list[Task]]:
    """The tasks by site: sites by their most pressing task, then by name; a total order."""
    by_site: dict[int, list[tuple[int, Task]]] = {}
    for task in tasks:
        by_site.setdefault(task.number, []).append((points(task), task))
    for own in by_site.values():
        own.sort(key=itemgetter(0), reverse=True)
    first = sorted(
        by_site.values(), key=lambda own: (-own[0][0], own[0][1].name_key, own[0][1].number)
    )
    return [[task for _, task in own] for own in first]


def first_tasks(sites: Sequence[Sequence[Task]], start: int, most: int) -> list[Task]:
    """`most` tasks from place `start` on, in their order."""
    return [task for own in sites for task in own][start : start + most]


def is_pressing(field: Field) -> bool:
    """Whether a first look at a property needs the field: screening facts and the price."""
    return field.screening or field.group == "price"


def is_working_day(day: date, closed: bool | None) -> bool:
    """Whether the county works that day; without a calendar (None) from Monday to Friday."""
    return day.weekday() < 5 if closed is None else not closed


def first_working_day(days: Iterable[tuple[date, bool]]) -> date | None:
    """The first day that is worked, of (day, worked) in order."""
    return next((day for day, worked in days if worked), None)


def is_due(reminded_on: date | None, today: date) -> bool:
    """Whether people may be reminded of a site again: at most once a week."""
    return reminded_on is None or today - reminded_on >= REMINDED_AGAIN


def percent(part: int, whole: int) -> int:
    """Whole percent, rounded down; 100 of nothing."""
    return 100 * part // whole if whole else 100


def grouped(words: Iterable[tuple[str, str]]) -> list[tuple[str, list[str]]]:
    """Pairs of (heading, line) as headings with their lines, in order."""
    return [
        (heading, [line for _, line in lines])
        for heading, lines in groupby(words, key=lambda pair: pair[0])
    ]
