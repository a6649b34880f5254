"""A step's clocks as people read them: what was allowed, used, paused, and what happened."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from fss.accounts.models import Holding, User
from fss.calendars.rules.standards import amount_in_words
from fss.calendars.rules.traces import length_in_words
from fss.db import db
from fss.permissions.rules import Identity
from fss.work.models import Clock, StepInstance
from fss.work.queries.clocks import clocks_of
from fss.work.queries.letters import known_as
from fss.work.rules.clocks import PAUSE_WORDS, ClockAction, ClockState, PauseReason

WITH_PLACES = selectinload(User.holdings).joinedload(Holding.organization)
ACTION_WORDS = {
    ClockAction.START: "Started",
    ClockAction.PAUSE: "Paused",
    ClockAction.RESUME: "Went on",
    ClockAction.STOP: "Stopped",
    ClockAction.CANCEL: "Cancelled",
    ClockAction.BREACH: "Late",
    ClockAction.MIGRATE: "Reckoned anew",
}
STATE_WORDS = {
    ClockState.IDLE: ("Not started", "quiet"),
    ClockState.RUNNING: ("Runs", "info"),
    ClockState.PAUSED: ("Paused", "warn"),
    ClockState.MET: ("Met", "good"),
    ClockState.MISSED_CLOSED: ("Late", "bad"),
    ClockState.CANCELLED: ("Cancelled", "quiet"),
}


@dataclass(frozen=True)
class Happening:
    """One thing that happened to a clock.

    `afterwards`: when it was entered, if that was later. `due_before`: when it was due until then.
    """

    at: datetime
    what: str
    why: str
    who: str
    afterwards: datetime | None
    due_before: datetime | None = None


@dataclass(frozen=True)
class ClockStory:
    """A clock in words. `used` and `paused` are open hours, known once it has ended."""

    clock: Clock
    state: str
    tone: str
    standard: str
    used: str
    paused: str
    why_paused: str
    happenings: tuple[Happening, ...]

    @property
    def is_open(self) -> bool:
        """It runs or is paused."""
        return self.clock.state in (ClockState.RUNNING, ClockState.PAUSED)

    @property
    def is_paused(self) -> bool:
        """Time stands still."""
        return self.clock.state is ClockState.PAUSED


def clock_stories(step: StepInstance, identity: Identity) -> list[ClockStory]:
    """The clocks of a step, the latest first, with the names that the person may know."""
    clocks = clocks_of(step)
    names = _names(
        {
            person
            for clock in clocks
            for event in clock.events
            for person in (event.actor_id, event.requested_by)
            if person
        },
        identity,
    )
    return [_story(clock, names) for clock in clocks]


def _names(ids: Collection[UUID], identity: Identity) -> dict[UUID, str]:
    if not ids:
        return {}
    people = db.session.scalars(select(User).where(User.id.in_(ids)).options(WITH_PLACES))
    return {user.id: known_as(user, identity) for user in people}


def _story(clock: Clock, names: dict[UUID, str]) -> ClockStory:
    state, tone = STATE_WORDS[clock.state]
    happenings = []
    why_paused = ""
    for event in clock.events:
        why = event.reason
        if event.action is ClockAction.PAUSE:
            why = f"{PAUSE_WORDS[PauseReason(event.reason)]}. {event.evidence}"
            why_paused = why
        elif event.action in (ClockAction.STOP, ClockAction.START) and event.evidence:
            why = event.evidence if event.action is ClockAction.STOP else "Stated due time"
        who = names.get(event.actor_id, "") if event.actor_id else ""
        if event.action is ClockAction.BREACH:
            who = ""  # nobody did it: it is only noted when somebody acts
        asked = names.get(event.requested_by) if event.requested_by else None
        if asked and event.action is ClockAction.PAUSE:
            who = f"asked for by {asked}, approved by {who}"
        happenings.append(
            Happening(
                event.at,
                ACTION_WORDS[event.action],
                why,
                who,
                event.recorded_at if event.requested_by else None,
                datetime.fromisoformat(event.evidence)
                if event.action is ClockAction.MIGRATE
                else None,
            )
        )
    number = f", version {clock.standard_number}" if clock.standard_number else ""
    amount = amount_in_words(clock.target, clock.unit)
    if clock.counted_before:
        amount = f"{amount} before {clock.counted_before}"
    return ClockStory(
        clock,
        state,
        tone,
        f"{amount} ({clock.standard_code}{number})",
        _length(clock.running_seconds),
        _length(clock.paused_seconds),
        why_paused,
        tuple(happenings),
    )


def _length(seconds: int | None) -> str:
    return "" if seconds is None else length_in_words(timedelta(seconds=seconds))
