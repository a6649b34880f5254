"""Escalation: who is told at which level, in order, and when the client's deadline is at risk."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.calendars import Calendar
from fss.calendars.rules.standards import Metric, Standard, Unit
from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.work.rules import clocks
from fss.work.rules.clocks import Clock, PauseReason
from fss.work.rules.escalation import (
    Audience,
    audience,
    due_levels,
    is_open_at,
    latest_finish,
    levels,
    next_time,
    pause_is_long_from,
    worth_telling,
)
from tests.calendars.rules.examples import calendars, county, instants, local, prove

STEP = Standard("D1.P2", Metric.STEP, 8, Unit.BUSINESS_HOURS)
IDLE = Clock("c1", "step-1", STEP)


@pytest.mark.parametrize(
    ("level", "on_city_side", "told"),
    [
        (50, True, (Audience.RESPONSIBLE,)),
        (80, True, (Audience.RESPONSIBLE, Audience.ACCOUNTABLE)),
        (100, True, (Audience.ACCOUNTABLE, Audience.COORDINATOR)),
        (150, True, (Audience.CITY_ADMINISTRATOR,)),
        (150, False, (Audience.DIRECTOR,)),
        (300, True, (Audience.DIRECTOR, Audience.COMMITTEE)),
    ],
)
def test_each_level_tells_those_whom_the_process_names(
    level: int, on_city_side: bool, told: tuple[Audience, ...]
) -> None:
    assert audience(level, (0.5, 0.8), on_city_side=on_city_side) == told


def test_levels_of_the_worked_day_fall_where_the_wall_calendar_says() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))

    assert levels(STEP.warn_at) == (50, 80, 100, 150, 300)
    assert due_levels(running, 0, now=local(11, 23, 11, 59)) == []
    assert due_levels(running, 0, now=local(11, 23, 12)) == [50]
    assert due_levels(running, 50, now=local(11, 23, 16)) == [80]
    assert due_levels(running, 80, now=local(11, 23, 16, 1)) == [100]
    assert next_time(running, 80) == local(11, 23, 16)
    assert next_time(running, 100) == local(11, 24, 11, 30)
    assert next_time(running, 300) is None


@prove
@given(calendars(), instants(), st.lists(st.integers(0, 4000), min_size=1, max_size=12))
def test_i18_each_level_fires_at_most_once_and_in_order(
    office: Calendar, start: object, waits: list[int]
) -> None:
    clock = clocks.start(IDLE, [office], at=start)  # type: ignore[arg-type]
    now, told, fired = clock.started_at, 0, []
    assert now
    for number, wait in enumerate(waits):
        now += timedelta(minutes=wait)
        found = due_levels(clock, told, now=now)
        fired += found
        told = found[-1] if found else told
        if number % 3 == 1:
            clock = clocks.pause(
                clock, at=now, reason=PauseReason.WAITING_CLIENT, evidence="message-7"
            )
            assert due_levels(clock, told, now=now + timedelta(days=30)) == []
            now += timedelta(minutes=wait)
            clock = clocks.resume(clock, at=now)

    assert fired == list(levels(STEP.warn_at)[: len(fired)])


def test_what_is_late_already_gets_no_reminder() -> None:
    assert worth_telling([50, 80, 100]) == [100]
    assert worth_telling([50, 80]) == [80]
    assert worth_telling([100, 150, 300]) == [100, 150, 300]


def test_a_pause_is_long_after_ten_business_days() -> None:
    assert pause_is_long_from(county(), local(11, 23, 10)) == local(12, 9, 16, 30)


def test_an_office_is_open_from_its_first_minute_until_before_closing() -> None:
    assert is_open_at(county(), local(11, 23, 8))
    assert not is_open_at(county(), local(11, 23, 16, 30))
    assert not is_open_at(county(), local(11, 26, 10))


def test_the_latest_finish_leaves_what_follows_its_time_before_the_deadline() -> None:
    template = DEFAULT_TEMPLATES["D1"]

    def latest(key: str) -> object:
        return latest_finish(template, key, deadline=local(12, 3, 11), calendar=county())

    assert latest("P11") == local(12, 3, 11)
    assert latest("P10") == local(12, 2, 15, 30)
    assert latest("P9") == local(12, 1, 16)
    assert latest("P12") is None
    assert (
        latest_finish(DEFAULT_TEMPLATES["D2"], "V1", deadline=local(12, 3, 11), calendar=county())
        is None
    )
