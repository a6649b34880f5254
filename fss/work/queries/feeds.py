"""Calendar feeds, and what stands in them: never more than the person may see at that moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, select
from sqlalchemy.orm import joinedload

from fss.accounts.rules.people import token_hash
from fss.db import db
from fss.permissions.rules import Identity
from fss.work.models import (
    CalendarFeed,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepState,
    Task,
)
from fss.work.queries.questions import QuestionLine, own_questions
from fss.work.queries.running import STARTED, held_by, process_of
from fss.work.queries.work import PAUSED, Part, WorkItem, work_part
from fss.work.rules.feeds import Entry

MOST = 500
APPOINTED = and_(StepInstance.state == StepState.WAITING, StepInstance.fixed_at.is_not(None))


def find_feed(token: str) -> CalendarFeed | None:
    """The feed of a secret address, ended or not."""
    return db.session.scalar(
        select(CalendarFeed)
        .where(CalendarFeed.token_hash == token_hash(token))
        .options(joinedload(CalendarFeed.user))
    )


def feeds_of(identity: Identity) -> Sequence[CalendarFeed]:
    """A person's own feeds that still work, the newest first."""
    return db.session.scalars(
        select(CalendarFeed)
        .where(CalendarFeed.user_id == identity.user_id, CalendarFeed.revoked_at.is_(None))
        .order_by(CalendarFeed.created_at.desc(), CalendarFeed.id)
    ).all()


def get_feed(feed_id: UUID, identity: Identity) -> CalendarFeed | None:
    """One of the person's own feeds."""
    feed = db.session.get(CalendarFeed, feed_id)
    return feed if feed is not None and feed.user_id == identity.user_id else None


def titles_of_feeds(feeds: Sequence[CalendarFeed], identity: Identity) -> dict[UUID, str]:
    """What each feed is about, in words that its owner may see."""
    found = {}
    for feed in feeds:
        instance = _process(feed, identity)
        if feed.subject_type is None:
            found[feed.id] = "All my work"
        else:
            found[feed.id] = instance.title if instance else "Something you may no longer see"
    return found


def feed_entries(feed: CalendarFeed, identity: Identity, now: datetime) -> list[Entry] | None:
    """What is due, soonest first; None when the person may no longer see what the feed is about.

    `identity` is the feed's owner with the roles of today.
    """
    if feed.subject_type is None:
        return _own(identity, now)
    instance = _process(feed, identity)
    return _of_process(instance) if instance else None


def _process(feed: CalendarFeed, identity: Identity) -> ProcessInstance | None:
    """The process that a feed is about, for county staff; None for everybody else."""
    if feed.subject_type is None or feed.subject_id is None or not identity.is_county_staff:
        return None
    return process_of(feed.subject_type, feed.subject_id)


def _own(identity: Identity, now: datetime) -> list[Entry]:
    to_do = work_part(identity, now, Part.TO_DO, size=MOST).items
    asked = work_part(identity, now, Part.ASKED, size=MOST).items
    steps = [_entry(item.step, item.paused) for item in to_do if item.step.due_at]
    questions = [_entry(item.step, item.paused, "Your view: ") for item in asked if _has_due(item)]
    tasks = db.session.scalars(
        select(Task)
        .where(Task.owner_id == identity.user_id, Task.done_at.is_(None), Task.due_at.is_not(None))
        .order_by(Task.due_at, Task.id)
        .limit(MOST)
    )
    named = select(StepAssignment.step_id).where(held_by(identity))
    to_come = db.session.scalars(
        select(StepInstance)
        .where(APPOINTED, StepInstance.id.in_(named))
        .options(joinedload(StepInstance.instance))
        .order_by(StepInstance.fixed_at, StepInstance.id)
        .limit(MOST)
    )
    appointments = [_appointment(step) for step in to_come if _may_know(step, identity)]
    clients = [_question(line) for line in own_questions(identity) if line.due_at]
    return _in_order(
        [*steps, *questions, *appointments, *clients, *(_task(task) for task in tasks)]
    )


def _may_know(step: StepInstance, identity: Identity) -> bool:
    """Whether the person knows of the process already: staff, or a step of it has started."""
    if identity.is_county_staff:
        return True
    return any(other.state in STARTED and other.involves(identity) for other in step.instance.steps)


def _of_process(instance: ProcessInstance) -> list[Entry]:
    steps = db.session.execute(
        select(StepInstance, PAUSED)
        .where(
            StepInstance.instance_id == instance.id,
            StepInstance.state == StepState.READY,
            StepInstance.due_at.is_not(None),
        )
        .order_by(StepInstance.due_at, StepInstance.id)
    )
    to_come = db.session.scalars(
        select(StepInstance)
        .where(StepInstance.instance_id == instance.id, APPOINTED)
        .order_by(StepInstance.fixed_at, StepInstance.id)
    )
    tasks = db.session.scalars(
        select(Task)
        .where(
            Task.subject_type == instance.subject_type,
            Task.subject_id == instance.subject_id,
            Task.done_at.is_(None),
            Task.due_at.is_not(None),
        )
        .order_by(Task.due_at, Task.id)
    )
    entries = [_entry(step, bool(paused)) for step, paused in steps]
    entries += [_appointment(step) for step in to_come]
    entries += [_task(task) for task in tasks]
    if instance.client_due_at is not None and instance.finished_at is None:
        entries.append(
            Entry(
                key=f"answer-{instance.id}",
                title=f"Answer due: {instance.title}",
                due_at=instance.client_due_at,
                changed_at=instance.started_at,
            )
        )
    return _in_order(entries)


def _has_due(item: WorkItem) -> bool:
    return item.step.due_at is not None


def _entry(step: StepInstance, paused: bool, before: str = "") -> Entry:
    assert step.due_at is not None
    return Entry(
        key=f"step-{step.id}",
        title=f"{before}{step.full_title} ({step.instance.title})",
        due_at=step.due_at,
        changed_at=step.ready_at or step.instance.started_at,
        text="Paused: the time goes on later." if paused else "",
        address=f"/process/steps/{step.id}",
        paused=paused,
    )


def _appointment(step: StepInstance) -> Entry:
    """A step to come that takes place at an agreed time."""
    assert step.fixed_at is not None
    return Entry(
        key=f"step-{step.id}",
        title=f"{step.full_title} ({step.instance.title})",
        due_at=step.fixed_at,
        changed_at=step.instance.started_at,
        text="Takes place at this time.",
    )


def _question(line: QuestionLine) -> Entry:
    question = line.question
    assert line.due_at is not None
    what = "Answer" if question.replied_at else "Reply to"
    return Entry(
        key=f"question-{question.id}",
        title=f"{what} the client's question ({question.step.instance.title})",
        due_at=line.due_at,
        changed_at=question.created_at,
        address=f"/process/questions/{question.id}",
    )


def _task(task: Task) -> Entry:
    assert task.due_at is not None
    return Entry(
        key=f"task-{task.id}",
        title=f"{task.title} ({task.subject_title})",
        due_at=task.due_at,
        changed_at=task.created_at,
        address=f"/process/tasks/{task.id}",
    )


def _in_order(entries: list[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: (entry.due_at, entry.key))
