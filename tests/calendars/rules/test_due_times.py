"""Due times worked out by hand: the examples a county employee could check on a wall calendar."""

from datetime import date, datetime, time, timedelta

import pytest

from fss.calendars.rules.calendars import (
    Calendar,
    CalendarVersion,
    Closure,
    Hours,
    add_business_days,
    add_calendar_days,
    add_hours,
    elapsed,
    last_calendar_day,
    open_intervals,
    subtract_business_days,
    subtract_hours,
)
from fss.calendars.rules.closures import proposed_closures, public_holidays
from fss.calendars.rules.standards import (
    Metric,
    Scope,
    Standard,
    Unit,
    compute_due,
    explain_due,
)
from fss.calendars.rules.traces import explain, explain_pause
from fss.errors import RuleError
from fss.process.rules.defaults import PURSUIT
from tests.calendars.rules.examples import calendar, county, local

SPLIT: Hours = ((time(8), time(12)), (time(13), time(17)))
ROUND_THE_CLOCK: Hours = ((time(0), time(0)),)


def hours(amount: float) -> timedelta:
    return timedelta(hours=amount)


def test_the_worked_example_runs_over_thanksgiving_to_the_sent_proposal() -> None:
    expected = {
        "P1": local(11, 23, 13),
        "P2": local(11, 24, 12, 30),
        "P3": local(11, 24, 16, 30),
        "P4": local(11, 25, 12),
        "P5": local(11, 25, 13),
        "P6": local(12, 1, 12),
        "P7": local(11, 30, 16, 30),
        "P8": local(11, 30, 16, 30),
        "P9": local(12, 1, 16),
        "P10": local(12, 2, 15, 30),
        "P11": local(12, 3, 11),
    }

    dues: dict[str, datetime] = {}
    for step in PURSUIT.steps[:11]:
        start = max((dues[key] for key in step.depends_on), default=local(11, 23, 9))
        assert step.standard is not None
        dues[step.key] = compute_due(step.standard.as_standard(step.key), [county()], start).at

    assert dues == expected
    assert elapsed(county(), local(11, 23, 9), dues["P11"]) == hours(53)


@pytest.mark.parametrize(
    ("start", "amount", "due"),
    [
        pytest.param(local(11, 23, 9), 4, local(11, 23, 13), id="within a day"),
        pytest.param(local(11, 23, 12, 30), 4, local(11, 23, 16, 30), id="exactly at closing"),
        pytest.param(local(11, 23, 12, 31), 4, local(11, 24, 8, 1), id="a minute past closing"),
        pytest.param(local(11, 22, 15), 1, local(11, 23, 9), id="received on a Sunday"),
        pytest.param(local(11, 25, 16), 1, local(11, 30, 8, 30), id="over Thanksgiving"),
        pytest.param(local(6, 18, 16), 1, local(6, 22, 8, 30), id="over Juneteenth, a Friday"),
        pytest.param(local(7, 2, 16), 1, local(7, 6, 8, 30), id="July 4 observed on Friday"),
        pytest.param(local(12, 31, 16), 1, local(1, 4, 8, 30, year=2027), id="over New Year"),
    ],
)
def test_business_hours_end_where_the_wall_calendar_says(
    start: datetime, amount: float, due: datetime
) -> None:
    assert add_hours(county(), start, hours(amount)) == due


def test_a_lunch_break_is_not_counted() -> None:
    office = calendar(SPLIT)

    assert add_hours(office, local(11, 23, 11), hours(1)) == local(11, 23, 12)
    assert add_hours(office, local(11, 23, 11), hours(2)) == local(11, 23, 14)
    assert add_hours(office, local(11, 23, 12, 30), hours(1)) == local(11, 23, 14)
    assert elapsed(office, local(11, 23, 8), local(11, 24, 8)) == hours(8)


def test_the_hour_lost_in_spring_is_not_worked() -> None:
    utility = calendar(ROUND_THE_CLOCK, days=7)

    assert elapsed(utility, local(3, 7, 12), local(3, 8, 12)) == hours(23)
    assert add_hours(utility, local(3, 7, 12), hours(24)) == local(3, 8, 13)
    assert elapsed(utility, local(3, 8, 0), local(3, 9, 0)) == hours(23)


def test_the_hour_gained_in_fall_is_worked() -> None:
    utility = calendar(ROUND_THE_CLOCK, days=7)

    assert elapsed(utility, local(10, 31, 12), local(11, 1, 12)) == hours(25)
    assert add_hours(utility, local(10, 31, 12), hours(24)) == local(11, 1, 11)


def test_the_midnight_that_ends_the_last_confirmed_day_is_still_known() -> None:
    utility = calendar(ROUND_THE_CLOCK, days=7, covers_until=date(2026, 11, 23))

    midnight = add_hours(utility, local(11, 23, 0), hours(24))

    assert midnight == local(11, 24, 0)
    assert elapsed(utility, local(11, 23, 0), midnight) == hours(24)


