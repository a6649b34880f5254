"""A state of the database that many tests begin with: made once, put back as rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

import sqlalchemy as sa

from fss.accounts.models import Organization
from fss.db import Model, db

Rows = list[tuple[sa.Table, list[dict[str, Any]]]]
_remembered: dict[Hashable, tuple[Rows, dict[str, Any]]] = {}


def remembered(key: Hashable, make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """What `make` gives: rows of models, lists of such rows, or None, by name.

    In an empty database the rows that it wrote for an earlier test with the same key are put back
    instead, with the same ids; in any other it is made.
    """
    if db.session.scalar(sa.select(Organization.id).limit(1)) is not None:
        return make()
    key = (key, db.engine.dialect.name)
    if key not in _remembered:
        made = make()
        db.session.flush()
        _remembered[key] = _rows(), {name: _reference(value) for name, value in made.items()}
        return made
    rows, references = _remembered[key]
    _put_back(rows)
    return {name: _found(value) for name, value in references.items()}


def _rows() -> Rows:
    connection = db.session.connection()
    found = (
        (table, [dict(row) for row in connection.execute(sa.select(table)).mappings()])
        for table in db.metadata.sorted_tables
    )
    return [(table, rows) for table, rows in found if rows]


def _put_back(rows: Rows) -> None:
    connection = db.session.connection()
    for table, values in rows:
        # Rows that every migrated database has are there already.
        if connection.execute(sa.select(table).limit(1)).first() is None:
            connection.execute(sa.insert(table), values)
            column = table.autoincrement_column
            if column is not None and connection.dialect.name == "postgresql":
                last = max(row[column.name] for row in values)
                sequence = sa.func.pg_get_serial_sequence(table.name, column.name)
                connection.execute(sa.select(sa.func.setval(sequence, last)))


def _reference(value: Any) -> Any:
    if isinstance(value, list):
        return [_reference(one) for one in value]
    if value is None:
        return None
    assert isinstance(value, Model)
    return type(value), sa.inspect(value).identity


def _found(reference: Any) -> Any:
    if isinstance(reference, list):
        return [_found(one) for one in reference]
    if reference is None:
        return None
    model, identity = reference
    return db.session.get_one(model, identity)
