"""A client in a hurry: the working time until the deadline is shared out among the steps."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.calendars import Calendar, Closure, add_hours, elapsed
from fss.process.rules.defaults import PURSUIT, SITE_VISIT
from fss.work.rules.dues import Offices
from fss.work.rules.express import (
    LEAST_WINDOW,
    Course,
    Express,
    knows_express,
    planned_answer,
    share_out,
)
from tests.calendars.rules.examples import OFFICE, calendar, calendars, county, local, prove

MONDAY = local(11, 30, 8)
OPEN = Offices(county())


def express(offices: Offices = OPEN, *, hours: float, course: Course | None = None) -> Express:
    """What comes of that many working hours from Monday, November 30, at opening."""
    deadline = add_hours(offices.county, MONDAY, timedelta(hours=hours))
    found = share_out(PURSUIT, offices, course or Course(), start=MONDAY, deadline=deadline)
    assert found is not None
    return found


def test_without_hurry_the_standards_hold():
    deadline = local(12, 18, 16)

    assert share_out(PURSUIT, OPEN, Course(), start=MONDAY, deadline=deadline) is None


def test_the_answer_is_planned_by_the_standards_of_the_longest_way():
    planned = planned_answer(PURSUIT, OPEN, Course(), start=local(11, 23, 9))

    # 53 business hours: the worked example of the process, without cities' own calendars.
    assert planned == add_hours(OPEN.county, local(11, 23, 9), timedelta(hours=53))


def test_forty_working_hours_are_shared_as_the_steering_committee_said():
    found = express(hours=40)

    ends = {
        key: elapsed(OPEN.county, MONDAY, found.dues[key]) / timedelta(hours=1)
        for key in ("P3", "P5", "P6", "P7", "P8", "P10", "P11")
    }
    assert ends == {"P3": 4, "P5": 8, "P6": 28, "P7": 28, "P8": 28, "P10": 36, "P11": 40}
    assert not found.too_short


def test_inside_a_part_each_step_gets_its_share_of_what_it_usually_takes():
    found = express(hours=40)

    used = {key: elapsed(OPEN.county, MONDAY, found.dues[key]) for key in ("P1", "P2", "P3")}
    assert used == {"P1": timedelta(hours=1), "P2": timedelta(hours=3), "P3": timedelta(hours=4)}


def test_steps_that_are_done_take_no_part_and_the_rest_is_stretched():
    course = Course(settled=frozenset({"P1", "P2", "P3", "P4", "P5"}))

    found = express(hours=16, course=course)

    used = {key: elapsed(OPEN.county, MONDAY, due) for key, due in found.dues.items()}
    assert set(used) == {"P6", "P7", "P8", "P9", "P10", "P11"}
    assert used["P6"] == timedelta(hours=10)
    assert used["P10"] == timedelta(hours=14)


def test_a_city_that_is_closed_keeps_its_four_hours_and_the_director_has_to_decide():
    closed = {date(2026, 11, 30): Closure("Fair"), date(2026, 12, 1): Closure("Fair")}
    offices = Offices(county(), invited=(county(), calendar(closures=closed)))

    found = express(offices, hours=12)

    assert found.too_short
    assert found.dues["P6"] == local(12, 2, 12)
    assert found.dues["P11"] >= found.dues["P6"]


def test_a_window_that_runs_already_is_never_cut_below_four_hours():
    offices = Offices(county(), invited=(county(),))
    since = local(11, 30, 8)
    course = Course(
        settled=frozenset({"P1", "P2", "P3", "P4", "P5"}),
        open_since={"P6": since, "P7": since, "P8": since},
    )
    now = local(11, 30, 9)

    found = share_out(PURSUIT, offices, course, start=now, deadline=local(11, 30, 10))

    assert found is not None
    assert found.too_short
    assert elapsed(offices.county, since, found.dues["P6"]) >= LEAST_WINDOW


def test_a_process_with_other_steps_has_no_express_profile():
    deadline = local(12, 1, 8)

    assert not knows_express(SITE_VISIT)
    assert share_out(SITE_VISIT, OPEN, Course(), start=MONDAY, deadline=deadline) is None


def test_an_answer_that_went_out_leaves_nothing_to_share():
    course = Course(settled=frozenset(step.key for step in PURSUIT.steps if step.number <= 11))

    found = share_out(PURSUIT, OPEN, course, start=MONDAY, deadline=MONDAY)

    assert found is None


@prove
@given(
    st.integers(1, 52),
    st.lists(calendars(), max_size=2),
    st.integers(0, 11),
)
def test_dues_rise_along_the_process_fit_the_deadline_and_leave_every_city_its_four_hours(
    hours: int, cities: list[Calendar], done: int
):
    offices = Offices(calendar(OFFICE), tuple(cities))
    start = datetime(2026, 6, 1, 14, tzinfo=UTC)
    deadline = add_hours(offices.county, start, timedelta(hours=hours))
    settled = frozenset(step.key for step in PURSUIT.steps if step.number <= done)

    found = share_out(PURSUIT, offices, Course(settled), start=start, deadline=deadline)

    if found is None:
        return
    dues = found.dues
    assert set(dues) == {f"P{number}" for number in range(done + 1, 12)}
    for key, due in dues.items():
        assert due >= start
        for needed in PURSUIT.step(key).depends_on:
            assert needed not in dues or dues[needed] <= due, (needed, key)
    if not found.too_short:
        assert max(dues.values()) <= deadline
    if "P6" in dues:
        told = dues.get("P5", start)
        for city in cities:
            assert elapsed(city, told, dues["P6"]) >= LEAST_WINDOW


@pytest.mark.parametrize("hours", [1, 10, 52])
def test_a_tighter_deadline_makes_no_step_due_later(hours: int):
    tight, loose = express(hours=hours), express(hours=52)

    assert all(tight.dues[key] <= loose.dues[key] for key in loose.dues)
