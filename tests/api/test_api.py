"""Public data for other systems: true to its own schema, open only as far as the county is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import fields_for
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, state_facts
from fss.sites.services.photos import add_photo
from fss.timezone import utcnow
from tests.api.validating import problems
from tests.factories.accounts import make_organization
from tests.factories.fields import make_field
from tests.factories.published import make_open_site, publish
from tests.factories.sites import STATED, make_site
from tests.sites.test_every_field import site_with_all
from tests.sites.test_photos import picture


def get(client: FlaskClient, path: str, **headers: str) -> Any:
    return client.get(f"/api/v1/{path}", headers=headers)


@pytest.fixture
def schema(client: FlaskClient, db: SQLAlchemy) -> dict[str, Any]:
    publish()
    found: dict[str, Any] = get(client, "schema").json
    return found


def test_a_value_says_what_was_stated_by_whom_and_how_sure(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    make_open_site(
        total_acres="200+",
        contiguous_acres_max="about 40",
        available_from="2027-03-01",
        gas_status="On site",
        price_total="on request",
    )

    data = get(client, "sites/S-0001").json

    assert list(problems(data, schema)) == []
    values = data["values"]
    assert values["total_acres"] == {
        "low": 200,
        "high": None,
        "unit": "acres",
        "text": "at least 200 acres",
        "original": "200+",
        "qualifier": "at_least",
        "source": "City planner",
        "as_of": "2026-06-01",
        "confidence": "stated_by_owner",
    }
    about = values["contiguous_acres_max"]
    assert (about["value"], about["low"], about["high"]) == (40, 38, 42)
    assert values["available_from"]["value"] == "2027-03-01"
    assert values["gas_status"]["value"] == "on_site"
    assert "zoning_class" not in values


def test_a_whole_site_with_boundary_photo_and_plan_fits_the_schema(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    plan = Statement(
        field="water_status", value="On site", planned=True, plan_on=STATED, plan_cost=5e5
    )
    site = make_open_site("Ælm <Park>", latitude="44.6", longitude="-93.5", facts=[plan])
    add_photo(site, picture(), name="a.jpg", alt="A level field", actor=SYSTEM, now=utcnow())

    data = get(client, "sites/1").json

    assert list(problems(data, schema)) == []
    assert data["url"].endswith("/open/sites/1-lm-park")
    assert data["planned"]["water_status"]["plan_cost"] == 5e5
    assert client.get(data["photos"][0]["url"].split("8000", 1)[-1]).status_code == 200


def test_what_is_kept_back_is_absent_and_counts_nowhere(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    price = Statement(field="price_total", value="$1", data_class=DataClass.COUNTY)
    make_open_site("Open field", facts=[price], owner="Pat Owner", total_acres="12")
    make_site("Shared field", total_acres="13")
    closed = make_open_site("Closed field")
    closed.active = False

    whole = get(client, "sites").json

    assert (whole["total"], [one["name"] for one in whole["sites"]]) == (1, ["Open field"])
    assert set(whole["sites"][0]["values"]) == {"total_acres"}
    answers = [get(client, f"sites/{key}") for key in ("2", "S-0003", "S-9999", "nonsense")]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.get_data() for answer in answers}) == 1


def test_the_list_comes_in_pages_by_number_and_can_be_narrowed(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    for number in range(5):
        city = oak if number == 4 else elm
        make_open_site(f"Field {9 - number}", organization=city, total_acres=f"{number}0")

    first = get(client, "sites?per_page=2").json
    second = client.get(first["next"].split("8000", 1)[-1]).json
    some = get(client, "sites?acres_min=20&text=elm").json

    assert [one["number"] for one in first["sites"] + second["sites"]] == [1, 2, 3, 4]
    assert (first["pages"], first["total"], first["previous"]) == (3, 5, None)
    assert [one["number"] for one in some["sites"]] == [3, 4]
    assert get(client, f"sites?city={oak.code}&kind=land").json["total"] == 1


@pytest.mark.parametrize(
    "query",
    ["per_page=0", "per_page=101", "per_page=x", "kind=boat", "acres_min=many", "colour=red"],
)
def test_a_wrong_question_is_answered_in_words(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any], query: str
) -> None:
    answer = get(client, f"sites?{query}")

    assert answer.status_code == 422
    assert query.split("=")[0] in answer.json["error"]["message"]


def test_who_has_the_present_answer_is_told_so_and_may_keep_it(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    site = make_open_site()
    first = get(client, "sites/1")

    same = get(client, "sites/1", **{"If-None-Match": first.headers["ETag"]})
    state(site, total_acres="12")
    other = get(client, "sites/1", **{"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.data, other.status_code) == (304, b"", 200)
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Access-Control-Allow-Origin"] == "*"
    assert "Last-Modified" in first.headers


def test_nothing_answers_while_the_county_does_not_publish(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish(publishes_sites=False)
    make_open_site()

    for path in ("/api", "/api/v1/schema", "/api/v1/sites", "/api/v1/sites/S-0001"):
        assert client.get(path).status_code == 404


def test_the_page_explains_with_an_example_of_this_county(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any]
) -> None:
    make_open_site("</pre><script>alert(1)</script>", total_acres="12")

    page = client.get("/api").text

    assert "S-0001" in page
    assert "<script>alert" not in page


def test_one_address_may_ask_only_so_often(make_app: Callable[..., Flask], db: SQLAlchemy) -> None:
    publish()
    db.session.commit()
    client = make_app(FSS_TESTING="").test_client()  # limits are off while testing

    codes = [client.get("/api/v1/sites/unknown").status_code for _ in range(121)]

    assert codes[:120] == [404] * 120
    assert codes[120] == 429
    answer = client.get("/api/v1/sites/1")
    assert (answer.json["error"]["code"], answer.headers["Retry-After"]) == (429, "60")


def state(site: Site, **words: str) -> None:
    state_facts(
        site,
        list(words.items()),
        source="City",
        as_of=STATED,
        confidence=Confidence.OWNER,
        actor=SYSTEM,
        now=utcnow(),
    )


@pytest.mark.parametrize("kind", list(PropertyKind))
def test_a_site_with_every_field_fits_the_schema_and_shows_the_public_ones(
    client: FlaskClient, db: SQLAlchemy, schema: dict[str, Any], kind: PropertyKind
) -> None:
    make_field("Barge slips", group="transport")
    make_field("Own secret", group="transport", data_class=DataClass.COUNTY)
    site = site_with_all(kind, make_organization("Elm"))
    site.data_class = DataClass.PUBLIC
    schema = get(client, "schema").json

    data = get(client, "sites/1").json

    public = {field.key for field in fields_for(kind) if field.data_class is DataClass.PUBLIC}
    assert list(problems(data, schema)) == []
    assert set(data["values"]) == public
    assert "Own secret" not in str(schema)
