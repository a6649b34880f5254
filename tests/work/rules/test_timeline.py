"""Plan and course of a process: what is expected, who was asked, who passed work on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.process.rules.defaults import PURSUIT
from fss.process.rules.templates import TemplateStep
from fss.work.rules.dues import Offices, reckon
from fss.work.rules.steps import StepState
from fss.work.rules.timeline import (
    Outcome,
    Progress,
    expected,
    first_plan,
    hand_offs,
    outcome_of,
    planned_touch_points,
    touch_points,
)
from tests.calendars.rules.examples import CHICAGO, county

OFFICES = Offices(county())
NOW = datetime(2026, 11, 23, 9, tzinfo=CHICAGO)


def due_of(row: TemplateStep, _step: Progress, start: datetime) -> datetime | None:
    return reckon(row, OFFICES, start).at


def new_steps() -> list[Progress]:
    """The default pursuit before anything happened, with two cities at P6."""
    steps = []
    for row in PURSUIT.steps:
        if row.key == "P6":
            steps += [
                Progress(f"P6-{city}", "P6", StepState.WAITING, does=frozenset({city}))
                for city in ("A", "B")
            ]
        else:
            steps.append(Progress(row.key, row.key, StepState.WAITING, does=frozenset({"county"})))
    return steps


def done(step: Progress, at: datetime, *, due: datetime | None = None) -> Progress:
    return replace(step, state=StepState.DONE, ready_at=at, due_at=due, done_at=at)


def test_the_first_plan_is_the_worked_example_of_thanksgiving_week() -> None:
    plan = first_plan(PURSUIT, new_steps(), due_of, NOW)

    def at(key: str) -> datetime:
        end = plan[key].end
        assert end is not None
        return end.astimezone(CHICAGO)

    assert at("P1") == datetime(2026, 11, 23, 13, tzinfo=CHICAGO)
    assert at("P5") == datetime(2026, 11, 25, 13, tzinfo=CHICAGO)
    assert at("P6-A") == at("P6-B") == datetime(2026, 12, 1, 12, tzinfo=CHICAGO)
    assert at("P11") == datetime(2026, 12, 3, 11, tzinfo=CHICAGO)


def test_what_comes_after_a_step_without_a_set_time_is_not_guessed() -> None:
    plan = first_plan(PURSUIT, new_steps(), due_of, NOW)

    assert plan["P12"].start == plan["P11"].end
    assert (plan["P12"].end, plan["P13"].start, plan["P13"].end) == (None, None, None)


def test_an_overdue_step_pushes_back_what_waits_for_it_to_now() -> None:
    steps = new_steps()
    steps[0] = replace(
        steps[0], state=StepState.READY, ready_at=NOW, due_at=NOW + timedelta(hours=4)
    )
    now = datetime(2026, 11, 24, 10, tzinfo=CHICAGO)

    spans = expected(PURSUIT, steps, due_of, begun=NOW, now=now)

    assert spans["P1"].end == now
    assert spans["P2"].start == now


@given(late=st.timedeltas(timedelta(0), timedelta(days=20)))
def test_a_later_finish_never_brings_the_expected_end_forward(late: timedelta) -> None:
    steps = new_steps()
    on_time = [done(steps[0], NOW), *steps[1:]]
    delayed = [done(steps[0], NOW + late), *steps[1:]]

    before = expected(PURSUIT, on_time, due_of, begun=NOW, now=NOW)["P11"].end
    after = expected(PURSUIT, delayed, due_of, begun=NOW, now=NOW + late)["P11"].end

    assert before is not None
    assert after is not None
    assert after >= before


def test_a_step_left_out_holds_nothing_up() -> None:
    steps = new_steps()
    left_out = Progress("P1", "P1", StepState.SKIPPED)

    spans = expected(PURSUIT, [left_out, *steps[1:]], due_of, begun=NOW, now=NOW)

    assert spans["P2"].start == NOW


@pytest.mark.parametrize(
    ("state", "due", "finished", "outcome"),
    [
        (StepState.DONE, 0, 0, Outcome.ON_TIME),
        (StepState.DONE, 0, 1, Outcome.LATE),
        (StepState.DONE, None, 1, Outcome.UNTIMED),
        (StepState.READY, 0, None, Outcome.OPEN),
        (StepState.READY, -1, None, Outcome.OVERDUE),
        (StepState.RUNNING, None, None, Outcome.OPEN),
        (StepState.SKIPPED, -1, 0, Outcome.LEFT_OUT),
        (StepState.WAITING, None, None, Outcome.TO_COME),
    ],
)
def test_a_step_is_late_only_after_its_due_instant(
    state: StepState, due: int | None, finished: int | None, outcome: Outcome
) -> None:
    def at(seconds: int | None) -> datetime | None:
        return None if seconds is None else NOW + timedelta(seconds=seconds)

    step = Progress("P1", "P1", state, NOW, at(due), at(finished))

    assert outcome_of(step, NOW.astimezone(UTC)) is outcome


def test_contacts_are_the_finished_steps_at_which_the_client_is_asked_or_told() -> None:
    steps = [
        done(step, NOW) if step.key in ("P1", "P2", "P5", "P6") else step for step in new_steps()
    ]

    assert touch_points(PURSUIT, steps) == ["P1", "P2"]
    assert planned_touch_points(PURSUIT, steps) == 7


def test_a_step_left_out_is_no_contact_and_none_planned() -> None:
    steps = new_steps()
    steps[0] = replace(steps[0], state=StepState.SKIPPED)

    assert touch_points(PURSUIT, steps) == []
    assert planned_touch_points(PURSUIT, steps) == 6


def test_work_is_handed_off_to_each_city_and_back_again() -> None:
    steps = [
        done(step, NOW) if int(step.key[1:]) <= 9 and step.key not in ("P7", "P8") else step
        for step in new_steps()
    ]

    pairs = {(pair.before, pair.after) for pair in hand_offs(PURSUIT, steps)}

    assert pairs == {("P5", "P6-A"), ("P5", "P6-B"), ("P6-A", "P9"), ("P6-B", "P9")}


def test_a_step_left_out_hands_nothing_on_what_came_before_it_does() -> None:
    left_out = StepState.SKIPPED
    steps = [
        replace(step, state=left_out)
        if step.key in ("P4", "P5")
        else done(step, NOW)
        if step.key in ("P1", "P2", "P3", "P6")
        else step
        for step in new_steps()
    ]

    pairs = {(pair.before, pair.after) for pair in hand_offs(PURSUIT, steps)}

    assert pairs == {("P3", "P6-A"), ("P3", "P6-B")}


def test_a_step_that_nobody_does_hands_nothing_off() -> None:
    steps = [done(replace(step, does=frozenset()), NOW) for step in new_steps()]

    assert hand_offs(PURSUIT, steps) == []
