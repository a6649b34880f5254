"""From the administrator's form over the mail to the first sign-in."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts import queries
from fss.accounts.models import Invitation, Organization, User
from fss.mail.models import OutboxMail
from fss.permissions.rules import Role
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user

SignIn = Callable[[FlaskClient, User], None]
PASSWORD = "blue barn by the river"


def invite(client: FlaskClient, organization: Organization, email: str = "pat@example.org") -> str:
    """Fill in the form; the address of the new person's page."""
    answer = client.post(
        "/admin/people/new",
        data={
            "name": "Pat Planner",
            "email": email,
            "organization": str(organization.id),
            "role": "planner",
            "held_from": "2026-01-02",
        },
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def link_in_last_mail(db: SQLAlchemy) -> str:
    mails = db.session.scalars(select(OutboxMail).order_by(OutboxMail.created_at)).all()
    found = re.search(r"http://127.0.0.1:8000(/invitation/\S+)", mails[-1].text)
    assert found
    return found[1]


def accept(client: FlaskClient, link: str, password: str = PASSWORD) -> int:
    data = {"password": password, "password_confirm": password}
    return client.post(link, data=data).status_code


def test_an_invited_person_sets_a_password_is_signed_in_and_can_sign_in_again(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)
    client.post("/sign-out")
    link = link_in_last_mail(db)

    opened = client.get(link).text
    saved = accept(client, link)
    account = client.get("/account").text
    client.post("/sign-out")
    again = client.post("/sign-in", data={"email": "PAT@example.org", "password": PASSWORD})

    assert "Welcome, Pat Planner" in opened
    assert saved == 302
    assert city.name in account
    assert "City planner" in account
    assert again.status_code == 302
    user = queries.find_user("pat@example.org")
    assert user is not None
    assert queries.identity_of(user.id).holdings == {(Role.PLANNER, city.id)}


def test_only_the_hash_of_the_link_is_kept(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))

    invite(client, city)

    token = link_in_last_mail(db).rsplit("/", 1)[1]
    kept = db.session.scalars(select(Invitation)).one()
    assert len(token) == 43
    assert kept.token_hash == hashlib.sha256(token.encode()).digest()
    assert kept.expires_at - kept.created_at == timedelta(days=14)


def test_a_link_works_once(db: SQLAlchemy, client: FlaskClient, sign_in: SignIn) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)
    link = link_in_last_mail(db)

    first = accept(client, link)
    second = accept(client, link, "another good password")

    assert (first, second) == (302, 410)


def test_a_link_older_than_fourteen_days_says_what_to_do(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)
    link = link_in_last_mail(db)

    with time_machine.travel(utcnow() + timedelta(days=14, seconds=1), tick=False):
        answer = client.get(link)

    assert answer.status_code == 410
    assert "to send you a new invitation" in answer.text


def test_a_second_invitation_ends_the_first(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    page = invite(client, city)
    first = link_in_last_mail(db)

    client.post(f"{page}/invitation")
    second = link_in_last_mail(db)

    assert first != second
    assert client.get(first).status_code == 410
    assert client.get(second).status_code == 200


def test_a_person_with_a_password_gets_no_second_invitation(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = make_user(Role.PLANNER, password="$argon2id$of-somebody")
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post(f"/admin/people/{user.id}/invitation")

    assert answer.status_code == 422
    assert db.session.scalars(select(OutboxMail)).all() == []


def test_the_same_address_is_not_invited_twice_and_nothing_typed_is_lost(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)

    answer = client.post(
        "/admin/people/new",
        data={
            "name": "Another Pat",
            "email": "Pat@Example.org",
            "organization": str(city.id),
            "role": "planner",
            "held_from": "2026-01-02",
        },
    )

    assert answer.status_code == 422
    assert "There is an account with this e-mail address already." in answer.text
    assert 'value="Another Pat"' in answer.text
    assert len(db.session.scalars(select(OutboxMail)).all()) == 1


def test_a_role_is_refused_where_it_is_not_held_and_nobody_is_added(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post(
        "/admin/people/new",
        data={
            "name": "Pat",
            "email": "pat@example.org",
            "organization": str(city.id),
            "role": "coordinator",
            "held_from": "2026-01-02",
        },
    )

    assert answer.status_code == 422
    assert "is held in an organization of the kind county" in answer.text
    assert queries.find_user("pat@example.org") is None


def test_a_password_keeps_its_outer_spaces(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)
    accept(client, link_in_last_mail(db), "  spaces around me  ")
    client.post("/sign-out")

    data = {"email": "pat@example.org", "password": "  spaces around me  "}
    assert client.post("/sign-in", data=data).status_code == 302


def test_a_short_or_mistyped_first_password_is_refused(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    invite(client, city)
    link = link_in_last_mail(db)

    short = client.post(link, data={"password": "elevenchars", "password_confirm": "elevenchars"})
    mistyped = client.post(link, data={"password": PASSWORD, "password_confirm": "other"})

    assert "Use at least 12 characters." in short.text
    assert "The two passwords are not the same." in mistyped.text
    assert client.get(link).status_code == 200
