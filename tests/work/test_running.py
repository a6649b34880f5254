"""Processes that run: who is named, what starts when, when it is due."""

from __future__ import annotations

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.calendars import services as calendar_services
from fss.calendars.rules.hours import office_week
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Role
from fss.work import queries
from fss.work import services as running
from fss.work.models import StepState
from tests.factories.accounts import make_user
from tests.factories.process import local, make_office
from tests.work.running import advance_to, checklist, finish, replied, start, step


def test_every_step_has_one_accountable_and_somebody_responsible(db: SQLAlchemy) -> None:
    office = make_office(cities=3)
    make_user(Role.COORDINATOR, office.county)

    instance = start(office)

    for item in queries.steps_of(instance):
        letters = [assignment.letter for assignment in item.assignments]
        assert letters.count("A") == 1, item.key
        assert "R" in letters, item.key


def test_each_invited_city_gets_its_own_copy_of_the_response(db: SQLAlchemy) -> None:
    office = make_office(cities=3)

    instance = start(office)

    copies = [item for item in queries.steps_of(instance) if item.key == "P6"]
    assert [item.label for item in copies] == ["City A", "City B", "City C"]
    for item, planner in zip(copies, office.planners, strict=True):
        responsible = [a.user_id for a in item.assignments if a.letter == "R"]
        assert responsible == [planner.id]


def test_a_notice_to_all_names_the_people_of_every_invited_city_and_utility(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=2)

    instance = start(office)

    told = {a.user_id for a in step(instance, "P5").assignments if a.letter == "I"}
    assert told == {
        person.id
        for person in (*office.planners, *office.administrators, office.partner, office.engineer)
    }


def test_only_the_first_step_begins_and_its_clock_runs_from_when_the_request_came(
    db: SQLAlchemy,
) -> None:
    office = make_office()

    instance = start(office, at=local(11, 22, 15))

    ready = [item for item in queries.steps_of(instance) if item.state is StepState.READY]
    assert [item.key for item in ready] == ["P1"]
    assert ready[0].due_at == local(11, 23, 12)
    assert "Sun, Nov 22: closed" in ready[0].trace


def test_the_worked_example_holds_through_the_services(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office, at=local(11, 23, 9))
    expected = {
        "P1": local(11, 23, 13),
        "P2": local(11, 24, 12, 30),
        "P3": local(11, 24, 16, 30),
        "P4": local(11, 25, 12),
        "P5": local(11, 25, 13),
        "P6": local(12, 1, 12),
        "P9": local(12, 1, 16),
        "P10": local(12, 2, 15, 30),
        "P11": local(12, 3, 11),
    }

    dues = {}
    for key in expected:
        if key == "P9":
            assert {step(instance, other).due_at for other in ("P7", "P8")} == {
                local(11, 30, 16, 30)
            }
            finish(office, instance, "P7", local(11, 30, 16))
            finish(office, instance, "P8", local(11, 30, 16))
        due = step(instance, key).due_at
        assert due is not None
        dues[key] = due
        if key == "P6":
            finish(office, instance, "P6", due)
            finish(office, instance, "P7", local(11, 30, 16))
            finish(office, instance, "P8", due)
            continue
        finish(office, instance, key, due)

    assert dues == expected


def test_the_window_of_the_cities_is_common_and_lasts_until_the_slowest_had_its_hours(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    half_days = {weekday: hours for weekday, hours in office_week().items() if weekday in (0, 2)}
    calendar_services.create_calendar(
        organization=office.cities[1], hours=half_days, years=[2026, 2027]
    )
    instance = start(office, at=local(12, 7, 8))

    advance_to(office, instance, "P6", local(12, 7, 8))

    copies = [item for item in queries.steps_of(instance) if item.key == "P6"]
    assert {item.due_at for item in copies} == {local(12, 9, 15, 30)}
    assert not any("City" in row for item in copies for row in item.trace)


def test_what_waits_for_several_steps_begins_when_the_last_is_done(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    for key in ("P7", "P8"):
        finish(office, instance, key, local(11, 23, 11))
    first, last = step(instance, "P6", "City A"), step(instance, "P6", "City B")

    running.complete_step(
        first,
        actor=office.identity(office.planners[0]),
        now=local(11, 24, 9),
        version=first.version,
        ticked=checklist(first),
        without="Agreed by telephone",
    )
    state_between = step(instance, "P9").state
    running.complete_step(
        last,
        actor=office.identity(office.planners[1]),
        now=local(11, 24, 10),
        version=last.version,
        ticked=checklist(last),
        without="Agreed by telephone",
    )

    assert state_between is StepState.WAITING
    assert step(instance, "P9").state is StepState.READY
    assert step(instance, "P9").due_at == local(11, 24, 14)


def test_only_those_responsible_or_accountable_may_finish_a_step(db: SQLAlchemy) -> None:
    office = make_office()
    first = step(start(office), "P1")

    with pytest.raises(ForbiddenError):
        running.complete_step(
            first,
            actor=office.identity(office.planners[0]),
            now=local(11, 23, 10),
            version=first.version,
            ticked=checklist(first),
        )

    assert first.state is StepState.READY


def test_a_step_is_not_done_while_its_checklist_is_open_and_nobody_says_why(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    first = step(start(office), "P1")
    actor = office.identity(office.coordinator)

    with pytest.raises(RuleError) as refused:
        running.complete_step(first, actor=actor, now=local(11, 23, 10), version=first.version)
    running.complete_step(
        first,
        actor=actor,
        now=local(11, 23, 10),
        version=first.version,
        waiver="The sender called and wants no letter",
        reply=replied(local(11, 23, 10)),
    )

    assert refused.value.field == "checklist"
    assert first.reason == "The sender called and wants no letter"


def test_standing_in_for_a_city_needs_a_reason_and_stays_visible(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    response = step(instance, "P6", "City A")
    actor = office.identity(office.coordinator)

    with pytest.raises(RuleError) as refused:
        running.complete_for(
            response,
            reason=" ",
            actor=actor,
            now=local(11, 24, 9),
            version=response.version,
            ticked=checklist(response),
        )
    running.complete_for(
        response,
        reason="The planner is ill; answered by telephone",
        actor=actor,
        now=local(11, 24, 9),
        version=response.version,
        ticked=checklist(response),
    )

    assert refused.value.field == "reason"
    assert response.stood_in
    assert response.done_by == office.coordinator.id
    assert response.reason == "The planner is ill; answered by telephone"


def test_a_planner_cannot_skip_a_step_or_stand_in(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    other = step(instance, "P6", "City B")
    planner = office.identity(office.planners[0])

    with pytest.raises(ForbiddenError):
        running.skip_step(
            other, reason="why", actor=planner, now=local(11, 24), version=other.version
        )
    with pytest.raises(ForbiddenError):
        running.complete_for(
            other, reason="why", actor=planner, now=local(11, 24), version=other.version
        )


def test_a_second_editor_of_a_step_gets_a_conflict_that_says_what_happened(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    first = step(start(office), "P1")
    seen = first.version
    actor = office.identity(office.coordinator)
    running.complete_step(
        first,
        actor=actor,
        now=local(11, 23, 10),
        version=seen,
        ticked=checklist(first),
        reply=replied(local(11, 23, 10)),
    )

    with pytest.raises(ConflictError) as refused:
        running.complete_step(
            first,
            actor=office.identity(office.director),
            now=local(11, 23, 10),
            version=seen,
            ticked=checklist(first),
        )

    assert refused.value.theirs == {"State": "Done", "By": "Cora Coordinator"}
