"""Questions of a client: two clocks each, who reads them, and what they hold up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.calendars.rules.standards import Metric
from fss.db import db as database
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import SYSTEM
from fss.work import queries, services
from fss.work.models import ClientQuestion, Clock, StepInstance, StepNotice, StepState
from fss.work.queries.clocks import open_clocks
from fss.work.queries.running import template_of
from fss.work.rules import clocks as rules
from fss.work.rules.amendments import replay
from fss.work.rules.clocks import ClockState
from fss.work.services.clocks import Start, Subject, start_clock
from fss.work.services.dues import reckon_start
from fss.work.services.loading import calendar_of, load
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, replied, start, step

SignIn = Callable[[FlaskClient, User], None]
CAME = local(12, 7, 9)
SENT = local(12, 4, 15)


def open_step(office: Office) -> StepInstance:
    """The step at which the client's questions are answered, open."""
    instance = start(office)
    advance_to(office, instance, "P12", SENT)
    return step(instance, "P12")


def ask(office: Office, item: StepInstance, owner: User, *, at: datetime = CAME) -> ClientQuestion:
    return services.record_question(
        item,
        asked_by="Jordan Lee",
        received_at=at,
        text="How deep is the water main?",
        owner=owner,
        actor=office.identity(office.coordinator),
        now=at,
    )


def answer(
    office: Office, question: ClientQuestion, by: User, *, at: datetime, for_all: bool = False
) -> None:
    services.answer_question(
        question,
        answer="Eight feet.",
        for_all=for_all,
        reply=replied(at),
        actor=office.identity(by),
        now=at,
        version=question.version,
    )


def test_each_question_has_a_clock_for_the_reply_and_one_for_the_answer(db: SQLAlchemy) -> None:
    office = make_office()
    item = open_step(office)
    planner = office.planners[0]
    question = ask(office, item, planner)
    first = (item.due_at, {clock.metric: clock.due_at for clock in _clocks(question)})

    services.acknowledge_question(
        question,
        reply=replied(local(12, 7, 10)),
        actor=office.identity(planner),
        now=local(12, 7, 11),
        version=question.version,
    )
    between = item.due_at
    answer(office, question, planner, at=local(12, 8, 9))

    assert first == (
        local(12, 7, 13),
        {Metric.ACKNOWLEDGE: local(12, 7, 13), Metric.ANSWER: local(12, 8, 8, 30)},
    )
    assert between == local(12, 8, 8, 30)
    assert item.due_at is None
    states = {clock.metric: clock.state for clock in _clocks(question)}
    assert states == {
        Metric.ACKNOWLEDGE: ClockState.MET,
        Metric.ANSWER: ClockState.MISSED_CLOSED,
    }
    hours = queries.stored_hours()
    for clock in _clocks(question):
        stored = load(clock, calendar_of(clock, hours))
        assert stored.due
        idle = rules.Clock(stored.id, stored.subject, stored.standard)
        again = replay(idle, [stored.due.calendar], stored.events)
        assert again == replace(stored, events=again.events)


def test_i15_a_question_has_at_most_one_open_clock_of_a_kind(db: SQLAlchemy) -> None:
    office = make_office()
    item = open_step(office)
    question = ask(office, item, office.coordinator)
    ask(office, item, office.coordinator)
    second = step(start(office), "P1")
    begin = reckon_start(second, template_of(second.instance), second.instance.steps)
    assert isinstance(begin, Start)

    with pytest.raises(ConflictError, match="running already"):
        start_clock(
            item,
            begin,
            actor=SYSTEM,
            now=CAME,
            subject=Subject("client_question", question.id, CAME),
        )

    assert len(open_clocks("client_question", question.id)) == 2


def test_i19_only_a_persons_reply_acknowledges_or_answers(db: SQLAlchemy) -> None:
    office = make_office()
    question = ask(office, open_step(office), office.coordinator)

    with pytest.raises(RuleError, match="Only a person"):
        services.acknowledge_question(
            question, reply=replied(CAME), actor=SYSTEM, now=CAME, version=question.version
        )
    with pytest.raises(RuleError, match="how and when the reply"):
        services.acknowledge_question(
            question,
            reply=None,
            actor=office.identity(office.coordinator),
            now=CAME,
            version=question.version,
        )

    assert len(open_clocks("client_question", question.id)) == 2


def test_who_answers_is_reminded_and_those_above_are_told_when_it_is_late(db: SQLAlchemy) -> None:
    office = make_office()
    planner = office.planners[0]
    question = ask(office, open_step(office), planner)

    services.sweep_clocks(now=local(12, 7, 11))
    reminded = _told(db, question)
    services.sweep_clocks(now=local(12, 7, 13, 1))

    assert reminded == {(planner.id, 50)}
    assert (office.director.id, 100) in _told(db, question)
    late = queries.overdue_steps(office.identity(office.director), local(12, 7, 14))[0]
    assert [one.step.key for one in late] == ["P12"]
    mine = queries.own_questions(office.identity(planner))
    assert [line.is_late(local(12, 7, 14)) for line in mine] == [True]


