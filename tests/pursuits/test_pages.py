"""Pages of pursuits: what they record, whom they let in, what they say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.work import queries as work
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit, make_row
from tests.work.running import advance_to

SignIn = Callable[[FlaskClient, User], None]
FACTS = {
    "code_name": "Silver Heron",
    "source": "broker",
    "received_at": "2026-11-23T09:00",
    "due_at": "2026-12-04T17:00",
    "confidentiality": "confidential",
    "project_type": "new",
    "property_wanted": "land",
    "jobs": "1,200",
    "investment": "$12.5 million",
    "request_text": "=cmd|' /C calc'!A0 <script>alert(1)</script>",
}


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with time_machine.travel(local(11, 23, 10), tick=False):
        yield


@pytest.fixture
def office(db: SQLAlchemy, client: FlaskClient, sign_in: SignIn) -> Office:
    made = make_office()
    sign_in(client, made.coordinator)
    return made


def _count(db: SQLAlchemy) -> int:
    return db.session.scalar(select(func.count()).select_from(Pursuit)) or 0


def test_a_request_is_recorded_and_leads_on_to_its_criteria(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    answer = client.post("/pursuits/new", data=FACTS)

    pursuit = db.session.scalars(select(Pursuit)).one()
    assert answer.status_code == 302
    assert answer.location == f"/pursuits/{pursuit.id}/criteria"
    assert (pursuit.jobs, pursuit.investment) == (1200, 12_500_000)
    assert pursuit.received_at == local(11, 23, 9)
    assert pursuit.owner_id == office.coordinator.id


def test_what_the_requester_wrote_is_shown_as_text(client: FlaskClient, office: Office) -> None:
    location = client.post("/pursuits/new", data=FACTS).location

    page = client.get(location.removesuffix("/criteria")).text

    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"due_at": "2026-11-22T09:00"}, "before the request came"),
        ({"received_at": "1899-11-23T09:00"}, "1900 or later"),
        ({"needed_by": "1650-01-01"}, "1900 or later"),
        ({"due_at": "soon"}, "Enter a date and a time"),
        ({"jobs": "a few"}, "Enter a whole number"),
        ({"investment": "lots"}, "Enter dollars"),
        ({"investment": "9" * 400}, "Enter an amount from $0"),
        ({"source": "a friend"}, "Not a valid choice"),
        ({"code_name": ""}, "Give the pursuit a code name"),
    ],
)
def test_wrong_input_is_told_at_its_field_keeps_the_words_and_writes_nothing(
    client: FlaskClient, db: SQLAlchemy, office: Office, change: dict[str, str], words: str
) -> None:
    answer = client.post("/pursuits/new", data={**FACTS, "industry": "Kept words", **change})

    (name,) = change
    assert answer.status_code == 422
    assert words in answer.text
    assert f'id="{name}-error"' in answer.text
    assert "Kept words" in answer.text
    assert _count(db) == 0


def test_the_intake_suggests_a_code_name_and_never_asks_for_the_company(
    client: FlaskClient, office: Office
) -> None:
    page = client.get("/pursuits/new").text

    assert re.search(r'name="code_name"[^>]*value="\w+ \w+"', page)
    assert "company_name" not in page


def test_a_second_editor_sees_both_versions_on_the_conflict_page(
    client: FlaskClient, office: Office
) -> None:
    pursuit = make_pursuit(office)
    url, version = f"/pursuits/{pursuit.id}/edit", pursuit.version
    client.post(url, data={**FACTS, "version": version, "industry": "Food"})

    answer = client.post(url, data={**FACTS, "version": version, "industry": "Steel"})

    assert answer.status_code == 409
    assert "Food" in answer.text
    assert "Steel" in answer.text


def test_a_planner_finds_no_pursuit_but_reads_the_request_without_the_contact(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    pursuit = make_pursuit(
        office, criteria=(make_row(),), request_text="Secret words", code_name="Silver Heron"
    )
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, "P6", local(11, 23, 10))
    base = f"/pursuits/{pursuit.id}"
    sign_in(client, office.planners[0])

    codes = {
        path: client.get(base + path).status_code
        for path in ("", "/criteria", "/process", "/history", "/advance", "/edit")
    }
    sheet = client.get(f"{base}/request")

    assert set(codes.values()) == {404}
    assert client.get("/pursuits/").status_code == 403
    assert sheet.status_code == 200
    assert "at least 40 acres" in sheet.text
    assert "City responds: City A" in sheet.text
    for secret in (
        "Robin Broker",
        "robin@example.org",
        "Secret words",
        "City B",
        pursuit.tracking_code,
    ):
        assert secret not in sheet.text


def test_a_request_sheet_stays_closed_until_cities_are_told(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    pursuit = make_pursuit(office)
    sign_in(client, office.planners[0])

    assert client.get(f"/pursuits/{pursuit.id}/request").status_code == 404


def test_the_list_keeps_its_filters_in_the_address(client: FlaskClient, office: Office) -> None:
    make_pursuit(office, code_name="Silver Heron")
    make_pursuit(office, code_name="Quiet Otter")

    found = client.get("/pursuits/?q=otter&mine=1&stage=received").text
    nothing = client.get("/pursuits/?stage=nonsense&q=zzz").text

    assert "Quiet Otter" in found
    assert "Silver Heron" not in found
    assert "Nothing found" in nothing


def test_shortlist_counts_appear_when_a_feature_counts_them(
    make_app: Callable[..., Any], office: Office, sign_in: SignIn
) -> None:
    pursuit = make_pursuit(office)
    app = make_app()
    app.extensions["fss-shortlist-counts"] = lambda ids: dict.fromkeys(ids, 7)
    browser = app.test_client()
    sign_in(browser, office.coordinator)
    pursuit_id = pursuit.id

    page = browser.get("/pursuits/").text

    assert re.search(rf"{pursuit_id}.*?>7</td>", page, re.DOTALL)


def test_a_stage_is_changed_with_its_reason_and_the_history_tells_it(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office)
    url = f"/pursuits/{pursuit.id}/advance"
    data = {"stage": "no_bid", "version": str(pursuit.version)}

    without = client.post(url, data=data)
    wrong = client.post(url, data={"stage": "won", "reason": "x", "version": pursuit.version})
    done = client.post(url, data={**data, "reason": "Too large for us"})
    history = client.get(f"/pursuits/{pursuit.id}/history").text

    db.session.expire_all()
    assert (without.status_code, wrong.status_code, done.status_code) == (422, 422, 302)
    assert pursuit.stage is Stage.NO_BID
    assert "Stage changed from Received to No bid" in history
    assert "Too large for us" in history
    assert "Cora Coordinator" in history


@pytest.mark.parametrize("path", ["", "/criteria", "/process", "/history", "/advance", "/edit"])
def test_every_tab_opens_and_says_where_one_is(
    client: FlaskClient, office: Office, path: str
) -> None:
    pursuit = make_pursuit(office, criteria=(make_row(),))

    answer = client.get(f"/pursuits/{pursuit.id}{path}")

    assert answer.status_code == 200
    assert pursuit.tracking_code in answer.text


def test_the_home_page_of_staff_lists_the_pursuits_due_next(
    client: FlaskClient, office: Office
) -> None:
    make_pursuit(office, code_name="Silver Heron")

    page = client.get("/").text

    assert "Pursuits due next" in page
    assert "Silver Heron" in page
