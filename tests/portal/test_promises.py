"""What is promised in public, and the promised times on the page of a request."""

from __future__ import annotations

from datetime import date, timedelta

import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.calendars.models import ServiceStandard
from fss.portal.queries import Progress, tracking_steps
from fss.portal.queries.promises import open_hours, promises
from fss.process.services import adopt_all_standards
from fss.work import queries
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import advance_to, finish

DAY = local(11, 23).date()


def office_with_promises() -> Office:
    office = make_office()
    adopt_all_standards(now=local(1, 2))
    return office


def words_on(day: date = DAY) -> list[str]:
    return [one.words for group in promises(day) for one in group.promises]


def test_everybody_reads_each_promise_once_in_plain_words_with_its_time(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    office_with_promises()
    db.session.commit()

    page = client.get("/promises")

    assert page.status_code == 200
    assert page.text.count("We confirm your request within 4 business hours.") == 1
    assert page.text.count("We confirm each question within 4 business hours") == 1
    assert "At most 4 business hours, then 8 business hours." in page.text
    assert "You hear from us every month until you open." in page.text
    assert "8:00 AM to 4:30 PM" in page.text


def test_what_is_not_public_or_not_yet_valid_or_only_proposed_is_not_promised(
    db: SQLAlchemy,
) -> None:
    office_with_promises()
    first = db.session.scalars(select(ServiceStandard).where(ServiceStandard.code == "D1.P1")).one()
    assert first.promise in words_on()

    first.is_public = False
    db.session.flush()
    assert first.promise not in words_on()

    first.is_public, first.valid_from = True, DAY + timedelta(1)
    db.session.flush()
    assert first.promise not in words_on()

    first.valid_from, first.approved_on = DAY, None
    db.session.flush()
    assert first.promise not in words_on()


def test_the_reason_why_the_office_is_closed_stays_the_offices_own(db: SQLAlchemy) -> None:
    office = office_with_promises()
    assert office.calendar is not None
    thanksgiving = next(one for one in office.calendar.closures if one.day == local(11, 26).date())
    other = next(one for one in office.calendar.closures if one.day == local(12, 25).date())
    other.reason, other.legal_holiday = "Funeral of a colleague", False
    db.session.commit()

    hours = open_hours(DAY)

    assert hours is not None
    assert (local(11, 26).date(), f"{thanksgiving.reason}: closed") in hours.closed
    assert (other.day, "Closed") in hours.closed


def test_without_calendar_and_without_processes_the_page_says_what_to_do(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    page = client.get("/promises")

    assert page.status_code == 200
    assert "Nothing is promised in public yet" in page.text


def test_the_client_sees_for_each_step_when_it_was_done_or_is_promised_and_nobodys_name(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    with time_machine.travel(local(11, 23, 10), tick=False):
        office = office_with_promises()
        pursuit = make_pursuit(office)
        instance = queries.process_of("pursuit", pursuit.id)
        assert instance is not None
        advance_to(office, instance, "P3", local(11, 23, 11))
        db.session.commit()

        page = client.get(f"/track/{pursuit.tracking_code}").text
        steps = {one.words: one for one in tracking_steps(pursuit, now=local(11, 23, 12))}

    done = steps["Request received"]
    assert done.progress is Progress.DONE
    assert done.is_kept
    assert "In the time promised." in page
    now = steps["Project opened under a code name"]
    assert now.progress is Progress.NOW
    assert now.expected_at is not None
    later = steps["Proposal sent"]
    assert later.progress is Progress.NEXT
    assert later.expected_at is not None
    assert later.expected_at > now.expected_at
    assert "Planned for" in page
    for hidden in ("Coordinator", "Planner", "City A", "City B", "Valley Power", "Heron"):
        assert hidden not in page


def test_a_step_after_its_time_is_said_to_be_late_and_one_done_late_says_what_was_promised(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    with time_machine.travel(local(11, 23, 10), tick=False):
        office = office_with_promises()
        pursuit = make_pursuit(office)
        db.session.commit()
    with time_machine.travel(local(11, 24, 16), tick=False):
        late = client.get(f"/track/{pursuit.tracking_code}").text
        instance = queries.process_of("pursuit", pursuit.id)
        assert instance is not None
        finish(office, instance, "P1", local(11, 24, 16))
        db.session.commit()
        done = client.get(f"/track/{pursuit.tracking_code}").text

    assert "We are late: ask us below." in late
    assert "In the time promised." not in done
    assert "Promised for Mon, Nov 23, 2026" in done
