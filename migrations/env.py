"""How migrations run and are written: plain SQLAlchemy types, so that none imports the program."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext
from flask import current_app
from flask_security import AsaList
from sqlalchemy.types import TypeDecorator

from fss.db import UtcDateTime

database = current_app.extensions["migrate"].db
options = dict(current_app.extensions["migrate"].configure_args)
ONE_ENGINE = {"table": "site_text", "index": "ix_site_words_"}
LEXEMES = {"shared_words", "all_words"}


def render_item(kind: str, item: Any, _autogen: AutogenContext) -> str | bool:
    """Write the program's own column types as what the database makes of them."""
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, AsaList):
        return "sa.UnicodeText()"
    if isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    if isinstance(item, TypeDecorator):
        raise NotImplementedError(f"say in migrations/env.py how to write {type(item).__name__}")
    return False


def compare_type(
    _context: Any, _inspected: Any, _column: Any, found: Any, wanted: Any
) -> bool | None:
    """Enumerations are text in the database; only their length counts. Else: as Alembic does."""
    if isinstance(wanted, sa.Enum):
        return not isinstance(found, sa.String) or found.length != wanted.length
    return None


def include_name(name: str | None, kind: str, _parents: Any) -> bool:
    """Leave alone what only one engine has: the full-text index and the tables it keeps."""
    return not (name or "").startswith(ONE_ENGINE.get(kind, "-"))


def include_object(
    item: Any, name: str | None, kind: str, _reflected: bool, _compared: Any
) -> bool:
    """Leave alone the full-text columns that PostgreSQL makes from others."""
    return not (kind == "column" and item.table.name == "site_words" and name in LEXEMES)


def leave_out_empty(_context: Any, _revision: Any, directives: list[Any]) -> None:
    """Write no file when nothing changed."""
    arguments = context.config.cmd_opts
    if getattr(arguments, "autogenerate", False) and directives[0].upgrade_ops.is_empty():
        directives[:] = []


def run() -> None:
    """Run the migrations in one transaction; SQLite checks foreign keys at its end.

    A batch operation of SQLite copies and drops a table: with foreign keys enforced, the drop
    would delete what refers to it.
    """
    options.update(
        render_item=render_item,
        compare_type=compare_type,
        include_name=include_name,
        include_object=include_object,
        render_as_batch=True,
        target_metadata=database.metadata,
    )
    options.setdefault("process_revision_directives", leave_out_empty)
    if context.is_offline_mode():
        url = database.engine.url.render_as_string(hide_password=False)
        context.configure(url=url, literal_binds=True, **options)
        with context.begin_transaction():
            context.run_migrations()
        return
    with database.engine.connect() as connection:
        lite = connection.dialect.name == "sqlite"
        if lite:
            connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
        try:
            context.configure(connection=connection, **options)
            with context.begin_transaction():
                context.run_migrations()
                if lite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                    raise RuntimeError("the migration leaves rows that refer to nothing")
        finally:
            if lite:
                connection.rollback()
                connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
