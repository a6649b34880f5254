"""The invariants of the time arithmetic, I1 to I12, on calendars nobody would think of."""

import os
import time as process_time
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.calendars import (
    Calendar,
    CalendarEnds,
    Closure,
    add_business_days,
    add_calendar_days,
    add_hours,
    elapsed,
    open_intervals,
    subtract_hours,
)
from fss.calendars.rules.standards import (
    Metric,
    Scope,
    Standard,
    Unit,
    compute_due,
    count_back,
)
from fss.calendars.rules.traces import explain, total
from tests.calendars.rules.examples import (
    COVERS_UNTIL,
    OFFICE,
    calendar,
    calendars,
    days,
    instants,
    lengths,
    local,
    prove,
)

ZERO = timedelta(0)
MOMENT = timedelta.resolution


@prove
@given(calendars(), st.lists(instants(), min_size=3, max_size=3).map(sorted))
def test_i1_elapsed_is_never_negative_and_adds_up_over_any_midpoint(
    office: Calendar, points: list[datetime]
) -> None:
    a, middle, b = points

    whole = elapsed(office, a, b)

    assert whole >= ZERO
    assert elapsed(office, a, a) == ZERO
    assert whole == elapsed(office, a, middle) + elapsed(office, middle, b)


@prove
@given(calendars(), instants(), lengths())
def test_i2_adding_a_length_reaches_it_and_no_earlier_instant_does(
    office: Calendar, a: datetime, length: timedelta
) -> None:
    due = add_hours(office, a, length)

    assert elapsed(office, a, due) == length
    assert elapsed(office, a, due - MOMENT) < length


@prove
@given(calendars(), instants(), lengths(), lengths())
def test_i3_adding_in_two_parts_is_adding_at_once(
    office: Calendar, a: datetime, x: timedelta, y: timedelta
) -> None:
    assert add_hours(office, add_hours(office, a, x), y) == add_hours(office, a, x + y)


@prove
@given(calendars(), instants(), lengths(100), lengths(), lengths())
def test_i4_a_later_start_or_a_longer_length_is_never_due_earlier(
    office: Calendar, a: datetime, shift: timedelta, x: timedelta, more: timedelta
) -> None:
    due = add_hours(office, a, x)

    assert add_hours(office, a + shift, x) >= due
    assert add_hours(office, a, x + more) >= due


@prove
@given(calendars(), st.lists(instants(), min_size=2, max_size=2).map(sorted))
def test_i5_adding_what_has_elapsed_never_passes_the_end(
    office: Calendar, points: list[datetime]
) -> None:
    a, b = points

    assert add_hours(office, a, elapsed(office, a, b)) <= b


@prove
@given(calendars(), instants(), lengths(), st.integers(0, 20))
def test_i6_a_due_time_lies_in_open_hours_or_at_their_end(
    office: Calendar, a: datetime, length: timedelta, count: int
) -> None:
    for due in (add_hours(office, a, length), add_business_days(office, a, count)):
        day = office.local(due - MOMENT).date()
        assert any(start < due <= end for start, end in open_intervals(office, day))


@prove
@given(calendars(), instants(), lengths(), st.integers(0, 20), days())
def test_i7_one_more_closure_never_makes_a_due_time_earlier(
    office: Calendar, a: datetime, length: timedelta, count: int, closed: date
) -> None:
    fewer = replace(office, closures={**office.closures, closed: Closure("closed", (), True)})

    assert add_hours(fewer, a, length) >= add_hours(office, a, length)
    assert add_business_days(fewer, a, count) >= add_business_days(office, a, count)
    assert add_calendar_days(fewer, a, count, statutory=True) >= add_calendar_days(
        office, a, count, statutory=True
    )


@prove
@given(calendars(), instants(), lengths())
def test_i10_the_zone_in_which_an_instant_is_stored_makes_no_difference(
    office: Calendar, a: datetime, length: timedelta
) -> None:
    elsewhere = a.astimezone(timezone(timedelta(hours=9, minutes=30)))

    due = add_hours(office, elsewhere, length)

    assert due == add_hours(office, a, length)
    assert due.tzinfo is UTC
    assert elapsed(office, elsewhere, due) == elapsed(office, a, due)
    assert add_business_days(office, elsewhere, 3) == add_business_days(office, a, 3)
    assert add_calendar_days(office, elsewhere, 3, statutory=False) == add_calendar_days(
        office, a, 3, statutory=False
    )


def test_i10_the_zone_of_the_server_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    start = local(11, 23, 9)
    results = set()

    for zone in ("America/Chicago", "Asia/Tokyo", "UTC"):
        monkeypatch.setenv("TZ", zone)
        process_time.tzset()
        results.add(
            (
                add_hours(calendar(), start, timedelta(hours=30)),
                add_calendar_days(calendar(), start, 3, statutory=True),
            )
        )
    monkeypatch.undo()
    process_time.tzset()

    assert len(results) == 1
    assert os.environ.get("TZ") != "Asia/Tokyo"


