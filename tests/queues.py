"""The worker's part, done at once in the test's own thread."""

from __future__ import annotations

import contextvars

from flask import Flask, has_app_context
from huey.api import Task

from fss.db import db
from fss.jobs.services.queue import the_queue


def next_task(app: Flask) -> Task | None:
    """Take the next task out of the queue."""
    task: Task | None = the_queue(app).huey.dequeue()
    return task


def run_queue(app: Flask) -> int:
    """Commit what the test has written, then do all that waits, as the worker would."""
    if has_app_context():
        db.session.commit()
    done = 0
    while (task := next_task(app)) is not None:
        contextvars.Context().run(the_queue(app).huey.execute, task)
        done += 1
    if has_app_context():
        db.session.expire_all()
    return done


def empty_queue(app: Flask) -> None:
    """Forget what waits and close the connections."""
    huey = the_queue(app).huey
    if huey.pending_count() or huey.scheduled_count() or huey.result_count():
        huey.flush()
    huey.storage.close()
