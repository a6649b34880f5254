"""The worker: finds what the features declared, runs the queue, ends in good order."""

from __future__ import annotations

import importlib
import logging
import pkgutil

import structlog
from flask import Flask

import fss
from fss.db import db
from fss.jobs.services import close_queue, periodic, requeue_waiting
from fss.jobs.services.queue import the_queue
from fss.timezone import utcnow

WORKERS = 1
RECYCLED_AFTER = 50
ENDS_WITHIN = 60
log = structlog.get_logger()


def find_tasks() -> None:
    """Import every feature's `tasks`, so that what it declares can run."""
    for package in pkgutil.iter_modules(fss.__path__):
        name = f"fss.{package.name}.tasks"
        if package.ispkg and importlib.util.find_spec(name):
            importlib.import_module(name)


@periodic("requeue_waiting", minute="*/5")
def put_back_what_waits() -> None:
    """Bring back jobs that a lost queue forgot."""
    requeue_waiting(now=utcnow())


def consume(app: Flask) -> None:
    """Run the queue of `app` until SIGTERM (or Ctrl-C); a job that runs then may end first.

    Call it in the main thread of a process of its own. The work itself is done in a child that
    is replaced after some tasks: rendering documents leaves memory behind.
    """
    logging.getLogger("huey").setLevel(logging.CRITICAL)  # its messages quote arguments
    huey = the_queue(app).huey

    def fresh_connections() -> None:
        with app.app_context():
            db.engine.dispose(close=False)

    huey.on_startup()(fresh_connections)

    with app.app_context():
        requeue_waiting(now=utcnow())
        db.session.commit()
        db.session.remove()
        db.engine.dispose()
    close_queue(app)
    consumer = huey.create_consumer(
        workers=WORKERS,
        worker_type="process",
        max_tasks=RECYCLED_AFTER,
        max_delay=1.0,
        health_check_interval=1,
        graceful_signal="TERM",
        shutdown_timeout=ENDS_WITHIN,
    )
    log.info("worker.started")
    consumer.run()
    log.info("worker.ended")
