"""A person with a password, and how they sign in, with one step or two."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts import queries, services
from fss.accounts.models import User
from fss.permissions.rules import Role
from fss.timezone import utcnow
from tests.factories.accounts import add_holding, make_organization, usual_kind

PASSWORD = "blue barn by the river"
NEW_PASSWORD = "seven geese over the lake"
SignIn = Callable[[FlaskClient, User], None]


def person(
    db: SQLAlchemy,
    role: Role | None = None,
    *,
    name: str = "Ann Example",
    email: str = "ann@example.org",
) -> User:
    user = services.create_user(name=name, email=email, password=PASSWORD, now=utcnow())
    if role:
        add_holding(user, role, make_organization(kind=usual_kind(role)))
    db.session.commit()
    return user


def enter(
    client: FlaskClient, email: str = "ann@example.org", password: str = PASSWORD, next_: str = ""
) -> Any:
    address = f"/sign-in?next={next_}" if next_ else "/sign-in"
    return client.post(address, data={"email": email, "password": password, "next": next_})


def code_of(app: Flask, user: User) -> str:
    secret = queries.get_user(user.id).tf_totp_secret
    token: str = app.extensions["security"].totp_factory.generate_totp_password(secret)
    return token


def turn_on_two_steps(app: Flask, client: FlaskClient) -> None:
    page = client.post("/account/two-step", data={"setup": "authenticator"}).text
    key = re.search(r'fss-code">([A-Z0-9-]+)<', page)
    action = re.search(r'action="(/account/two-step/[^"]+)"', page)
    assert key
    assert action
    from passlib.totp import TOTP

    token = TOTP(key=key[1].replace("-", ""), format="base32").generate().token
    answer = client.post(action[1], data={"code": token})
    assert answer.headers["Location"] == "/account"
