"""The time agreed for a visit, and the steps, clocks and pages that follow it."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.mail.models import OutboxMail
from fss.permissions.rules import Identity
from fss.process.rules.templates import TemplateStep
from fss.work import queries, services
from fss.work.documents.marking import marks_of
from fss.work.models import ProcessInstance, StepInstance
from fss.work.queries.running import template_of
from fss.work.rules import clocks as rules
from fss.work.rules.amendments import replay
from fss.work.rules.clocks import ClockAction, ClockState
from fss.work.rules.dues import NOT_AGREED
from fss.work.services.loading import calendar_of, load
from fss.work.services.notices import TIME_SUBJECT
from tests.factories.process import Office, local, make_office
from tests.work.running import checklist, replied, step

SignIn = Callable[[FlaskClient, User], None]
BEGUN = local(11, 23, 9)
VISIT = local(12, 1, 10)


def start_visit(office: Office, done: int = 0) -> ProcessInstance:
    """A visit in City A asked for on Monday morning, with so many steps done since."""
    visit = services.start_process(
        template_code="D2",
        subject_type="pursuit",
        subject_id=uuid.uuid4(),
        title="Project Heron: Site visit, City A",
        invited=office.cities[:1],
        started_at=BEGUN,
        actor=office.identity(office.coordinator),
        now=BEGUN,
    )
    for number in range(1, done + 1):
        finish_step(office, visit, f"V{number}", local(11, 23, 9 + number))
    return visit


def finish_step(office: Office, visit: ProcessInstance, key: str, at: datetime) -> None:
    """Finish a step for those who should."""
    item = step(visit, key)
    services.complete_for(
        item,
        reason="Told by telephone",
        actor=office.identity(office.coordinator),
        now=at,
        version=item.version,
        ticked=checklist(item),
        reply=replied(BEGUN),
    )


def agree(
    office: Office, visit: ProcessInstance, at: datetime | None, *, now: datetime = BEGUN
) -> list[TemplateStep]:
    item = step(visit, "V5")
    return services.agree_time(
        item,
        at=at,
        actor=office.identity(office.coordinator),
        now=now,
        version=item.version,
    )


def clock_of(item: StepInstance) -> rules.Clock:
    stored = queries.clocks_of(item)[0]
    return load(stored, calendar_of(stored, queries.stored_hours()))


def test_steps_before_a_visit_are_due_in_time_for_it_and_follow_when_it_moves(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = start_visit(office, done=2)
    brief, walk = step(visit, "V3"), step(visit, "V4")
    assert (brief.due_at, brief.trace[0][: len(NOT_AGREED)]) == (None, NOT_AGREED)

    agree(office, visit, VISIT, now=local(11, 23, 13))
    first = (brief.due_at, walk.due_at)
    agree(office, visit, local(11, 24, 10), now=local(11, 23, 14))
    services.sweep_clocks(now=local(11, 24, 15))
    agree(office, visit, local(12, 8, 10), now=local(11, 25, 9))

    assert first == (local(11, 30, 14, 30), local(11, 30, 16, 30))
    assert brief.due_at == local(12, 7, 14, 30)
    clock = clock_of(brief)
    assert clock.breached_at == local(11, 23, 14, 30)
    assert [event.evidence for event in clock.events if event.action is ClockAction.MIGRATE] == [
        local(11, 30, 14, 30).astimezone(clock.events[0].at.tzinfo).isoformat(),
        local(11, 23, 14, 30).astimezone(clock.events[0].at.tzinfo).isoformat(),
    ]
    idle = rules.Clock(clock.id, clock.subject, clock.standard, reopens=clock.reopens)
    assert clock.due
    again = replay(idle, [clock.due.calendar], clock.events, standards=[clock.standard] * 2)
    assert again == clock


def test_an_agreed_time_shortens_a_standard_and_gives_it_back_when_it_is_called_off(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = start_visit(office, done=1)
    agenda = step(visit, "V2")
    own = agenda.due_at

    squeezed = agree(office, visit, local(11, 25, 10), now=local(11, 23, 12))
    short = agenda.due_at
    agree(office, visit, None, now=local(11, 23, 13))

    assert own == agenda.due_at == local(11, 25, 16, 30)
    assert short == local(11, 24, 16, 30)
    assert squeezed[0].key == "V2"
    assert len(queries.clocks_of(agenda)) == 1


def test_the_visit_is_due_at_its_time_and_nobody_is_late_by_marking_it_done(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = start_visit(office, done=4)
    agree(office, visit, VISIT, now=local(11, 23, 14))
    host = step(visit, "V5")
    seen = queries.timeline_of(visit, local(11, 24, 9))
    finish_step(office, visit, "V5", local(12, 1, 15))

    after = queries.timeline_of(visit, local(12, 1, 16))
    outcomes = {row.step.key: row.outcome.value for row in after.rows}
    assert host.due_at == VISIT
    assert queries.clocks_of(host) == []
    assert next(row.span.end for row in seen.rows if row.step.key == "V5") == VISIT
    assert outcomes["V5"] == "untimed"
    assert step(visit, "V6").due_at == local(12, 2, 10, 30)


def test_times_that_cannot_be_and_people_who_may_not_are_refused(db: SQLAlchemy) -> None:
    office = make_office()
    visit = start_visit(office)
    host = step(visit, "V5")

    with pytest.raises(RuleError, match="has passed"):
        agree(office, visit, BEGUN)
    with pytest.raises(RuleError, match="confirmed until December 31, 2027"):
        agree(office, visit, local(1, 4, 10, year=2028))
    with pytest.raises(RuleError, match="Enter day and time"):
        agree(office, visit, None)
    first = step(visit, "V1")
    with pytest.raises(RuleError, match="needs no agreed time"):
        services.agree_time(
            first,
            at=VISIT,
            actor=office.identity(office.coordinator),
            now=BEGUN,
            version=first.version,
        )
    with pytest.raises(ForbiddenError):
        services.agree_time(
            host, at=VISIT, actor=office.identity(office.planners[1]), now=BEGUN, version=1
        )
    version = host.version
    agree(office, visit, VISIT)
    with pytest.raises(ConflictError):
        services.agree_time(
            host,
            at=local(12, 2),
            actor=office.identity(office.coordinator),
            now=BEGUN,
            version=version,
        )


def test_who_works_for_a_visit_is_told_its_time_and_what_is_due_now_and_no_code_name(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = start_visit(office, done=2)

    agree(office, visit, VISIT)

    sent = select(OutboxMail).where(OutboxMail.subject == TIME_SUBJECT)
    mails = {mail.to: mail.text for mail in db.session.scalars(sent)}
    assert office.coordinator.email not in mails
    assert office.planners[1].email not in mails
    told = mails[office.planners[0].email]
    assert "“Host the visit”, takes place Tue, Dec 1, 2026, 10:00 AM CST" in told
    assert "Step V4, “Walk the site and the route”, is due" in told
    assert "Heron" not in told


def test_a_visit_shows_on_the_map_and_in_the_feeds_of_those_who_know_of_it(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = start_visit(office)
    agree(office, visit, VISIT)
    early = services.create_feed(actor=office.identity(office.planners[0]), now=BEGUN)[0]
    unknown = queries.feed_entries(early, office.identity(office.planners[0]), BEGUN)
    finish_step(office, visit, "V1", local(11, 23, 10))
    planner, other = office.identity(office.planners[0]), office.identity(office.planners[1])

    def titles(identity: Identity) -> list[str]:
        feed, _ = services.create_feed(actor=identity, now=BEGUN)
        return [entry.title for entry in queries.feed_entries(feed, identity, BEGUN) or []]

    marks = marks_of(template_of(visit), queries.steps_of(visit), now=BEGUN, zone="America/Chicago")
    assert marks["V5"].words == "Takes place Dec 1, 10:00 AM"
    assert any("Host the visit" in title for title in titles(office.identity(office.coordinator)))
    assert unknown == []
    assert any("Host the visit" in title for title in titles(planner))
    assert titles(other) == []


def test_the_time_of_a_visit_is_entered_on_its_page(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office()
    visit = start_visit(office, done=2)
    host, walk = step(visit, "V5"), step(visit, "V4")
    path = f"/process/steps/{host.id}"
    with time_machine.travel(local(11, 23, 13), tick=False):
        sign_in(client, office.coordinator)
        before = client.get(f"/process/steps/{walk.id}").get_data(as_text=True)

        home = client.get("/").get_data(as_text=True)

        def send(at: str) -> tuple[int, str]:
            data = {"agree-at": at, "agree-version": host.version}
            sent = client.post(f"{path}/time", data=data)
            return sent.status_code, sent.get_data(as_text=True)

        unreadable, past, good = send("soon"), send("2026-11-20T10:00"), send("2026-11-23T17:00")
        after = client.get(path).get_data(as_text=True)
        walked = client.get(f"/process/steps/{walk.id}").get_data(as_text=True)

    assert NOT_AGREED in before
    assert NOT_AGREED in home
    assert f'href="{path}"' in before
    assert (unreadable[0], past[0], good[0]) == (422, 422, 302)
    assert "Enter a date and a time" in unreadable[1]
    assert "That time has passed" in past[1]
    assert "That leaves less time than usual for: V3 Brief the team; V4 Walk the site" in after
    assert "Mon, Nov 23, 2026, 5:00 PM CST" in after
    assert NOT_AGREED not in walked
    assert clock_of(walk).state is ClockState.RUNNING
