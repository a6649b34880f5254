"""Mails about steps: who is told that one is done, and who has something to do now.

A mail may be read on any screen, so it never holds a code name: only the step and a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.db import db
from fss.mail.models import OutboxMail
from fss.mail.services import queue_mail
from fss.permissions.rules import Identity
from fss.process import queries as process
from fss.process.queries.people import Post
from fss.timezone import local_date, words
from fss.work.models import Consultation, StepInstance, StepNotice, StepState

DONE_SUBJECT = "A step is done"
TO_DO_SUBJECT = "A step waits for you"
ASKED_SUBJECT = "Your view is asked"
ANSWER_SUBJECT = "A question of the client was answered"
TIME_SUBJECT = "The time of a step was agreed"
ANSWERED = "answer"
"""Kind of the notice that an answer to the client is of use to all."""
TOLD = "done"
"""Kind of the notice that tells those with an I."""


def step_address(step_id: UUID) -> str:
    """The address of a step's page, for a mail."""
    path = current_app.url_map.bind("").build("work.step", {"step_id": step_id})
    return f"{current_app.config['FSS'].base_url}{path}"


def home_address() -> str:
    """The address of a person's own work, for a mail."""
    path = current_app.url_map.bind("").build("work.home")
    return f"{current_app.config['FSS'].base_url}{path}"


def tell_people(
    *,
    finished: StepInstance | None,
    started: Sequence[StepInstance],
    actor: Identity,
    now: datetime,
) -> None:
    """One mail to each person concerned but the one who acts.

    Those with an I learn that the step is done; those with R or A at a step that began, that it
    waits for them; those with a C, that they are asked. Who was told that a step is done, and by
    which mail, stays on record.
    """
    zone = accounts.get_zone()
    reach = Reach([*([finished] if finished else []), *started], now)
    lines: defaultdict[UUID, list[str]] = defaultdict(list)
    people: dict[UUID, User] = {}
    subjects: defaultdict[UUID, set[str]] = defaultdict(set)

    def tell(step: StepInstance, letters: str, subject: str, line: str) -> None:
        for user in reach.people(step, letters):
            if user.id == actor.user_id or line in lines[user.id]:
                continue
            people[user.id] = user
            subjects[user.id].add(subject)
            lines[user.id].append(line)

    if finished is not None:
        how = "is done" if finished.state is StepState.DONE else "was left out"
        tell(finished, "I", DONE_SUBJECT, _line(finished, how))
    for step in started:
        due = f", due {words(step.due_at, zone, with_zone=True)}" if step.due_at else ""
        tell(step, "AR", TO_DO_SUBJECT, _line(step, f"waits for you{due}"))
        tell(step, "C", ASKED_SUBJECT, _line(step, f"has begun; your view is asked{due}"))
    order = (TO_DO_SUBJECT, ASKED_SUBJECT, DONE_SUBJECT)
    mails = {}
    for user_id, user in sorted(people.items(), key=lambda item: item[1].email):
        subject = next(candidate for candidate in order if candidate in subjects[user_id])
        mails[user_id] = _mail(user, subject, lines[user_id], now)
    if finished is not None:
        _keep_on_record(finished, reach.people(finished, "I"), mails, actor, now)


def ask_people(
    step: StepInstance, asked: Collection[Consultation], *, actor: Identity, now: datetime
) -> None:
    """Mail those who have not answered that they are asked; the question stands on the page."""
    places = {(item.role, item.organization_id) for item in asked}
    for user in Reach([step], now).people(step, "C", places):
        if user.id != actor.user_id:
            _mail(user, ASKED_SUBJECT, [_line(step, "has a question for you")], now)


