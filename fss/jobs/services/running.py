"""A job's life: started by a person, run by the worker, seen by whoever waits, started again."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import current_app
from sqlalchemy import update

from fss.db import after_commit, db, reading
from fss.errors import ProgramError, RuleError
from fss.jobs.models import Job
from fss.jobs.queries import waiting_jobs
from fss.jobs.rules import JobState, Patience, percent, state_now
from fss.jobs.services.declared import JOBS
from fss.jobs.services.queue import enqueue, forget_progress, get_progress, put_progress
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Identity
from fss.timezone import utcnow

log = structlog.get_logger()

IDENTITY_OF = "fss-identity-of"
TOLD_AGAIN = timedelta(seconds=2)
LEFT_WAITING = timedelta(minutes=2)
FAILED = "Something went wrong on our side and nothing was saved. Start it again in a moment."
NO_ACCOUNT = "The account of the person who asked for this is not active any more."
STOPPED = "The work stopped before it was done, and nothing was saved. Start it again."


class Progress:
    """Tells the person who waits how far the work is: `progress(done, total, message)`."""

    def __init__(self, key: str) -> None:
        self.key = key
        self.done, self.total, self.message = 0, 0, ""
        self._told_at: datetime | None = None

    def __call__(self, done: int, total: int, message: str = "") -> None:
        """Say that `done` of `total` is done (total 0: nobody knows); `message` without a dot."""
        before = percent(self.done, self.total), self.message
        self.done, self.total, self.message = done, total, message
        now = utcnow()
        news = (percent(done, total), message) != before
        if self._told_at is None or news or now - self._told_at >= TOLD_AGAIN:
            self._told_at = now
            put_progress(
                self.key,
                {"done": done, "total": total, "message": message, "beat_at": now.isoformat()},
            )


@dataclass(frozen=True)
class Standing:
    """A job as the person who waits sees it."""

    state: JobState
    percent: int | None
    message: str


def start_job(
    kind: str,
    *,
    title: str,
    arguments: dict[str, Any],
    actor: Identity,
    subject_type: str = "",
    subject_id: uuid.UUID | None = None,
    now: datetime | None = None,
) -> Job:
    """Ask for work of `kind`; it is put in the queue when this transaction is committed.

    `arguments` are plain JSON (ids as text); `title` says what is made, for the progress page.
    """
    if kind not in JOBS:
        raise KeyError(f"no work is declared for jobs of kind {kind}")
    job = Job(
        id=uuid.uuid4(),
        kind=kind,
        title=title,
        arguments=arguments,
        owner_id=actor.user_id,
        subject_type=subject_type,
        subject_id=subject_id,
        queued_at=now or utcnow(),
    )
    db.session.add(job)
    db.session.flush()
    _enqueue_after_commit(job)
    return job


def restart_job(job: Job, *, now: datetime) -> None:
    """Start a job again that failed or stopped; RuleError for any other."""
    if not standing_of(job, now=now).state.may_restart:
        raise RuleError("This work is not stopped, so it cannot be started again.")
    job.attempt += 1
    job.state = JobState.QUEUED
    job.queued_at, job.started_at, job.ended_at = now, None, None
    job.progress = job.total = 0
    job.message = job.error = ""
    db.session.flush()
    _enqueue_after_commit(job)


def requeue_waiting(*, now: datetime) -> int:
    """Put jobs in the queue again that were left waiting (a queue that was lost or away).

    A job that is in the queue twice still runs once: the first to claim it does.
    """
    left = [job for job in waiting_jobs() if now - job.queued_at > LEFT_WAITING]
    for job in left:
        _enqueue_after_commit(job)
    return len(left)


def _enqueue_after_commit(job: Job) -> None:
    job_id, attempt = str(job.id), job.attempt
    after_commit(lambda: enqueue("run", job_id=job_id, attempt=attempt))


def standing_of(job: Job, *, now: datetime) -> Standing:
    """What the person who waits is told: live progress while it runs, the row's words else."""
    if job.state is JobState.FAILED:
        return Standing(JobState.FAILED, None, job.error)
    live = get_progress(_key(job.id, job.attempt)) if job.state is JobState.RUNNING else None
    beat_at = datetime.fromisoformat(live["beat_at"]) if live else job.started_at
    state = state_now(
        job.state, queued_at=job.queued_at, beat_at=beat_at, now=now, patience=_patience()
    )
    if state is JobState.STOPPED:
        return Standing(state, None, STOPPED)
    if live:
        return Standing(state, percent(live["done"], live["total"]), live["message"])
    return Standing(state, percent(job.progress, job.total), job.message)


