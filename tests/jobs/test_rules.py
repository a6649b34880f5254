"""What a job's state means to the person who waits."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.jobs.rules import BEATS_AT_LEAST, WAITS_AT_MOST, JobState, percent, state_now

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def state(stored, *, queued=timedelta(), beat=None):
    beat_at = NOW - beat if beat is not None else None
    return state_now(stored, queued_at=NOW - queued, beat_at=beat_at, now=NOW)


def test_a_job_that_waits_for_too_long_has_stopped():
    assert state(JobState.QUEUED, queued=WAITS_AT_MOST) is JobState.QUEUED
    assert state(JobState.QUEUED, queued=WAITS_AT_MOST + timedelta(seconds=1)) is JobState.STOPPED


def test_a_job_that_is_silent_for_too_long_has_stopped():
    long = timedelta(days=1)

    assert state(JobState.RUNNING, queued=long, beat=BEATS_AT_LEAST) is JobState.RUNNING
    assert (
        state(JobState.RUNNING, queued=long, beat=BEATS_AT_LEAST + timedelta(seconds=1))
        is JobState.STOPPED
    )


@pytest.mark.parametrize("stored", [JobState.DONE, JobState.FAILED])
def test_what_has_ended_never_stops(stored):
    assert state(stored, queued=timedelta(days=365)) is stored


def test_only_what_failed_or_stopped_may_start_again():
    assert {item for item in JobState if item.may_restart} == {JobState.FAILED, JobState.STOPPED}


@given(st.integers(-5, 10_000), st.integers(-5, 10_000))
def test_a_percentage_lies_between_0_and_100(done, total):
    found = percent(done, total)

    assert (found is None) == (total <= 0)
    assert found is None or 0 <= found <= 100
