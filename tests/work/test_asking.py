"""Those with a C are asked before a step is done, those with an I told after: invariant I26."""

from __future__ import annotations

from datetime import datetime

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.mail.models import OutboxMail
from fss.permissions.rules import SYSTEM
from fss.work import queries, services
from fss.work.models import Consultation, ProcessInstance, StepInstance, StepState
from fss.work.rules.replies import Channel, Reply
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, checklist, finish, start, step


def _at(office: Office, key: str, label: str = "") -> tuple[ProcessInstance, StepInstance]:
    instance = start(office)
    advance_to(office, instance, key, local(11, 23, 10))
    return instance, step(instance, key, label)


def _complete(office: Office, item: StepInstance, at: datetime, **more: str) -> None:
    services.complete_step(
        item,
        actor=office.identity(office.coordinator),
        now=at,
        version=item.version,
        ticked=checklist(item),
        **more,  # type: ignore[arg-type]
    )


def _asked(item: StepInstance) -> dict[str, Consultation]:
    return {found.words: found for found in queries.consultations_of(item)}


def test_i26_everybody_with_a_c_is_asked_when_the_step_starts(db: SQLAlchemy) -> None:
    office = make_office()
    _, criteria = _at(office, "P4")

    asked = _asked(criteria)

    assert set(asked) == {
        "Utility partner, Valley Power",
        "County engineer, Tamarack County",
        "Broker or business",
    }
    assert all(found.is_open and found.question for found in asked.values())
    mails = db.session.scalars(select(OutboxMail).where(OutboxMail.to == office.engineer.email))
    assert any("your view is asked" in mail.text for mail in mails)


