"""What the data looks like: JSON Schema (2020-12) of a site, made from the field dictionary. Pure.

A value that nobody knows is absent: there is no null for "unknown" and no 0.
"""

from __future__ import annotations

from typing import Any

from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import GROUPS, Field, Kind, PropertyKind
from fss.sites.rules.values import Qualifier

DIALECT = "https://json-schema.org/draft/2020-12/schema"
TEXT = {"type": "string"}
DAY = {"type": "string", "format": "date"}
INSTANT = {"type": "string", "format": "date-time"}
ADDRESS = {"type": "string", "format": "uri"}
CONFIDENCES = ("documented", "stated_by_provider", "stated_by_owner", "estimated", "unknown")
"""How sure a value is, best first."""


def open_fields() -> list[Field]:
    """The fields that may appear: all declared ones, and the county's own where they are public."""
    return [
        field
        for field in FIELDS.values()
        if not field.is_own or field.data_class is DataClass.PUBLIC
    ]


def site_schema(*, identifier: str) -> dict[str, Any]:
    """The schema of one site; `identifier` is the address under which the schema stands."""
    fields = open_fields()
    return {
        "$schema": DIALECT,
        "$id": identifier,
        "title": "Site",
        "description": "A site (land) or a building, with every value that is public and known.",
        **_object(
            {
                "reference": TEXT | {"description": "Permanent number, for example S-0041."},
                "number": {"type": "integer", "minimum": 1},
                "name": TEXT,
                "kind": {"enum": [one.value for one in PropertyKind]},
                "city": _object({"code": TEXT, "name": TEXT}, required=("code", "name")),
                "url": ADDRESS | {"description": "Its page for people."},
                "updated_at": INSTANT,
                "last_verified": DAY | {"description": "Day of the newest value."},
                "boundary": {
                    "type": "object",
                    "description": "GeoJSON geometry, WGS 84 (RFC 7946).",
                },
                "photos": {"type": "array", "items": _photo()},
                "documents": {"type": "array", "items": _document()},
                "values": _object({one.key: field_schema(one) for one in fields}),
                "planned": _object(
                    {one.key: field_schema(one, plan=True) for one in fields if one.plannable}
                ),
            },
            required=(
                "reference", "number", "name", "kind", "city", "url", "updated_at", "photos",
                "documents", "values", "planned",
            ),
        ),
    }  # fmt: skip


def field_schema(field: Field, *, plan: bool = False) -> dict[str, Any]:
    """The schema of the value of one field; of a planned one with its day and cost."""
    properties: dict[str, Any] = {
        **_value(field),
        "text": TEXT | {"description": "The value in words."},
        "original": TEXT | {"description": "The words as they were stated."},
        "qualifier": {"enum": [one.value for one in Qualifier]},
        "source": TEXT,
        "as_of": DAY,
        "confidence": {"enum": list(CONFIDENCES)},
    }
    required = ["text", "original", "qualifier", "source", "as_of", "confidence"]
    required += ["low", "high"] if field.is_interval else ["value"]
    if plan:
        properties |= {"plan_on": DAY, "plan_cost": {"type": "number"}}
        required.append("plan_on")
    said: dict[str, Any] = {
        "title": field.label,
        "description": field.description,
        "x-kind": field.kind.value,
        "x-group": next(one.label for one in GROUPS if one.key == field.group),
        "x-applies-to": sorted(one.value for one in field.applies_to),
    }
    if field.unit:
        said["x-unit"] = field.unit
    if field.choices:
        said["x-choices"] = {one.key: one.label for one in field.choices}
    return said | _object(properties, required=tuple(required))


def _value(field: Field) -> dict[str, Any]:
    if field.is_interval:
        end = DAY if field.kind is Kind.DATE else {"type": "number"}
        unit = {"unit": {"const": field.unit}} if field.unit else {}
        open_end = {"anyOf": [end, {"type": "null"}], "description": "null is an open end"}
        return {"value": end, "low": open_end, "high": open_end, **unit}
    if field.kind is Kind.BOOLEAN:
        return {"value": {"type": "boolean"}}
    if field.is_set:
        choices = {"enum": [one.key for one in field.choices]}
        many = {"type": "array", "items": choices, "uniqueItems": True}
        return {"value": many if field.kind is Kind.MULTI else choices}
    if field.is_table:
        row = _object({one.key: TEXT | {"title": one.label} for one in field.columns_of_table})
        return {"value": {"type": "array", "items": row}}
    return {"value": TEXT}


def _photo() -> dict[str, Any]:
    return _object(
        {"url": ADDRESS, "small_url": ADDRESS, "alt": TEXT, "credit": TEXT},
        required=("url", "small_url", "alt"),
    )


def _document() -> dict[str, Any]:
    return _object(
        {
            "url": ADDRESS,
            "title": TEXT,
            "kind": TEXT,
            "dated": DAY,
            "media_type": TEXT,
            "size": {"type": "integer"},
        },
        required=("url", "title", "kind", "media_type", "size"),
    )


def _object(properties: dict[str, Any], *, required: tuple[str, ...] = ()) -> dict[str, Any]:
    made: dict[str, Any] = {
        "type": "object",
        "properties": properties,
        "additionalProperties": False,
    }
    return made | ({"required": list(required)} if required else {})
