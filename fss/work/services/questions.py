"""Questions of a client: a person acknowledges and answers each, and two clocks run on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from fss.accounts.models import User
from fss.audit.services import record
from fss.calendars.queries.standards import as_standard, standard_on
from fss.calendars.rules.standards import Metric
from fss.db import check_version, db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.templates import StepStandard, TemplateStep
from fss.work.models import QUESTION, ClientQuestion, Clock, StepInstance, StepState
from fss.work.queries.clocks import StoredHours, open_clocks, stored_hours
from fss.work.queries.questions import open_questions
from fss.work.queries.running import template_of
from fss.work.rules.clocks import cancel
from fss.work.rules.dues import Offices, reckon
from fss.work.rules.replies import Reply, check_reply
from fss.work.services.clocks import Start, Subject, change, start_clock, stop_at
from fss.work.services.locking import lock_process
from fss.work.services.mirroring import show_due
from fss.work.services.notices import tell_of_answer, tell_person

LONGEST = 4000
MAIL_SUBJECT = "A client's question waits for you"


def record_question(
    step: StepInstance,
    *,
    asked_by: str,
    received_at: datetime,
    text: str,
    owner: User | None,
    actor: Identity,
    now: datetime,
) -> ClientQuestion:
    """Write down what a client asked and who answers it; its clocks run from `received_at`.

    For county staff and those who answer for the step. Raises ForbiddenError, RuleError for what
    cannot be, or when the step is not open or takes no questions, CalendarEnds where the county's
    calendar does not reach.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    lock_process(step.instance)
    declared = template_of(step.instance).step(step.key)
    if not declared.question_times:
        raise RuleError("This step takes no questions of a client.")
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.full_title}” is not open. Open it again first.")
    if not asked_by.strip():
        raise RuleError("Say who asks.", "asked_by")
    _check_text(text, "Write down the question.", "text")
    if received_at > now:
        raise RuleError("The question cannot have come in the future.", "received_at")
    if owner is None or not owner.active:
        raise RuleError("Choose who answers it.", "owner")
    if step.begun_at is None:
        step.begun_at, step.begun_by = now, actor.user_id
    question = ClientQuestion(
        step=step,
        asked_by=asked_by.strip(),
        received_at=received_at,
        text=text.strip(),
        owner=owner,
        created_by=actor.user_id,
        created_at=now,
    )
    db.session.add(question)
    db.session.flush()
    hours = stored_hours(())
    for limit in declared.question_times:
        _start(question, declared, limit, hours, actor=actor, now=now)
    show_due(step)
    if owner.id != actor.user_id:
        tell_person(owner, MAIL_SUBJECT, step, "has a question of the client for you", now=now)
    db.session.flush()
    return question


def give_question(
    question: ClientQuestion, *, owner: User | None, actor: Identity, now: datetime, version: int
) -> None:
    """Let somebody else answer a question; its times run on."""
    _lock(question, actor, version)
    if owner is None or not owner.active or owner.id == question.owner_id:
        raise RuleError("Choose somebody else who answers it.", "owner")
    before, question.owner = question.owner, owner
    record(
        "client_question:give",
        subject=question,
        step=question.step.key,
        before=before.name,
        after=owner.name,
    )
    if owner.id != actor.user_id:
        what = "has a question of the client for you"
        tell_person(owner, MAIL_SUBJECT, question.step, what, now=now)
    db.session.flush()


def acknowledge_question(
    question: ClientQuestion, *, reply: Reply | None, actor: Identity, now: datetime, version: int
) -> None:
    """Say how a person told the client that the question has come; only that stops the clock."""
    _lock(question, actor, version)
    if question.replied_at is not None:
        raise RuleError("A reply is written down already.")
    _reply(question, check_reply(reply, since=question.received_at, now=now), actor, now)
    db.session.flush()