def tell_of_time(
    step: StepInstance, followers: Sequence[StepInstance], *, actor: Identity, now: datetime
) -> None:
    """Tell those at a step that takes place at an agreed time when that is; and those who do what
    is counted back from it, when that is due now. A step that waits opens for nobody yet: no link.
    """
    zone = accounts.get_zone()
    what = "has no agreed time any more"
    if step.fixed_at is not None:
        what = f"takes place {words(step.fixed_at, zone, with_zone=True)}"
    title = f"Step {step.key}, “{step.title}”, {what}."
    reach = Reach([step, *followers], now)
    lines: defaultdict[UUID, list[str]] = defaultdict(list)
    people: dict[UUID, User] = {}
    for one, letters in ((step, "RAC"), *((follower, "RA") for follower in followers)):
        for user in reach.people(one, letters):
            people[user.id] = user
            if not lines[user.id]:
                lines[user.id].append(title)
            if one is not step and one.due_at:
                due = words(one.due_at, zone, with_zone=True)
                lines[user.id].append(_line(one, f"is due {due}"))
    for user in sorted(people.values(), key=lambda user: user.email):
        if user.id != actor.user_id:
            _mail(user, TIME_SUBJECT, lines[user.id], now)


def tell_of_answer(step: StepInstance, *, actor: Identity, now: datetime) -> None:
    """Tell those with a C or I that a question of the client was answered for everybody."""
    for user in Reach([step], now).people(step, "CI"):
        if user.id == actor.user_id:
            continue
        mail = _mail(user, ANSWER_SUBJECT, [_line(step, "has an answer of use to all")], now)
        db.session.add(
            StepNotice(
                step_id=step.id,
                user_id=user.id,
                letter="I",
                kind=ANSWERED,
                created_at=now,
                mail_id=mail.id,
            )
        )
    db.session.flush()


def tell_person(user: User, subject: str, step: StepInstance, what: str, *, now: datetime) -> None:
    """One mail to one person about a step."""
    _mail(user, subject, [_line(step, what)], now)


def mark_read(step: StepInstance, *, actor: Identity, now: datetime) -> None:
    """The person has opened the step: what they were told of it counts as read."""
    for notice in db.session.scalars(
        select(StepNotice).where(
            StepNotice.step_id == step.id,
            StepNotice.user_id == actor.user_id,
            StepNotice.read_at.is_(None),
        )
    ):
        notice.read_at = now
    db.session.flush()


class Reach:
    """Whom the letters of some steps reach on a day: who holds the role then, and delegates.

    Somebody who was named and still holds the role comes before others who hold it.
    """

    def __init__(self, steps: Sequence[StepInstance], now: datetime) -> None:
        places = {
            item.organization_id
            for step in steps
            for item in step.assignments
            if item.organization_id
        }
        day = local_date(now, accounts.get_zone())
        self.present: dict[Post, list[User]] = (
            process.role_holders(day, organization_ids=places) if places else {}
        )

    def people(
        self,
        step: StepInstance,
        letters: str,
        only: Collection[tuple[object, UUID | None]] | None = None,
    ) -> list[User]:
        """Active people behind the letters, each once; `only` names (role, organization)."""
        found: dict[UUID, User] = {}
        for item in step.assignments:
            if item.letter not in letters or item.role is None or item.organization_id is None:
                continue
            if only is not None and (item.role, item.organization_id) not in only:
                continue
            present = self.present.get((item.role, item.organization_id), [])
            named = [item.user] if item.user in present else present
            for user in (*named, item.delegate):
                if user is not None and user.active:
                    found.setdefault(user.id, user)
        return list(found.values())


def _keep_on_record(
    step: StepInstance,
    told: Sequence[User],
    mails: dict[UUID, OutboxMail],
    actor: Identity,
    now: datetime,
) -> None:
    """Who acts knows it; everybody else is told by mail."""
    for user in told:
        mail = mails.get(user.id)
        db.session.add(
            StepNotice(
                step_id=step.id,
                user_id=user.id,
                letter="I",
                kind=TOLD,
                created_at=now,
                mail_id=mail.id if mail else None,
                read_at=now if user.id == actor.user_id else None,
            )
        )
    db.session.flush()


def _mail(user: User, subject: str, lines: Sequence[str], now: datetime) -> OutboxMail:
    text = "\n\n".join([f"Hello {user.name},", *lines, "First Stop Shop"])
    return queue_mail(user.email, subject, text, purpose="step", now=now)


def _line(step: StepInstance, what: str) -> str:
    return f"Step {step.key}, “{step.title}”, {what}:\n{step_address(step.id)}"
