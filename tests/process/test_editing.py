"""The editor of a draft: what may be changed, by whom, and that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.process import queries, services
from fss.process.models import ProcessTemplate
from fss.process.rules.templates import template_from_data
from tests.factories.process import Office, local, make_office
from tests.process.drafts import content_now, fields_of, make_draft

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _send(client: FlaskClient, draft: ProcessTemplate, **cells: str) -> Any:
    return client.post(
        f"/process/templates/{draft.id}/edit",
        data={"version": str(draft.version), **{k.replace("_", "-"): v for k, v in cells.items()}},
    )


def test_letters_order_and_connections_are_saved_in_one_go(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = _send(client, draft, V1_UP="c, i", V4_after="v1", V4_place="2", do="save")

    saved = content_now(db, draft)
    assert answer.status_code == 302
    assert saved.step("V1").letters["UP"] == {"C", "I"}
    assert saved.step("V4").depends_on == ("V1",)
    assert [step.key for step in saved.steps][:3] == ["V1", "V4", "V2"]


def test_a_cell_that_cannot_be_read_saves_nothing_and_keeps_all_that_was_typed(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    before = template_from_data(draft.content)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = _send(client, draft, V1_UP="Q!", V1_CE="I", V4_after="V77")

    assert answer.status_code == 422
    assert 'value="Q!"' in answer.text
    assert 'value="V77"' in answer.text
    assert "V1: use R, A, C or I; “Q!” is something else." in answer.text
    assert "V4: waits for V77, which is no step." in answer.text
    assert content_now(db, draft) == before


def test_moving_a_step_saves_what_was_typed_in_other_cells(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = _send(client, draft, V1_UP="I", do="down:V1")

    saved = content_now(db, draft)
    assert answer.location.endswith("#V1-down")
    assert [step.key for step in saved.steps][:2] == ["V2", "V1"]
    assert saved.step("V1").letters["UP"] == {"I"}


def test_of_two_who_edit_the_same_draft_the_second_sees_both_versions(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    db.session.commit()
    seen = draft.version
    sign_in(client, office.coordinator)

    first = _send(client, draft, V1_UP="I")
    second = client.post(
        f"/process/templates/{draft.id}/edit", data={"version": seen, "V1-UP": "C"}
    )

    assert first.status_code == 302
    assert second.status_code == 409
    assert "V1, Utility partner" in second.text
    assert content_now(db, draft).step("V1").letters["UP"] == {"I"}


def test_the_check_says_what_is_wrong_with_what_is_typed_and_keeps_nothing(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    before = template_from_data(draft.content)
    db.session.commit()
    sign_in(client, office.coordinator)

    said = client.post(
        f"/process/templates/{draft.id}/check",
        data={"V1-FC": "", "V1-BX": "R", "V2-FC": "A/R", "V2-after": "V3", "V3-CE": "?"},
    ).get_json()

    cells = {one["cell"]: one["message"] for one in said}
    assert "outside and can only be asked" in cells["V1-BX"]
    assert "Only one role may have the A" in cells["V2-ED"]
    assert "waits for itself" in cells["V2-after"]
    assert "something else" in cells["V3-CE"]
    assert content_now(db, draft) == before


def test_a_role_that_nobody_holds_is_a_warning_that_keeps_no_draft_from_review(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office(with_planners=False)
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    page = client.get(f"/process/templates/{draft.id}/edit").text
    answer = _send(client, draft, do="submit")

    db.session.refresh(draft)
    assert "nobody is named as City planner" in page
    assert answer.location.endswith(f"/process/templates/{draft.id}")
    assert draft.status == "review"


def test_an_unsound_draft_is_saved_but_not_sent_for_review(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = _send(client, draft, V1_ED="", do="submit")

    told = client.get(answer.location).text
    assert "Saved, but not sent for review. V1: nobody is accountable." in told
    assert content_now(db, draft).step("V1").letters.get("ED", frozenset()) == frozenset()
    assert draft.status == "draft"


def _step_data(version: int, **more: Any) -> dict[str, Any]:
    return {
        "version": version,
        "title": "Walk the site",
        "kind": "task",
        "fan_out": "none",
        "repeat": "once",
        "time-unit": "bh",
        "time-metric": "step",
        "time-scope": "county",
        "time-before": "",
        **more,
    }


def test_a_new_process_grows_from_nothing_to_an_approved_one(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    sign_in(client, office.director)

    made = client.post(
        "/process/templates/new", data={"code": "d9", "title": "Land swap", "description": "Two."}
    )
    draft = queries.open_version("D9")
    assert draft is not None
    added = client.post(
        f"/process/templates/{draft.id}/steps/new",
        data=_step_data(draft.version, key="L1", **{"time-amount": "4", "checklist": "a\nb\na"}),
    )
    db.session.refresh(draft)
    sent = _send(client, draft, L1_FC="R", L1_ED="A", do="submit")
    db.session.refresh(draft)
    approved = client.post(
        f"/process/templates/{draft.id}/decide",
        data={
            "version": draft.version,
            "body": "County board",
            "approved_on": "2026-01-05",
            "review_due": "2999-01-01",
        },
    )

    found = queries.find_template("D9")
    assert [one.status_code for one in (made, added, sent, approved)] == [302] * 4
    assert found is not None
    step = template_from_data(found.content).step("L1")
    assert (step.checklist, step.timing_words) == (("a", "b"), "4 business hours")
    assert (found.number, found.approved_body) == (1, "County board")


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "Say what the step is."),
        ("time-amount", "-3", "Give a target above 0"),
        ("time-amount", "nan", "Give a target above 0"),
        ("time-amount", "many", "Not a valid float value."),
        ("time-unit", "parsec", "Not a valid choice."),
        ("depends_on", "V99", "not a valid choice"),
        ("time-before", "V99", "Not a valid choice."),
        ("checklist", "x" * 600, "Shorten each line"),
    ],
)
def test_a_step_with_a_wrong_entry_comes_back_with_all_that_was_entered(
    client: FlaskClient,
    db: SQLAlchemy,
    office: Office,
    sign_in: SignIn,
    field: str,
    value: str,
    said: str,
) -> None:
    draft = make_draft(office)
    before = template_from_data(draft.content)
    db.session.commit()
    sign_in(client, office.coordinator)
    data = _step_data(draft.version, **{"promise_text": "kept words", field: value})

    answer = client.post(f"/process/templates/{draft.id}/steps/V2", data=data)

    assert answer.status_code == 422
    assert said in answer.text
    assert "kept words" in answer.text
    assert content_now(db, draft) == before


def test_a_step_shown_and_saved_unchanged_is_the_same_step(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    for code, keys in {"D1": ("P6", "P12"), "D2": ("V2", "V5"), "D3": ("H5", "H10")}.items():
        draft = make_draft(office, code)
        db.session.commit()
        sign_in(client, office.coordinator)
        before = template_from_data(draft.content)
        for key in keys:
            page = client.get(f"/process/templates/{draft.id}/steps/{key}")
            answer = client.post(page.request.path, data=fields_of(page.text))
            assert answer.status_code == 302, key

        assert content_now(db, draft) == before


def test_a_step_taken_out_hands_its_connections_on(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, office.coordinator)

    answer = client.post(
        f"/process/templates/{draft.id}/steps/V2/remove", data={"version": draft.version}
    )

    saved = content_now(db, draft)
    assert answer.status_code == 302
    assert "V2" not in saved.edges
    assert saved.step("V3").depends_on == ("V1",)


@pytest.mark.parametrize("who", ["planner", "partner", "steering", "engineer"])
def test_nobody_but_county_staff_sees_or_changes_a_draft(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn, who: str
) -> None:
    steering = db.session.scalars(select(User).where(User.name == "Sam Steering")).one()
    people = {
        "planner": office.planners[0],
        "partner": office.partner,
        "steering": steering,
        "engineer": office.engineer,
    }
    draft = make_draft(office)
    db.session.commit()
    sign_in(client, people[who])

    read = [client.get(f"/process/templates/{draft.id}{end}") for end in ("", "/edit", "/matrix")]
    written = [
        client.post(f"/process/templates/{draft.id}{end}", data={"version": draft.version})
        for end in ("/edit", "/check", "/discard", "/steps/new", "/matrix/apply")
    ]

    assert {one.status_code for one in (*read, *written)} <= {403, 404}


@pytest.mark.parametrize("who", ["coordinator", "planner"])
def test_nobody_but_the_director_and_the_committee_approves(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn, who: str
) -> None:
    draft = make_draft(office)
    services.submit_draft(
        draft,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 12),
        version=draft.version,
    )
    db.session.commit()
    sign_in(client, office.coordinator if who == "coordinator" else office.planners[0])

    answers = [
        client.post(f"/process/templates/{draft.id}/{end}", data={"version": draft.version})
        for end in ("decide", "send-back", "retire")
    ]

    assert {one.status_code for one in answers} <= {403, 404}
