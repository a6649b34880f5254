"""The queue itself: signed entries, retries, several kinds of stores, a worker that ends well."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap

import pytest
from structlog.testing import capture_logs

from fss.jobs.services import enqueue
from fss.jobs.services.declared import BACKGROUND, PERIODIC, Background
from fss.jobs.services.queue import get_progress, open_queue, put_progress, the_queue
from tests.queues import run_queue


@pytest.fixture
def flaky(monkeypatch):
    """A small task that fails; what it was called with."""
    calls = []

    def work(**arguments):
        calls.append(arguments)
        raise ValueError

    monkeypatch.setitem(BACKGROUND, "flaky", Background(work, 2, 60, 3))
    return calls


def test_a_small_task_that_fails_waits_longer_each_time_then_gives_up(flaky, make_app):
    app = make_app()
    huey = the_queue(app).huey
    delays = []

    with app.app_context():
        enqueue("flaky", number=1)
    run_queue(app)
    while scheduled := huey.scheduled():
        delays.append(scheduled[0].retry_delay)
        huey.storage.flush_schedule()
        huey.execute(scheduled[0], scheduled[0].eta)

    assert flaky == [{"number": 1}] * 3
    assert delays == [180, 540]


def test_an_entry_that_we_did_not_sign_is_not_run(app, tmp_path):
    ours = open_queue(f"sqlite:///{tmp_path}/q", "our-secret")
    theirs = open_queue(f"sqlite:///{tmp_path}/q", "their-secret")
    done = []
    ours.task(name="t")(lambda: done.append(1))
    forged = theirs.task(name="t")(lambda: None)

    forged()

    with pytest.raises(ValueError, match="mismatch"):
        ours.dequeue()
    ours.storage.close()
    theirs.storage.close()
    assert done == []


def test_progress_stands_in_the_store_of_any_queue(make_app, engine_name, app, tmp_path):
    url = (
        app.config["FSS"].database_url
        if engine_name == "postgresql"
        else f"sqlite:///{tmp_path}/queue"
    )
    other = make_app(FSS_QUEUE=url)

    with other.app_context():
        put_progress("x", {"done": 1})
        assert get_progress("x") == {"done": 1}
        assert get_progress("x") == {"done": 1}
        assert get_progress("y") is None


def test_an_address_that_is_no_queue_is_refused():
    with pytest.raises(ValueError, match="FSS_QUEUE"):
        open_queue("https://queue.example", "secret")


def test_a_queue_that_is_away_does_not_look_like_a_failed_save(app, db, monkeypatch):
    def away(*_):
        raise OSError

    monkeypatch.setattr(the_queue(app).huey.storage, "enqueue", away)

    with capture_logs() as log:
        enqueue("run", job_id="x", attempt=1)

    assert [line["event"] for line in log] == ["queue.unavailable"]


def test_what_runs_by_the_clock_is_registered(app):
    registered = {task.__name__ for task in the_queue(app).huey._registry._periodic_tasks}

    assert registered == set(PERIODIC)
    assert "requeue_waiting" in registered


def test_the_worker_does_a_job_and_ends_in_good_order(app, db):
    script = textwrap.dedent(
        """
        from fss import create_app
        from fss.db import db
        from fss.jobs.services import job, start_job
        from fss.jobs.tasks import consume
        from fss.permissions.rules import SYSTEM

        @job("greet")
        def greet(progress, *, name):
            progress(1, 1, "Greeted")
            return {"name": name}

        app = create_app()
        with app.app_context():
            start_job("greet", title="Greet", arguments={"name": "Ada"}, actor=SYSTEM)
            db.session.commit()
            db.session.remove()
        consume(app)
        """
    )
    config = app.config["FSS"]
    worker = subprocess.Popen(
        [sys.executable, "-c", script],
        stderr=subprocess.PIPE,
        text=True,
        env={
            **os.environ,
            "FSS_DATA": str(config.data),
            "FSS_DATABASE_URL": config.database_url,
            "FSS_TESTING": "1",
        },
    )
    assert worker.stderr is not None
    lines = []
    for line in worker.stderr:
        lines.append(line)
        if "job.ended" in line:
            worker.send_signal(signal.SIGTERM)
    worker.stderr.close()

    assert worker.wait() == 0
    told = "".join(lines)
    assert '"state": "done"' in told
    assert "worker.ended" in told
