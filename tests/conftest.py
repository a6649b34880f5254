"""Fixtures: the application on both engines, a database for each test, a browser's place.

A test that takes `app`, `db` or `client` runs twice: on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import contextvars
import shutil
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import Phase, settings

from fss import create_app
from fss.accounts.models import User
from fss.db import db as database
from fss.db import set_reading
from fss.jobs.services import close_queue
from fss.permissions.guard import set_identity
from fss.permissions.rules import NOBODY
from tests.engines import Engine, Postgresql, Sqlite, config_for, make_schema
from tests.queues import empty_queue, run_queue

ENGINES = ("sqlite", "postgresql")
TOGETHER = ("tests/browser/", "tests/sample/")

# The suite is to end within minutes: few examples, and a failing case is told as it is. To make it
# small, and to look further: `--hypothesis-profile=thorough`, as `make sweep` does.
settings.register_profile(
    "suite", deadline=None, max_examples=25, phases=(Phase.explicit, Phase.generate)
)
settings.register_profile("thorough", deadline=None, max_examples=200)
settings.load_profile("suite")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test of pages runs on one engine in the suite and on the other in the sweep.

    What is read and written is tested on both; half of the pages meet each engine.
    """
    for item in items:
        if isinstance(item, pytest.Function) and {"client", "engine_name"} <= {*item.fixturenames}:
            mine = ENGINES[crc32(item.originalname.encode()) % len(ENGINES)]
            callspec = getattr(item, "callspec", None)
            if callspec is not None and callspec.params.get("engine_name") not in (None, mine):
                item.add_marker(pytest.mark.sweep)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """What shares something dear to make, as all tests in the browser share a live instance, is
    for one worker; it starts with that, and the others share the rest.
    """
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)

    return Together(config, log)


class Browser(FlaskClient):
    """A client whose requests run as in the server: in a context, a session and an identity of
    their own. What the test has written is committed first, so that the request sees it.
    """

    def open(self, *args: Any, **kwargs: Any) -> Any:
        if has_app_context():
            database.session.commit()
        kwargs.setdefault("buffered", True)  # a file that is sent is closed again
        return contextvars.Context().run(super().open, *args, **kwargs)


def _sign_in(client: FlaskClient, user: User) -> None:
    """Sign `user` in at `client`, as if they had entered their password."""
    uniquifier = user.fs_uniquifier
    with client.session_transaction() as session:
        session["_user_id"] = uniquifier
        session["_fresh"] = True
        session["fs_cc"] = "set"
        session["fs_paa"] = 2_000_000_000.0
        session["identity.id"] = uniquifier


@pytest.fixture(scope="session")
def sign_in() -> Callable[[FlaskClient, User], None]:
    """`sign_in(client, user)`."""
    return _sign_in


@pytest.fixture(params=ENGINES)
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine on which the test runs."""
    name: str = request.param
    return name


class _Engines:
    """The engines in use in this session, and the application on each; made when first wanted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.made: dict[str, tuple[Engine, Flask]] = {}

    def get(self, name: str) -> tuple[Engine, Flask]:
        if name not in self.made:
            folder = self.folder / name
            folder.mkdir(exist_ok=True)
            engine: Engine = Sqlite(folder) if name == "sqlite" else Postgresql()
            try:
                app = _prepared(create_app(config_for(folder / "data", engine.url)))
                make_schema(app)
                engine.keep_template()
            except BaseException:
                engine.stop()
                raise
            self.made[name] = engine, app
        return self.made[name]

    def stop(self) -> None:
        for engine, app in self.made.values():
            with app.app_context():
                database.engine.dispose()
            engine.stop()


def _prepared(app: Flask) -> Flask:
    app.test_client_class = Browser
    app.config.update(WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False, RATELIMIT_ENABLED=False)
    return app


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[_Engines]:
    """Every engine of this session."""
    made = _Engines(tmp_path_factory.mktemp("engines"))
    # Told to end (a timeout), pytest shall still tear down: the server is no child of ours.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    yield made
    made.stop()


@pytest.fixture
def app(engines: _Engines, engine_name: str) -> Iterator[Flask]:
    """The application with an empty, migrated database and empty folders.

    It is the same application throughout the session: a test may change `app.config` (it is put
    back) but adds no routes; for that there is `make_app`.
    """
    engine, app = engines.get(engine_name)
    with app.app_context():
        engine.fresh(database.engine)
    kept = dict(app.config)
    set_identity(NOBODY)
    set_reading(False)
    yield app
    with app.app_context():
        database.session.remove()
    empty_queue(app)
    app.config.clear()
    app.config.update(kept)
    files = app.config["FSS"].data / "files"
    if files.exists():
        shutil.rmtree(files)


@pytest.fixture
def make_app(engines: _Engines, app: Flask, tmp_path: Path) -> Iterator[Callable[..., Flask]]:
    """`make_app(FSS_SMTP="...", …)`: one more application on the same database, to change."""
    made: list[Flask] = []

    def make(**settings: str) -> Flask:
        url = app.config["FSS"].database_url
        other = _prepared(create_app(config_for(tmp_path / "data", url, **settings)))
        made.append(other)
        return other

    yield make
    for other in made:
        with other.app_context():
            database.session.remove()
            database.engine.dispose()
        close_queue(other)


@pytest.fixture
def db(app: Flask) -> Iterator[SQLAlchemy]:
    """The database, with an application context pushed."""
    with app.app_context():
        yield database
        database.session.rollback()


@pytest.fixture
def run_jobs(app: Flask) -> Callable[[], int]:
    """`run_jobs()`: commit, then do all that waits in the queue; how many tasks that were."""
    return lambda: run_queue(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser where nobody is signed in."""
    return app.test_client()
