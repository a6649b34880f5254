"""A step's clock under any order of deeds, as rows, on both engines: I9, I13 to I16 and I18."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import Flask
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from fss.calendars.rules.calendars import elapsed
from fss.db import db
from fss.errors import RuleError
from fss.work import queries, services
from fss.work.models import Clock, StepNotice
from fss.work.rules import clocks as rules
from fss.work.rules.amendments import replay
from fss.work.rules.clocks import ClockState, PauseReason
from fss.work.rules.escalation import levels
from fss.work.services import clocks
from tests.factories.process import Office, local, make_office
from tests.work.running import checklist, finish, start, step

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


def test_i9_i13_i14_i15_i16_i18_hold_whatever_is_done_to_a_clock(app: Flask) -> None:
    with app.app_context():
        office = make_office(cities=1)
        db.session.commit()

        class ClockMachine(RuleBasedStateMachine):
            """P2 of a fresh pursuit, 8 business hours from Monday, November 23, 10:00."""

            office: Office

            def __init__(self) -> None:
                super().__init__()
                self.savepoint = db.session.begin_nested()
                self.now = local(11, 23, 10)
                instance = start(office)
                finish(office, instance, "P1", self.now)
                self.step = step(instance, "P2")
                self.staff = office.identity(office.coordinator)
                self.breached: dict[object, datetime] = {}
                self.ended: dict[object, tuple[object, ...]] = {}
                self.fired: list[int] = []

            def teardown(self) -> None:
                self.savepoint.rollback()
                db.session.expire_all()

            def clock(self) -> Clock | None:
                return queries.open_clock(self.step.id)

            def is_in(self, state: ClockState) -> bool:
                clock = self.clock()
                return clock is not None and clock.state is state

            @rule(minutes=st.integers(1, 3000))
            def wait(self, minutes: int) -> None:
                self.now += timedelta(minutes=minutes)

            @rule()
            def sweep(self) -> None:
                services.sweep_clocks(now=self.now)

            @precondition(lambda self: self.is_in(ClockState.RUNNING))
            @rule(
                reason=st.sampled_from(PauseReason),
                until=st.none() | st.integers(1, 3000),
            )
            def pause(self, reason: PauseReason, until: int | None) -> None:
                services.pause_clock(
                    self.step,
                    reason=reason,
                    evidence="Message 7",
                    actor=self.staff,
                    now=self.now,
                    until=self.now + timedelta(minutes=until) if until else None,
                )

            @precondition(lambda self: self.is_in(ClockState.PAUSED))
            @rule()
            def resume(self) -> None:
                services.resume_clock(self.step, actor=self.staff, now=self.now)

            @precondition(lambda self: self.is_in(ClockState.RUNNING))
            @rule(ago=st.integers(1, 2000), length=st.integers(1, 600))
            def pause_afterwards(self, ago: int, length: int) -> None:
                begin = self.now - timedelta(minutes=ago)
                try:
                    asked = services.ask_for_pause(
                        self.step,
                        reason=PauseReason.WAITING_CLIENT,
                        evidence="Message 8",
                        start=begin,
                        end=begin + timedelta(minutes=length),
                        actor=self.staff,
                        now=self.now,
                    )
                except RuleError:
                    return
                services.decide_pause(
                    asked, approve=True, actor=office.identity(office.director), now=self.now
                )

            @precondition(lambda self: self.clock() is not None)
            @rule()
            def complete(self) -> None:
                services.complete_step(
                    self.step,
                    actor=self.staff,
                    now=self.now,
                    version=self.step.version,
                    ticked=checklist(self.step),
                    without="Agreed by telephone",
                )

            @precondition(lambda self: self.clock() is not None)
            @rule()
            def skip(self) -> None:
                services.skip_step(
                    self.step,
                    reason="Not needed",
                    actor=self.staff,
                    now=self.now,
                    version=self.step.version,
                )

            @invariant()
            def all_hold(self) -> None:
                found = queries.clocks_of(self.step)
                # I15: at most one open clock for each metric.
                assert sum(clock.state in OPEN for clock in found) <= 1
                for clock in found:
                    self.check(clock)

            def check(self, clock: Clock) -> None:
                calendar = clocks.calendar_of(clock, queries.stored_hours())
                stored = clocks.load(clock, calendar)
                # I13: the events give the stored state again.
                idle = rules.Clock(stored.id, stored.subject, stored.standard)
                again = replay(idle, [calendar], stored.events)
                assert (again.state, again.due_at, again.pauses, again.breached_at) == (
                    stored.state,
                    stored.due_at,
                    stored.pauses,
                    stored.breached_at,
                )
                # I14: late for good; met only in time.
                if clock.id in self.breached:
                    assert clock.breached_at == self.breached[clock.id]
                if clock.breached_at:
                    self.breached[clock.id] = clock.breached_at
                    assert clock.state is not ClockState.MET
                if clock.state is ClockState.MET:
                    assert clock.stopped_at
                    assert clock.due_at
                    assert clock.stopped_at <= clock.due_at
                # I16: pauses in order, apart, inside the clock, each with its evidence.
                marks = [clock.started_at]
                for gap in stored.pauses:
                    assert gap.evidence
                    marks += [gap.start] if gap.end is None else [gap.start, gap.end]
                marks += [clock.stopped_at] if clock.stopped_at else []
                assert marks == sorted(marks)
                assert sum(gap.end is None for gap in stored.pauses) == (
                    clock.state is ClockState.PAUSED
                )
                if clock.stopped_at:
                    # I9: running and paused time are all the time there was.
                    whole = elapsed(calendar, clock.started_at, clock.stopped_at)
                    assert stored.running_time is not None
                    assert stored.paused_time is not None
                    assert stored.running_time + stored.paused_time == whole
                    # I17: what has ended stays as it is.
                    figures = (clock.state, clock.due_at, clock.running_seconds, clock.version)
                    assert self.ended.setdefault(clock.id, figures) == figures
                # I18: each level at most once for each person, and in order.
                told = db.session.execute(
                    select(StepNotice.level, StepNotice.user_id)
                    .where(StepNotice.clock_id == clock.id, StepNotice.level.is_not(None))
                    .order_by(StepNotice.created_at, StepNotice.level)
                ).all()
                fired = [level or 0 for level, _ in told]
                assert len(set(told)) == len(told)
                assert fired == sorted(fired)
                assert clock.level in (0, *levels(clock.warn_at))

        run_state_machine_as_test(
            ClockMachine,
            settings=settings(
                max_examples=6,
                stateful_step_count=14,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
        db.session.rollback()
