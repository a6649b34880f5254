"""Roles given and ended, accounts deactivated, and who may do it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts import queries, services
from fss.accounts.models import Holding, OrganizationKind, User
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import NOBODY, Identity, Role
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user

SignIn = Callable[[FlaskClient, User], None]
HASH = "$argon2id$of-somebody"
DAY = date(2026, 11, 22)


def holding_of(user: User) -> Holding:
    return queries.holdings_of(user.id)[0]


def test_a_role_ended_today_gives_no_rights_at_once(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    make_user(Role.ADMINISTRATOR, password=HASH)
    user = make_user(Role.ADMINISTRATOR, password=HASH)
    sign_in(client, user)
    before = client.get("/admin").status_code

    services.end_holding(holding_of(user), held_to=queries.today())
    db.session.commit()

    assert (before, client.get("/admin").status_code) == (200, 403)


def test_a_role_counts_from_its_first_day_and_not_on_its_last(db: SQLAlchemy) -> None:
    city, user = make_organization(), make_user()
    services.add_holding(
        user=user,
        organization=city,
        role=Role.PLANNER,
        held_from=DAY,
        held_to=DAY + timedelta(days=2),
    )

    held = [
        bool(queries.identity_of(user.id, DAY + timedelta(days=n)).holdings) for n in range(-1, 3)
    ]

    assert held == [False, True, True, False]
    assert [one.id for one in queries.holders(Role.PLANNER, city.id, DAY)] == [user.id]
    assert queries.holders(Role.PLANNER, city.id, DAY + timedelta(days=2)) == []


def test_a_person_may_hold_several_roles_in_several_organizations(db: SQLAlchemy) -> None:
    first, second = make_organization(), make_organization()
    user = make_user(Role.PLANNER, first)

    services.add_holding(user=user, organization=second, role=Role.PLANNER, held_from=DAY)
    services.add_holding(
        user=user, organization=second, role=Role.CITY_ADMINISTRATOR, held_from=DAY
    )

    assert queries.identity_of(user.id, DAY).holdings == {
        (Role.PLANNER, first.id),
        (Role.PLANNER, second.id),
        (Role.CITY_ADMINISTRATOR, second.id),
    }


def test_the_same_role_is_not_held_twice_at_once_but_again_after_its_end(db: SQLAlchemy) -> None:
    city = make_organization()
    user = make_user(Role.PLANNER, city)

    with pytest.raises(RuleError, match="holds this role there already"):
        services.add_holding(user=user, organization=city, role=Role.PLANNER, held_from=DAY)
    services.end_holding(holding_of(user), held_to=DAY)
    services.add_holding(user=user, organization=city, role=Role.PLANNER, held_from=DAY)

    assert len(queries.holdings_of(user.id, on=DAY)) == 1


def test_the_last_administrator_keeps_the_role_and_the_account(db: SQLAlchemy) -> None:
    county = make_organization(kind=OrganizationKind.COUNTY)
    last = make_user(Role.ADMINISTRATOR, county, password=HASH)
    make_user(Role.ADMINISTRATOR, county)  # invited, cannot sign in yet
    other = Identity(user_id=make_user().id, name="Other")

    with pytest.raises(RuleError, match="last administrator"):
        services.end_holding(holding_of(last), held_to=DAY)
    with pytest.raises(RuleError, match="last administrator"):
        services.set_active(last, active=False, actor=other, now=utcnow())
    make_user(Role.ADMINISTRATOR, county, password=HASH)
    services.end_holding(holding_of(last), held_to=DAY)

    assert queries.identity_of(last.id, DAY).holdings == frozenset()


def test_nobody_deactivates_their_own_account(db: SQLAlchemy) -> None:
    make_user(Role.ADMINISTRATOR, password=HASH)
    user = make_user(Role.ADMINISTRATOR, password=HASH)

    with pytest.raises(RuleError, match="your own account"):
        services.set_active(user, active=False, actor=queries.identity_of(user.id), now=utcnow())

    assert user.active


def test_a_deactivated_person_is_nobody_and_loses_the_session_for_good(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = make_user(Role.COORDINATOR, password=HASH)
    sign_in(client, user)
    assert client.get("/account").status_code == 200

    services.set_active(user, active=False, actor=NOBODY, now=utcnow())
    assert queries.identity_of(user.id) == NOBODY
    services.set_active(user, active=True, actor=NOBODY, now=utcnow())

    assert client.get("/account").status_code == 302


def test_an_unknown_person_is_nobody(db: SQLAlchemy) -> None:
    assert queries.identity_of(None) == NOBODY


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_an_administrator_opens_the_pages_of_administration(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn, role: Role
) -> None:
    user = make_user(role)
    sign_in(client, user)

    for address in (
        "/admin",
        "/admin/county",
        "/admin/county/outline",
        "/admin/organizations",
        "/admin/organizations/new",
        "/admin/organizations/outlines",
        "/admin/people",
        "/admin/people/new",
        f"/admin/people/{user.id}",
        f"/admin/people/{user.id}/roles/new",
        f"/admin/roles/{holding_of(user).id}/end",
    ):
        assert client.get(address).status_code == 403, address
    post = client.post(f"/admin/people/{user.id}/active", data={"active": "no"})
    assert post.status_code == 403


def test_a_visitor_is_led_to_sign_in(db: SQLAlchemy, client: FlaskClient) -> None:
    answer = client.get("/admin/people")

    assert answer.headers["Location"] == "/sign-in?next=/admin/people"


def test_every_page_of_administration_opens_for_an_administrator(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    services.create_county(name="Example County", state="Minnesota")
    user = make_user(Role.ADMINISTRATOR)
    planner = make_user(Role.PLANNER, make_organization())
    sign_in(client, user)

    pages = {
        address: client.get(address).status_code
        for address in (
            "/account",
            "/admin",
            "/admin/county",
            "/admin/county/outline",
            "/admin/organizations",
            "/admin/organizations?kind=city&q=ci",
            "/admin/organizations/new",
            "/admin/organizations/outlines",
            f"/admin/organizations/{holding_of(planner).organization_id}",
            f"/admin/organizations/{holding_of(planner).organization_id}/edit",
            f"/admin/organizations/{holding_of(planner).organization_id}/outline",
            "/admin/people",
            "/admin/people?q=nobody-of-that-name",
            "/admin/people/new",
            f"/admin/people/{user.id}",
            f"/admin/people/{planner.id}/edit",
            f"/admin/people/{planner.id}/roles/new",
            f"/admin/roles/{holding_of(planner).id}/end",
        )
    }

    assert set(pages.values()) == {200}, pages


def test_giving_and_ending_a_role_by_the_pages(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    user = make_user()
    sign_in(client, make_user(Role.ADMINISTRATOR))

    given = client.post(
        f"/admin/people/{user.id}/roles/new",
        data={"organization": str(city.id), "role": "planner", "held_from": "11/02/2026"},
    )
    held = queries.holdings_of(user.id)[0]
    too_early = client.post(f"/admin/roles/{held.id}/end", data={"held_to": "2026-11-01"})
    ended = client.post(f"/admin/roles/{held.id}/end", data={"held_to": "2026-11-03"})

    assert given.status_code == 302
    assert "The end is before the start." in too_early.text
    assert ended.status_code == 302
    db.session.expire_all()
    assert queries.get_holding(held.id).held_to == date(2026, 11, 3)
    assert queries.identity_of(user.id).holdings == frozenset()


def test_a_stale_edit_of_a_person_shows_both_versions(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = make_user(name="Old Name", email="old@example.org")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    shown = user.version
    services.edit_user(user, version=shown, name="Their Name", email="old@example.org")
    db.session.commit()

    answer = client.post(
        f"/admin/people/{user.id}/edit",
        data={"version": str(shown), "name": "My Name", "email": "old@example.org"},
    )

    assert answer.status_code == 409
    assert "Their Name" in answer.text
    assert "My Name" in answer.text
    assert queries.get_user(user.id).name == "Their Name"


def test_a_stale_version_is_refused_by_the_service_too(db: SQLAlchemy) -> None:
    user = make_user(name="Old Name", email="old@example.org")

    with pytest.raises(ConflictError):
        services.edit_user(user, version=0, name="New", email="old@example.org")


def test_an_administrator_can_turn_off_two_steps_of_somebody_who_lost_the_telephone(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = make_user(Role.PLANNER, password=HASH)
    user.tf_primary_method, user.tf_totp_secret = "authenticator", "{}"
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post(f"/admin/people/{user.id}/two-step/off")

    db.session.expire_all()
    assert answer.status_code == 302
    assert not queries.get_user(user.id).has_two_steps


def test_my_own_name_is_mine_to_change(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    user = make_user(Role.PLANNER, name="Old Name")
    sign_in(client, user)

    client.post("/account", data={"name": "  New Name "})

    db.session.expire_all()
    assert queries.get_user(user.id).name == "New Name"


def test_people_are_listed_by_name_whatever_the_case(db: SQLAlchemy) -> None:
    for name in ("bert", "Anna", "Zoe", "carl"):
        make_user(name=name)

    found, total = queries.people()

    assert [one.name for one in found] == ["Anna", "bert", "carl", "Zoe"]
    assert total == 4
    assert queries.people(text="%")[1] == 0


def test_a_person_is_created_with_a_checked_password_and_a_free_address(db: SQLAlchemy) -> None:
    now = utcnow()
    services.create_user(name="A", email="A@Example.org ", password="twelve chars", now=now)

    with pytest.raises(RuleError, match="at least 12"):
        services.create_user(name="B", email="b@example.org", password="short", now=now)
    with pytest.raises(RuleError, match="already"):
        services.create_user(name="C", email="a@EXAMPLE.org", now=now)
    with pytest.raises(RuleError, match="e-mail address"):
        services.create_user(name="D", email="nothing", now=now)

    assert [one.email for one in queries.people()[0]] == ["a@example.org"]
