"""Kept searches: whose they are, and who is told of which change."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import Notice, User
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM, Role
from fss.searches.models import MailOn, SavedSearch
from fss.searches.queries import changes_of
from fss.searches.services import save_search, tell_changes
from fss.sites.models import Confidence
from fss.sites.rules.classes import DataClass
from fss.sites.services import Statement, set_listed, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import STATED, make_site

SignIn = Callable[[FlaskClient, User], None]
BIG = "acres_min=30"


def kept(user: User, asked: str = BIG, mail: MailOn = MailOn.DAILY) -> SavedSearch:
    return save_search(
        name=f"Big land {asked}", asked=asked, mail=mail, actor=identity_of(user), now=utcnow()
    )


def notices(db: SQLAlchemy, user: User) -> list[str]:
    return [
        text.split(": ")[1]
        for text in db.session.scalars(select(Notice.text).where(Notice.user_id == user.id))
    ]


def test_new_gone_and_changed_sites_are_told_once(db: SQLAlchemy) -> None:
    user = make_user(Role.COORDINATOR)
    stays, goes = make_site("Stays", total_acres="40"), make_site("Goes", total_acres="50")
    search = kept(user)
    assert not changes_of(search, identity_of(user)).are_any

    make_site("Comes", total_acres="60")
    make_site("Too small", total_acres="6")
    set_listed(goes, listed=False, reason="Sold", now=utcnow())
    state_facts(
        stays, [("rail_status", "On site")], source="Rail", as_of=STATED,
        confidence=Confidence.OWNER, actor=SYSTEM, now=utcnow(),
    )  # fmt: skip
    first, second = tell_changes(now=utcnow()), tell_changes(now=utcnow())

    assert (first, second) == (1, 0)
    assert notices(db, user) == ["1 new, 1 gone, 1 changed"]


def test_nobody_is_told_of_what_they_may_not_see(db: SQLAlchemy) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    user = make_user(Role.PLANNER, oak)
    shared = make_site("Shared", organization=elm, total_acres="40")
    kept(user)

    hidden = make_site("Hidden", organization=elm, total_acres="40")
    hidden.data_class = DataClass.COUNTY
    state_facts(
        shared,
        [Statement(field="owner", value="A. Secret", data_class=DataClass.COUNTY)],
        source="Owner", as_of=STATED, confidence=Confidence.OWNER, actor=SYSTEM, now=utcnow(),
    )  # fmt: skip

    assert tell_changes(now=utcnow()) == 0
    assert notices(db, user) == []


def test_who_asked_for_no_mail_or_lost_the_role_is_told_nothing(db: SQLAlchemy) -> None:
    quiet, former = make_user(Role.COORDINATOR), make_user(Role.COORDINATOR)
    kept(quiet, mail=MailOn.NEVER)
    kept(former)
    for holding in former.holdings:
        holding.held_to = date(2026, 1, 1)
    make_site("Comes", total_acres="60")

    assert tell_changes(now=utcnow()) == 0


def test_a_name_is_given_once_by_each_person(db: SQLAlchemy) -> None:
    one, other = make_user(Role.COORDINATOR), make_user(Role.DIRECTOR)
    kept(one)
    kept(other)

    with pytest.raises(RuleError, match="this name already"):
        kept(one)


def test_a_search_is_saved_run_renamed_and_deleted(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    user = make_user(Role.COORDINATOR)
    make_site("Big", total_acres="60")
    db.session.commit()
    sign_in(client, user)
    asked = client.get("/searches/new?acres_min=30&page=2&rail_status=-").text
    assert "at least 30 acres" in asked

    saved = {"name": "Mine", "mail": "daily", "asked": "acres_min=30"}
    assert client.post("/searches/new", data=saved).status_code == 302
    assert client.post("/searches/new", data=saved).status_code == 422
    search = db.session.scalars(select(SavedSearch)).one()
    assert "Mine" in client.get("/searches/").text
    assert "at least 30 acres" in client.get(f"/searches/{search.id}").text
    ran = client.post(f"/searches/{search.id}/run")
    assert ran.headers["Location"] == "/sites/?acres_min=30"
    renamed = {"name": "Yours", "mail": "never", "version": search.version}
    assert client.post(f"/searches/{search.id}/edit", data=renamed).status_code == 302
    assert "Yours" in client.get("/searches/").text
    assert client.post(f"/searches/{search.id}/delete").status_code == 302
    assert "You have saved no search yet" in client.get("/searches/").text


def test_the_search_of_another_person_is_not_found(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    search = kept(make_user(Role.COORDINATOR))
    other = make_user(Role.DIRECTOR)
    db.session.commit()
    sign_in(client, other)

    answers = [
        client.get(f"/searches/{search.id}"),
        client.get(f"/searches/{search.id}/edit"),
        client.post(f"/searches/{search.id}/run"),
        client.post(f"/searches/{search.id}/delete"),
    ]

    assert [answer.status_code for answer in answers] == [404] * 4


def test_filters_without_end_are_refused_in_words(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)

    answer = client.post(
        "/searches/new", data={"name": "All", "mail": "never", "asked": "&".join(["a=1"] * 1001)}
    )

    assert 400 <= answer.status_code < 500
    assert "too many" in answer.text
