"""Reading the questions of clients, as far as a person may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select, true
from sqlalchemy.orm import joinedload

from fss.calendars.rules.standards import Metric
from fss.db import db
from fss.permissions.rules import Identity
from fss.work.models import QUESTION, ClientQuestion, Clock, StepInstance
from fss.work.queries.running import LETTERS
from fss.work.rules.clocks import OPEN_STATES


@dataclass(frozen=True)
class QuestionLine:
    """A question with its clocks: until the reply, until the answer (None: never started).

    `is_whole`: the person may know who asked.
    """

    question: ClientQuestion
    reply_clock: Clock | None
    answer_clock: Clock | None
    is_whole: bool

    @property
    def due_at(self) -> datetime | None:
        """When what is missing next is due."""
        clocks = (self.reply_clock, self.answer_clock)
        times = [clock.due_at for clock in clocks if clock and clock.state in OPEN_STATES]
        return min((at for at in times if at), default=None)

    def is_late(self, now: datetime) -> bool:
        """Whether what is missing next is overdue."""
        return self.due_at is not None and self.due_at < now


def open_questions(step: StepInstance) -> Sequence[ClientQuestion]:
    """What waits for an answer at a step, the oldest first."""
    return db.session.scalars(
        select(ClientQuestion)
        .where(
            ClientQuestion.step_id == step.id,
            ClientQuestion.answered_at.is_(None),
            ClientQuestion.dropped == "",
        )
        .order_by(ClientQuestion.received_at, ClientQuestion.id)
    ).all()


def questions_of(step: StepInstance, identity: Identity) -> list[QuestionLine]:
    """The questions at a step, the oldest first.

    Staff and who answers for the step read all, others those they answer and, without who asked,
    those whose answer is of use to everybody.
    """
    whole = identity.is_county_staff or step.is_answered_by(identity)
    own = ClientQuestion.owner_id == identity.user_id
    common = ClientQuestion.answered_at.is_not(None) & ClientQuestion.for_all
    questions = db.session.scalars(
        select(ClientQuestion)
        .where(ClientQuestion.step_id == step.id, true() if whole else or_(own, common))
        .options(joinedload(ClientQuestion.owner), joinedload(ClientQuestion.answerer))
        .order_by(ClientQuestion.received_at, ClientQuestion.id)
    ).all()
    return _lines(questions, identity, whole=whole)


def own_questions(identity: Identity) -> list[QuestionLine]:
    """The open questions that a person answers, the one due first at the top."""
    if identity.user_id is None:
        return []
    questions = db.session.scalars(
        select(ClientQuestion)
        .where(
            ClientQuestion.owner_id == identity.user_id,
            ClientQuestion.answered_at.is_(None),
            ClientQuestion.dropped == "",
        )
        .options(
            joinedload(ClientQuestion.owner),
            joinedload(ClientQuestion.step).options(LETTERS, joinedload(StepInstance.instance)),
        )
        .order_by(ClientQuestion.received_at, ClientQuestion.id)
    ).all()
    known = [item for item in questions if _may_work_on(item, identity)]
    lines = _lines(known, identity, whole=True)
    return sorted(
        lines,
        key=lambda line: (
            line.due_at is None,
            line.due_at or line.question.received_at,
            str(line.question.id),
        ),
    )


def get_question(question_id: UUID, identity: Identity) -> ClientQuestion | None:
    """A question; None for who may not answer it."""
    question = db.session.get(ClientQuestion, question_id)
    return question if question is not None and _may_work_on(question, identity) else None


def line_of(question: ClientQuestion, identity: Identity) -> QuestionLine:
    """A question with its clocks."""
    return _lines([question], identity, whole=True)[0]


def _may_work_on(question: ClientQuestion, identity: Identity) -> bool:
    return identity.is_county_staff or question.is_answered_by(identity)


def _lines(
    questions: Sequence[ClientQuestion], identity: Identity, *, whole: bool
) -> list[QuestionLine]:
    clocks = db.session.scalars(
        select(Clock).where(
            Clock.subject_type == QUESTION, Clock.subject_id.in_([item.id for item in questions])
        )
    )
    found = {(clock.subject_id, clock.metric): clock for clock in clocks}
    return [
        QuestionLine(
            item,
            found.get((item.id, Metric.ACKNOWLEDGE)),
            found.get((item.id, Metric.ANSWER)),
            whole or item.owner_id == identity.user_id,
        )
        for item in questions
    ]
