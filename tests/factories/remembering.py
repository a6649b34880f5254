"""A state of the database that many tests begin with: made once, put back as rows."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from flask import current_app

from fss.accounts.models import Organization
from fss.db import Model, db

Rows = list[tuple[sa.Table, list[dict[str, Any]]]]


@dataclass(frozen=True)
class State:
    """The rows of all tables in the order in which they may be put back, and the stored files."""

    rows: Rows
    files: dict[Path, bytes]
    references: dict[str, Any]


_remembered: dict[Hashable, State] = {}


def remembered(key: Hashable, make: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    """What `make` gives: rows of models, lists of such rows, text or None, by name.

    In an empty database the rows and files that it wrote for an earlier test with the same key are
    put back instead, with the same ids; in any other it is made.
    """
    if db.session.scalar(sa.select(Organization.id).limit(1)) is not None:
        return make()
    key = (key, db.engine.dialect.name)
    if key not in _remembered:
        made = make()
        db.session.flush()
        references = {name: _reference(value) for name, value in made.items()}
        _remembered[key] = State(_rows(), _files(), references)
        return made
    state = _remembered[key]
    _put_back(state.rows)
    for path, data in state.files.items():
        (_folder() / path).parent.mkdir(parents=True, exist_ok=True)
        (_folder() / path).write_bytes(data)
    return {name: _found(value) for name, value in state.references.items()}


def _folder() -> Path:
    folder: Path = current_app.config["FSS"].data / "files"
    return folder


def _files() -> dict[Path, bytes]:
    return {
        path.relative_to(_folder()): path.read_bytes()
        for path in _folder().rglob("*")
        if path.is_file()
    }


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
    if value is None or isinstance(value, str):
        return value
    assert isinstance(value, Model)
    return type(value), sa.inspect(value).identity


def _found(reference: Any) -> Any:
    if isinstance(reference, list):
        return [_found(one) for one in reference]
    if reference is None or isinstance(reference, str):
        return reference
    model, identity = reference
    return db.session.get_one(model, identity)
