"""What a job's state means to the person who waits for it. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

WAITS_AT_MOST = timedelta(minutes=30)
BEATS_AT_LEAST = timedelta(minutes=10)


class JobState(StrEnum):
    """Where a job is. `STOPPED` is never stored: it follows from silence."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    STOPPED = "stopped"

    @property
    def label(self) -> str:
        """The state as people read it."""
        return {
            JobState.QUEUED: "Waiting to start",
            JobState.RUNNING: "Working",
            JobState.DONE: "Done",
            JobState.FAILED: "Failed",
            JobState.STOPPED: "Stopped",
        }[self]

    @property
    def has_ended(self) -> bool:
        """Nothing more happens by itself."""
        return self not in (JobState.QUEUED, JobState.RUNNING)

    @property
    def may_restart(self) -> bool:
        """It may be started again."""
        return self in (JobState.FAILED, JobState.STOPPED)


@dataclass(frozen=True)
class Patience:
    """How long a job may be silent before it counts as stopped: in the queue, and at work."""

    waits_at_most: timedelta = WAITS_AT_MOST
    beats_at_least: timedelta = BEATS_AT_LEAST


def state_now(
    state: JobState,
    *,
    queued_at: datetime,
    beat_at: datetime | None,
    now: datetime,
    patience: Patience = Patience(),
) -> JobState:
    """The stored state, or `STOPPED` when the job has been silent for too long."""
    if state is JobState.QUEUED and now - queued_at > patience.waits_at_most:
        return JobState.STOPPED
    if state is JobState.RUNNING and now - (beat_at or queued_at) > patience.beats_at_least:
        return JobState.STOPPED
    return state


def percent(done: int, total: int) -> int | None:
    """How much is done, 0 to 100; None when nobody knows how much there is."""
    if total <= 0:
        return None
    return max(0, min(100, done * 100 // total))
