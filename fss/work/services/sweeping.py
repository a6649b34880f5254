"""Each minute: whose time runs out, whose pause ends, and who is to be told of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select, update
from sqlalchemy.exc import OperationalError

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM, Role
from fss.process.rules.roles import MEMBER_CODES
from fss.timezone import local_date
from fss.work.models import QUESTION, ClientQuestion, Clock, StepInstance, StepNotice
from fss.work.queries.clocks import StoredHours, due_clocks, stored_hours
from fss.work.rules import clocks as rules
from fss.work.rules.clocks import ClockState
from fss.work.rules.escalation import BREACH, Audience, audience, due_levels, worth_telling
from fss.work.services.clocks import change, end_stated_pause, next_time
from fss.work.services.loading import calendar_of, load
from fss.work.services.notices import Reach
from fss.work.services.reminding import NoticeKind, send_waiting, wants_reminders

log = structlog.get_logger()
MOST = 2_000
"""Clocks looked at in one sweep; what is left is due for the next."""
TRY_AGAIN = timedelta(days=1)
LOCK = 7_331_010
"""Key of the lock under which PostgreSQL lets one sweep at a time tell people."""


@dataclass(frozen=True)
class Swept:
    """What a sweep did."""

    clocks: int
    notices: int
    mails: int


@dataclass
class _Desk:
    """What all clocks of a sweep share: calendars, people, the time."""

    now: datetime
    today: date
    hours: Sequence[StoredHours]
    reach: Reach
    _wants: dict[UUID, bool] = field(default_factory=dict)
    _held: dict[tuple[Role, UUID | None], Sequence[User]] = field(default_factory=dict)

    def wants(self, user_id: UUID) -> bool:
        """Whether the person wants reminders."""
        if user_id not in self._wants:
            self._wants[user_id] = wants_reminders(user_id)
        return self._wants[user_id]

    def holders(self, role: Role, organization_id: UUID | None = None) -> Sequence[User]:
        """Who holds a role today."""
        key = (role, organization_id)
        if key not in self._held:
            self._held[key] = accounts.holders(role, organization_id, self.today)
        return self._held[key]


def sweep_clocks(*, now: datetime) -> Swept:
    """Tell people of clocks whose next time has come, end pauses, and send what waits.

    Does nothing while another sweep is at work: nobody is told twice.
    """
    if not _is_alone():
        return Swept(0, 0, 0)
    clocks = due_clocks(now, MOST)
    told = 0
    if clocks:
        today = local_date(now, accounts.get_zone())
        steps = [clock.step for clock in clocks if clock.step]
        desk = _Desk(now, today, stored_hours(), Reach(steps, now))
        told = sum(_attend_alone(clock, desk) for clock in clocks)
        db.session.flush()
    return Swept(len(clocks), told, send_waiting(now=now))


def _is_alone() -> bool:
    if db.session.get_bind().dialect.name != "postgresql":
        return True  # SQLite lets one transaction at a time write
    return bool(db.session.scalar(select(func.pg_try_advisory_xact_lock(LOCK))))


def _attend_alone(clock: Clock, desk: _Desk) -> int:
    """Attend to one clock; what is wrong with it keeps no other from its turn.

    Who looks after the program finds it in the log, without a word that people typed.
    """
    clock_id = clock.id
    try:
        with db.session.begin_nested():
            told = _attend(clock, desk)
            db.session.flush()
            return told
    except OperationalError:
        raise  # the database is in trouble, not the clock: the next minute tries all again
    except Exception as error:
        log.error("sweep.clock", clock=str(clock_id), error=type(error).__name__)
        db.session.execute(
            update(Clock).where(Clock.id == clock_id).values(next_at=desk.now + TRY_AGAIN)
        )
        return 0


def _attend(clock: Clock, desk: _Desk) -> int:
    value = load(clock, calendar_of(clock, desk.hours))
    told = 0
    if value.state is ClockState.PAUSED:
        try:
            resumed = end_stated_pause(clock, now=desk.now, hours=desk.hours)
        except RuleError:
            # The calendar does not reach so far; it warns those who can extend it.
            clock.next_at = desk.now + TRY_AGAIN
            return 0
        if resumed is None:
            clock.next_at = clock.resume_at
            return _tell(clock, NoticeKind.PAUSE, None, (Audience.ACCOUNTABLE,), desk)
        value = resumed
    due = due_levels(value, clock.level, now=desk.now)
    if BREACH in due and value.breached_at is None:
        value = change(
            clock,
            lambda running: rules.note_breach(running, now=desk.now),
            actor=SYSTEM,
            now=desk.now,
            hours=desk.hours,
        )
    for level in worth_telling(due):
        kind = NoticeKind.REMINDER if level < BREACH else NoticeKind.ESCALATION
        people = audience(level, clock.warn_at, on_city_side=_is_on_city_side(clock.step))
        told += _tell(clock, kind, level, people, desk)
    if due:
        clock.level = due[-1]
    if clock.risk_at is not None and clock.risk_at <= desk.now:
        clock.risk_at = None
        told += _tell(
            clock, NoticeKind.DEADLINE, None, (Audience.DIRECTOR, Audience.COMMITTEE), desk
        )
    clock.next_at = next_time(clock, value)
    return told


def _tell(
    clock: Clock,
    kind: NoticeKind,
    level: int | None,
    audiences: Iterable[Audience],
    desk: _Desk,
) -> int:
    """A notice for each person, once; the mail goes when their office is open."""
    if clock.step is None:
        return 0
    found: dict[UUID, str] = {}
    for one in audiences:
        for user, letter in _meant(clock, clock.step, one, desk):
            found.setdefault(user.id, letter)
    if kind is NoticeKind.REMINDER:
        found = {user_id: letter for user_id, letter in found.items() if desk.wants(user_id)}
    for user_id, letter in found.items():
        db.session.add(
            StepNotice(
                step_id=clock.step.id,
                clock_id=clock.id,
                user_id=user_id,
                letter=letter,
                kind=kind.value,
                level=level,
                created_at=desk.now,
            )
        )
    return len(found)


def _meant(clock: Clock, step: StepInstance, one: Audience, desk: _Desk) -> list[tuple[User, str]]:
    """Who is meant; who answers a client's question stands in the place of those who do the step.

    Where that person is gone, those do.
    """
    if clock.subject_type == QUESTION and one is Audience.RESPONSIBLE:
        question = db.session.get(ClientQuestion, clock.subject_id)
        if question is not None and question.owner.active:
            return [(question.owner, one.value)]
    return _people(step, one, desk)


def _people(step: StepInstance, one: Audience, desk: _Desk) -> list[tuple[User, str]]:
    """Who is meant, with their letter; where nobody holds a role, who stands above it."""
    if one is Audience.COORDINATOR:
        return [(user, "-") for user in desk.holders(Role.COORDINATOR)]
    if one is Audience.DIRECTOR:
        return [(user, "-") for user in desk.holders(Role.DIRECTOR)]
    if one is Audience.COMMITTEE:
        return [(user, "-") for user in desk.holders(Role.STEERING_COMMITTEE)]
    if one is Audience.CITY_ADMINISTRATOR:
        cities = {
            item.organization_id
            for item in step.assignments
            if item.letter == "R" and item.role_code in MEMBER_CODES and item.organization_id
        }
        found = [
            (user, "-")
            for city in sorted(cities, key=str)
            for user in desk.holders(Role.CITY_ADMINISTRATOR, city)
        ]
        return found or _people(step, Audience.DIRECTOR, desk)
    letter = one.value
    named = [(user, letter) for user in desk.reach.people(step, letter)]
    if named or one is Audience.ACCOUNTABLE:
        return named or _people(step, Audience.COORDINATOR, desk)
    return _people(step, Audience.ACCOUNTABLE, desk)


def _is_on_city_side(step: StepInstance | None) -> bool:
    """Whether a city does the work."""
    return step is not None and any(
        item.letter == "R" and item.role_code in MEMBER_CODES for item in step.assignments
    )