def answer_question(
    question: ClientQuestion,
    *,
    answer: str,
    for_all: bool,
    reply: Reply | None,
    actor: Identity,
    now: datetime,
    version: int,
) -> None:
    """Write down what a person answered, how and when; where none went before, it acknowledges.

    `for_all`: those with a C or I at the step are told, and read it without who asked.
    """
    _lock(question, actor, version)
    _check_text(answer, "Write down the answer.", "answer")
    reply = check_reply(reply, since=question.replied_at or question.received_at, now=now)
    if question.replied_at is None:
        _reply(question, reply, actor, now)
    for clock in _clocks(question, Metric.ANSWER):
        stop_at(clock, at=reply.at, evidence=reply.words, actor=actor, now=now)
    question.answer, question.for_all = answer.strip(), for_all
    question.answered_at, question.answered_by = reply.at, actor.user_id
    record("client_question:answer", subject=question, step=question.step.key, how=reply.words)
    show_due(question.step)
    if for_all:
        tell_of_answer(question.step, actor=actor, now=now)
    db.session.flush()


def drop_questions(step: StepInstance, *, reason: str, actor: Identity, now: datetime) -> None:
    """Let the open questions of a step that is left out end without an answer."""
    waiting = open_questions(step)
    for question in waiting:
        for clock in open_clocks(QUESTION, question.id):
            change(clock, lambda value: cancel(value, at=now, reason=reason), actor=actor, now=now)
        question.dropped = reason
    if waiting:
        show_due(step)


def check_answered(step: StepInstance) -> None:
    """Raise RuleError while a question of the client waits for its answer."""
    count = len(open_questions(step))
    if count:
        what = "A question of the client has" if count == 1 else f"{count} questions have"
        raise RuleError(f"{what} no answer yet. Answer it before the step is done.")


def _lock(question: ClientQuestion, actor: Identity, version: int) -> None:
    if actor.is_system:
        raise RuleError("Only a person's reply acknowledges or answers a question.")
    if not (actor.is_county_staff or question.is_answered_by(actor)):
        raise ForbiddenError
    lock_process(question.step.instance)
    db.session.refresh(question)
    check_version(question, version)
    if not question.is_open:
        raise RuleError("This question is answered already, or needs no answer any more.")


def _reply(question: ClientQuestion, reply: Reply, actor: Identity, now: datetime) -> None:
    for clock in _clocks(question, Metric.ACKNOWLEDGE):
        stop_at(clock, at=reply.at, evidence=reply.words, actor=actor, now=now)
    question.replied_at, question.reply = reply.at, reply.words
    record("client_question:reply", subject=question, step=question.step.key, how=reply.words)
    show_due(question.step)


def _clocks(question: ClientQuestion, metric: Metric) -> Sequence[Clock]:
    return [clock for clock in open_clocks(QUESTION, question.id) if clock.metric is metric]


def _start(
    question: ClientQuestion,
    declared: TemplateStep,
    limit: StepStandard,
    hours: Sequence[StoredHours],
    *,
    actor: Identity,
    now: datetime,
) -> None:
    """A clock by the catalogue's standard of that day, else by the process's own figure."""
    county = next((found.calendar for found in hours if found.is_county), None)
    if county is None:
        raise RuleError("Add the county's opening hours under Process first.")
    step, at = question.step, question.received_at
    code = f"{step.instance.template.code}.{step.key}.{limit.metric.value}"
    row = standard_on(code, county.local(at).date())
    standard = as_standard(row) if row else limit.as_standard(code)
    alone = replace(declared, standard=limit, limits=())
    reckoned = reckon(alone, Offices(county), at, standard=standard)
    if reckoned.due is None:
        raise RuleError(" ".join(reckoned.trace), "received_at")
    start = Start(reckoned, hours, row)
    subject = Subject(QUESTION, question.id, at)
    start_clock(step, start, actor=actor, now=now, subject=subject)


def _check_text(text: str, missing: str, field: str) -> None:
    if not text.strip():
        raise RuleError(missing, field)
    if len(text) > LONGEST:
        raise RuleError(f"Shorten this to {LONGEST:,} characters.", field)