def test_office_hours_keep_their_wall_clock_over_both_changes() -> None:
    assert add_hours(county(), local(3, 6, 16), hours(1)) == local(3, 9, 8, 30)
    assert add_hours(county(), local(10, 30, 16), hours(1)) == local(11, 2, 8, 30)


def test_opening_hours_inside_the_skipped_hour_begin_or_end_at_the_change() -> None:
    inside = calendar(((time(2, 15), time(2, 45)),), days=7)
    across = calendar(((time(1), time(2, 30)), (time(3), time(4))), days=7)

    assert open_intervals(inside, date(2026, 3, 8)) == ()
    assert elapsed(across, local(3, 8, 0), local(3, 8, 12)) == hours(2)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        pytest.param(local(11, 23, 9), 1, local(11, 24, 16, 30), id="the next day at closing"),
        pytest.param(local(11, 23, 16, 30), 1, local(11, 25, 16, 30), id="at closing is too late"),
        pytest.param(local(11, 23, 6), 1, local(11, 24, 16, 30), id="before opening counts"),
        pytest.param(local(11, 25, 9), 1, local(11, 30, 16, 30), id="over Thanksgiving"),
        pytest.param(local(11, 28, 9), 1, local(12, 1, 16, 30), id="on a Saturday"),
        pytest.param(local(12, 3, 11), 10, local(12, 17, 16, 30), id="ten days"),
        pytest.param(local(12, 14, 9), 15, local(1, 6, 16, 30, year=2027), id="over the year end"),
    ],
)
def test_business_days_end_at_closing_of_the_last(
    start: datetime, days: int, due: datetime
) -> None:
    assert add_business_days(county(), start, days) == due


def test_sixty_days_that_end_on_a_sunday_run_to_monday_by_law_and_warn_on_sunday() -> None:
    decision = Standard("H5", Metric.STATUTORY, 60, Unit.CALENDAR_DAYS, statutory=True)

    due = compute_due(decision, [county()], local(11, 25, 10))

    assert last_calendar_day(county(), local(11, 25, 10), 60) == date(2027, 1, 24)
    assert due.warning_day == date(2027, 1, 24)
    assert due.day == date(2027, 1, 25)
    assert due.at == local(1, 25, 23, 59, year=2027)


def test_a_statutory_period_leaves_out_weekend_and_holiday_in_a_row() -> None:
    start = local(7, 7, 10)

    assert add_calendar_days(county(), start, 60, statutory=True) == local(9, 8, 23, 59)
    assert add_calendar_days(county(), start, 60, statutory=False) == local(9, 5, 23, 59)


def test_a_closing_that_is_no_legal_holiday_does_not_prolong_a_statutory_period() -> None:
    snow = calendar(closures={date(2026, 12, 9): Closure("Closed for snow")})
    holiday = calendar(closures={date(2026, 12, 9): Closure("Holiday", legal_holiday=True)})

    assert add_calendar_days(snow, local(12, 1, 9), 8, statutory=True) == local(12, 9, 23, 59)
    assert add_calendar_days(holiday, local(12, 1, 9), 8, statutory=True) == local(12, 10, 23, 59)


def test_the_common_window_waits_for_the_city_that_is_closed_longest() -> None:
    open_friday = calendar(closures={date(2026, 11, 26): Closure("Thanksgiving Day")})
    response = Standard("P6", Metric.CITY_RESPONSE, 16, Unit.BUSINESS_HOURS, Scope.MAX_OVER_INVITED)

    alone = compute_due(response, [open_friday], local(11, 25, 13))
    together = compute_due(response, [open_friday, county()], local(11, 25, 13))

    assert alone.at == local(11, 30, 12)
    assert together.at == local(12, 1, 12)


def test_one_organizations_standard_refuses_several_calendars() -> None:
    answer = Standard("P12", Metric.ANSWER, 8, Unit.BUSINESS_HOURS)

    with pytest.raises(RuleError, match="one organization"):
        compute_due(answer, [county(), county()], local(11, 23, 9))
    with pytest.raises(RuleError, match="no calendar"):
        compute_due(answer, [], local(11, 23, 9))


def test_a_time_before_a_visit_is_counted_back_over_closed_days() -> None:
    visit = local(11, 30, 10)

    assert subtract_hours(county(), visit, hours(4)) == local(11, 25, 14, 30)
    assert subtract_business_days(county(), visit, 1) == local(11, 25, 16, 30)