def _patience() -> Patience:
    config = current_app.config["FSS"]
    return Patience(
        timedelta(seconds=config.job_waits_seconds), timedelta(seconds=config.job_beats_seconds)
    )


def _key(job_id: uuid.UUID, attempt: int) -> str:
    return f"{job_id}:{attempt}"


def run_job(job_id: uuid.UUID, attempt: int | None = None) -> Job:
    """Do a queued job now, as the person who asked, and leave it done or failed.

    The work's rows and the job's end are one transaction. Nothing happens when somebody else
    runs it, it has ended, or it was started again since (`attempt` is old).
    """
    with reading(False):
        claimed = _claim(job_id, attempt)
        job = db.session.get_one(Job, job_id)
        if not claimed:
            return job
        kind, arguments, owner_id, number = job.kind, job.arguments, job.owner_id, job.attempt
        db.session.commit()
        progress = Progress(_key(job_id, number))
        ended = _Ended(job_id, number, progress)
        try:
            identity = _identity_of(owner_id)
            with acting(identity):
                result = JOBS[kind](progress, **arguments)
                ended(state=JobState.DONE, result=result)
        except ProgramError as error:
            ended(state=JobState.FAILED, error=error.message)
        except Exception as error:
            # The kind, never the message: messages quote what people typed.
            log.error("job.failed", job=str(job_id), job_kind=kind, kind=type(error).__name__)
            ended(state=JobState.FAILED, error=FAILED)
        except BaseException:  # the worker was told to end: the next one begins anew
            ended(state=JobState.QUEUED, started_at=None)
            raise
        finally:
            forget_progress(progress.key)
        db.session.expire_all()
        log.info("job.ended", job=str(job_id), job_kind=kind, state=job.state.value)
        return job


class _Ended:
    """Writes the end of one attempt, unless another attempt has taken its place."""

    def __init__(self, job_id: uuid.UUID, attempt: int, progress: Progress) -> None:
        self.which = (
            Job.id == job_id,
            Job.attempt == attempt,
            Job.state == JobState.RUNNING,
        )
        self.progress = progress

    def __call__(self, *, state: JobState, **values: Any) -> None:
        if state is not JobState.DONE:
            db.session.rollback()
        db.session.flush()
        found = db.session.execute(
            update(Job)
            .where(*self.which)
            .values(
                state=state,
                ended_at=utcnow() if state.has_ended else None,
                progress=self.progress.done,
                total=self.progress.total,
                message=self.progress.message if state is JobState.DONE else "",
                **values,
            )
            .returning(Job.id)
            .execution_options(synchronize_session=False)
        ).all()
        if found:
            db.session.commit()
        else:
            db.session.rollback()


def _claim(job_id: uuid.UUID, attempt: int | None) -> bool:
    db.session.commit()
    which = [Job.id == job_id, Job.state == JobState.QUEUED]
    if attempt is not None:
        which.append(Job.attempt == attempt)
    found = db.session.execute(
        update(Job)
        .where(*which)
        .values(state=JobState.RUNNING, started_at=utcnow())
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).all()
    db.session.commit()
    return bool(found)


def _identity_of(owner_id: uuid.UUID | None) -> Identity:
    """Who asked, with the roles they hold now; the accounts package knows."""
    if owner_id is None:
        return SYSTEM
    find: Callable[[uuid.UUID], Identity | None] = current_app.extensions[IDENTITY_OF]
    identity = find(owner_id)
    db.session.rollback()
    if identity is None or identity.is_anonymous:
        raise RuleError(NO_ACCOUNT)
    return identity