@prove
@given(calendars(), st.integers(0, 7 * 24 * 60), st.integers(1, 400))
def test_i11_a_due_time_past_the_confirmed_days_raises_and_is_never_guessed(
    office: Calendar, minutes_before: int, count: int
) -> None:
    end = datetime(2028, 12, 31, 12, tzinfo=UTC)
    start = end - timedelta(minutes=minutes_before)

    with pytest.raises(CalendarEnds):
        add_hours(office, start, timedelta(hours=24 * 30))
    with pytest.raises(CalendarEnds):
        add_business_days(office, start, 30)
    if office.local(start).date() + timedelta(days=count) > COVERS_UNTIL:
        with pytest.raises(CalendarEnds):
            add_calendar_days(office, start, count, statutory=False)


def test_i11_the_last_confirmed_day_counts_to_its_last_minute() -> None:
    office = calendar(covers_until=date(2026, 11, 24))
    start = local(11, 23, 8)

    assert add_hours(office, start, timedelta(hours=17)) == local(11, 24, 16, 30)
    with pytest.raises(CalendarEnds, match=r"confirmed until November 24, 2026\. Confirm"):
        add_hours(office, start, timedelta(hours=17, minutes=1))
    with pytest.raises(CalendarEnds, match="no hours before January 1, 2025"):
        add_hours(office, local(12, 30, 9, year=2024), timedelta(hours=1))


def test_i12_days_are_not_hours_in_another_unit() -> None:
    start = local(11, 23, 9)
    office = calendar(OFFICE)

    two_days = add_business_days(office, start, 2)

    assert two_days == local(11, 25, 16, 30)
    assert two_days != add_hours(office, start, timedelta(hours=48))
    assert two_days != add_hours(office, start, timedelta(hours=17))


@prove
@given(calendars(), instants(), lengths())
def test_counting_back_undoes_counting_on(
    office: Calendar, end: datetime, length: timedelta
) -> None:
    latest = subtract_hours(office, end, length)

    assert elapsed(office, latest, end) == length
    assert elapsed(office, latest + MOMENT, end) < length


@prove
@given(calendars(), instants(), instants(), st.sampled_from(Unit), st.integers(1, 20))
def test_counting_back_is_monotone_and_days_end_at_the_closing_of_an_open_day(
    office: Calendar, one: datetime, other: datetime, unit: Unit, amount: int
) -> None:
    earlier, later = sorted((one, other))

    first, second = (count_back(amount, unit, office, end) for end in (earlier, later))

    assert first <= second <= later
    assert count_back(amount + 1, unit, office, later) <= second
    if unit is Unit.BUSINESS_DAYS:
        day = office.local(second - MOMENT).date()
        assert second == open_intervals(office, day)[-1][1]
        last = add_business_days(office, second - MOMENT, amount - 1)
        assert last == count_back(1, unit, office, later)
    elif unit is Unit.BUSINESS_HOURS:
        assert any(
            opens <= second <= closes
            for opens, closes in open_intervals(office, office.local(second).date())
        )


@pytest.mark.parametrize("unit", Unit)
def test_i11_counting_back_beyond_the_days_covered_raises(unit: Unit) -> None:
    office = calendar(OFFICE)

    with pytest.raises(CalendarEnds, match="no hours before January 1, 2025"):
        count_back(20, unit, office, local(1, 2, 9, year=2025))
    with pytest.raises(CalendarEnds, match="confirmed until"):
        count_back(20, unit, office, local(2, 14, 9, year=2029))


@prove
@given(st.lists(calendars(), min_size=1, max_size=4), instants(), st.integers(1, 30))
def test_a_common_window_gives_everyone_at_least_the_hours_and_someone_exactly_these(
    offices: list[Calendar], start: datetime, hours: int
) -> None:
    window = Standard(
        "P6", Metric.CITY_RESPONSE, hours, Unit.BUSINESS_HOURS, Scope.MAX_OVER_INVITED
    )
    closes = compute_due(window, offices, start).at

    shares = [elapsed(office, start, closes) for office in offices]
    assert min(shares) == timedelta(hours=hours)
    assert compute_due(window, list(reversed(offices)), start).at == closes


@prove
@given(calendars(), st.lists(instants(), min_size=2, max_size=2).map(sorted))
def test_the_rows_of_a_trace_add_up_to_what_elapsed(
    office: Calendar, points: list[datetime]
) -> None:
    a, b = points

    assert total(explain(office, a, b)) == elapsed(office, a, b)
