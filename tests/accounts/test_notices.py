"""Mail that can be chosen and stopped."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts import queries
from fss.accounts.rules.notices import NOTICE_KINDS, declare_notice_kind
from fss.accounts.services.notices import add_notice, choose_mail, stop_address
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM
from fss.timezone import utcnow
from tests.factories.accounts import make_user

declare_notice_kind("test", "Things of a test")


def tell(user, text="News"):
    return add_notice(user.id, kind="test", text=text, path="/", now=utcnow())


def test_a_notice_waits_for_the_daily_mail(db: SQLAlchemy) -> None:
    user = make_user()

    notice = tell(user)

    assert queries.waiting_notices() == {user.id: [notice]}


def test_who_wants_no_mail_of_a_kind_is_told_nothing_and_what_waits_is_dropped(
    db: SQLAlchemy,
) -> None:
    user = make_user()
    tell(user)

    with acting(SYSTEM):
        choose_mail(user.id, wanted=[])

    assert tell(user) is None
    assert queries.waiting_notices() == {}
    assert queries.mail_opt_outs(user.id) == set(NOTICE_KINDS)


def test_a_kind_that_nobody_declared_is_a_mistake(db: SQLAlchemy) -> None:
    with pytest.raises(KeyError):
        add_notice(make_user().id, kind="nothing", text="", path="", now=utcnow())


def test_people_choose_by_checkbox(db: SQLAlchemy, client: FlaskClient, sign_in) -> None:
    user = make_user()
    db.session.commit()
    sign_in(client, user)

    client.post("/account/mail", data={})
    without = queries.mail_opt_outs(user.id)
    page = client.get("/account/mail").text
    client.post("/account/mail", data={"kind-test": "1"})
    db.session.expire_all()

    assert "test" in without
    assert "Things of a test" in page
    assert "test" not in queries.mail_opt_outs(user.id)


def test_the_link_in_a_mail_stops_its_kind_only_when_it_is_confirmed(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    user = make_user()
    db.session.commit()
    address = stop_address(user.id, "test")

    asked = client.get(address)
    before = queries.mail_opt_outs(user.id)
    client.post(address)
    done = client.get(address)

    assert asked.status_code == 200
    assert before == set()
    assert queries.mail_opt_outs(user.id) == {"test"}
    assert "This mail is stopped" in done.text


def test_a_link_that_we_did_not_make_stops_nothing(db: SQLAlchemy, client: FlaskClient) -> None:
    user = make_user()
    db.session.commit()
    address = stop_address(user.id, "test")

    answers = [client.post(address[:-2] + "zz"), client.get("/mail/stop/x")]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert queries.mail_opt_outs(user.id) == set()