def test_the_step_waits_for_the_answers_and_leaving_it_out_ends_their_clocks(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    item = open_step(office)
    question = ask(office, item, office.coordinator)
    actor = office.identity(office.coordinator)

    with pytest.raises(RuleError, match="has no answer yet"):
        services.complete_step(
            item, actor=actor, now=CAME, version=item.version, without="By telephone"
        )
    services.skip_step(item, reason="The client left", actor=actor, now=CAME, version=item.version)

    assert item.state is StepState.SKIPPED
    assert {clock.state for clock in _clocks(question)} == {ClockState.CANCELLED}
    assert question.dropped == "The client left"
    with pytest.raises(RuleError, match="is not open"):
        ask(office, item, office.coordinator)


def test_cities_read_their_own_questions_and_answers_of_use_to_all_without_who_asked(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office()
    item = open_step(office)
    own, other = office.planners
    question = ask(office, item, own)
    ask(office, item, office.coordinator)
    path = f"/process/questions/{question.id}"

    def seen(user: User) -> int:
        return len(queries.questions_of(item, office.identity(user)))

    before = (seen(office.coordinator), seen(own), seen(other))
    with pytest.raises(ForbiddenError):
        answer(office, question, other, at=local(12, 7, 10))
    with time_machine.travel(local(12, 7, 10), tick=False):
        sign_in(client, own)
        home = client.get("/").get_data(as_text=True)
        refused = client.post(f"{path}/answer", data={"answer-version": question.version})
        data = {
            "answer-answer": "Eight feet.",
            "answer-for_all": "y",
            "answer-channel": "email",
            "answer-replied_at": "2026-12-07T10:00",
            "answer-told": "All of it",
            "answer-version": question.version,
        }
        sent = client.post(f"{path}/answer", data=data)
        sign_in(client, other)
        page = client.get(f"/process/steps/{item.id}").get_data(as_text=True)
        foreign = client.get(path)

    assert before == (2, 1, 0)
    assert "How deep is the water main?" in home
    assert (refused.status_code, sent.status_code, foreign.status_code) == (422, 302, 404)
    assert "Eight feet." in page
    assert "Jordan Lee" not in page
    assert {clock.state for clock in _clocks(question)} == {ClockState.MET}
    told = set(db.session.scalars(select(StepNotice.user_id).where(StepNotice.kind == "answer")))
    assert other.id in told


def test_a_question_is_written_down_on_its_page(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office()
    item = open_step(office)
    path = f"/process/steps/{item.id}/questions/new"
    data = {
        "text": "Is there rail?",
        "asked_by": "Jordan Lee",
        "received_at": "2026-12-07T09:00",
        "owner": str(office.planners[0].id),
    }
    with time_machine.travel(local(12, 7, 10), tick=False):
        sign_in(client, office.coordinator)
        shown = client.get(path)
        early = client.post(path, data={**data, "received_at": "2026-12-07T11:00"})
        nobody = client.post(path, data={**data, "owner": "nobody"})
        sent = client.post(path, data=data)
        page = client.get(sent.location).get_data(as_text=True)
        question = queries.own_questions(office.identity(office.planners[0]))[0].question
        whole = client.get(f"/process/questions/{question.id}").get_data(as_text=True)

        give = f"/process/questions/{question.id}/owner"
        chosen = {"give-owner": str(office.planners[1].id), "give-version": question.version}
        given = client.post(give, data=chosen)
        stale = client.post(give, data=chosen)
        theirs = queries.own_questions(office.identity(office.planners[1]))

    assert (shown.status_code, early.status_code, nobody.status_code) == (200, 422, 422)
    assert (given.status_code, stale.status_code) == (302, 409)
    assert [line.question.id for line in theirs] == [question.id]
    assert "cannot have come in the future" in early.get_data(as_text=True)
    assert "Is there rail?" in page
    assert "Mon, Dec 7, 2026, 1:00 PM" in page
    assert "Jordan Lee" in whole


def _clocks(question: ClientQuestion) -> list[Clock]:
    found = select(Clock).where(Clock.subject_id == question.id).order_by(Clock.metric)
    return list(database.session.scalars(found))


def _told(db: SQLAlchemy, question: ClientQuestion) -> set[tuple[object, int | None]]:
    rows = db.session.execute(
        select(StepNotice.user_id, StepNotice.level).where(
            StepNotice.clock_id.in_([clock.id for clock in _clocks(question)])
        )
    )
    return {(row.user_id, row.level) for row in rows}