def test_a_short_day_and_a_change_of_hours_count_as_they_are() -> None:
    week = dict.fromkeys(range(5), ((time(8), time(16, 30)),))
    summer = dict.fromkeys(range(4), ((time(7), time(17)),))
    office = Calendar(
        "Tamarack County",
        "America/Chicago",
        (CalendarVersion(date(2026, 1, 1), week), CalendarVersion(date(2026, 6, 1), summer)),
        {date(2026, 12, 24): Closure("Christmas Eve", ((time(8), time(12)),))},
        date(2026, 12, 31),
    )

    assert elapsed(office, local(5, 28, 0), local(5, 31, 0)) == hours(17)
    assert elapsed(office, local(6, 4, 0), local(6, 7, 0)) == hours(10)
    assert elapsed(office, local(12, 24, 0), local(12, 25, 0)) == hours(4)


def test_the_trace_says_in_words_which_hours_were_counted_and_why_days_were_not() -> None:
    rows = explain(county(), local(11, 23, 9), local(11, 30, 9))

    assert [row.text for row in rows] == [
        "Mon, Nov 23: 9:00 AM to 4:30 PM, 7 h 30 min counted",
        "Tue, Nov 24: 8:00 AM to 4:30 PM, 8 h 30 min counted",
        "Wed, Nov 25: 8:00 AM to 4:30 PM, 8 h 30 min counted",
        "Thu, Nov 26: closed, Thanksgiving Day",
        "Fri, Nov 27: closed, Day after Thanksgiving",
        "Sat, Nov 28: closed",
        "Sun, Nov 29: closed",
        "Mon, Nov 30: 8:00 AM to 9:00 AM, 1 h counted",
    ]


def test_the_trace_of_days_numbers_them_and_names_the_law() -> None:
    offer = Standard("H7", Metric.STEP, 1, Unit.BUSINESS_DAYS)
    decision = Standard("H5", Metric.STATUTORY, 60, Unit.CALENDAR_DAYS, statutory=True)

    assert [row.text for row in explain_due(offer, [county()], local(11, 26, 10))] == [
        "Thu, Nov 26: closed, Thanksgiving Day",
        "Fri, Nov 27: closed, Day after Thanksgiving",
        "Sat, Nov 28: closed",
        "Sun, Nov 29: closed",
        "Mon, Nov 30: start, counting begins the next open day",
        "Tue, Dec 1: business day 1 of 1, due at closing, 4:30 PM",
    ]
    assert [row.text for row in explain_due(decision, [county()], local(11, 25, 10))] == [
        "Wed, Nov 25: first day, not counted",
        "Sun, Jan 24: day 60 of 60",
        "Sun, Jan 24: a Sunday, no period set by law ends on it",
        "Mon, Jan 25: last day of the period",
    ]


def test_the_trace_of_a_pause_says_what_it_did() -> None:
    office = calendar()

    assert explain_pause(office, local(11, 23, 15), local(11, 24, 9)) == (
        "Paused Mon, Nov 23, 3:00 PM to Tue, Nov 24, 9:00 AM: due 2 h 30 min of open time later"
    )
    assert "due time unchanged" in explain_pause(office, local(11, 23, 17), local(11, 23, 18))


def test_a_year_is_seeded_with_juneteenth_observed_days_and_two_days_to_confirm() -> None:
    year = {closure.date: closure for closure in proposed_closures("US", "MN", 2027)}

    assert year[date(2027, 6, 18)].name == "Juneteenth National Independence Day (observed)"
    assert year[date(2027, 12, 31)].name == "New Year's Day (observed)"
    assert {
        closure.date: closure.name for closure in year.values() if closure.needs_confirmation
    } == {
        date(2027, 10, 11): "Indigenous Peoples' Day",
        date(2027, 11, 26): "Day after Thanksgiving",
    }
    assert not year[date(2027, 11, 26)].legal_holiday
    assert all(closure.date.year == 2027 for closure in public_holidays("US", "MN", 2027))


@pytest.mark.parametrize(
    ("day", "message"),
    [
        (((time(9), time(8)),), "after opening"),
        (((time(8), time(12)), (time(11), time(17))), "overlap"),
        (((time(8), time(0)), (time(9), time(10))), "overlap"),
    ],
)
def test_hours_that_cannot_be_are_refused_with_the_weekday(day: Hours, message: str) -> None:
    with pytest.raises(RuleError, match=f"Monday.*{message}"):
        calendar(day)


def test_a_calendar_needs_a_known_zone_and_versions_in_order() -> None:
    with pytest.raises(RuleError, match="not a known time zone"):
        calendar(tz="Middle/Nowhere")
    with pytest.raises(RuleError, match="weekly hours"):
        Calendar("Tamarack County", "UTC", (), {}, date(2026, 12, 31))


def test_an_instant_without_a_zone_and_an_end_before_the_start_are_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        add_hours(calendar(), datetime(2026, 11, 23, 9), hours(1))  # noqa: DTZ001
    with pytest.raises(RuleError, match="before the start"):
        elapsed(calendar(), local(11, 24, 9), local(11, 23, 9))
    with pytest.raises(RuleError, match="negative"):
        add_hours(calendar(), local(11, 24, 9), hours(-1))
