"""Tracking by code: steps and promised times, no names, no sites, no guessing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from tests.factories.proposals import make_offer


def test_the_code_shows_steps_and_promises_but_no_name_and_no_site(
    db: SQLAlchemy, client: FlaskClient
) -> None:
    offer = make_offer(chosen=1)

    page = client.get(f"/track/{offer.pursuit.tracking_code}").text

    assert "Request received" in page
    assert "We confirm your request within 4 business hours." in page
    for hidden in ("Project Heron", "North field", "City A", "Pat Adviser"):
        assert hidden not in page


@pytest.mark.parametrize("change", [str.lower, lambda code: code.replace("-", " ")])
def test_the_code_may_be_typed_as_people_type(
    db: SQLAlchemy, client: FlaskClient, change: Callable[[str], str]
) -> None:
    code = make_offer(chosen=1).pursuit.tracking_code

    answer = client.post("/track", data={"code": change(code)}, follow_redirects=True)

    assert answer.status_code == 200
    assert "Request received" in answer.text


@pytest.mark.parametrize("code", ["BCDF-GHJK-2345-LMNP", "nonsense", "../../etc", "%00"])
def test_a_wrong_code_and_an_impossible_one_get_the_same_answer(
    db: SQLAlchemy, client: FlaskClient, code: str
) -> None:
    make_offer(chosen=1)

    answer = client.post("/track", data={"code": code}, follow_redirects=True)

    assert answer.status_code == 404
    assert "We know no request with this code" in answer.text


def test_codes_cannot_be_tried_without_end(make_app: Callable[..., Flask], db: SQLAlchemy) -> None:
    browser: Any = make_app(FSS_TESTING="0").test_client()

    codes = [browser.get("/track/BCDF-GHJK-2345-LMNP").status_code for _ in range(21)]

    assert codes == [404] * 20 + [429]
