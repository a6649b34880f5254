"""A job's life: all of its work or none of it, and progress all the while."""

from __future__ import annotations

import contextvars
import uuid
from datetime import timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from fss.accounts.models import Organization
from fss.db import db as database
from fss.errors import RuleError
from fss.jobs.models import Job
from fss.jobs.rules import BEATS_AT_LEAST, WAITS_AT_MOST, JobState
from fss.jobs.services import (
    requeue_waiting,
    restart_job,
    run_job,
    standing_of,
    start_job,
)
from fss.permissions.rules import SYSTEM, Role
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_user


def start(kind, *, actor=SYSTEM, **arguments):
    return start_job(kind, title="Site report", arguments=arguments, actor=actor)


def made(db):
    return db.session.scalars(
        sa.select(Organization.name).where(Organization.name.startswith("made by"))
    ).all()


def test_a_job_runs_as_the_person_who_asked_and_keeps_its_result(db, kinds, run_jobs):
    user = make_user(Role.PLANNER, name="Ada Ames")

    job = start("good", actor=identity_of(user), site_id="7")
    assert run_jobs() == 1

    assert kinds["good"] == [("Ada Ames", {"site_id": "7"})]
    assert (job.state, job.result, job.url_when_done) == (
        JobState.DONE,
        {"url": "/jobs/", "count": 4},
        "/jobs/",
    )
    assert made(db) == ["made by good"]
    assert standing_of(job, now=utcnow()).message == "4 sites written"


def test_a_job_whose_transaction_is_undone_is_never_queued(db, kinds, run_jobs):
    start("good")

    db.session.rollback()

    assert run_jobs() == 0
    assert kinds["good"] == []


def test_a_refusal_is_shown_as_it_stands_and_nothing_is_kept(db, kinds):
    job = start("refused")

    run_job(job.id)

    assert job.state is JobState.FAILED
    assert standing_of(job, now=utcnow()).message == "No site has a photo. Add one and start again."
    assert made(db) == []


@pytest.mark.parametrize("kind", ["broken", "clashing"])
def test_a_failure_is_told_in_plain_words_and_nothing_is_kept(db, kinds, kind):
    job = start(kind)

    with capture_logs() as log:
        run_job(job.id)

    assert job.state is JobState.FAILED
    assert job.error.startswith("Something went wrong on our side")
    assert "job.failed" in [line["event"] for line in log]
    assert "secret-of-the-program" not in f"{job.error} {log}"
    assert made(db) == []


def test_progress_is_seen_while_the_works_transaction_is_open(app, db, kinds):
    job_id = start("good").id
    db.session.commit()
    seen = []

    def look():
        with app.app_context():
            job = database.session.get(Job, job_id)
            seen.append(standing_of(job, now=utcnow()))
            seen.append(made(database))

    from fss.db import reading

    def look_from_elsewhere():
        with reading():
            look()

    kinds.before_end = lambda: contextvars.Context().run(look_from_elsewhere)

    run_job(job_id)

    standing, others_see = seen
    assert (standing.state, standing.percent, standing.message) == (
        JobState.RUNNING,
        25,
        "Drawing the map",
    )
    assert others_see == []


def test_a_job_that_is_queued_twice_runs_once(db, kinds, run_jobs):
    job = start("good")
    job.queued_at = utcnow() - timedelta(minutes=5)

    assert requeue_waiting(now=utcnow()) == 1
    assert run_jobs() == 2

    assert len(kinds["good"]) == 1
    assert job.state is JobState.DONE


def test_a_fresh_job_is_not_queued_again(db, kinds):
    start("good")

    assert requeue_waiting(now=utcnow()) == 0


def test_an_older_attempt_that_ends_late_changes_nothing(db, kinds):
    job = start("good")
    db.session.commit()

    def start_again_meanwhile():
        kinds.before_end = lambda: None
        database.session.execute(
            sa.update(Job).values(attempt=2).execution_options(synchronize_session=False)
        )

    kinds.before_end = start_again_meanwhile

    run_job(job.id, 1)

    assert made(db) == []


def test_an_old_entry_of_the_queue_does_not_run_a_newer_attempt(db, kinds):
    job = start("refused")
    run_job(job.id, 1)
    restart_job(job, now=utcnow())

    run_job(job.id, 1)

    assert job.state is JobState.QUEUED
    assert len(kinds["refused"]) == 1


def test_a_worker_that_is_told_to_end_leaves_the_job_for_the_next(db, kinds):
    job = start("interrupted")

    with pytest.raises(KeyboardInterrupt):
        run_job(job.id)

    db.session.expire_all()
    assert job.state is JobState.QUEUED
    assert made(db) == []


def test_a_failed_job_starts_again_and_a_done_one_does_not(db, kinds, run_jobs):
    failed, done = start("refused"), start("good")
    run_jobs()

    restart_job(failed, now=utcnow())
    assert run_jobs() == 1
    with pytest.raises(RuleError, match="cannot be started again"):
        restart_job(done, now=utcnow())

    assert len(kinds["refused"]) == 2


def test_a_job_that_was_left_lying_has_stopped(db, kinds):
    job = start("good")
    now = utcnow()

    later = standing_of(job, now=now + WAITS_AT_MOST + timedelta(minutes=1))
    job.state, job.started_at = JobState.RUNNING, now
    silent = standing_of(job, now=now + BEATS_AT_LEAST + timedelta(minutes=1))

    assert later.state is silent.state is JobState.STOPPED
    assert "Start it again" in silent.message


def test_a_job_of_an_account_that_ended_is_refused(db, kinds):
    user = make_user(Role.PLANNER)
    job = start("good", actor=identity_of(user))
    user.active = False

    run_job(job.id)

    assert job.state is JobState.FAILED
    assert "not active" in job.error
    assert kinds["good"] == []


def test_a_kind_that_nobody_declared_is_a_mistake(db):
    with pytest.raises(KeyError):
        start(f"unknown-{uuid.uuid4()}")
