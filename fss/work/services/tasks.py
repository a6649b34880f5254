"""Things to do beside the steps: made, changed, done."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fss.accounts.models import User
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ForbiddenError, RuleError
from fss.mail.services import queue_mail
from fss.permissions.rules import Identity
from fss.work import queries
from fss.work.models import StepInstance, Task
from fss.work.services.notices import home_address

LONGEST_TITLE = 200
SUBJECT = "A task waits for you"


def create_task(
    *,
    subject_type: str,
    subject_id: UUID,
    subject_title: str,
    step: StepInstance | None = None,
    title: str,
    note: str = "",
    owner: User,
    due_at: datetime | None = None,
    actor: Identity,
    now: datetime,
) -> Task:
    """Give somebody something to do at a subject, and maybe at one of its steps.

    The owner must be somebody who may know of it: county staff, or a person of the step. Raises
    ForbiddenError, RuleError (with its field).
    """
    if not (actor.is_system or actor.is_county_staff or (step and step.involves(actor))):
        raise ForbiddenError
    _check(title, owner, step, actor)
    task = Task(
        subject_type=subject_type,
        subject_id=subject_id,
        subject_title=subject_title,
        step=step,
        title=title.strip(),
        note=note.strip(),
        owner=owner,
        due_at=due_at,
        created_by=actor.user_id,
        created_at=now,
    )
    db.session.add(task)
    db.session.flush()
    record("task:give", subject=task, title=task.title, owner=owner.name, due=due_at)
    _tell(task, actor, now)
    return task


def change_task(
    task: Task,
    *,
    title: str,
    note: str,
    owner: User,
    due_at: datetime | None,
    actor: Identity,
    now: datetime,
    version: int,
) -> None:
    """Change an open task; a new owner gets a mail. Raises as `create_task` and ConflictError."""
    if not may_change(task, actor):
        raise ForbiddenError
    check_version(task, version)
    _check_open(task)
    if owner.id != task.owner_id:
        _check(title, owner, task.step, actor)
    elif not title.strip() or len(title) > LONGEST_TITLE:
        raise RuleError(f"Say in at most {LONGEST_TITLE} characters what is to be done.", "title")
    moved = owner.id != task.owner_id
    task.title, task.note, task.owner, task.due_at = title.strip(), note.strip(), owner, due_at
    db.session.flush()
    if moved:
        _tell(task, actor, now)


def finish_task(
    task: Task, *, note: str = "", actor: Identity, now: datetime, version: int
) -> None:
    """Say that a task is done; its owner, who gave it, and county staff may."""
    if not may_change(task, actor):
        raise ForbiddenError
    check_version(task, version)
    _check_open(task)
    task.done_at, task.done_by, task.done_note = now, actor.user_id, note.strip()
    record("task:finish", subject=task, title=task.title, note=task.done_note)
    db.session.flush()


def may_change(task: Task, actor: Identity) -> bool:
    """Whether a person may change or finish a task."""
    return (
        actor.is_system
        or actor.is_county_staff
        or actor.user_id in (task.owner_id, task.created_by)
    )


def _check(title: str, owner: User, step: StepInstance | None, actor: Identity) -> None:
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise RuleError(f"Say in at most {LONGEST_TITLE} characters what is to be done.", "title")
    if owner.id not in {person.id for person in queries.possible_owners(step, actor)}:
        raise RuleError("Choose somebody from the list.", "owner")


def _check_open(task: Task) -> None:
    if task.done_at is not None:
        raise RuleError("This task is done already.")


def _tell(task: Task, actor: Identity, now: datetime) -> None:
    if task.owner_id == actor.user_id:
        return
    text = f"Hello {task.owner.name},\n\nA task waits for you. Open your work to read it:\n"
    queue_mail(
        task.owner.email, SUBJECT, f"{text}{home_address()}\n\nFirst Stop Shop",
        purpose="step", now=now,
    )  # fmt: skip
