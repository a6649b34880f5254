"""The second step of signing in: codes and recovery codes."""

from __future__ import annotations

import re
from datetime import timedelta

import time_machine
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts import queries
from fss.timezone import utcnow
from tests.accounts.signing_in import (
    code_of,
    enter,
    person,
    turn_on_two_steps,
)


def test_with_two_steps_a_password_alone_does_not_sign_in(
    app: Flask, db: SQLAlchemy, client: FlaskClient
) -> None:
    user = person(db)
    enter(client)
    turn_on_two_steps(app, client)
    client.post("/sign-out")

    first = enter(client)
    before = client.get("/account").status_code
    wrong = client.post("/sign-in/code", data={"code": "000000"})
    with time_machine.travel(utcnow() + timedelta(minutes=2), tick=False):
        code = code_of(app, user)
        right = client.post("/sign-in/code", data={"code": code})
        after = client.get("/account").status_code

    assert first.headers["Location"].startswith("/sign-in/code")
    assert before == 302
    assert "That code is wrong" in wrong.text
    assert right.status_code == 302
    assert after == 200


def test_a_code_signs_in_once_only(app: Flask, db: SQLAlchemy, client: FlaskClient) -> None:
    user = person(db)
    enter(client)
    turn_on_two_steps(app, client)
    client.post("/sign-out")

    with time_machine.travel(utcnow() + timedelta(minutes=2), tick=False):
        code = code_of(app, user)
        enter(client)
        first = client.post("/sign-in/code", data={"code": code}).status_code
        client.post("/sign-out")
        enter(client)
        second = client.post("/sign-in/code", data={"code": code}).status_code

    assert (first, second) == (302, 200)


def test_a_recovery_code_signs_in_once_only(
    app: Flask, db: SQLAlchemy, client: FlaskClient
) -> None:
    person(db)
    enter(client)
    turn_on_two_steps(app, client)
    page = client.post("/account/recovery-codes", data={"generate_new_codes": "1"}).text
    codes = re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)
    client.post("/sign-out")

    enter(client)
    first = client.post("/sign-in/recovery-code", data={"code": codes[0]}).status_code
    opened = client.get("/account").status_code
    client.post("/sign-out")
    enter(client)
    second = client.post("/sign-in/recovery-code", data={"code": codes[0]}).status_code

    assert len(codes) == 8
    assert (first, opened, second) == (302, 200, 200)


def test_recovery_codes_and_keys_are_not_readable_in_the_database(
    app: Flask, db: SQLAlchemy, client: FlaskClient
) -> None:
    user = person(db)
    enter(client)
    turn_on_two_steps(app, client)
    page = client.post("/account/recovery-codes", data={"generate_new_codes": "1"}).text
    codes = re.findall(r"<li>([0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4})</li>", page)

    kept = queries.get_user(user.id)

    assert kept.password is not None
    assert kept.password.startswith("$argon2id$")
    assert len(kept.mf_recovery_codes or []) == 8
    assert not set(codes) & set(kept.mf_recovery_codes or [])
    assert '"enckey"' in (kept.tf_totp_secret or "")


def test_two_steps_can_be_turned_off(app: Flask, db: SQLAlchemy, client: FlaskClient) -> None:
    user = person(db)
    enter(client)
    turn_on_two_steps(app, client)

    answer = client.post("/account/two-step", data={"setup": "disable"})

    assert answer.headers["Location"] == "/account"
    assert not queries.get_user(user.id).has_two_steps
