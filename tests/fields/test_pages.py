"""The pages of own fields: who may open them, what they keep, what they refuse."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.fields.models import OwnField
from fss.permissions.rules import Role
from fss.sites.rules.fields import Kind
from tests.factories.accounts import make_user
from tests.factories.fields import make_field
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]


def words(**given: str | list[str]) -> dict[str, str | list[str]]:
    return {
        "label": "Dust rules",
        "description": "How strict the city is.",
        "section": "zoning",
        "applies_to": ["land", "building"],
        "kind": "choice",
        "unit": "",
        "choices": "Strict\nUsual\n",
        "aliases": "dust\ndust ordinance",
        "data_class": "members",
        **given,
    }


@pytest.fixture
def staff(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> FlaskClient:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return client


@pytest.mark.parametrize(
    ("role", "status"),
    [
        (Role.ADMINISTRATOR, 200),
        (Role.COORDINATOR, 200),
        (Role.DIRECTOR, 403),
        (Role.PLANNER, 403),
    ],
)
def test_administrator_and_coordinator_keep_the_fields(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn, role: Role, status: int
) -> None:
    user = make_user(role)
    db.session.commit()
    sign_in(client, user)

    assert client.get("/admin/fields/").status_code == status
    assert client.get("/admin/fields/new").status_code == status


def test_a_field_added_on_the_page_is_asked_in_the_form_of_its_group(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    site = make_site()

    answer = staff.post("/admin/fields/new", data=words(plannable="y"))

    assert answer.status_code == 302
    page = staff.get(f"/sites/{site.id}/edit/zoning").text
    assert "Dust rules" in page
    assert 'name="p_own_dust_rules"' in page
    assert "How strict the city is." in page
    listed = staff.get("/admin/fields/").text
    assert "Dust rules" in listed
    assert "One of several answers" in listed


def test_what_is_wrong_is_said_at_its_input(staff: FlaskClient, db: SQLAlchemy) -> None:
    answer = staff.post("/admin/fields/new", data=words(label="Gas service", choices="One"))

    assert answer.status_code == 422
    assert "is called “Gas service” already" in answer.text
    assert db.session.scalar(select(OwnField)) is None


def test_nothing_chosen_is_told_in_words(staff: FlaskClient, db: SQLAlchemy) -> None:
    answer = staff.post("/admin/fields/new", data={"label": "x\x00", "kind": "table"})

    assert answer.status_code == 422


def test_answers_are_renamed_and_added_on_the_page(staff: FlaskClient, db: SQLAlchemy) -> None:
    field = make_field("Dust rules", kind=Kind.CHOICE, answers=("Strict", "Usual"))
    db.session.commit()
    sent = words(
        version=str(field.version),
        choices="None at all",
        **{
            "answers-0-key": "strict",
            "answers-0-label": "Severe",
            "answers-1-key": "usual",
            "answers-1-label": "",
        },
    )

    assert 'value="Strict"' in staff.get(f"/admin/fields/{field.id}").text
    answer = staff.post(f"/admin/fields/{field.id}", data=sent)

    assert answer.status_code == 302
    db.session.expire_all()
    assert field.choices == [["strict", "Severe"], ["none_at_all", "None at all"]]


def test_a_second_editor_does_not_overwrite_the_first(staff: FlaskClient, db: SQLAlchemy) -> None:
    field = make_field()
    db.session.commit()
    sent = words(version=str(field.version), label="Moorings", kind="integer", choices="")

    assert staff.post(f"/admin/fields/{field.id}", data=sent).status_code == 302
    assert staff.post(f"/admin/fields/{field.id}", data=sent).status_code == 409


def test_retiring_and_asking_again(staff: FlaskClient, db: SQLAlchemy) -> None:
    field = make_field()
    site = make_site()
    db.session.commit()
    form = f"/sites/{site.id}/edit/transport"
    assert "v_own_barge_slips" in staff.get(form).text

    assert staff.post(f"/admin/fields/{field.id}/retire").status_code == 302
    assert "v_own_barge_slips" not in staff.get(form).text

    assert staff.post(f"/admin/fields/{field.id}/restore").status_code == 302
    assert "v_own_barge_slips" in staff.get(form).text


def test_words_of_people_are_no_markup(staff: FlaskClient, db: SQLAlchemy) -> None:
    make_field("<b>Bold</b> {{ 7 * 7 }}")
    site = make_site()

    for page in ("/admin/fields/", f"/sites/{site.id}", f"/sites/{site.id}/edit/transport"):
        text = staff.get(page).text
        assert "&lt;b&gt;Bold" in text
        assert "<b>Bold" not in text
        assert "{{ 7 * 7 }}" in text
