"""Work handed on, taken back, names replaced: invariants I27 and I28; one answers at all times."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import SYSTEM, Role
from fss.work import queries, services
from fss.work.models import StepAssignment, StepInstance, StepState
from tests.factories.accounts import make_user
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, checklist, start, step

NOON = local(11, 23, 12)


def _response(office: Office) -> StepInstance:
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    return step(instance, "P6", "City A")


def _letter(item: StepInstance, letter: str) -> StepAssignment:
    return next(found for found in item.assignments if found.letter == letter)


def test_a_delegate_finishes_the_step_and_who_delegated_still_answers_for_it(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    response = _response(office)
    colleague = make_user(Role.CITY_ADMINISTRATOR, office.cities[0], name="Clerk of City A")
    planner = office.identity(office.planners[0])

    services.delegate_letter(
        _letter(response, "R"),
        to=colleague,
        reason="On leave",
        actor=planner,
        now=NOON,
        version=response.version,
    )

    assert response.is_answered_by(office.identity(colleague))
    assert response.is_answered_by(planner)
    assert _letter(response, "A").delegate_id is None
    assert [found.kind for found in queries.handings_of(response, SYSTEM)] == ["delegate"]
    services.complete_step(
        response,
        actor=office.identity(colleague),
        now=NOON,
        version=response.version,
        ticked=checklist(response),
        without="Not needed",
    )
    assert response.state is StepState.DONE
    assert response.done_by == colleague.id


def test_delegated_work_stands_in_the_delegates_work_and_goes_when_taken_back(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    response = _response(office)
    colleague = make_user(Role.UTILITY_PARTNER, office.cities[0], name="Consultant")
    planner = office.identity(office.planners[0])
    letter = _letter(response, "R")
    services.delegate_letter(
        letter, to=colleague, actor=planner, now=NOON, version=response.version
    )
    db.session.flush()

    during = queries.my_work(office.identity(colleague), NOON).to_do
    later = NOON + timedelta(hours=1)
    services.take_back(letter, actor=planner, now=later, version=response.version)
    after = queries.my_work(office.identity(colleague), NOON).to_do

    assert [item.step.id for item in during] == [response.id]
    assert not after
    assert [found.kind for found in queries.handings_of(response, SYSTEM)] == ["delegate", "return"]


def test_work_goes_to_nobody_of_another_organization(db: SQLAlchemy) -> None:
    office = make_office()
    response = _response(office)

    with pytest.raises(RuleError, match="same organization"):
        services.delegate_letter(
            _letter(response, "R"),
            to=office.planners[1],
            actor=office.identity(office.planners[0]),
            now=NOON,
            version=response.version,
        )

    assert not response.is_answered_by(office.identity(office.planners[1]))


def test_nobody_hands_on_what_is_not_theirs(db: SQLAlchemy) -> None:
    office = make_office()
    response = _response(office)
    colleague = make_user(Role.PLANNER, office.cities[0])

    with pytest.raises(ForbiddenError):
        services.delegate_letter(
            _letter(response, "R"),
            to=colleague,
            actor=office.identity(office.planners[1]),
            now=NOON,
            version=response.version,
        )


def test_a_delegate_who_leaves_the_organization_has_no_part_any_more(db: SQLAlchemy) -> None:
    office = make_office()
    response = _response(office)
    colleague = make_user(Role.PLANNER, office.cities[1], name="Gone")
    _letter(response, "R").delegate = colleague
    db.session.flush()

    work = queries.my_work(office.identity(colleague), NOON).to_do
    assert not response.is_answered_by(office.identity(colleague))
    assert response.id not in {item.step.id for item in work}


def test_the_one_who_answers_is_replaced_by_another_holder_and_there_is_always_exactly_one(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    response = _response(office)
    successor = make_user(Role.CITY_ADMINISTRATOR, office.cities[0], name="New Administrator")
    stranger = make_user(Role.PLANNER, office.cities[0], name="A Planner")
    letter = _letter(response, "A")
    administrator = office.identity(office.administrators[0])

    with pytest.raises(RuleError, match="does not hold this role"):
        services.replace_holder(
            letter,
            to=stranger,
            reason="",
            actor=administrator,
            now=NOON,
            version=response.version,
        )
    services.replace_holder(
        letter,
        to=successor,
        reason="Retired",
        actor=administrator,
        now=NOON,
        version=response.version,
    )

    assert letter.user_id == successor.id
    assert [found.letter for found in response.assignments].count("A") == 1
    event = queries.handings_of(response, SYSTEM)[-1]
    assert (event.kind, event.from_user, event.to_user, event.reason) == (
        "replace",
        office.administrators[0],
        successor,
        "Retired",
    )


def test_a_finished_step_is_not_handed_on(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", local(11, 23, 10))
    first = step(instance, "P1")

    with pytest.raises(RuleError, match="is finished"):
        services.delegate_letter(
            _letter(first, "R"),
            to=office.director,
            actor=office.identity(office.coordinator),
            now=NOON,
            version=first.version,
        )


def test_i27_every_step_that_starts_has_somebody_who_does_it_and_one_who_answers(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=3)
    instance = start(office)
    holders = {}

    for number in range(1, 14):
        advance_to(office, instance, f"P{number}", local(11, 23, 10))
        for item in queries.steps_of(instance):
            if item.state is StepState.READY:
                holders[item.full_title] = queries.holders_of(item)

    assert holders
    for title, letters in holders.items():
        assert len(letters["A"]) == 1, title
        assert letters["R"], title
        assert not any(holder.is_vacant for holder in (*letters["R"], *letters["A"])), title
