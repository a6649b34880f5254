"""The timeline of a running process: what is read from the rows, and what the page says."""

from __future__ import annotations

from collections.abc import Callable

import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.work import queries, services
from fss.work.rules.clocks import PauseReason
from fss.work.rules.timeline import Outcome
from fss.work.services.pauses import pause_clock, resume_clock
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import advance_to, checklist, replied, start, step

SignIn = Callable[[FlaskClient, User], None]


def test_a_timeline_tells_plan_and_course_of_each_step(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P3", local(11, 24, 9))

    found = queries.timeline_of(instance, local(11, 24, 10))

    rows = {row.step.key: row for row in found.rows}
    assert rows["P1"].outcome is Outcome.LATE
    assert rows["P1"].late_by == local(11, 24, 9) - local(11, 23, 13)
    assert rows["P2"].outcome is Outcome.ON_TIME
    assert rows["P3"].outcome is Outcome.OPEN
    assert rows["P11"].planned.end == local(12, 3, 11)
    assert rows["P11"].span.end is not None
    assert (found.on_time, found.finished) == (1, 2)
    assert (found.contacts, found.contacts_planned) == (2, 7)


def test_what_differs_from_the_process_stands_at_its_step(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    staff = office.identity(office.coordinator)
    first = step(instance, "P1")
    services.skip_step(
        first, reason="Came by phone", actor=staff, now=local(11, 23, 10), version=first.version
    )
    second = step(instance, "P2")
    pause_clock(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence="Mail of today",
        actor=staff,
        now=local(11, 23, 11),
    )

    paused = queries.timeline_of(instance, local(11, 23, 12)).rows

    assert paused[0].deviations == ("Left out: Came by phone",)
    assert [(pause.start, pause.end) for pause in paused[1].pauses] == [(local(11, 23, 11), None)]
    resume_clock(second, actor=staff, now=local(11, 23, 14))
    resumed = queries.timeline_of(instance, local(11, 23, 15)).rows
    assert [(pause.start, pause.end) for pause in resumed[1].pauses] == [
        (local(11, 23, 11), local(11, 23, 14))
    ]


def test_hand_offs_name_both_organizations(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 24, 9))

    found = queries.timeline_of(instance, local(11, 24, 10)).hand_offs

    assert [(one.from_name, one.to_name) for one in found] == [
        ("Tamarack County", "City A"),
        ("Tamarack County", "City B"),
        ("Tamarack County", "Valley Power"),
    ]


def test_the_page_shows_the_timeline_to_county_staff_only(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office: Office = make_office()
    with time_machine.travel(local(11, 23, 10), tick=False):
        pursuit = make_pursuit(office)
        instance = queries.process_of("pursuit", pursuit.id)
        assert instance is not None
        item = step(instance, "P1")
        services.complete_step(
            item,
            actor=office.identity(office.coordinator),
            now=local(11, 23, 10),
            version=item.version,
            ticked=checklist(item),
            without="By telephone",
            reply=replied(local(11, 23, 10)),
        )
        db.session.commit()
        sign_in(client, office.coordinator)
        page = client.get(f"/pursuits/{pursuit.id}/timeline").get_data(as_text=True)
        sign_in(client, office.planners[0])
        refused = client.get(f"/pursuits/{pursuit.id}/timeline")

    assert "On time" in page
    assert "Thu, Dec 3, 2026, 11:00 AM" in page
    assert "1 of 7 in this process" in page
    assert refused.status_code == 404
