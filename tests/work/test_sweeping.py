"""The minute's sweep: who is told when, once and in order, in their hours, never in a flood."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.services.notices import stop_mail
from fss.calendars import services as calendar_services
from fss.calendars.rules.hours import office_week
from fss.db import db as database
from fss.mail.models import OutboxMail
from fss.work import queries
from fss.work import services as running
from fss.work.models import Clock, ClockEvent, StepInstance, StepNotice
from fss.work.rules.clocks import ClockAction, ClockState, PauseReason
from fss.work.services.reminding import PURPOSE, REMINDERS
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, checklist, finish, replied, start, step

ASKED = "E-mail of November 23 to the broker"


def _second_step(office: Office) -> StepInstance:
    """P2 of a pursuit: R coordinator, A director; 8 business hours from Monday 10:00."""
    instance = start(office)
    finish(office, instance, "P1", local(11, 23, 10))
    return step(instance, "P2")


def _mails(since: datetime | None = None) -> list[OutboxMail]:
    found = select(OutboxMail).where(OutboxMail.purpose == PURPOSE)
    if since:
        found = found.where(OutboxMail.created_at >= since)
    return list(database.session.scalars(found.order_by(OutboxMail.created_at, OutboxMail.to)))


def test_i18_levels_reach_ever_more_people_each_once(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    told = []

    for now in (
        local(11, 23, 14),  # half of the time
        local(11, 23, 14, 1),
        local(11, 24, 8, 0),  # 80 %
        local(11, 24, 9, 31),  # late
        local(11, 24, 13, 30),  # half as much again
        local(11, 30, 12),  # three times
        local(11, 30, 12, 1),
    ):
        running.sweep_clocks(now=now)
        told.append([mail.to for mail in _mails(now)])

    clock = queries.clocks_of(second)[0]
    director, coordinator = office.director.email, office.coordinator.email
    committee = [mail.to for mail in _mails() if mail.to not in (director, coordinator)]
    assert told[0] == [coordinator]
    assert told[1] == []
    assert sorted(told[2]) == sorted([coordinator, director])
    assert sorted(told[3]) == sorted([coordinator, director])
    assert told[4] == [director]
    assert director in told[5]
    assert len(committee) == 1
    assert told[6] == []
    assert clock.level == 300
    assert clock.next_at is None
    assert clock.breached_at == clock.due_at == local(11, 24, 9, 30)


def test_at_half_as_much_again_a_citys_own_administrator_is_told(db: SQLAlchemy) -> None:
    office = make_office(cities=2)
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 9))
    finish(office, instance, "P7", local(11, 23, 9))
    finish(office, instance, "P8", local(11, 23, 9))
    clock = queries.clocks_of(step(instance, "P6", "City A"))[0]
    clock.level = 100

    running.sweep_clocks(now=local(12, 1, 9))

    told = {
        notice.user_id
        for notice in db.session.scalars(select(StepNotice).where(StepNotice.level == 150))
    }
    assert office.administrators[0].id in told
    assert office.director.id not in told


def test_mails_hold_no_code_name_and_the_committee_gets_no_step(db: SQLAlchemy) -> None:
    office = make_office()
    _second_step(office)

    running.sweep_clocks(now=local(12, 1, 12))

    mails = _mails()
    assert mails
    assert not [mail for mail in mails if "Heron" in mail.text + mail.subject]
    committee = [mail for mail in mails if "Sam Steering" in mail.text]
    assert committee
    assert all("/steps/" not in mail.text for mail in committee)


def test_nobody_is_mailed_while_their_office_is_closed(db: SQLAlchemy) -> None:
    office = make_office()
    calendar_services.create_calendar(
        organization=office.cities[0], hours=office_week(time(10), time(15)), years=(2026, 2027)
    )
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 9))
    planner = office.planners[0].email

    running.sweep_clocks(now=local(11, 25, 9))
    early = [mail.to for mail in _mails()]
    running.sweep_clocks(now=local(11, 25, 10))
    open_now = [mail.to for mail in _mails()]

    assert planner not in early
    assert office.planners[1].email in early
    assert planner in open_now


def test_reminders_come_at_most_once_an_hour_and_gathered_but_what_is_late_at_once(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    for title in ("Project One", "Project Two", "Project Three"):
        instance = start(office, title=title)
        finish(office, instance, "P1", local(11, 23, 10))
    clocks = [
        clock
        for clock in db.session.scalars(select(Clock).order_by(Clock.id))
        if clock.state is ClockState.RUNNING
    ]
    for number, clock in enumerate(clocks):
        clock.next_at = local(11, 23, 14, 10 * number)

    for minute in (0, 10, 20, 40):
        running.sweep_clocks(now=local(11, 23, 14, minute))
    first = len(_mails())
    running.sweep_clocks(now=local(11, 23, 15))
    gathered = _mails(local(11, 23, 15))
    running.sweep_clocks(now=local(11, 24, 9, 31))
    late = _mails(local(11, 24, 9, 31))

    assert first == 1
    assert [mail.to for mail in gathered] == [office.coordinator.email]
    assert gathered[0].subject == "2 steps are due soon"
    assert {mail.to for mail in late} == {office.coordinator.email, office.director.email}
    assert all(mail.subject == "3 steps need you" for mail in late)


def test_a_paused_clock_is_silent_and_goes_on_at_the_stated_time(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    running.pause_clock(
        second,
        reason=PauseReason.WAITING_EXTERNAL_AUTHORITY,
        evidence=ASKED,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 11),
        until=local(11, 24, 11),
    )

    running.sweep_clocks(now=local(11, 24, 10))
    silent = _mails()
    running.sweep_clocks(now=local(11, 24, 11, 1))

    clock = queries.clocks_of(second)[0]
    assert silent == []
    assert clock.state is ClockState.RUNNING
    assert second.paused_at is None
    assert clock.due_at == local(11, 25, 9, 30)
    assert clock.events[-1].at == local(11, 24, 11)


def test_who_answers_looks_at_a_pause_of_more_than_ten_business_days_once(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    second = _second_step(office)
    running.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 11),
    )

    running.sweep_clocks(now=local(12, 9, 16))
    before = _mails()
    running.sweep_clocks(now=local(12, 10, 9))
    running.sweep_clocks(now=local(12, 11, 9))

    assert before == []
    assert [(mail.to, mail.subject) for mail in _mails()] == [
        (office.director.email, "A step has been paused for long")
    ]
    assert second.paused_at == local(11, 23, 11)


def test_a_clients_deadline_at_risk_is_told_at_any_hour(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    running.keep_deadline(
        instance,
        deadline=local(12, 4, 11),
        start=local(11, 23, 9),
        actor=office.identity(office.coordinator),
        now=local(11, 23, 9),
    )
    first = queries.clocks_of(step(instance, "P1"))[0]
    assert first.risk_at

    night = first.risk_at + timedelta(hours=12)
    running.sweep_clocks(now=night)

    urgent = [mail for mail in _mails(night) if mail.subject == "A client's deadline is at risk"]
    assert office.director.email in {mail.to for mail in urgent}
    assert first.risk_at is None


def test_reminders_can_be_declined_but_not_what_is_late(db: SQLAlchemy) -> None:
    office = make_office()
    _second_step(office)
    stop_mail(office.coordinator.id, REMINDERS)

    running.sweep_clocks(now=local(11, 23, 14))
    reminded = [mail.to for mail in _mails()]
    running.sweep_clocks(now=local(11, 24, 9, 31))

    assert office.coordinator.email not in reminded
    assert office.coordinator.email in {mail.to for mail in _mails()}


def test_a_step_finished_before_the_office_opened_is_told_to_nobody(db: SQLAlchemy) -> None:
    office = make_office()
    first = step(start(office, at=local(11, 23, 14)), "P1")
    running.sweep_clocks(now=local(11, 24, 7))
    running.complete_step(
        first,
        actor=office.identity(office.coordinator),
        now=local(11, 24, 7, 30),
        version=first.version,
        ticked=checklist(first),
        reply=replied(local(11, 24, 7, 20)),
    )

    running.sweep_clocks(now=local(11, 24, 8, 30))

    assert _mails() == []
    assert db.session.scalars(select(StepNotice).where(StepNotice.step_id == first.id)).all() == []


def test_a_sweep_with_nothing_due_looks_at_no_clock(db: SQLAlchemy) -> None:
    office = make_office()
    _second_step(office)

    swept = running.sweep_clocks(now=local(11, 23, 11))

    assert (swept.clocks, swept.notices, swept.mails) == (0, 0, 0)


def test_a_pause_ends_at_its_stated_end_even_if_no_sweep_ran_meanwhile(db: SQLAlchemy) -> None:
    office = make_office()
    second = _second_step(office)
    running.pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence=ASKED,
        until=local(11, 23, 12),
        actor=office.identity(office.coordinator),
        now=local(11, 23, 11),
    )

    finish(office, second.instance, "P2", local(11, 24, 14))

    clock = queries.clocks_of(second)[0]
    assert clock.due_at == local(11, 24, 10, 30)
    assert clock.state is ClockState.MISSED_CLOSED
    assert clock.paused_seconds == 3600


def test_a_broken_clock_keeps_no_other_from_its_turn_and_is_tried_again_a_day_later(
    db: SQLAlchemy, capsys: pytest.CaptureFixture[str]
) -> None:
    office = make_office()
    steps = [_second_step(office), _second_step(office)]
    first, second = (queries.clocks_of(one)[0] for one in steps)
    first.next_at = local(11, 23, 13)
    at = first.started_at
    no_pause = ClockEvent(number=9, at=at, recorded_at=at, action=ClockAction.RESUME)
    first.events.append(no_pause)
    db.session.flush()

    running.sweep_clocks(now=local(11, 23, 14))

    told = db.session.scalars(select(StepNotice.clock_id)).all()
    assert (first.id in told, second.id in told) == (False, True)
    assert first.next_at == local(11, 24, 14)
    assert steps[0].instance.title not in capsys.readouterr().err
