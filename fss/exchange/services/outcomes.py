"""What a dry run tells people: counts, problems, remarks, possible duplicates, rejected rows."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import select

from fss.db import db
from fss.exchange.rules.likeness import Choice
from fss.exchange.rules.plans import AcceptedRow, ImportPlan, Problem, Remark
from fss.exchange.services.comparing import Comparison
from fss.exchange.services.duplicates import Duplicate
from fss.exchange.services.tables import Table
from fss.sites.models import Fact, Site, SiteValue, value_of
from fss.sites.rules.dictionary import FIELDS, label_of_target
from fss.sites.rules.parsing import Cell
from fss.sites.rules.values import NOT_PROVIDED, Value, display

MOST_LISTED = 5_000
MOST_SHOWN = 100
"""Possible duplicates that are shown side by side; the others wait until these are decided."""
MOST_COMPARED = 12
REASON = "Reason"


def outcome_of(table: Table, plan: ImportPlan, comparison: Comparison) -> dict[str, Any]:
    """The outcome as it is kept with the import and shown on its pages."""
    problems = problems_of(plan, comparison)
    remarks = sorted((*plan.remarks, *comparison.remarks), key=lambda one: (one.row, one.column))
    return {
        "rows": len(table.rows),
        "sites": comparison.sites,
        "facts": comparison.facts,
        "columns": [
            {
                **{name: getattr(one, name) for name in one.__slots__},
                "label": label_of_target(one.target) if one.target else "",
            }
            for one in plan.counts
        ],
        "problem_count": len(problems),
        "problems": [_told(one) for one in problems[:MOST_LISTED]],
        "remark_count": len(remarks),
        "remarks": [_told(one) for one in remarks[:MOST_LISTED]],
        "undecided": comparison.undecided,
        "left_out_rows": sum(choice is Choice.OUT for _, choice in comparison.duplicates),
        "duplicates": _side_by_side(comparison.duplicates),
    }


def problems_of(plan: ImportPlan, comparison: Comparison) -> list[Problem]:
    """All problems by row and column."""
    return sorted((*plan.problems, *comparison.problems), key=lambda one: (one.row, one.column))


def rejected_rows(
    table: Table, problems: Iterable[Problem]
) -> list[tuple[int, list[str | int | float | bool | None], str]]:
    """Each row with a problem as it came, as (row, cells, reason)."""
    reasons: dict[int, list[str]] = {}
    for one in problems:
        told = f"{one.column}: {one.sentence}" if one.column else one.sentence
        known = reasons.setdefault(one.row, [])
        if told not in known:
            known.append(told)
    return [
        (
            row,
            [_kept(cell) for cell in table.rows[row - table.first_row]],
            " ".join(sentences),
        )
        for row, sentences in sorted(reasons.items())
        if 0 <= row - table.first_row < len(table.rows)
    ]


def _kept(cell: Cell) -> str | int | float | bool | None:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell - cell != 0:
        return str(cell)
    return cell


def _told(one: Problem | Remark) -> dict[str, Any]:
    words = one.words if len(one.words) <= 300 else one.words[:299] + "…"
    return {"row": one.row, "column": one.column, "words": words, "sentence": one.sentence}


def _side_by_side(
    duplicates: Sequence[tuple[Duplicate, Choice | None]],
) -> list[dict[str, Any]]:
    """Those that wait for a choice first, each with what both say of themselves."""
    ordered = sorted(duplicates, key=lambda one: (one[1] is not None, one[0].row.row))
    listed = list(islice(ordered, MOST_SHOWN))
    held = _held({one.site.id for one, _ in listed if one.site is not None})
    return [
        {
            "row": one.row.row,
            "other": one.other,
            "title": one.row.name,
            "other_title": _title(one),
            "site_id": str(one.site.id) if one.site else "",
            "reason": one.reason,
            "choices": [choice.value for choice in one.choices()],
            "choice": chosen.value if chosen else "",
            "lines": _lines(one, held.get(one.site.id, {}) if one.site else {}),
        }
        for one, chosen in listed
    ]


def _title(one: Duplicate) -> str:
    if one.site is not None:
        return f"{one.site.reference} {one.site.name}"
    assert one.earlier is not None
    return f"Row {one.earlier.row}: {one.earlier.name}"


def _lines(one: Duplicate, held: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(label, as the row says, as the other says) of what at least one of them says."""
    if one.earlier is not None:
        held = _words(one.earlier)
    own = _words(one.row)
    keys = [key for key in own if key in held] + [key for key in own if key not in held]
    keys += [key for key in held if key not in own]
    lines = []
    for key in keys[:MOST_COMPARED]:
        label = label_of_target(key)
        lines.append((label, own.get(key, NOT_PROVIDED), held.get(key, NOT_PROVIDED)))
    return lines


def _words(row: AcceptedRow) -> dict[str, str]:
    attributes = {
        "@name": row.name,
        "@city": row.city,
        "@own_id": row.own_id,
        "@parcel": row.parcel,
    }
    values = {key: _short(value) for key, value in row.values.items()}
    return {**{key: words for key, words in attributes.items() if words}, **values}


def _short(value: Value) -> str:
    return display(FIELDS[value.field], value)[:120]


def _held(site_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, dict[str, str]]:
    """What is known of some sites, in words, by target."""
    if not site_ids:
        return {}
    found: dict[uuid.UUID, dict[str, str]] = {}
    for site in db.session.scalars(select(Site).where(Site.id.in_(site_ids))):
        words = {
            "@name": site.name,
            "@city": site.organization.name,
            "@own_id": site.own_id or "",
            "@parcel": site.parcels,
        }
        found[site.id] = {key: told for key, told in words.items() if told}
    for site_id, fact in db.session.execute(
        select(SiteValue.site_id, Fact)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(
            SiteValue.site_id.in_(site_ids),
            SiteValue.planned.is_(False),
            Fact.retracted.is_(False),
        )
        .order_by(SiteValue.site_id, SiteValue.field)
    ):
        found[site_id][fact.field] = _short(value_of(fact))
    return found
