"""Clocks: the invariants I8, I9 and I13 to I19, and the refusals."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.calendars import Calendar, Closure, add_hours, elapsed, open_intervals
from fss.calendars.rules.standards import Metric, Scope, Standard, Unit
from fss.errors import ConflictError, RuleError
from fss.work.rules import clocks
from fss.work.rules.amendments import replay
from fss.work.rules.clocks import Clock, ClockState, PauseReason
from tests.calendars.rules.examples import (
    calendar,
    calendars,
    county,
    instants,
    lengths,
    local,
    prove,
)

STEP = Standard("P2", Metric.STEP, 8, Unit.BUSINESS_HOURS)
DAYS = Standard("P14", Metric.STEP, 3, Unit.BUSINESS_DAYS)
PERIOD = Standard("X", Metric.STEP, 5, Unit.CALENDAR_DAYS)
IDLE = Clock("c1", "step-1", STEP)


@st.composite
def histories(draw: st.DrawFn) -> tuple[Calendar, Clock]:
    """A clock that was started, paused a few times and stopped, cancelled or left open.

    Some may not be due after a time that is counted back from an agreed one.
    """
    office = draw(calendars())
    at = draw(instants())
    idle = Clock("c1", "step-1", draw(st.sampled_from((STEP, DAYS, PERIOD))))
    ahead = draw(st.none() | lengths(40))
    latest = None if ahead is None else add_hours(office, at, ahead)
    clock = clocks.start(idle, [office], at=at, latest=latest)
    for _ in range(draw(st.integers(0, 3))):
        at += timedelta(minutes=draw(st.integers(0, 4000)))
        clock = clocks.note_breach(clock, now=at)
        clock = clocks.pause(
            clock, at=at, reason=draw(st.sampled_from(PauseReason)), evidence="message-7"
        )
        at += timedelta(minutes=draw(st.integers(0, 6000)))
        clock = clocks.resume(clock, at=at)
    if draw(st.booleans()):
        clock = clocks.pause(clock, at=at, reason=PauseReason.WAITING_CLIENT, evidence="message-8")
    at += timedelta(minutes=draw(st.integers(0, 20000)))
    ending = draw(st.sampled_from(("stop", "cancel", "open")))
    if ending == "stop":
        clock = clocks.stop(clock, at=at)
    elif ending == "cancel":
        clock = clocks.cancel(clock, at=at, reason="withdrawn")
    return office, clock


@prove
@given(calendars(), instants(), st.integers(0, 5000), st.integers(0, 5000))
def test_i8_a_pause_never_makes_the_due_time_earlier_and_outside_hours_changes_nothing(
    office: Calendar, start: datetime, before: int, length: int
) -> None:
    running = clocks.start(IDLE, [office], at=start)
    begin = start + timedelta(minutes=before)
    end = begin + timedelta(minutes=length)

    paused = clocks.pause(
        running, at=begin, reason=PauseReason.WAITING_CLIENT, evidence="message-7"
    )
    resumed = clocks.resume(paused, at=end)

    assert running.due_at
    assert resumed.due_at
    assert resumed.due_at >= running.due_at
    if not elapsed(office, begin, end):
        assert resumed.due_at == running.due_at
    elif begin < running.due_at:
        left = timedelta(hours=8) - elapsed(office, start, begin)
        assert resumed.due_at == add_hours(office, end, left)


@prove
@given(histories())
def test_i9_running_and_paused_time_are_all_the_time_there_was(
    history: tuple[Calendar, Clock],
) -> None:
    office, clock = history
    assert clock.started_at
    end = clock.stopped_at or clock.events[-1].at

    running, paused = clocks.business_times(clock, now=end)

    assert running + paused == elapsed(office, clock.started_at, end)
    assert min(running, paused) >= timedelta(0)


@prove
@given(histories())
def test_i13_the_events_give_the_stored_state_again(history: tuple[Calendar, Clock]) -> None:
    office, clock = history

    idle = Clock(clock.id, clock.subject, clock.standard)

    assert replay(idle, [office], clock.events) == clock


@prove
@given(histories())
def test_no_pause_moves_a_due_time_past_what_is_counted_back(
    history: tuple[Calendar, Clock],
) -> None:
    _, clock = history

    assert clock.due_at
    assert clock.latest is None or clock.due_at <= clock.latest


@prove
@given(histories())
def test_i14_a_clock_is_met_only_in_time_and_late_for_good(
    history: tuple[Calendar, Clock],
) -> None:
    _, clock = history

    if clock.state is ClockState.MET:
        assert clock.breached_at is None
        assert clock.stopped_at
        assert clock.due_at
        assert clock.stopped_at <= clock.due_at
    if clock.state is ClockState.MISSED_CLOSED:
        assert clock.breached_at is not None
    idle = Clock(clock.id, clock.subject, clock.standard)
    marks = [
        replay(idle, [history[0]], clock.events[:count]).breached_at
        for count in range(len(clock.events) + 1)
    ]
    first = next((mark for mark in marks if mark), None)
    assert all(mark == first for mark in marks[marks.index(first) :])


def test_i14_the_due_minute_itself_is_in_time_and_one_later_is_not() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))

    on_time = clocks.stop(running, at=local(11, 23, 16))
    late = clocks.stop(running, at=local(11, 23, 16, 1))

    assert on_time.state is ClockState.MET
    assert late.state is ClockState.MISSED_CLOSED
    assert late.breached_at == local(11, 23, 16)


@prove
@given(histories())
def test_i16_pauses_are_in_order_inside_the_clock_and_each_has_its_evidence(
    history: tuple[Calendar, Clock],
) -> None:
    _, clock = history
    assert clock.started_at

    marks = [clock.started_at]
    for gap in clock.pauses:
        assert gap.evidence
        marks += [gap.start] if gap.end is None else [gap.start, gap.end]
    marks += [clock.stopped_at] if clock.stopped_at else []

    assert marks == sorted(marks)
    assert clock.state is ClockState.PAUSED or all(gap.end for gap in clock.pauses)


@pytest.mark.parametrize("evidence", ["", "  "])
def test_i16_a_pause_without_evidence_is_refused(evidence: str) -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))

    with pytest.raises(RuleError, match="Name the message") as refusal:
        clocks.pause(
            running, at=local(11, 23, 9), reason=PauseReason.WAITING_CLIENT, evidence=evidence
        )

    assert refusal.value.field == "evidence"


def test_i17_a_finished_clock_keeps_its_figures_when_the_calendar_changes() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))
    stopped = clocks.stop(running, at=local(11, 24, 9))
    snow = calendar(closures={local(11, 23, 8).date(): Closure("Closed for snow")})
    assert stopped.due

    changed = replace(stopped, due=replace(stopped.due, calendar=snow))

    figures = clocks.business_times(changed, now=local(12, 24, 9))
    assert figures == (timedelta(hours=9, minutes=30), timedelta(0))


def test_i19_an_automatic_message_never_acknowledges() -> None:
    acknowledge = Standard("P1", Metric.ACKNOWLEDGE, 4, Unit.BUSINESS_HOURS)
    running = clocks.start(Clock("c2", "p1", acknowledge), [county()], at=local(11, 23, 9))

    with pytest.raises(RuleError, match="person's reply"):
        clocks.stop(running, at=local(11, 23, 9, 1), automatic=True)

    assert clocks.stop(running, at=local(11, 23, 13)).state is ClockState.MET


@pytest.mark.parametrize(
    "standard",
    [
        Standard("P1", Metric.ACKNOWLEDGE, 4, Unit.BUSINESS_HOURS),
        Standard("P6", Metric.CITY_RESPONSE, 16, Unit.BUSINESS_HOURS, Scope.MAX_OVER_INVITED),
        Standard("H5", Metric.STATUTORY, 60, Unit.CALENDAR_DAYS, statutory=True),
    ],
    ids=lambda standard: standard.code,
)
def test_acknowledgements_city_windows_and_statutory_periods_never_pause(
    standard: Standard,
) -> None:
    running = clocks.start(Clock("c2", "s", standard), [county()], at=local(11, 23, 9))

    with pytest.raises(RuleError, match="cannot be paused"):
        clocks.pause(running, at=local(11, 23, 10), reason=PauseReason.WAITING_CLIENT, evidence="m")


def test_stopping_a_paused_clock_ends_the_pause_and_counts_it() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))
    paused = clocks.pause(
        running, at=local(11, 23, 10), reason=PauseReason.WAITING_CLIENT, evidence="message-7"
    )

    stopped = clocks.stop(paused, at=local(11, 24, 9))

    assert stopped.state is ClockState.MET
    assert stopped.due_at == local(11, 24, 15)
    assert stopped.running_time == timedelta(hours=2)
    assert stopped.paused_time == timedelta(hours=7, minutes=30)


def test_a_pause_after_the_due_time_does_not_move_it() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))

    late = clocks.pause(
        running, at=local(11, 24, 9), reason=PauseReason.WAITING_CLIENT, evidence="message-7"
    )
    resumed = clocks.resume(late, at=local(11, 24, 12))

    assert late.breached_at == local(11, 23, 16)
    assert resumed.due_at == local(11, 23, 16)
    assert clocks.stop(resumed, at=local(11, 24, 13)).state is ClockState.MISSED_CLOSED


def test_warnings_move_with_the_pause_and_are_silent_while_it_lasts() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))
    assert clocks.time_at_level(running, 0.5) == local(11, 23, 12)

    paused = clocks.pause(
        running, at=local(11, 23, 10), reason=PauseReason.WAITING_CLIENT, evidence="message-7"
    )
    resumed = clocks.resume(paused, at=local(11, 23, 13))

    assert clocks.time_at_level(paused, 0.5) is None
    assert clocks.time_at_level(resumed, 0.5) == local(11, 23, 15)
    assert clocks.time_at_level(resumed, 0.2) == local(11, 23, 9, 36)
    assert clocks.time_at_level(resumed, 1) == resumed.due_at
    assert clocks.time_at_level(resumed, 1.5) == local(11, 24, 14, 30)


def test_reopening_makes_a_new_clock_and_leaves_the_first_result() -> None:
    first = clocks.stop(clocks.start(IDLE, [county()], at=local(11, 23, 8)), at=local(11, 23, 9))

    idle = clocks.reopen(first, STEP, new_id="c2")
    second = clocks.start(idle, [county()], at=local(11, 24, 8))

    assert first.state is ClockState.MET
    assert (second.state, second.reopens) == (ClockState.RUNNING, "c1")
    assert second.due_at == local(11, 24, 16)
    assert replay(Clock("c2", "step-1", STEP, reopens="c1"), [county()], second.events) == (second)


def test_what_the_state_does_not_allow_is_refused() -> None:
    running = clocks.start(IDLE, [county()], at=local(11, 23, 8))
    stopped = clocks.stop(running, at=local(11, 23, 9))
    later = local(11, 23, 10)

    with pytest.raises(RuleError, match="started already"):
        clocks.start(running, [county()], at=later)
    with pytest.raises(RuleError, match="not paused"):
        clocks.resume(running, at=later)
    with pytest.raises(RuleError, match="not running"):
        clocks.stop(stopped, at=later)
    with pytest.raises(RuleError, match="is finished"):
        clocks.cancel(stopped, at=later, reason="withdrawn")
    with pytest.raises(RuleError, match="Say why"):
        clocks.cancel(running, at=later, reason=" ")
    with pytest.raises(ConflictError, match="running already"):
        clocks.reopen(running, STEP, new_id="c2")
    with pytest.raises(RuleError, match="before the last thing"):
        clocks.stop(running, at=local(11, 23, 7))


@prove
@given(histories(), st.integers(0, 90000))
def test_a_level_of_escalation_falls_in_open_hours_and_later_levels_come_later(
    history: tuple[Calendar, Clock], minutes: int
) -> None:
    office, clock = history
    assert clock.target_time is not None

    levels = [clocks.time_at_level(clock, fraction) for fraction in (0.5, 0.8, 1, 1.5)]

    times = [at for at in levels if at]
    assert times == sorted(times)
    if clock.standard is STEP:
        for at in times:
            day = office.local(at - timedelta.resolution).date()
            assert any(start < at <= end for start, end in open_intervals(office, day))
