"""Asking those with a C before a step is done: asked, answered, or left without for a reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.work import queries
from fss.work.models import Consultation, StepAssignment, StepInstance, StepState
from fss.work.services.locking import count_as_change, lock_process, lock_step
from fss.work.services.notices import ask_people
from fss.work.services.pauses import note_inbound

QUESTION = "Is there anything to add or to change before this is done?"
LONGEST = 4000
CLIENT = "BX"
STILL_OPEN = "Not everybody has answered. Say why you finish without their answer."


def ask_consulted(step: StepInstance, *, actor: Identity, now: datetime) -> list[Consultation]:
    """Ask every role with a C that was not asked yet; returns those asked now.

    Nobody asks themselves: a role that also does the work is not asked.
    """
    asked = {(item.role_code, item.organization_id) for item in queries.consultations_of(step)}
    made = [
        Consultation(
            step=step,
            role_code=item.role_code,
            role=item.role,
            organization=item.organization,
            question=QUESTION,
            asked_by=actor.user_id,
            asked_at=now,
        )
        for item in consulted_of(step)
        if _place(item) not in asked
    ]
    db.session.add_all(made)
    db.session.flush()
    return made


def consulted_of(step: StepInstance) -> list[StepAssignment]:
    """Who is to be asked at a step: one row for each role with a C that does not do the work."""
    doing = {_place(item) for item in step.assignments if item.letter in ("R", "A")}
    found = {
        _place(item): item
        for item in step.assignments
        if item.letter == "C" and _place(item) not in doing
    }
    return list(found.values())


def change_question(
    step: StepInstance, *, question: str, actor: Identity, now: datetime, version: int
) -> list[Consultation]:
    """Ask something particular of all who have not answered yet; they get a mail.

    Raises ForbiddenError for who neither does the step nor answers for it, RuleError when the
    step is not open or nobody is left to be asked.
    """
    if not (actor.is_system or step.is_answered_by(actor)):
        raise ForbiddenError("Only those responsible or accountable can ask.")
    lock_step(step, version)
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.title}” is not open.")
    if not question.strip():
        raise RuleError("Write what you want to know.", "question")
    ask_consulted(step, actor=actor, now=now)
    waiting = [item for item in queries.consultations_of(step) if item.is_open]
    if not waiting:
        raise RuleError("Everybody has answered already.", "question")
    for item in waiting:
        item.question, item.asked_by, item.asked_at = question.strip(), actor.user_id, now
    count_as_change(step)
    db.session.flush()
    ask_people(step, waiting, actor=actor, now=now)
    return waiting


def answer_consultation(
    consultation: Consultation, *, answer: str, actor: Identity, now: datetime, version: int
) -> None:
    """Write down an answer: the one asked, or, for somebody else, those who do the step and staff.

    With the client's answer the pauses end that waited for the client.

    Raises ForbiddenError, ConflictError when it was answered meanwhile, RuleError for an answer
    without words or to a step that is finished.
    """
    step = consultation.step
    if not may_answer(consultation, actor):
        raise ForbiddenError("Only those who are asked can answer.")
    lock_process(step.instance)
    db.session.refresh(consultation)
    check_version(consultation, version)
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.title}” is not open any more.")
    if not answer.strip():
        raise RuleError("Write an answer, such as “Nothing to add”.", "answer")
    _answer(consultation, answer.strip(), actor, now)
    db.session.flush()


def may_answer(consultation: Consultation, actor: Identity) -> bool:
    """Whether the person is asked, or may write down what somebody else said."""
    return (
        actor.is_system
        or actor.is_county_staff
        or consultation.is_for(actor)
        or consultation.step.is_answered_by(actor)
    )


def settle_consultations(
    step: StepInstance, *, without: str, outside: str, actor: Identity, now: datetime
) -> None:
    """Before a step is done: everybody with a C has answered, or `without` says why not.

    `outside` is what people without an account said, written down by who finishes the step.
    Raises RuleError (without) when answers are missing and nothing is said.
    """
    ask_consulted(step, actor=actor, now=now)
    waiting: Sequence[Consultation] = [
        item for item in queries.consultations_of(step) if item.is_open
    ]
    if outside.strip():
        for item in waiting:
            if item.role is None:
                _answer(item, outside.strip(), actor, now)
    for item in waiting:
        if item.is_open and item.is_for(actor):
            _answer(item, "Finished the step themselves.", actor, now)
    missing = [item for item in waiting if item.is_open]
    if missing and not without.strip():
        raise RuleError(STILL_OPEN, "without")
    for item in missing:
        item.waiver, item.waived_by, item.waived_at = without.strip()[:LONGEST], actor.user_id, now
    db.session.flush()


def _answer(consultation: Consultation, answer: str, actor: Identity, now: datetime) -> None:
    consultation.answer, consultation.answered_by = answer, actor.user_id
    consultation.answered_at = now
    record(
        "step:consult:answer",
        subject=consultation.step,
        step=consultation.step.key,
        title=consultation.step.full_title,
        who=consultation.words,
    )
    if consultation.role_code == CLIENT:
        instance = consultation.step.instance
        note_inbound(instance.subject_type, instance.subject_id, actor=actor, now=now)


def _place(item: StepAssignment) -> tuple[str, UUID | None]:
    return item.role_code, item.organization_id
