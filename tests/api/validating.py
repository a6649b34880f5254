"""Checking data against the part of JSON Schema that the API uses; unknown words fail."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

TYPES: dict[str, Any] = {
    "object": dict,
    "array": list,
    "string": str,
    "number": (int, float),
    "integer": int,
    "boolean": bool,
    "null": type(None),
}
SAID = {"$schema", "$id", "title", "description"}


def problems(data: Any, schema: dict[str, Any], at: str = "$") -> Iterator[str]:
    """What is wrong with the data, each with its place."""
    for word, wanted in schema.items():
        if word in SAID or word.startswith("x-"):
            continue
        yield from CHECKS[word](data, wanted, at, schema)


def _type(data: Any, wanted: str, at: str, _schema: Any) -> Iterator[str]:
    is_flag = isinstance(data, bool) and wanted != "boolean"
    if is_flag or not isinstance(data, TYPES[wanted]):
        yield f"{at}: {data!r} is no {wanted}"


def _properties(data: Any, wanted: dict[str, Any], at: str, _schema: Any) -> Iterator[str]:
    for key, schema in wanted.items():
        if isinstance(data, dict) and key in data:
            yield from problems(data[key], schema, f"{at}.{key}")


def _closed(data: Any, wanted: bool, at: str, schema: dict[str, Any]) -> Iterator[str]:
    assert wanted is False
    for key in set(data) - set(schema["properties"]) if isinstance(data, dict) else ():
        yield f"{at}.{key}: not in the schema"


def _required(data: Any, wanted: list[str], at: str, _schema: Any) -> Iterator[str]:
    for key in set(wanted) - set(data):
        yield f"{at}.{key}: missing"


def _items(data: Any, wanted: dict[str, Any], at: str, _schema: Any) -> Iterator[str]:
    for place, item in enumerate(data):
        yield from problems(item, wanted, f"{at}[{place}]")


def _any(data: Any, wanted: list[dict[str, Any]], at: str, _schema: Any) -> Iterator[str]:
    if all(list(problems(data, schema)) for schema in wanted):
        yield f"{at}: {data!r} fits nothing"


def _enum(data: Any, wanted: list[Any], at: str, _schema: Any) -> Iterator[str]:
    if data not in wanted:
        yield f"{at}: {data!r} is no choice"


def _format(data: Any, wanted: str, at: str, _schema: Any) -> Iterator[str]:
    try:
        if wanted == "date":
            date.fromisoformat(data)
        elif wanted == "date-time":
            assert datetime.fromisoformat(data).tzinfo is not None
        else:
            assert wanted == "uri"
            assert data.startswith("http")
    except (ValueError, AssertionError):
        yield f"{at}: {data!r} is no {wanted}"


def _unique(data: Any, _wanted: bool, at: str, _schema: Any) -> Iterator[str]:
    if len(set(data)) != len(data):
        yield f"{at}: twice the same"


CHECKS: dict[str, Any] = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _closed,
    "required": _required,
    "items": _items,
    "anyOf": _any,
    "enum": _enum,
    "const": lambda data, wanted, at, schema: _enum(data, [wanted], at, schema),
    "format": _format,
    "minimum": lambda data, wanted, at, _: [f"{at}: too small"] if data < wanted else [],
    "uniqueItems": _unique,
}
