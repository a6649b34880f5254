"""How much is asked of a person, against the hours the office is open."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from fss.work.rules.loads import Ahead, Duty, Part, load_of, look_ahead
from tests.calendars.rules.examples import CHICAGO, calendar, county

NOW = datetime(2026, 11, 23, 9, tzinfo=CHICAGO)
HOUR = timedelta(hours=1)


def test_five_working_days_ahead_skip_thanksgiving_and_the_weekend() -> None:
    ahead = look_ahead(county(), NOW)

    # Tue, Wed, Mon, Tue, Wed: Thursday and Friday are closed.
    assert ahead is not None
    assert ahead.until == datetime(2026, 12, 2, 16, 30, tzinfo=CHICAGO)
    assert ahead.open_time == timedelta(hours=7.5 + 5 * 8.5)


def test_an_unconfirmed_calendar_gives_no_hours_to_compare() -> None:
    office = calendar(covers_until=NOW.date())

    ahead = look_ahead(office, NOW)
    load = load_of([Duty(Part.DOES, 1, NOW, HOUR)], ahead, NOW)

    assert ahead is None
    assert (load.percent, load.is_over_booked, load.does) == (None, False, 1)


def test_a_person_is_over_booked_once_more_is_asked_than_there_are_hours() -> None:
    ahead = Ahead(NOW + timedelta(days=7), 10 * HOUR)
    duties = [Duty(Part.DOES, key, NOW + HOUR, 5 * HOUR) for key in (1, 2)]

    full = load_of(duties, ahead, NOW)
    over = load_of([*duties, Duty(Part.DOES, 3, NOW + HOUR, HOUR)], ahead, NOW)

    assert (full.percent, full.is_over_booked) == (100, False)
    assert (over.percent, over.is_over_booked) == (110, True)


def test_late_work_is_still_asked_what_is_due_later_not_yet() -> None:
    ahead = Ahead(NOW + timedelta(days=7), 10 * HOUR)

    load = load_of(
        [
            Duty(Part.DOES, 1, NOW - HOUR, HOUR),
            Duty(Part.DOES, 2, NOW + timedelta(days=8), HOUR),
            Duty(Part.ANSWERS, 3, NOW),
            Duty(Part.TASK, 4),
        ],
        ahead,
        NOW,
    )

    assert (load.late, load.due_soon, load.asked) == (1, 1, HOUR)
    assert (load.does, load.answers, load.tasks) == (2, 1, 1)


@given(
    hours=st.lists(st.integers(0, 100), max_size=8),
    due=st.timedeltas(timedelta(days=-9), timedelta(days=9)),
)
def test_a_pause_takes_off_time_and_lateness_but_not_the_work(
    hours: list[int], due: timedelta
) -> None:
    ahead = Ahead(NOW + timedelta(days=7), 10 * HOUR)

    at, earlier = NOW + due, min(NOW, NOW + due)
    late = max(NOW, at) + timedelta(hours=1)

    load = load_of(
        [Duty(Part.DOES, hour, at, hour * HOUR, paused_at=earlier) for hour in hours], ahead, NOW
    )
    tardy = load_of([Duty(Part.DOES, 1, at, HOUR, paused_at=late)], ahead, late + HOUR)

    assert (load.late, load.due_soon, load.asked) == (0, 0, timedelta(0))
    assert (tardy.late, tardy.due_soon, tardy.asked) == (1, 0, timedelta(0))
    assert load.does == len(hours)


def test_a_step_that_one_does_and_answers_for_is_late_once() -> None:
    duties = [Duty(part, "P8", NOW - HOUR) for part in (Part.DOES, Part.ANSWERS)]

    load = load_of(duties, None, NOW)

    assert (load.late, load.does, load.answers) == (1, 1, 1)
