"""Departing from the approved process on record: begun, added, opened again."""

from __future__ import annotations

from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.calendars.rules.standards import Unit
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Role
from fss.work import queries, services
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.clocks import clocks_of
from fss.work.rules.clocks import ClockState
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, checklist, finish, replied, start, step

TEN = local(11, 23, 10)


def _add(office: Office, instance: ProcessInstance, **given: Any) -> StepInstance:
    usual = {
        "title": "Ask the county attorney",
        "description": "",
        "reason": "The client asks for a guarantee",
        "after": "P2",
        "holds_up": None,
        "responsible": (Role.COORDINATOR, office.county.id),
        "accountable": (Role.DIRECTOR, office.county.id),
        "amount": 4,
        "unit": Unit.BUSINESS_HOURS,
        "actor": office.identity(office.coordinator),
        "now": TEN,
    }
    return services.add_step(instance, **{**usual, **given})


def test_a_step_added_after_a_finished_one_starts_at_once_and_is_due_by_its_own_time(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P3", TEN)

    added = _add(office, instance)

    assert (added.key, added.state, added.due_at) == ("P2a", StepState.READY, local(11, 23, 14))
    assert added.reason == "The client asks for a guarantee"
    assert [item.letter for item in added.assignments] == ["A", "R"]
    work = queries.my_work(office.identity(office.coordinator), TEN).to_do
    assert added.id in {item.step.id for item in work}


def test_a_step_that_waits_for_an_added_one_starts_only_after_it(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P3", TEN)
    added = _add(office, instance, holds_up="P4")

    finish(office, instance, "P3", local(11, 23, 11))
    between = step(instance, "P4").state
    services.complete_step(
        added,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 12),
        version=added.version,
    )

    assert between is StepState.WAITING
    assert step(instance, "P4").state is StepState.READY
    assert added.reason == "The client asks for a guarantee"


def test_several_steps_can_be_added_at_the_same_place(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)

    keys = [_add(office, instance).key for _ in range(3)]

    assert keys == ["P2a", "P2b", "P2c"]
    order = [item.key for item in queries.steps_of(instance)]
    assert order.index("P2") < order.index("P2a") < order.index("P3")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"reason": " "}, "reason"),
        ({"title": ""}, "title"),
        ({"after": "P99"}, "after"),
        ({"after": "P5", "holds_up": "P3"}, "holds_up"),
        ({"amount": 0}, "amount"),
        ({"holds_up": "P1"}, "holds_up"),
    ],
)
def test_what_cannot_be_added_is_refused_at_its_field(
    db: SQLAlchemy, wrong: dict[str, Any], field: str
) -> None:
    office = make_office()
    instance = start(office)
    before = len(instance.steps)

    with pytest.raises(RuleError) as refused:
        _add(office, instance, **wrong)

    assert refused.value.field == field
    assert len(instance.steps) == before


def test_a_role_that_nobody_holds_gets_no_added_step(db: SQLAlchemy) -> None:
    office = make_office(with_planners=False)
    instance = start(office)

    with pytest.raises(RuleError, match="Nobody holds that role"):
        _add(office, instance, responsible=(Role.PLANNER, office.cities[0].id))


def test_a_planner_adds_nothing(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)

    with pytest.raises(ForbiddenError):
        _add(office, instance, actor=office.identity(office.planners[0]))


def test_beginning_a_step_is_noted_once_and_its_time_runs_on(db: SQLAlchemy) -> None:
    office = make_office()
    first = step(start(office), "P1")
    due = first.due_at
    actor = office.identity(office.coordinator)

    services.begin_step(first, actor=actor, now=TEN, version=first.version)

    assert (first.begun_at, first.begun_by, first.due_at) == (TEN, office.coordinator.id, due)
    with pytest.raises(RuleError, match="begun already"):
        services.begin_step(first, actor=actor, now=TEN, version=first.version)


def test_a_finished_step_is_opened_again_and_what_waited_for_it_waits_again(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", TEN)
    first, second = step(instance, "P1"), step(instance, "P2")
    noon = local(11, 23, 12)

    services.reopen_step(
        first,
        reason="The reply bounced",
        actor=office.identity(office.coordinator),
        now=noon,
        version=first.version,
    )

    assert (first.state, first.ready_at, first.due_at) == (
        StepState.READY, noon, local(11, 23, 16)
    )  # fmt: skip
    assert (second.state, second.due_at) == (StepState.WAITING, None)
    assert [clock.state for clock in clocks_of(second)] == [ClockState.CANCELLED]
    old, new = sorted(clocks_of(first), key=lambda clock: clock.started_at)
    assert (old.state, new.state, new.reopens_id) == (ClockState.MET, ClockState.RUNNING, old.id)


def test_a_step_is_not_opened_again_once_a_later_one_was_begun(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", TEN)
    first, second = step(instance, "P1"), step(instance, "P2")
    actor = office.identity(office.coordinator)
    services.begin_step(second, actor=actor, now=TEN, version=second.version)

    with pytest.raises(RuleError, match="was begun already"):
        services.reopen_step(first, reason="Why", actor=actor, now=TEN, version=first.version)

    assert first.state is StepState.DONE


def test_an_added_step_outlives_its_predecessor_being_opened_again(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P3", TEN)
    added = _add(office, instance)
    second = step(instance, "P2")

    services.reopen_step(
        second,
        reason="Wrong deadline",
        actor=office.identity(office.coordinator),
        now=TEN,
        version=second.version,
    )
    between = added.state
    services.complete_step(
        second,
        actor=office.identity(office.coordinator),
        now=TEN,
        version=second.version,
        ticked=checklist(second),
        without="Asked before",
        reply=replied(TEN),
    )

    assert between is StepState.WAITING
    assert added.state is StepState.READY
