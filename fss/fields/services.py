"""Adding, changing, retiring the county's own fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from fss.db import db
from fss.errors import RuleError
from fss.fields import queries
from fss.fields.models import OwnField
from fss.fields.rules import MOST_FIELDS, Definition, check_definition, check_kept, new_key
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, PropertyKind
from fss.sites.services.facets import keep_facets
from fss.sites.services.inheritance import keep_inherited


def add_field(said: Definition, *, now: datetime) -> OwnField:
    """Add a field; it is asked, imported, compared and printed from now on."""
    if (db.session.scalar(select(func.count()).select_from(OwnField)) or 0) >= MOST_FIELDS:
        raise RuleError(f"There are {MOST_FIELDS} own fields already. Use one of them.")
    checked = check_definition(_with_keys_of(said, ()), _others(None))
    field = OwnField(
        key=new_key(checked.label, {one.key for one in _others(None)}),
        created_at=now,
        **_columns(checked),
    )
    db.session.add(field)
    db.session.flush()
    return field


def edit_field(field: OwnField, said: Definition, *, now: datetime) -> None:
    """Change a field; once facts are stated, kind, unit and the answers used stay."""
    before = queries.definition_of(field)
    stated = queries.is_stated(field.key)
    checked = check_definition(
        _with_keys_of(said, before.choices),
        _others(field.key),
        before=before if stated else None,
    )
    if stated:
        check_kept(before.choices, checked, queries.answers_used(field.key))
    if before.plannable and not checked.plannable and queries.is_planned(field.key):
        raise RuleError("Plans are stated under this field. Clear them first.", "plannable")
    for name, value in _columns(checked).items():
        if getattr(field, name) != value:
            setattr(field, name, value)
    db.session.flush()
    moved = (before.group, before.applies_to) != (checked.group, checked.applies_to)
    if stated and (moved or before.data_class is not checked.data_class):
        _keep(field, now)


def set_retired(field: OwnField, *, retired: bool, now: datetime) -> None:
    """Ask for the field no longer, or again; its facts stay."""
    if field.retired is retired:
        return
    field.retired = retired
    db.session.flush()
    _keep(field, now)


def _keep(field: OwnField, now: datetime) -> None:
    """What buildings take over from their land, and what a search finds, hangs on the field."""
    stating = queries.sites_stating(field.key)
    keep_inherited(stating, now=now)
    keep_facets(stating)


def _with_keys_of(said: Definition, known: Sequence[tuple[str, str]]) -> Definition:
    """Keys are given here, never taken from outside."""
    keys = {key for key, _ in known}
    return replace(
        said, choices=tuple((key if key in keys else "", label) for key, label in said.choices)
    )


def _others(key: str | None) -> list[Field]:
    retired = [one for one in FIELDS.own if one.retired]
    return [one for one in (*FIELDS.values(), *retired) if one.key != key]


def _columns(said: Definition) -> dict[str, Any]:
    return {
        "label": said.label,
        "section": said.group,
        "kind": said.kind,
        "unit": said.unit,
        "choices": [list(one) for one in said.choices],
        "for_land": PropertyKind.LAND in said.applies_to,
        "for_buildings": PropertyKind.BUILDING in said.applies_to,
        "description": said.description,
        "aliases": list(said.aliases),
        "data_class": said.data_class,
        "plannable": said.plannable,
    }
