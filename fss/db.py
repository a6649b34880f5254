"""The database: one declarative base, instants, versions, and what happens after a commit."""

from __future__ import annotations

import enum
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import DDL, DateTime, Engine, Enum, MetaData, Uuid, event
from sqlalchemy.engine import Connection, Dialect
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    SessionTransaction,
    declared_attr,
    mapped_column,
    registry,
)
from sqlalchemy.schema import ExecutableDDLElement
from sqlalchemy.types import TypeDecorator

from fss.errors import ConflictError

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored in UTC on both engines; a naive one raises."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give back an aware instant in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """Base of every model; the type map goes through the registry (Flask-SQLAlchemy insists)."""

    registry = registry(
        metadata=MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: UtcDateTime(), uuid.UUID: Uuid()},
    )


db = SQLAlchemy(model_class=Base, disable_autonaming=True)
MIGRATIONS = Path(__file__).parent.parent / "migrations"
migrate = Migrate(directory=str(MIGRATIONS), compare_type=True, render_as_batch=True)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def words_of(kind: type[enum.Enum], length: int = 40) -> Enum:
    """Column type for an enumeration, stored as its value (text), checked by neither engine."""
    return Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


def uuid_pk() -> Mapped[uuid.UUID]:
    """A random primary key: it tells nothing when it shows in a URL."""
    return mapped_column(Uuid(), primary_key=True, default=uuid.uuid4)


class Versioned:
    """A row that two people may edit: a stale write raises instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805
        """Let SQLAlchemy compare and count the version at each UPDATE."""
        return {"version_id_col": cls.version}


def check_version(subject: Versioned, version: int) -> None:
    """Raise ConflictError when `subject` is not the version the person was shown."""
    if subject.version != version:
        raise ConflictError


# SQLite: a transaction that will write takes the write lock at once (BEGIN IMMEDIATE), so that
# two read-modify-writes cannot both read first. Reads use a plain BEGIN. PostgreSQL ignores this.
_reading: ContextVar[bool] = ContextVar("reading", default=False)


@contextmanager
def reading(only: bool = True) -> Iterator[None]:
    """Within: transactions are begun for reading (no write lock on SQLite)."""
    token = _reading.set(only)
    try:
        yield
    finally:
        _reading.reset(token)


def set_reading(only: bool) -> None:
    """Say, at the start of a request, whether its transaction only reads."""
    _reading.set(only)


def prepare_engine(engine: Engine) -> None:
    """Make SQLite durable and strict; leave other engines alone. Once per engine."""
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "foreign_keys=ON",
            "busy_timeout=15000",
            "cache_size=-65536",
            "mmap_size=268435456",
            "temp_store=MEMORY",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN" if _reading.get() else "BEGIN IMMEDIATE")


def after_commit(action: Callable[[], None]) -> None:
    """Do `action` once the present transaction is durable; forget it on rollback.

    `action` may not use the session: its transaction is over.
    """
    db.session().info.setdefault("after_commit", []).append(action)


def after_rollback(action: Callable[[], None]) -> None:
    """Do `action` when the present transaction (or the savepoint around it) is undone."""
    db.session().info.setdefault("after_rollback", []).append(action)


APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RAISE EXCEPTION '{table} is append-only'; END$$",
        "CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
    ),
}


def append_only(model: type[Base]) -> None:
    """Let the database refuse UPDATE and DELETE on a model's table.

    This covers tables made from the metadata; a migration writes the same statements out.
    """
    for dialect, statements in APPEND_ONLY.items():
        for statement in statements:
            ddl: ExecutableDDLElement = DDL(  # type: ignore[no-untyped-call]
                statement.format(table=model.__tablename__)
            )
            event.listen(model.__table__, "after_create", ddl.execute_if(dialect=dialect))


PENDING = ("after_commit", "after_rollback", "audit")


@event.listens_for(Session, "after_transaction_create")
def _mark_savepoint(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        marks = {name: len(session.info.get(name, ())) for name in PENDING}
        session.info.setdefault("savepoints", {})[transaction] = marks


@event.listens_for(Session, "after_transaction_end")
def _forget_savepoints(session: Session, transaction: SessionTransaction) -> None:
    if transaction.parent is None:
        session.info.pop("savepoints", None)


@event.listens_for(Session, "after_commit")
def _run_after_commit(session: Session) -> None:
    if session.in_nested_transaction():
        return  # a savepoint is released: nothing is durable yet
    session.info.pop("after_rollback", None)
    for action in session.info.pop("after_commit", []):
        action()


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, ended: SessionTransaction) -> None:
    marks = session.info.get("savepoints", {}).get(ended, dict.fromkeys(PENDING, 0))
    if ended.parent is not None and not ended.nested:
        return
    undo = session.info.get("after_rollback", [])[marks["after_rollback"] :]
    for name in PENDING:
        del session.info.get(name, [])[marks[name] :]
    for action in reversed(undo):
        action()
