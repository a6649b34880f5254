"""Periods, counts of pursuits and shares: pure."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.pursuits.rules import Stage
from fss.reports.rules.figures import (
    NO_DATA,
    Inventory,
    Share,
    inventory_figures,
    pursuit_figures,
)
from fss.reports.rules.periods import ALL, LAST_YEAR, period_of, periods
from fss.reports.rules.pursuits import FEWEST, PursuitCounts, Tried, count_pursuits, told

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
TODAY = date(2026, 11, 22)
DAYS = st.dates(date(2004, 1, 1), date(2090, 12, 31))
ENTRIES = st.builds(
    Tried,
    pursuit=st.integers(0, 8),
    city=st.sampled_from("ab"),
    stage=st.just(Stage.SUBMITTED),
    shortlisted=st.booleans(),
    sent_at=st.none() | st.integers(0, 1000).map(lambda days: NOW - timedelta(days)),
)  # fmt: skip
STAGES = st.lists(st.sampled_from(list(Stage)), min_size=9, max_size=9)


def test_the_last_twelve_months_are_a_whole_year_that_ends_today():
    period = period_of(LAST_YEAR, TODAY)

    assert (period.start, period.end) == (date(2025, 11, 23), date(2026, 11, 23))
    assert period.words == "Nov 23, 2025 to Nov 22, 2026"
    assert period_of(LAST_YEAR, date(2028, 2, 29)).start == date(2027, 3, 1)


def test_a_quarter_that_is_not_over_ends_today_and_says_so():
    period = period_of("2026-q4", TODAY)

    assert (period.start, period.end) == (date(2026, 10, 1), date(2026, 11, 23))
    assert period.label == "Quarter 4 of 2026 so far"
    assert period_of("2025-q4", TODAY).end == date(2026, 1, 1)


@pytest.mark.parametrize("key", ["", "2026-q5", "2027", "2026-q4 ", "soon", "2027-q1", "1999"])
def test_a_period_that_does_not_exist_or_has_not_begun_is_refused(key):
    with pytest.raises(RuleError):
        period_of(key, TODAY)


@given(DAYS)
def test_every_period_that_is_offered_can_be_had_and_holds_no_day_to_come(today):
    offered = periods(today)

    assert [one.key for one in (offered[0], offered[-1])] == [LAST_YEAR, ALL]
    assert len({one.key for one in offered}) == len(offered)
    for one in offered:
        assert period_of(one.key, today) == one
        assert one.end <= today + timedelta(1)
        assert one.start is None or one.start < one.end


@given(DAYS)
def test_the_quarters_of_a_year_follow_each_other_without_gap(today):
    keys = [f"{today.year - 1}-q{number}" for number in range(1, 5)]
    quarters = [period_of(key, today) for key in keys]
    year = period_of(str(today.year - 1), today)

    assert (quarters[0].start, quarters[-1].end) == (year.start, year.end)
    for one, following in pairwise(quarters):
        assert one.end == following.start
        assert one.instants("America/Chicago")[1] == following.instants("America/Chicago")[0]


def test_a_period_begins_at_midnight_of_the_county():
    start, end = period_of("2026-q2", TODAY).instants("America/Chicago")

    assert start == datetime(2026, 4, 1, 5, tzinfo=UTC)
    assert end == datetime(2026, 7, 1, 5, tzinfo=UTC)


@given(st.lists(ENTRIES, max_size=20), STAGES)
def test_each_count_is_part_of_the_one_before_it(entries, stages):
    entries = [
        Tried(one.pursuit, one.city, stages[one.pursuit], one.shortlisted, one.sent_at)
        for one in entries
    ]
    counts = count_pursuits(entries, received=9, undecided=0, now=NOW)

    assert counts.sent <= counts.offered <= counts.tried <= counts.received
    results = counts.won + counts.lost + counts.quiet + counts.ended + counts.waiting
    assert results == counts.sent
    for figure in pursuit_figures(counts, period=period_of(ALL, TODAY)):
        assert figure.n >= 0
        assert figure.value == NO_DATA or figure.n > 0


@given(st.lists(ENTRIES, max_size=20))
def test_a_pursuit_counts_once_in_whatever_order_it_comes(entries):
    forward = count_pursuits(entries, received=9, undecided=0, now=NOW)

    assert forward.tried == len({one.pursuit for one in entries})
    assert forward == count_pursuits(reversed(entries), received=9, undecided=0, now=NOW)


def test_a_client_who_says_nothing_for_a_year_has_not_decided():
    sent = [
        Tried("old", "a", Stage.SUBMITTED, sent_at=NOW - timedelta(366)),
        Tried("new", "a", Stage.SUBMITTED, sent_at=NOW - timedelta(300)),
        Tried("off", "a", Stage.WITHDRAWN, sent_at=NOW - timedelta(400)),
    ]
    counts = count_pursuits(sent, received=3, undecided=0, now=NOW)

    assert (counts.quiet, counts.waiting, counts.ended) == (1, 1, 1)


@given(st.integers(0, 100_000))
def test_other_members_are_told_no_small_count(count):
    words = told(count)

    assert words == ("Fewer than 5" if count < FEWEST else f"{count:,}")


@given(st.integers(1, 10**6), st.data())
def test_a_hundred_percent_means_all(whole, data):
    part = data.draw(st.integers(0, whole))

    assert (Share(part, whole).percent == 100) is (part == whole)


def test_of_nothing_there_is_no_data():
    figures = [
        *inventory_figures(Inventory(), day=TODAY, period=period_of(ALL, TODAY)),
        *pursuit_figures(PursuitCounts(), period=period_of(ALL, TODAY)),
    ]
    by_label = {one.label: one.value for one in figures}

    assert by_label["Sites and buildings"] == "0"
    for label in ("Screening facts known", "Values still fresh", "Tried", "Offered", "Won"):
        assert by_label[label] == NO_DATA
    assert not any("%" in one.value for one in figures)
