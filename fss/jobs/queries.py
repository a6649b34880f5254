"""Reading jobs."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from sqlalchemy import func, select

from fss.db import db
from fss.errors import NotFoundError
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Identity, Permission, allows


def get_job(job_id: uuid.UUID, identity: Identity) -> Job:
    """The job, when `identity` may know of it; else NotFoundError."""
    job = db.session.get(Job, job_id)
    if job is None or not allows(Permission.JOB_READ, identity, job):
        raise NotFoundError
    return job


def jobs(*, page: int = 1, size: int = 25) -> tuple[Sequence[Job], int]:
    """All jobs, newest first, and how many there are."""
    found = db.session.scalars(
        select(Job).order_by(Job.queued_at.desc(), Job.id).limit(size).offset((page - 1) * size)
    ).all()
    return found, db.session.scalar(select(func.count()).select_from(Job)) or 0


def jobs_about(
    subject_type: str, subject_id: uuid.UUID, identity: Identity, *, size: int = 10
) -> Sequence[Job]:
    """The newest jobs about a subject that `identity` may see."""
    found = db.session.scalars(
        select(Job)
        .where(Job.subject_type == subject_type, Job.subject_id == subject_id)
        .order_by(Job.queued_at.desc(), Job.id)
        .limit(size * 5)
    )
    return [job for job in found if allows(Permission.JOB_READ, identity, job)][:size]


def waiting_jobs() -> Sequence[Job]:
    """Jobs that no worker has begun, oldest first."""
    return db.session.scalars(
        select(Job).where(Job.state == JobState.QUEUED).order_by(Job.queued_at, Job.id)
    ).all()
