"""Stating facts about one site: append, move the pointer, repeat on the site's row."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.files.models import StoredFile
from fss.permissions.rules import Identity
from fss.sites.models import (
    Confidence,
    Fact,
    Site,
    SiteValue,
    Statement,
    class_of_field,
    stored_text,
)
from fss.sites.queries.freshness import check_days
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.rules.parsing import Context, Outcome, parse
from fss.sites.rules.screening import next_check
from fss.sites.rules.values import Value, display
from fss.sites.services.inheritance import PLACE, keep_inherited, point_at_land
from fss.sites.services.rivals import clashes, keep_beside, settle
from fss.sites.services.rows import row_columns

EARLIEST = date(1900, 1, 1)


def state_facts(
    site: Site,
    statements: Sequence[Statement | tuple[str, str | Value]],
    *,
    source: str,
    as_of: date,
    confidence: Confidence,
    document: StoredFile | None = None,
    beside: bool = False,
    actor: Identity,
    now: datetime,
) -> list[Fact]:
    """State values with their evidence; returns the facts that were new.

    A value that is current already with the same evidence is not stated twice. With `beside`, one
    that contradicts what another source said does not replace it: both stand side by side until
    somebody picks. Raises RuleError (field: the field's key, or `source`, `as_of`) before anything
    is written.
    """
    _check_evidence(source, as_of, now)
    current = current_facts(site.id)
    new: list[Fact] = []
    rivals: list[Fact] = []
    for given in statements:
        statement = (
            given if isinstance(given, Statement) else Statement(field=given[0], value=given[1])
        )
        value = _read(site, statement, as_of)
        old = _own(site, current, statement.field, planned=statement.planned)
        fact = Fact(
            site_id=site.id,
            **_evidence(statement, source, as_of, confidence, document),
            **fact_columns(FIELDS[statement.field], value),
            field=statement.field,
            planned=statement.planned,
            plan_on=statement.plan_on,
            plan_cost=statement.plan_cost,
            entered_at=now,
            entered_by=actor.user_id,
            data_class=_class(statement, current.get((statement.field, statement.planned))),
        )
        if value is None and (old is None or old.retracted):
            continue
        if beside and clashes(old, fact):
            rivals.append(fact)
        elif old is None or not is_same(old, fact) or old.data_class is not fact.data_class:
            new.append(fact)
    append_facts(site, new, current, now)
    return [*new, *keep_beside(site, rivals)]


def retract_fact(
    site: Site, field: str, *, planned: bool = False, reason: str, actor: Identity, now: datetime
) -> Fact | None:
    """Say that a value is no longer known; its history stays. None when nothing was known."""
    current = current_facts(site.id)
    old = _own(site, current, field, planned=planned)
    if old is None or old.retracted:
        return None
    fact = Fact(
        site_id=site.id,
        field=field,
        planned=planned,
        **fact_columns(FIELDS[field], None),
        source=reason,
        as_of=now.date(),
        confidence=Confidence.UNKNOWN,
        entered_at=now,
        entered_by=actor.user_id,
        data_class=old.data_class,
    )
    append_facts(site, [fact], current, now)
    return fact


VALUE_COLUMNS = (
    "retracted",
    "low",
    "high",
    "bound_low",
    "bound_high",
    "text",
    "qualifier",
    "unit",
    "original",
)
"""The columns of a fact that hold its value, in the order of `fact_columns`."""


def fact_columns(field: Field, value: Value | None) -> dict[str, Any]:
    """The columns of a fact that hold its value; of a retraction for None."""
    if value is None:
        return {
            "retracted": True, "low": None, "high": None, "bound_low": None, "bound_high": None,
            "text": None, "qualifier": "none", "unit": "", "original": "",
        }  # fmt: skip
    bound_low, bound_high = value.bounds.ends if field.is_interval else (None, None)
    return {
        "retracted": False,
        "low": value.low,
        "high": value.high,
        "bound_low": bound_low,
        "bound_high": bound_high,
        "text": stored_text(field, value),
        "qualifier": value.qualifier.value,
        "unit": value.unit,
        "original": value.words,
    }


_VALUE = ("retracted", "low", "high", "text", "qualifier", "unit", "plan_on", "plan_cost")
_SAME = (*_VALUE, "original", "source", "as_of", "confidence", "document_id")


def is_same(old: Any, new: Any, *, value_only: bool = False) -> bool:
    """Whether two facts of one field say the same (with the same evidence)."""
    return all(
        getattr(old, name) == getattr(new, name) for name in (_VALUE if value_only else _SAME)
    )


def digest(facts: Sequence[Mapping[str, Any]]) -> str:
    """SHA-256 over what was stated, so that the audit chain vouches for the facts."""
    lines = sorted(
        json.dumps({name: _plain(item) for name, item in fact.items()}, sort_keys=True)
        for fact in facts
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def keep_site_current(site: Site, current: Mapping[tuple[str, bool], Fact], now: datetime) -> None:
    """Repeat the current facts on the site's row: typed columns, screening, search, size."""
    for name, stored in row_columns(site, current).items():
        setattr(site, name, stored)
    site.updated_at = now


def current_facts(site_id: UUID) -> dict[tuple[str, bool], Fact]:
    """The current fact of each field, present and planned: (field, planned) → fact.

    Of a building those of its land are with them where it states nothing itself.
    """
    pointers = db.session.scalars(
        select(SiteValue).where(SiteValue.site_id == site_id).options(joinedload(SiteValue.fact))
    )
    return {(pointer.field, pointer.planned): pointer.fact for pointer in pointers}


def append_facts(
    site: Site, new: Sequence[Fact], current: dict[tuple[str, bool], Fact], now: datetime
) -> None:
    """Append facts that were checked already and make them the current ones."""
    if not new:
        return
    db.session.add_all(new)
    db.session.flush()
    days = check_days()
    for fact in new:
        key = (fact.field, fact.planned)
        if key in current:
            pointer = db.session.get_one(SiteValue, (site.id, *key))
            pointer.fact = fact
        else:
            pointer = SiteValue(site_id=site.id, field=key[0], planned=key[1], fact=fact)
            db.session.add(pointer)
        pointer.check_on = (
            None if fact.retracted else next_check(FIELDS[fact.field], as_of=fact.as_of, days=days)
        )
        current[key] = fact
    current = _inherit(site, new, current, now)
    keep_site_current(site, current, now)
    record(
        "site:facts",
        subject=site,
        values={_label(fact): _told(fact) for fact in new},
        sha256=digest([as_stated(fact) for fact in new]),
    )
    settle(site, new)
    db.session.flush()


def _inherit(
    site: Site, new: Sequence[Fact], current: dict[tuple[str, bool], Fact], now: datetime
) -> dict[tuple[str, bool], Fact]:
    """Let new facts of land reach its buildings.

    What a building took back comes from its land; a coordinate it states ends the land's other one.
    """
    if not any(FIELDS[fact.field].inherited for fact in new):
        return current
    if site.kind is PropertyKind.LAND:
        keep_inherited([site.id], now=now)
    elif site.land_id is not None and any(fact.retracted or fact.field in PLACE for fact in new):
        point_at_land([site.id])
        return current_facts(site.id)
    return current


def _own(
    site: Site, current: Mapping[tuple[str, bool], Fact], field: str, *, planned: bool
) -> Fact | None:
    """The current fact when the site states it itself; None when it comes from its land."""
    fact = current.get((field, planned))
    return fact if fact is not None and fact.site_id == site.id else None


def as_stated(fact: Any) -> dict[str, Any]:
    """What the audit's SHA-256 covers of a fact."""
    names = ("site_id", "field", "planned", *_SAME)
    return {name: getattr(fact, name) for name in names}


def _label(fact: Fact) -> str:
    label = FIELDS[fact.field].label
    return f"{label} (planned)" if fact.planned else label


def _told(fact: Fact) -> str:
    words = "no longer known" if fact.retracted else display(FIELDS[fact.field], fact.value)
    return words[:200]


def _plain(item: Any) -> Any:
    return item if item is None or isinstance(item, bool | int | float | str) else str(item)


def _check_evidence(source: str, as_of: date, now: datetime) -> None:
    if not source.strip():
        raise RuleError("Say where the values come from: a person or a document.", "source")
    if as_of < EARLIEST:
        raise RuleError("Enter a date in 1900 or later.", "as_of")
    # One day of grace: the county's calendar day may be ahead of or behind that of UTC.
    if (as_of - now.date()).days > 1:
        raise RuleError("This day is in the future. Enter the day the values were true.", "as_of")


def _evidence(
    statement: Statement,
    source: str,
    as_of: date,
    confidence: Confidence,
    document: StoredFile | None,
) -> dict[str, Any]:
    file = statement.document or document
    return {
        "source": (statement.source or source).strip(),
        "as_of": statement.as_of or as_of,
        "confidence": statement.confidence or confidence,
        "document_id": file.id if file else None,
    }


def _class(statement: Statement, old: Fact | None) -> DataClass | None:
    """Who may see the value: as stated, else as before; None is the class of the field."""
    if statement.data_class is None:
        return old.data_class if old else None
    usual = class_of_field(statement.field)
    return None if statement.data_class is usual else statement.data_class


def _read(site: Site, statement: Statement, as_of: date) -> Value | None:
    field = FIELDS.get(statement.field)
    if field is None or site.kind not in field.applies_to:
        raise RuleError(f"A {site.kind.value} has no field “{statement.field}”.", statement.field)
    value = statement.value
    if isinstance(value, str):
        parsed = parse(field, value, context=Context(as_of=statement.as_of or as_of))
        if parsed.outcome is Outcome.PROBLEM:
            raise RuleError(f"{field.label}: {parsed.problem}", field.key)
        read = parsed.value if parsed.outcome is Outcome.FACT else None
    else:
        read = value
    if statement.planned and read is not None:
        _check_plan(field, statement)
    return read


def _check_plan(field: Field, statement: Statement) -> None:
    if not field.plannable:
        raise RuleError(f"{field.label} cannot be planned. State what is there now.", field.key)
    if statement.plan_on is None:
        raise RuleError("Say by when the plan will be done.", field.key)
    if statement.plan_on < EARLIEST:
        raise RuleError("Enter a date in 1900 or later.", field.key)
    if statement.plan_cost is not None and statement.plan_cost < 0:
        raise RuleError("A cost cannot be negative.", field.key)
