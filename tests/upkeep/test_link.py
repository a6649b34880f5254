"""Confirming by the private link: who may, what it changes, that opening changes nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select, text
from structlog.testing import capture_logs

from fss.accounts.models import Organization, User
from fss.accounts.queries import DEFAULT_ZONE
from fss.accounts.services import end_holding, set_active
from fss.audit.models import AuditEvent
from fss.db import db as database
from fss.permissions.rules import SYSTEM, Role
from fss.sites.models import Confidence, Fact, Site, SiteValue
from fss.sites.services import state_facts
from fss.timezone import local_date, utcnow
from fss.upkeep.models import ConfirmItem, ConfirmLink
from fss.upkeep.services.links import make_link
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

TODAY = local_date(utcnow(), DEFAULT_ZONE)
OLD = TODAY - timedelta(100)
WORDS = {"availability": "Available", "total_acres": "30 to 42", "owner": "Ann Ash"}


class Place:
    """A city with a planner, a site with old values, and the planner's link to three of them."""

    def __init__(self) -> None:
        self.city: Organization = make_organization()
        self.planner: User = make_user(Role.PLANNER, self.city, name="Pat Planner")
        self.site: Site = make_site(organization=self.city, as_of=OLD, **WORDS)
        ids = [self.value(field).fact_id for field in WORDS]
        self.token = make_link(self.planner, ids, now=utcnow())
        self.address = f"/confirm/{self.token}"
        database.session.commit()

    def value(self, field: str) -> SiteValue:
        return database.session.get_one(SiteValue, (self.site.id, field, False))


@pytest.fixture
def place(db: SQLAlchemy) -> Place:
    return Place()


def facts() -> int:
    database.session.expire_all()
    return database.session.scalar(select(func.count()).select_from(Fact)) or 0


def test_opening_shows_value_source_and_day_and_writes_nothing(
    place: Place, client: FlaskClient
) -> None:
    page = client.get(place.address)

    assert page.status_code == 200
    for words in ("30 to 42 acres", "City planner", "North field", "Pat Planner"):
        assert words in page.text
    assert facts() == 3
    assert database.session.scalars(select(ConfirmItem.answer)).all() == [None] * 3
    assert page.headers["Referrer-Policy"] == "no-referrer"


def test_all_still_right_is_one_button(place: Place, client: FlaskClient) -> None:
    answer = client.post(place.address, data={"all": "1"})
    page = client.get(place.address)

    assert answer.status_code == 302
    assert facts() == 6
    fact = place.value("total_acres").fact
    assert fact.source == "Pat Planner, by e-mail link"
    assert fact.as_of in (TODAY, local_date(utcnow(), DEFAULT_ZONE))  # midnight may pass
    assert (fact.low, fact.high, fact.entered_by) == (30, 42, place.planner.id)
    assert "nothing is left to confirm" in page.text
    event = database.session.scalars(
        select(AuditEvent).where(AuditEvent.verb == "site:confirm")
    ).one()
    assert event.actor_id == place.planner.id


def test_each_value_has_its_own_answer_and_the_rest_stays_open(
    place: Place, client: FlaskClient
) -> None:
    client.post(
        place.address,
        data={"f1": "right", "f2": "changed", "f2-words": "about 40 acres"},
    )
    page = client.get(place.address).text
    client.post(place.address, data={"f3": "unknown"})

    assert facts() == 5
    assert place.value("total_acres").fact.original == "about 40 acres"
    assert place.value("total_acres").fact.confidence is Confidence.OWNER
    assert place.value("owner").fact.as_of == OLD
    assert "Is this" in page or "Are these 1 value" in page
    answers = database.session.scalars(select(ConfirmItem.answer).order_by(ConfirmItem.position))
    assert [answer.value for answer in answers if answer] == ["right", "changed", "unknown"]


@pytest.mark.parametrize("words", ["", "many", "-3"])
def test_words_that_cannot_be_read_change_nothing_at_all(
    place: Place, client: FlaskClient, words: str
) -> None:
    answer = client.post(place.address, data={"f1": "right", "f2": "changed", "f2-words": words})

    assert answer.status_code == 422
    assert facts() == 3
    assert client.post(place.address, data={}).status_code == 422


def test_an_answer_counts_once(place: Place, client: FlaskClient) -> None:
    client.post(place.address, data={"all": "1"})
    client.post(place.address, data={"all": "1", "f1": "right"})
    client.post(place.address, data={"f1": "changed", "f1-words": "Sold"})

    assert facts() == 6


def test_what_changed_meanwhile_is_told_and_left_alone(place: Place, client: FlaskClient) -> None:
    state_facts(
        place.site, [("total_acres", "50")], source="Kim", as_of=TODAY,
        confidence=Confidence.OWNER, actor=SYSTEM, now=utcnow(),
    )  # fmt: skip
    database.session.commit()

    page = client.get(place.address).text
    client.post(place.address, data={"all": "1"})

    assert "Changed meanwhile, now: 50 acres" in page
    assert place.value("total_acres").fact.source == "Kim"


def test_the_link_ends_with_its_time_with_the_person_and_with_the_role(
    place: Place, client: FlaskClient
) -> None:
    codes = [client.get(place.address).status_code, client.get("/confirm/unknown").status_code]
    end_holding(place.planner.holdings[0], held_to=date(2026, 1, 1))
    codes.append(client.get(place.address).status_code)
    place.planner.holdings[0].held_to = None
    set_active(place.planner, active=False, actor=SYSTEM, now=utcnow())
    codes.append(client.post(place.address, data={"all": "1"}).status_code)
    place.planner.active = True
    database.session.execute(text("UPDATE confirm_link SET expires_at = created_at"))
    codes.append(client.get(place.address).status_code)

    assert codes == [200, 404, 410, 410, 410]
    assert facts() == 3


def test_a_link_shows_nothing_of_a_city_for_which_its_person_does_not_plan(
    place: Place, client: FlaskClient
) -> None:
    theirs = make_site("Secret field", as_of=OLD, availability="Available")
    value = database.session.get_one(SiteValue, (theirs.id, "availability", False))
    token = make_link(place.planner, [value.fact_id, place.value("owner").fact_id], now=utcnow())
    database.session.commit()

    page = client.get(f"/confirm/{token}").text
    client.post(f"/confirm/{token}", data={"all": "1"})

    assert "Secret field" not in page
    assert "North field" in page
    assert database.session.get_one(SiteValue, (theirs.id, "availability", False)).fact.as_of == OLD


def test_a_new_link_ends_the_one_before_and_no_token_is_stored(
    place: Place, client: FlaskClient
) -> None:
    make_link(place.planner, [place.value("owner").fact_id], now=utcnow())
    database.session.commit()

    assert client.get(place.address).status_code == 410
    stored = database.session.scalars(select(ConfirmLink.token_hash)).all()
    assert place.token.encode() not in b"".join(stored)
    assert {len(one) for one in stored} == {32}


def test_the_log_never_holds_the_token(place: Place, client: FlaskClient) -> None:
    with capture_logs() as lines:
        client.get(place.address)
        client.post(place.address, data={})
        client.post(place.address, data={"all": "1"})

    assert [line["endpoint"] for line in lines] == ["confirm.answer"] * 2
    assert place.token not in repr(lines)
