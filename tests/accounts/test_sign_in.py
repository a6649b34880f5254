"""Signing in and out and passwords, as a person meets them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.mail.models import OutboxMail
from fss.permissions.rules import Role
from fss.timezone import utcnow
from tests.accounts.signing_in import (
    NEW_PASSWORD,
    PASSWORD,
    SignIn,
    enter,
    person,
)
from tests.factories.accounts import make_user


def test_the_right_password_signs_in_and_opens_my_account(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)

    answer = enter(client, "Ann@Example.org")

    assert answer.status_code == 302
    assert "Ann Example" in client.get("/account").text


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)

    wrong = enter(client, password="a wrong password").text
    unknown = enter(client, email="nobody@example.org").text

    assert "E-mail address or password is wrong" in wrong
    assert wrong.replace("ann@", "x@") == unknown.replace("nobody@", "x@")
    assert client.get("/account").status_code == 302


def test_a_deactivated_person_gets_the_same_answer_as_a_wrong_password(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    user = person(db)
    user.active = False
    db.session.commit()

    answer = enter(client)

    assert answer.status_code == 200
    assert "E-mail address or password is wrong" in answer.text


def test_the_session_of_a_deactivated_person_is_refused(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    user = person(db, Role.COORDINATOR)
    enter(client)
    assert client.get("/account").status_code == 200

    user.active = False
    db.session.commit()

    assert client.get("/account").headers["Location"].startswith("/sign-in")


def test_a_session_ends_twelve_hours_after_the_password_was_entered(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)
    enter(client)

    with time_machine.travel(utcnow() + timedelta(hours=11), tick=False):
        inside = client.get("/account").status_code
    with time_machine.travel(utcnow() + timedelta(hours=12, minutes=1), tick=False):
        after = client.get("/account").status_code

    assert (inside, after) == (200, 302)


@pytest.mark.parametrize(
    "address", ["https://evil.example/", "//evil.example", "/\\evil.example", "https:evil.example"]
)
def test_signing_in_never_leads_away_from_this_site(
    db: SQLAlchemy, client: FlaskClient, address: str
) -> None:
    person(db)

    answer = enter(client, next_=address)

    assert answer.status_code == 302
    target = urlsplit(urljoin("http://localhost/", answer.headers["Location"]))
    assert target.netloc == "localhost"
    assert "\\" not in answer.headers["Location"]


def test_signing_in_leads_to_the_page_that_was_asked_for(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)

    asked = client.get("/account")
    answer = enter(client, next_="/account")

    assert asked.headers["Location"] == "/sign-in?next=/account"
    assert answer.headers["Location"] == "/account"


def test_signing_out_needs_a_post_and_ends_the_session(db: SQLAlchemy, client: FlaskClient) -> None:
    person(db)
    enter(client)

    by_get = client.get("/sign-out").status_code
    client.post("/sign-out")

    assert by_get == 405
    assert client.get("/account").status_code == 302


def test_signing_in_and_out_without_a_token_of_the_form_is_refused(
    app: Flask, db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = person(db)
    app.config["WTF_CSRF_ENABLED"] = True

    refused = enter(client).status_code
    sign_in(client, user)
    client.post("/sign-out")

    assert refused == 400
    assert client.get("/account").status_code == 200


def test_a_reset_link_sets_a_new_password_once_and_ends_open_sessions(
    app: Flask, db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)
    enter(client)
    other = app.test_client()

    known = other.post("/password/forgot", data={"email": "ann@example.org"}).text
    unknown = other.post("/password/forgot", data={"email": "nobody@example.org"}).text
    mail = db.session.scalars(select(OutboxMail)).one()
    link = re.search(r"http://127.0.0.1:8000(/password/reset/\S+)", mail.text)
    assert link
    data = {"password": NEW_PASSWORD, "password_confirm": NEW_PASSWORD}
    saved = other.post(link[1], data=data)
    again = other.post(link[1], data=data)

    assert "a mail with a link is on its way" in known
    assert known.replace("ann@", "") == unknown.replace("nobody@", "")
    assert saved.headers["Location"] == "/sign-in"
    assert again.headers["Location"] == "/password/forgot"
    assert client.get("/account").status_code == 302
    assert enter(other, password=PASSWORD).status_code == 200
    assert enter(other, password=NEW_PASSWORD).status_code == 302


def test_the_reset_link_names_our_address_whatever_host_the_request_named(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)

    client.post(
        "/password/forgot", data={"email": "ann@example.org"}, headers={"Host": "evil.example"}
    )

    text = db.session.scalars(select(OutboxMail)).one().text
    assert "http://127.0.0.1:8000/password/reset/" in text
    assert "evil.example" not in text


def test_a_password_of_eleven_characters_is_refused(db: SQLAlchemy, client: FlaskClient) -> None:
    person(db)
    enter(client)

    answer = client.post(
        "/account/password",
        data={
            "password": PASSWORD,
            "new_password": "elevenchars",
            "new_password_confirm": "elevenchars",
        },
    )

    assert "Use at least 12 characters." in answer.text
    assert enter(client, password="elevenchars").status_code in (200, 302)
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_a_changed_password_is_kept_mailed_about_and_leaves_me_signed_in(
    app: Flask, db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)
    enter(client)

    answer = client.post(
        "/account/password",
        data={
            "password": PASSWORD,
            "new_password": NEW_PASSWORD,
            "new_password_confirm": NEW_PASSWORD,
        },
    )

    assert answer.headers["Location"] == "/account"
    assert client.get("/account").status_code == 200
    assert enter(app.test_client(), password=NEW_PASSWORD).status_code == 302
    assert "your password was changed" in db.session.scalars(select(OutboxMail)).one().text


def test_many_wrong_passwords_are_slowed_down(
    make_app: Callable[..., Flask], db: SQLAlchemy
) -> None:
    person(db)
    app = make_app(FSS_TESTING="0")
    app.config["WTF_CSRF_ENABLED"] = False
    client = app.test_client()

    answers = [enter(client, password="a wrong password").status_code for _ in range(11)]
    another = enter(client, email="other@example.org", password="a wrong password").status_code

    assert answers == [200] * 10 + [429]
    assert another == 200


def test_the_log_names_nobody(
    db: SQLAlchemy, client: FlaskClient, capfd: pytest.CaptureFixture[str], caplog: Any
) -> None:
    person(db, name="Wilhelmina Uncommon", email="wilhelmina@uncommon.example")
    caplog.set_level(0)

    enter(client, "wilhelmina@uncommon.example", "a wrong password")
    enter(client, "wilhelmina@uncommon.example")
    client.post("/password/forgot", data={"email": "wilhelmina@uncommon.example"})
    client.get("/no-such-page")

    output = capfd.readouterr()
    written = (output.out + output.err + caplog.text).lower()
    assert "uncommon" not in written
    assert "wilhelmina" not in written


def test_only_the_views_of_the_library_that_we_use_exist(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}

    unused = {"security.register", "security.tf_select", "security.us_signin", "security.static"}
    assert not endpoints & unused


def test_signing_in_and_setting_a_password_leave_events_without_the_password(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    from fss.audit.queries import events_of

    user = person(db)
    enter(client)
    client.post(
        "/account/password",
        data={
            "password": PASSWORD,
            "new_password": NEW_PASSWORD,
            "new_password_confirm": NEW_PASSWORD,
        },
    )

    events, _total = events_of("person", user.id)
    verbs = [event.verb for event in events]
    assert "person:sign_in" in verbs
    assert "person:password:change" in verbs
    assert {event.actor for event in events if event.verb == "person:sign_in"} == {"Ann Example"}
    assert "argon2" not in str([event.payload for event in events])


def test_a_person_without_a_password_cannot_sign_in(db: SQLAlchemy, client: FlaskClient) -> None:
    make_user(email="invited@example.org")
    db.session.commit()

    answer = enter(client, "invited@example.org", "")
    other = enter(client, "invited@example.org", "anything at all")

    assert answer.status_code == other.status_code == 200
    assert client.get("/account").status_code == 302


def test_changing_how_one_signs_in_asks_for_the_password_again_after_half_an_hour(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)
    enter(client)
    at_once = client.get("/account/two-step").status_code

    with time_machine.travel(utcnow() + timedelta(hours=2), tick=False):
        asked = client.get("/account/two-step")
        page = client.get(asked.headers["Location"]).status_code
        given = client.post(asked.headers["Location"], data={"password": PASSWORD})
        after = client.get(given.headers["Location"])

    assert at_once == 200
    assert asked.headers["Location"].startswith("/sign-in/confirm")
    assert page == 200
    assert given.headers["Location"] == "/account/two-step"
    assert after.status_code == 200
