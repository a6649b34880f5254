"""Inserting very many plain rows by Core statements."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Uuid, bindparam, insert, literal_column, null

from fss.db import db


def id_binder() -> Callable[[uuid.UUID], Any]:
    """What turns an id into what the driver takes; for ids in the rows of `insert_many`."""
    dialect = db.session.connection().dialect
    process = Uuid().dialect_impl(dialect).bind_processor(dialect)
    return process or _as_is


def insert_many(
    table: Any, names: Sequence[str], rows: Sequence[tuple[Any, ...]], same: Mapping[str, Any]
) -> None:
    """Insert plain rows: columns `names` from each row, `same` and the model's defaults in all.

    The cells of `rows` go to the driver as they are (ids bound by `id_binder`, enumerations as
    their words): working through the type of every cell takes longer than the insert itself.
    """
    if not rows:
        return
    connection = db.session.connection()
    dialect = connection.dialect
    same = {
        column.name: column.default.arg
        for column in table.columns
        if column.default is not None
        and column.default.is_scalar
        and column.name not in {*names, *same}
    } | dict(same)
    # Numbers, days and ids that all rows share stand in the statement: binding them a hundred
    # thousand times takes a third of the work. Text is always bound.
    written = {name: value for name, value in same.items() if not isinstance(value, str)}
    same = {name: value for name, value in same.items() if name not in written}
    columns = [*names, *same]
    compiled = (
        insert(table)
        .inline()
        .values(
            {name: bindparam(name) for name in columns}
            | {name: _literal(table.c[name], value, dialect) for name, value in written.items()}
        )
        .compile(dialect=dialect)
    )

    def bound(name: str, value: Any) -> Any:
        process = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
        return process(value) if process else value

    constant = tuple(bound(name, value) for name, value in same.items())
    sent: list[Any]
    if compiled.positional:
        pick = itemgetter(*(columns.index(name) for name in compiled.positiontup or columns))
        sent = [pick(row + constant) for row in rows]
    else:
        sent = [dict(zip(columns, row + constant, strict=True)) for row in rows]
    connection.exec_driver_sql(str(compiled), sent)


def _literal(column: Any, value: Any, dialect: Any) -> ColumnElement[Any]:
    if value is None:
        return null()
    process = column.type.dialect_impl(dialect).literal_processor(dialect)
    return literal_column(process(value))


def _as_is(value: Any) -> Any:
    return value
