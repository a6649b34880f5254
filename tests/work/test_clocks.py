"""Clocks as rows: I9 and I13 to I19 on both engines, pauses, replies, what becomes of old ones."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import SYSTEM
from fss.work import queries, services
from fss.work.models import Clock, ClockEvent, StepInstance
from fss.work.queries.running import template_of
from fss.work.rules.clocks import ClockState, PauseReason
from fss.work.services import clocks
from fss.work.services.dues import reckon_start
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, checklist, finish, replied, start, step

ASKED = "E-mail of November 23 to the broker, asking for the rail survey"


def _second_step(office: Office) -> StepInstance:
    """P2 of a pursuit: 8 business hours from Monday, November 23, 10:00."""
    instance = start(office)
    finish(office, instance, "P1", local(11, 23, 10))
    return step(instance, "P2")


def _clock(item: StepInstance) -> Clock:
    return queries.clocks_of(item)[0]


def test_a_started_step_has_a_clock_by_its_standard_and_shows_the_same_due_time(
    db: SQLAlchemy,
) -> None:
    office = make_office()

    second = _second_step(office)

    clock = _clock(second)
    assert clock.state is ClockState.RUNNING
    assert (clock.standard_code, clock.target, clock.unit.value) == ("D1.P2", 8, "bh")
    assert clock.due_at == second.due_at == local(11, 24, 9, 30)
    assert clock.next_at == local(11, 23, 14)
    assert office.calendar
    assert clock.calendar_id == office.calendar.id


def test_a_step_without_a_standard_or_without_a_calendar_has_no_clock(db: SQLAlchemy) -> None:
    office = make_office(with_calendar=False)

    first = step(start(office), "P1")

    assert first.due_at is None
    assert queries.clocks_of(first) == []


def test_i9_a_pause_moves_the_due_time_and_both_lengths_are_counted(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    actor = office.identity(office.coordinator)

    services.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        actor=actor,
        now=local(11, 23, 11),
    )
    late_while_paused = second.is_late(local(11, 30, 9))
    services.resume_clock(second, actor=actor, now=local(11, 23, 13))
    services.complete_step(
        second,
        actor=actor,
        now=local(11, 24, 9),
        version=second.version,
        ticked=checklist(second),
        without="Agreed by telephone",
    )

    clock = _clock(second)
    assert not late_while_paused
    assert clock.due_at == local(11, 24, 11, 30)
    assert clock.state is ClockState.MET
    assert (clock.running_seconds, clock.paused_seconds) == (5.5 * 3600, 2 * 3600)
    assert any("due 2 h of open time later" in row for row in second.trace)


def test_i13_the_stored_state_follows_from_the_stored_events(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    actor = office.identity(office.coordinator)
    services.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        actor=actor,
        now=local(11, 23, 11),
    )

    from fss.work.rules import clocks as rules
    from fss.work.rules.amendments import replay

    clock = _clock(second)
    stored = clocks.load(clock, clocks.calendar_of(clock, queries.stored_hours()))
    assert stored.due
    idle = rules.Clock(stored.id, stored.subject, stored.standard, reopens=stored.reopens)
    assert replay(idle, [stored.due.calendar], stored.events) == stored


def test_i15_a_second_open_clock_of_a_step_is_refused(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    template = template_of(second.instance)
    begin = reckon_start(second, template, second.instance.steps)
    assert not isinstance(begin, str)

    with pytest.raises(ConflictError, match="running already"):
        clocks.start_clock(second, begin, actor=SYSTEM, now=local(11, 23, 11))

    assert len(queries.clocks_of(second)) == 1


def test_i16_a_pause_needs_its_evidence_and_ends_after_it_began(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    actor = office.identity(office.coordinator)

    with pytest.raises(RuleError) as without:
        services.pause_clock(
            second,
            reason=PauseReason.WAITING_CLIENT,
            evidence=" ",
            actor=actor,
            now=local(11, 23, 11),
        )
    with pytest.raises(RuleError) as past:
        services.pause_clock(
            second,
            reason=PauseReason.WAITING_CLIENT,
            evidence=ASKED,
            actor=actor,
            now=local(11, 23, 11),
            until=local(11, 23, 10),
        )

    assert (without.value.field, past.value.field) == ("evidence", "until")
    assert second.paused_at is None


def test_the_city_window_never_pauses(db: SQLAlchemy) -> None:
    office = make_office(cities=1)
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))

    with pytest.raises(RuleError, match="same for everybody"):
        services.pause_clock(
            step(instance, "P6"),
            reason=PauseReason.WAITING_CLIENT,
            evidence=ASKED,
            actor=office.identity(office.planners[0]),
            now=local(11, 23, 11),
        )


def test_i19_only_a_persons_reply_acknowledges_and_its_moment_stops_the_clock(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    first = step(start(office), "P1")
    actor = office.identity(office.coordinator)
    given: dict[str, Any] = {
        "now": local(11, 23, 15),
        "version": first.version,
        "ticked": checklist(first),
    }

    with pytest.raises(RuleError) as without:
        services.complete_step(first, actor=actor, **given)
    with pytest.raises(RuleError, match="Only a person's reply"):
        services.complete_step(first, actor=SYSTEM, **given, reply=replied(local(11, 23, 12)))
    with pytest.raises(RuleError) as ahead:
        services.complete_step(first, actor=actor, **given, reply=replied(local(11, 23, 16)))
    services.complete_step(first, actor=actor, **given, reply=replied(local(11, 23, 12, 30)))

    clock = _clock(first)
    assert (without.value.field, ahead.value.field) == ("channel", "replied_at")
    assert clock.state is ClockState.MET
    assert clock.stopped_at == local(11, 23, 12, 30)
    assert clock.events[-1].evidence == "E-mail: The broker, that we have it"


def test_i14_a_mark_of_being_late_is_not_taken_off_by_a_reply_noted_afterwards(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    first = step(start(office), "P1")
    services.sweep_clocks(now=local(11, 23, 14))

    services.complete_step(
        first,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 15),
        version=first.version,
        ticked=checklist(first),
        reply=replied(local(11, 23, 12, 30)),
    )

    clock = _clock(first)
    assert clock.breached_at == clock.due_at == local(11, 23, 13)
    assert clock.state is ClockState.MISSED_CLOSED


def test_skipping_cancels_the_clock_with_the_reason(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)

    services.skip_step(
        second,
        reason="Answered on the telephone",
        actor=office.identity(office.coordinator),
        now=local(11, 23, 11),
        version=second.version,
    )

    clock = _clock(second)
    assert clock.state is ClockState.CANCELLED
    assert clock.events[-1].reason == "Answered on the telephone"


def test_a_corrected_start_ends_the_clock_and_begins_a_linked_one(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)

    services.correct_start(instance, started_at=local(11, 23, 8))

    by_state = {clock.state: clock for clock in queries.clocks_of(step(instance, "P1"))}
    assert set(by_state) == {ClockState.RUNNING, ClockState.CANCELLED}
    running = by_state[ClockState.RUNNING]
    assert running.reopens_id == by_state[ClockState.CANCELLED].id
    assert running.due_at == step(instance, "P1").due_at == local(11, 23, 12)


def test_a_pause_entered_afterwards_counts_once_somebody_else_approved_it(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    second = _second_step(office)
    asks, approves = office.identity(office.coordinator), office.identity(office.director)
    given: dict[str, Any] = {"reason": PauseReason.WAITING_CLIENT, "evidence": ASKED}

    request = services.ask_for_pause(
        second,
        **given,
        start=local(11, 23, 11),
        end=local(11, 23, 12),
        actor=asks,
        now=local(11, 23, 14),
    )
    before = second.due_at
    with pytest.raises(ForbiddenError):
        services.decide_pause(request, approve=True, actor=asks, now=local(11, 23, 15))
    services.decide_pause(request, approve=True, actor=approves, now=local(11, 23, 15))
    with pytest.raises(ConflictError):
        services.decide_pause(request, approve=False, actor=approves, now=local(11, 23, 15))

    clock = _clock(second)
    assert (before, second.due_at) == (local(11, 24, 9, 30), local(11, 24, 10, 30))
    assert clock.events[-2].requested_by == office.coordinator.id
    assert clock.events[-2].actor_id == office.director.id


def test_a_past_pause_that_cannot_have_been_is_refused_at_once(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)

    with pytest.raises(RuleError) as refused:
        services.ask_for_pause(
            second,
            reason=PauseReason.WAITING_CLIENT,
            evidence=ASKED,
            start=local(11, 23, 9),
            end=local(11, 23, 12),
            actor=office.identity(office.coordinator),
            now=local(11, 23, 14),
        )

    assert refused.value.field == "start"


def test_the_clients_answer_ends_the_pause_that_waited_for_it(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    actor = office.identity(office.coordinator)
    services.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        actor=actor,
        now=local(11, 23, 11),
    )

    asked = next(one for one in queries.consultations_of(second) if one.role_code == "BX")
    services.answer_consultation(
        asked, answer="By March.", actor=actor, now=local(11, 23, 12), version=asked.version
    )

    assert second.paused_at is None
    assert second.due_at == local(11, 24, 10, 30)


def test_what_happened_to_a_clock_can_be_neither_changed_nor_deleted(db: SQLAlchemy) -> None:
    office = make_office()
    start(office)
    db.session.commit()

    for statement in ("UPDATE clock_event SET reason = 'other'", "DELETE FROM clock_event"):
        with pytest.raises(DBAPIError):
            db.session.execute(text(statement))
        db.session.rollback()

    assert db.session.scalars(select(ClockEvent)).all()


def test_a_step_is_finished_though_the_calendar_ended_during_a_pause(db: SQLAlchemy) -> None:
    office = make_office(years=(2026,))
    second = _second_step(office)
    actor = office.identity(office.coordinator)
    services.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        actor=actor,
        now=local(11, 23, 11),
    )

    services.complete_step(
        second,
        actor=actor,
        now=local(1, 5, 9, year=2027),
        version=second.version,
        ticked=checklist(second),
        without="Agreed by telephone",
    )

    clock = _clock(second)
    assert clock.state is ClockState.MET
    assert clock.running_seconds is None
    assert clock.due_at
    assert clock.stopped_at
    assert clock.stopped_at <= clock.due_at
    assert clock.stopped_at - clock.started_at > timedelta(days=40)