def test_i26_a_step_is_not_done_without_an_answer_or_a_waiver_that_says_why(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    _, criteria = _at(office, "P4")
    asked = _asked(criteria)
    services.answer_consultation(
        asked["County engineer, Tamarack County"],
        answer="Nothing to add",
        actor=office.identity(office.engineer),
        now=local(11, 23, 11),
        version=1,
    )

    with pytest.raises(RuleError) as refused:
        _complete(office, criteria, local(11, 23, 12), outside="Agreed on the phone")
    still = criteria.state
    _complete(
        office, criteria, local(11, 23, 12), outside="Agreed on the phone", without="On leave"
    )

    assert refused.value.field == "without"
    assert still is StepState.READY
    assert criteria.state is StepState.DONE
    assert asked["County engineer, Tamarack County"].answer == "Nothing to add"
    assert asked["Broker or business"].answer == "Agreed on the phone"
    assert asked["Utility partner, Valley Power"].waiver == "On leave"
    assert not [found for found in queries.consultations_of(criteria) if found.is_open]


def test_who_finishes_a_step_need_not_ask_themselves(db: SQLAlchemy) -> None:
    office = make_office(cities=1)
    instance, response = _at(office, "P6", "City A")
    before = _asked(response)

    services.complete_for(
        response,
        reason="The planner is ill",
        actor=office.identity(office.coordinator),
        now=local(11, 24, 9),
        version=response.version,
        ticked=checklist(response),
    )

    own = before["First Stop Shop coordinator, Tamarack County"]
    assert own.answer == "Finished the step themselves."
    assert before["County engineer, Tamarack County"].waiver == "The planner is ill"
    assert instance.finished_at is None


def test_only_those_asked_those_who_do_it_and_staff_write_an_answer(db: SQLAlchemy) -> None:
    office = make_office()
    _, response = _at(office, "P6", "City A")
    engineer = _asked(response)["County engineer, Tamarack County"]

    with pytest.raises(ForbiddenError):
        services.answer_consultation(
            engineer,
            answer="Not mine",
            actor=office.identity(office.partner),
            now=local(11, 23, 11),
            version=1,
        )
    services.answer_consultation(
        engineer,
        answer="He called",
        actor=office.identity(office.planners[0]),
        now=local(11, 23, 11),
        version=engineer.version,
    )

    assert engineer.answered_by == office.planners[0].id


def test_of_two_answers_to_one_question_the_second_gets_a_conflict(db: SQLAlchemy) -> None:
    office = make_office()
    _, criteria = _at(office, "P4")
    engineer = _asked(criteria)["County engineer, Tamarack County"]
    seen = engineer.version
    give = {"actor": office.identity(office.engineer), "now": local(11, 23, 11), "version": seen}
    services.answer_consultation(engineer, answer="Yes", **give)

    with pytest.raises(ConflictError):
        services.answer_consultation(engineer, answer="No", **give)

    assert engineer.answer == "Yes"


def test_a_particular_question_goes_to_those_who_have_not_answered(db: SQLAlchemy) -> None:
    office = make_office()
    _, criteria = _at(office, "P4")
    asked = _asked(criteria)
    services.answer_consultation(
        asked["County engineer, Tamarack County"],
        answer="Yes",
        actor=office.identity(office.engineer),
        now=local(11, 23, 11),
        version=1,
    )
    before = {mail.id for mail in db.session.scalars(select(OutboxMail))}

    services.change_question(
        criteria,
        question="Can the line carry 20 megawatts?",
        actor=office.identity(office.coordinator),
        now=local(11, 23, 11, 30),
        version=criteria.version,
    )

    mails = [mail for mail in db.session.scalars(select(OutboxMail)) if mail.id not in before]
    assert [mail.to for mail in mails] == [office.partner.email]
    assert "megawatts" not in mails[0].text
    assert asked["Utility partner, Valley Power"].question.startswith("Can the line")
    assert asked["County engineer, Tamarack County"].question != "Can the line carry 20 megawatts?"


def test_nobody_is_asked_about_sites_before_these_are_named(db: SQLAlchemy) -> None:
    office = make_office()
    _, statement = _at(office, "P7")

    before = queries.consultations_of(statement)
    copies = services.choose_sites(
        statement,
        sites=["Mill Park, City A", "Rail Yard, City B"],
        actor=office.identity(office.coordinator),
        now=local(11, 23, 14),
        version=statement.version,
    )

    assert not before
    asked = [[one.words for one in queries.consultations_of(copy)] for copy in copies]
    assert asked == [["City planner, City A"], ["City planner, City B"]]
    own, other = (queries.get_step(copy.id, office.identity(office.planners[0])) for copy in copies)
    assert own is copies[0]
    assert other is None


def test_i26_everybody_with_an_i_is_told_by_a_mail_that_stays_on_record(db: SQLAlchemy) -> None:
    office = make_office()
    instance, notice = _at(office, "P5")

    finish(office, instance, "P5", local(11, 23, 11))

    told = {found.user_id: found for found in queries.notices_of(notice, SYSTEM)}
    people = (*office.planners, *office.administrators, office.partner, office.engineer)
    assert set(told) == {person.id for person in people}
    for person in people:
        found = told[person.id]
        assert (found.letter, found.kind, found.read_at) == ("I", "done", None)
        assert found.mail is not None
        assert found.mail.to == person.email


def test_what_a_person_was_told_counts_as_read_once_they_open_it(db: SQLAlchemy) -> None:
    office = make_office()
    instance, notice = _at(office, "P5")
    finish(office, instance, "P5", local(11, 23, 11))

    services.mark_read(notice, actor=office.identity(office.engineer), now=local(11, 23, 15))

    read = {found.user_id for found in queries.notices_of(notice, SYSTEM) if found.read_at}
    assert read == {office.engineer.id}


def test_an_acknowledgement_is_answered_with_the_reply_of_a_person(db: SQLAlchemy) -> None:
    office = make_office()
    first = step(start(office), "P1")
    reply = Reply(Channel.PHONE, local(11, 23, 9, 30), "Jordan Lee, that we have it")

    services.complete_step(
        first,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 10),
        version=first.version,
        ticked=checklist(first),
        reply=reply,
    )

    assert first.state is StepState.DONE
