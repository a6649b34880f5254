"""Calendar feeds: what stands in them, for whom, how long, and that they cannot be broken open."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from sqlalchemy import select

from fss.accounts.models import User
from fss.errors import ForbiddenError, GoneError, NotFoundError
from fss.work import queries, services
from fss.work.documents.feed import write_feed
from fss.work.models import CalendarFeed
from fss.work.rules.feeds import Entry
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, start

SignIn = Callable[[FlaskClient, User], None]
NOW = local(11, 23, 10)


def events(data: bytes) -> list[dict[str, str]]:
    """Summary, start and end of each entry, read back by the library."""
    return [
        {
            "summary": str(event["summary"]),
            "start": event.decoded("dtstart").isoformat(),
            "end": event.decoded("dtend").isoformat(),
            "status": str(event["status"]),
        }
        for event in Calendar.from_ical(data).walk("VEVENT")
    ]


@given(
    title=st.text(max_size=80),
    seconds=st.integers(0, 100 * 365 * 86400),
)
def test_every_title_comes_back_as_one_entry_in_utc(title: str, seconds: int) -> None:
    due = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(seconds=seconds)

    data = write_feed("Office", [Entry("one", title + "\r\nEND:VEVENT", due, due)])

    (found,) = events(data)
    assert found["end"] == due.isoformat()
    assert datetime.fromisoformat(found["start"]) == due - timedelta(minutes=30)
    assert data.count(b"BEGIN:VEVENT") == data.count(b"\r\nEND:VEVENT") == 1
    assert all(len(line) <= 75 for line in data.split(b"\r\n"))


def test_a_feed_is_the_same_for_the_same_entries() -> None:
    entries = [Entry("one", "A step", NOW, NOW, "Text", "https://example.org/1")]

    assert write_feed("Office", entries) == write_feed("Office", entries)
    assert b"REFRESH-INTERVAL;VALUE=DURATION:PT1H" in write_feed("Office", entries)


def test_a_persons_feed_holds_what_waits_for_them_alone(db: SQLAlchemy) -> None:
    office = make_office()
    advance_to(office, start(office), "P6", local(11, 25, 13))
    identity = office.identity(office.planners[0])

    feed, token = services.create_feed(actor=identity, now=NOW)
    entries = services.read_feed(token, now=local(11, 25, 14))

    titles = [entry.title for entry in entries]
    assert any(": City A (Project Heron)" in title for title in titles)
    assert not any("City B" in title for title in titles)
    assert feed.token_hash != token.encode()
    assert feed.read_at == local(11, 25, 14)


def test_a_new_address_ends_the_one_before_and_only_that(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    identity = office.identity(office.coordinator)
    _, old = services.create_feed(actor=identity, now=NOW)
    _, of_pursuit = services.create_feed(process=instance, actor=identity, now=NOW)

    _, new = services.create_feed(actor=identity, now=NOW)

    with pytest.raises(GoneError):
        services.read_feed(old, now=NOW)
    assert [entry.title for entry in services.read_feed(of_pursuit, now=NOW)] == [
        "Log and acknowledge (Project Heron)"
    ]
    assert services.read_feed(new, now=NOW)
    assert len(queries.feeds_of(identity)) == 2


def test_a_feed_ends_with_the_account_and_a_pursuits_with_the_right_to_see_it(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    identity = office.identity(office.coordinator)
    _, own = services.create_feed(actor=identity, now=NOW)
    _, of_pursuit = services.create_feed(process=instance, actor=identity, now=NOW)

    for holding in office.coordinator.holdings:
        holding.held_to = local(11, 24).date()
    db.session.flush()

    after = local(11, 25)
    assert services.read_feed(own, now=after) == []
    with pytest.raises(GoneError):
        services.read_feed(of_pursuit, now=after)
    office.coordinator.active = False
    db.session.flush()
    with pytest.raises(GoneError):
        services.read_feed(own, now=after)


def test_nobody_but_county_staff_makes_a_pursuits_feed_nor_ends_anothers(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    planner = office.identity(office.planners[0])
    feed, _ = services.create_feed(actor=office.identity(office.coordinator), now=NOW)

    with pytest.raises(ForbiddenError):
        services.create_feed(process=instance, actor=planner, now=NOW)
    with pytest.raises(ForbiddenError):
        services.revoke_feed(feed, actor=planner, now=NOW)
    assert queries.get_feed(feed.id, planner) is None
    with pytest.raises(NotFoundError):
        services.read_feed("guessed", now=NOW)


def test_an_address_is_shown_once_read_without_sign_in_and_ended(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office: Office = make_office()
    start(office)
    db.session.commit()
    with time_machine.travel(NOW, tick=False):
        sign_in(client, office.coordinator)
        made = client.post("/calendar-feeds")
        path = re.search(r"/feeds/[\w-]+\.ics", made.get_data(as_text=True))
        assert path is not None
        again = client.get("/calendar-feeds").get_data(as_text=True)
        client.delete_cookie("session")
        answer = client.get(path[0])
        unchanged = client.get(path[0], headers={"If-None-Match": answer.headers["ETag"]})
        feed = db.session.scalars(select(CalendarFeed)).one()
        sign_in(client, office.coordinator)
        ended = client.post(f"/calendar-feeds/{feed.id}/revoke")
        client.delete_cookie("session")
        gone = client.get(path[0])
        unknown = client.get("/feeds/unknown.ics")

    assert (made.status_code, answer.status_code, unchanged.status_code) == (201, 200, 304)
    assert path[0] not in again
    assert answer.mimetype == "text/calendar"
    assert "max-age=900" in answer.headers["Cache-Control"]
    assert "private" in answer.headers["Cache-Control"]
    assert [event["summary"] for event in events(answer.data)] == [
        "Log and acknowledge (Project Heron)"
    ]
    assert (ended.status_code, gone.status_code, unknown.status_code) == (302, 410, 404)
    assert "Heron" not in gone.get_data(as_text=True)
