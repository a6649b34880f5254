"""The criteria page: rows in words, with and without script, errors at the row."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.work import queries as work
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit, make_row
from tests.work.running import advance_to

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with time_machine.travel(local(11, 23, 10), tick=False):
        yield


@pytest.fixture
def office(db: SQLAlchemy, client: FlaskClient, sign_in: SignIn) -> Office:
    made = make_office()
    sign_in(client, made.coordinator)
    return made


def _row(index: int, **given: str) -> dict[str, str]:
    usual = {
        "id": "",
        "field": "total_acres",
        "comparison": "at_least",
        "value": "40 acres",
        "importance": "must",
        "weight": "3",
    }
    return {f"rows-{index}-{name}": value for name, value in {**usual, **given}.items()}


def test_criteria_are_entered_in_words_and_kept_as_numbers(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office)

    answer = client.post(
        f"/pursuits/{pursuit.id}/criteria",
        data={
            **_row(0, value="20 to 30 acres", comparison="between"),
            **_row(
                1,
                field="rail_status",
                comparison="one_of",
                value="On site or Possible",
                importance="want",
                weight="5",
            ),
            **_row(2, field="", value=""),
            "version": str(pursuit.version),
            "action": "save",
        },
    )

    db.session.expire_all()
    first, second = pursuit.criteria
    assert answer.status_code == 302
    assert (first.low, first.high, first.words) == (20, 30, "20 to 30 acres")
    assert (second.choices, second.weight) == (["on_site", "possible"], 5)


def test_a_wrong_row_is_told_at_the_row_and_nothing_is_saved(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office, criteria=(make_row(),))

    answer = client.post(
        f"/pursuits/{pursuit.id}/criteria",
        data={
            **_row(0),
            **_row(1, value="-3 acres"),
            **_row(2, field="rail_status", comparison="at_least", value="On site"),
            "version": str(pursuit.version),
            "action": "save",
        },
    )

    db.session.expire_all()
    assert answer.status_code == 422
    assert 'id="rows-1-value-error"' in answer.text
    assert 'id="rows-2-comparison-error"' in answer.text
    assert 'href="#rows-1-value"' in answer.text
    assert 'id="rows-0-value-error"' not in answer.text
    assert len(pursuit.criteria) == 1


def test_rows_are_added_by_any_usual_name_and_removed_without_saving(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office)
    url = f"/pursuits/{pursuit.id}/criteria"

    added = client.post(url, data={**_row(0), "find": "acreage", "action": "add"})
    unclear = client.post(url, data={**_row(0), "find": "gas", "action": "add"})
    by_script = client.post(
        url, data={"find": "gas", "action": "add"}, headers={"HX-Request": "true"}
    )
    removed = client.post(
        url, data={**_row(0), **_row(1, field="rail_status"), "action": "remove-0"}
    )

    db.session.expire_all()
    assert added.status_code == 200
    assert 'name="rows-1-value"' in added.text
    assert (unclear.status_code, by_script.status_code) == (422, 200)
    assert "Gas service" in unclear.text
    assert "rows-0-value" not in removed.text
    assert "rows-1-value" in removed.text
    assert pursuit.criteria == []


def test_agreed_criteria_ask_for_a_reason(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, "P5", local(11, 23, 10))
    url = f"/pursuits/{pursuit.id}/criteria"
    data = {**_row(0), "version": str(pursuit.version), "action": "save"}

    without = client.post(url, data=data)
    with_reason = client.post(url, data={**data, "reason": "The client wrote again"})

    assert (without.status_code, with_reason.status_code) == (422, 302)
    assert 'id="reason-error"' in without.text


def test_a_forged_row_number_does_no_harm(
    client: FlaskClient, db: SQLAlchemy, office: Office
) -> None:
    pursuit = make_pursuit(office, criteria=(make_row(),))

    answer = client.post(
        f"/pursuits/{pursuit.id}/criteria",
        data={"action": "save", f"rows-{'9' * 5000}-value": "40"},
    )

    assert answer.status_code < 500
