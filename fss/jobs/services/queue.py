"""The queue: Huey on SQLite, PostgreSQL or Redis, and the store of live progress.

Progress must be seen while the work goes on, yet the work is one transaction that succeeds or
leaves nothing. On SQLite that transaction holds the only write lock of the database, so progress
cannot be written there at the same time. It is put in the queue's own key-value store instead:
another file (or another connection), never part of the work's transaction, and shared by the
worker and the web server on every kind of queue.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import Flask, current_app
from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab
from huey.api import TaskWrapper
from huey.serializer import SignedSerializer

from fss.db import db
from fss.jobs.services.declared import BACKGROUND, PERIODIC
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM

EXTENSION = "fss-queue"
log = structlog.get_logger()


@dataclass(frozen=True)
class Queue:
    """The queue of one application, with its tasks by name."""

    huey: Huey
    tasks: dict[str, TaskWrapper]


def make_queue(app: Flask, run: Callable[[uuid.UUID, int], Any]) -> None:
    """Make the queue of `app` with all declared tasks; `run(job_id, attempt)` does a job."""
    config = app.config["FSS"]
    huey = open_queue(config.queue, config.secrets["queue"])

    def run_in_app(job_id: str, attempt: int) -> None:
        with app.app_context():
            run(uuid.UUID(job_id), attempt)

    tasks = {"run": huey.task(name="run")(run_in_app)}
    for name, task in BACKGROUND.items():
        tasks[name] = huey.task(
            name=name,
            retries=task.retries,
            retry_delay=task.retry_delay,
            retry_backoff=task.retry_backoff,
        )(_in_transaction(app, task.work))
    for name, by_clock in PERIODIC.items():
        tasks[name] = huey.periodic_task(crontab(**by_clock.crontab), name=name)(
            _in_transaction(app, by_clock.work)
        )
    app.extensions[EXTENSION] = Queue(huey, tasks)


def open_queue(url: str, secret: str) -> Huey:
    """Open the queue at `url` (sqlite:///path, postgresql://…, redis://…), entries signed."""
    common = {"serializer": SignedSerializer(secret=secret), "results": False}
    scheme = urlsplit(url).scheme
    if scheme == "sqlite":
        return SqliteHuey("fss", filename=url.removeprefix("sqlite:///"), fsync=True, **common)
    if scheme in ("postgresql", "postgresql+psycopg"):
        dsn = "postgresql" + url[len(scheme) :]
        return PostgresHuey("fss", dsn=dsn, table_prefix="fss_queue", **common)
    if scheme in ("redis", "rediss", "unix"):
        return RedisHuey("fss", url=url, **common)
    raise ValueError(f"FSS_QUEUE: {scheme or 'no scheme'} is not sqlite, postgresql or redis")


def _in_transaction(app: Flask, work: Callable[..., Any]) -> Callable[..., Any]:
    """Let `work` run as the system, committed when it ends well."""

    def run(**arguments: Any) -> None:
        with app.app_context(), acting(SYSTEM):
            try:
                work(**arguments)
                db.session.commit()
            finally:
                db.session.rollback()

    return run


def enqueue(name: str, /, **arguments: Any) -> None:
    """Put a declared task in the queue now; from a service, by `after_commit`.

    The data is already saved then. So a queue that is away is logged, not raised: what waits in
    the database is put in the queue again by the sweep (`requeue_waiting`).
    """
    queue = the_queue()
    task = queue.tasks[name]
    try:
        task(**arguments)
    except Exception as error:  # every kind of queue has its own errors
        log.error("queue.unavailable", task=name, kind=type(error).__name__)


def the_queue(app: Flask | None = None) -> Queue:
    """The queue of `app` (by default the current one)."""
    queue: Queue = (app or current_app).extensions[EXTENSION]
    return queue


def close_queue(app: Flask) -> None:
    """Close the connections: before a fork, and at the end."""
    the_queue(app).huey.storage.close()


def put_progress(key: str, value: dict[str, Any]) -> None:
    """Let everybody see how far a job is."""
    the_queue().huey.put(f"progress:{key}", value)


def get_progress(key: str) -> dict[str, Any] | None:
    """How far a job is, or None when it has told nothing yet (or has ended)."""
    value: dict[str, Any] | None = the_queue().huey.get(f"progress:{key}", peek=True)
    return value


def forget_progress(key: str) -> None:
    """Drop the live progress of a job that has ended."""
    the_queue().huey.delete(f"progress:{key}")
