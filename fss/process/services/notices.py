"""Mails about steps: who is told that one is done, and who has something to do now.

A mail may be read on any screen, so it never holds a code name: only the step and a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import current_app

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.mail.services import queue_mail
from fss.permissions.rules import Identity
from fss.process.models import StepInstance, StepState
from fss.timezone import words

DONE_SUBJECT = "A step is done"
TO_DO_SUBJECT = "A step waits for you"
ASKED_SUBJECT = "Your view is asked"


def step_address(step_id: UUID) -> str:
    """The address of a step's page, for a mail."""
    path = current_app.url_map.bind("").build("process.step", {"step_id": step_id})
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
    waits for them; those with a C, that they are asked.
    """
    zone = accounts.get_zone()
    lines: defaultdict[UUID, list[str]] = defaultdict(list)
    people: dict[UUID, User] = {}
    subjects: defaultdict[UUID, set[str]] = defaultdict(set)

    def tell(step: StepInstance, letters: str, subject: str, line: str) -> None:
        for user in _holders(step, letters):
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
        tell(step, "C", ASKED_SUBJECT, _line(step, f"has begun; you may be asked{due}"))
    order = (TO_DO_SUBJECT, ASKED_SUBJECT, DONE_SUBJECT)
    for user_id, user in sorted(people.items(), key=lambda item: item[1].email):
        subject = next(candidate for candidate in order if candidate in subjects[user_id])
        text = "\n\n".join([f"Hello {user.name},", *lines[user_id], "First Stop Shop"])
        queue_mail(user.email, subject, text, purpose="step", now=now)


def _line(step: StepInstance, what: str) -> str:
    return f"Step {step.key}, “{step.title}”, {what}:\n{step_address(step.id)}"


def _holders(step: StepInstance, letters: str) -> list[User]:
    found = {
        item.user.id: item.user
        for item in step.assignments
        if item.letter in letters and item.user is not None and item.user.active
    }
    return list(found.values())
