"""The words of the tasks that a page shows: fields, values, days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import String, cast, select
from sqlalchemy.sql.functions import aggregate_strings

from fss.accounts.queries import organizations
from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.sites.models import value_of
from fss.sites.rules.dictionary import FIELDS, SCREENING
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.rules.screening import Completeness, completeness, screening_completeness
from fss.sites.rules.values import display
from fss.upkeep.queries.tasks import (
    FACTS,
    MISSING,
    RIVALS,
    SITES,
    VALUES,
    is_overdue,
    still_missing,
    tasks,
)
from fss.upkeep.rules import Task, TaskKind, is_pressing

SHOWN = 4
"""So many facts of a task are shown at once; the rest stands on the site's own list."""
VALUE = [
    FACTS.c[name]
    for name in ("id", "field", "low", "high", "text", "qualifier", "unit", "original")
]
"""What showing the value of a fact needs of it; the other columns cost more than these."""


@dataclass(frozen=True, slots=True)
class Line:
    """One fact of a task: the field, what is stated now, what is to be said of it."""

    field: Field
    words: str = ""
    note: str = ""
    fact_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A task as the list shows it; `more` is how many facts it leaves out."""

    task: Task
    reference: str
    name: str
    city: str
    organization_id: UUID
    lines: tuple[Line, ...]

    @property
    def more(self) -> int:
        """Facts that are not among the lines."""
        return max(0, self.task.facts - len(self.lines))

    @property
    def facts(self) -> list[int]:
        """Numbers of the facts that are shown."""
        return [line.fact_id for line in self.lines if line.fact_id]

    @property
    def group(self) -> str:
        """The group of fields in which the first missing fact is entered."""
        return self.lines[0].field.group if self.lines else "identity"


def shown(found: Sequence[Task], *, today: date, most: int = SHOWN) -> list[Shown]:
    """The tasks in words, in their order; at most `most` facts of each. Six statements."""
    if not found:
        return []
    ids = {task.site_id for task in found}
    cities = {one.id: one.name for one in organizations()}
    sites = {
        row.id: row
        for row in db.session.execute(
            select(
                SITES.c.id, SITES.c.number, SITES.c.name, SITES.c.kind, SITES.c.organization_id
            ).where(SITES.c.id.in_(ids))
        )
    }
    kinds = {kind: {one.site_id for one in found if one.kind is kind} for kind in TaskKind}
    lines = {
        TaskKind.CONFLICT: _conflicts(kinds[TaskKind.CONFLICT]),
        TaskKind.MISSING: _missing(kinds[TaskKind.MISSING], sites),
        TaskKind.STALE: _old(kinds[TaskKind.STALE], today, most),
    }
    return [
        Shown(
            task,
            f"S-{task.number:04d}",
            sites[task.site_id].name,
            cities.get(sites[task.site_id].organization_id, ""),
            sites[task.site_id].organization_id,
            tuple(lines[task.kind].get(task.site_id, ())[:most]),
        )
        for task in found
    ]


@dataclass(frozen=True, slots=True)
class Old:
    """One old value that a mail asks about."""

    fact_id: int
    site: str
    field: Field
    words: str
    note: str


def oldest_facts(identity: Identity, *, today: date, most: int) -> list[Old]:
    """The old values that this person may confirm, the most pressing first, at most `most`."""
    own = identity.organizations(Role.PLANNER)
    found = [
        task
        for of_site in tasks(identity, today=today)
        for task in of_site
        if task.kind is TaskKind.STALE
    ]
    lines = [
        Old(line.fact_id, row.name, line.field, line.words, line.note)
        for row in shown(found[: 5 * most], today=today, most=most)
        for line in row.lines
        if line.fact_id and row.organization_id in own
    ]
    return lines[:most]


def missing_of(site_id: UUID, kind: PropertyKind) -> list[Line]:
    """What is missing at one site for a first look, or would have decided pursuits."""

    @dataclass
    class Row:
        kind: PropertyKind

    return _missing({site_id}, {site_id: Row(kind)}).get(site_id, [])


def known_fields(site_ids: Collection[UUID]) -> dict[UUID, set[str]]:
    """The fields of which a present value is known, by site."""
    known: dict[UUID, set[str]] = {site_id: set() for site_id in site_ids}
    rows = db.session.execute(
        select(VALUES.c.site_id, aggregate_strings(VALUES.c.field, "|"))
        .where(
            VALUES.c.site_id.in_(list(site_ids)),
            VALUES.c.planned.is_(False),
            VALUES.c.check_on.is_not(None),
        )
        .group_by(VALUES.c.site_id)
    )
    for site_id, fields in rows:
        known[site_id].update(fields.split("|"))
    return known


def chosen_answers(site_ids: Collection[UUID]) -> dict[UUID, dict[str, tuple[str, ...]]]:
    """The choices on which it depends whether other fields are asked, by site and field."""
    asking = {field.asked_if.field for field in FIELDS.values() if field.asked_if}
    found: dict[UUID, dict[str, tuple[str, ...]]] = {site_id: {} for site_id in site_ids}
    rows = db.session.execute(
        select(VALUES.c.site_id.label("shown_at"), FACTS)
        .join(FACTS, FACTS.c.id == VALUES.c.fact_id)
        .where(
            VALUES.c.site_id.in_(list(site_ids)),
            VALUES.c.field.in_(sorted(asking)),
            VALUES.c.planned.is_(False),
        )
    )
    for row in rows:
        value = value_of(row)
        if value is not None:
            found[row.shown_at][row.field] = value.choices
    return found


def how_complete(
    known: set[str], kind: PropertyKind, chosen: Mapping[str, Collection[str]]
) -> tuple[Completeness, Completeness]:
    """Of the screening set, and of all fields."""
    return (
        screening_completeness({"@name", "@city", *known}, kind=kind),
        completeness(known, kind=kind, chosen=chosen),
    )


def _old(site_ids: set[UUID], today: date, most: int) -> dict[UUID, list[Line]]:
    """The first facts of each site to check. One text per site: a row for each of so many values,
    of which few are shown, costs more than the rest of the list.
    """
    if not site_ids:
        return {}
    value = VALUES.c.field + ":" + cast(VALUES.c.check_on, String) + ":"
    rows = db.session.execute(
        select(VALUES.c.site_id, aggregate_strings(value + cast(VALUES.c.fact_id, String), "|"))
        .join(SITES, SITES.c.id == VALUES.c.site_id)
        .where(SITES.c.id.in_(site_ids), *is_overdue(today))
        .group_by(VALUES.c.site_id)
    )
    places = {
        key: (not is_pressing(field), place) for place, (key, field) in enumerate(FIELDS.items())
    }

    def order(old: list[str]) -> tuple[bool, str, int]:
        later, place = places[old[0]]
        return later, old[1], place

    chosen: dict[UUID, list[list[str]]] = {}
    for site_id, text in rows:
        found = [old.split(":") for old in text.split("|")]
        chosen[site_id] = sorted((old for old in found if old[0] in FIELDS), key=order)[:most]
    facts = _facts(int(fact_id) for own in chosen.values() for _, _, fact_id in own)
    return {
        site_id: [
            Line(
                FIELDS[key],
                display(FIELDS[key], value_of(facts[int(fact_id)])),
                days_late((today - date.fromisoformat(day)).days),
                int(fact_id),
            )
            for key, day, fact_id in own
        ]
        for site_id, own in chosen.items()
    }


def days_late(days: int) -> str:
    """`check was due 40 days ago`."""
    return f"check was due {days:,} {'day' if days == 1 else 'days'} ago"


def _facts(fact_ids: Iterable[int]) -> dict[int, Any]:
    rows = db.session.execute(select(*VALUE).where(FACTS.c.id.in_(list(fact_ids))))
    return {row.id: row for row in rows.all()}


def _missing(site_ids: set[UUID], sites: dict[UUID, Any]) -> dict[UUID, list[Line]]:
    if not site_ids:
        return {}
    known = known_fields(site_ids)
    counts: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = db.session.execute(
        select(MISSING.c.site_id, MISSING.c.field, MISSING.c.pursuits).where(
            MISSING.c.site_id.in_(site_ids), still_missing()
        )
    )
    for row in rows:
        if row.field in FIELDS:
            counts[row.site_id][row.field] = row.pursuits
    found: dict[UUID, list[Line]] = {}
    places = {key: place for place, key in enumerate(FIELDS)}
    for site_id in site_ids:
        kind = PropertyKind(sites[site_id].kind)
        needed = _screening_gaps(known[site_id], kind)
        keys = {*needed, *counts[site_id]}
        found[site_id] = [
            Line(FIELDS[key], note=decided_words(counts[site_id].get(key, 0)))
            for key in sorted(
                keys,
                key=lambda key: (-counts[site_id].get(key, 0), key not in needed, places[key]),
            )
        ]
    return found


def decided_words(pursuits: int) -> str:
    """What a missing fact has cost so far, in words; empty when nothing is known of it."""
    if not pursuits:
        return ""
    return f"would have decided {pursuits:,} past {'pursuit' if pursuits == 1 else 'pursuits'}"


def _screening_gaps(known: set[str], kind: PropertyKind) -> set[str]:
    """For each need of the screening set that is open, the field that usually fills it."""
    return {
        alternatives[0]
        for item in SCREENING
        for alternatives in item.needs_for(kind)
        if not any(key in known or key.startswith("@") for key in alternatives)
    }


def _conflicts(site_ids: set[UUID]) -> dict[UUID, list[Line]]:
    if not site_ids:
        return {}
    found: dict[UUID, list[Line]] = defaultdict(list)
    rows = db.session.execute(
        select(FACTS)
        .join(RIVALS, RIVALS.c.fact_id == FACTS.c.id)
        .where(RIVALS.c.site_id.in_(site_ids))
        .order_by(FACTS.c.site_id, FACTS.c.field, FACTS.c.id)
    )
    for row in rows:
        if row.field in FIELDS:
            field = FIELDS[row.field]
            words = display(field, value_of(row))
            found[row.site_id].append(Line(field, words, f"says {row.source}"))
    return found
