"""The pages of the inventory: who may open them, what a form keeps, what a second editor sees."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import Organization, User
from fss.documents.accessibility import docx_words, empty_pages, pdf_problems, pdf_words
from fss.jobs.models import Job
from fss.jobs.services import run_job
from fss.permissions.rules import Role
from fss.sites import queries
from fss.sites.models import Fact, Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> FlaskClient:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return client


def evidence(**given: str) -> dict[str, str]:
    return {"source": "City", "as_of": "2026-06-01", "confidence": "documented", **given}


def entered(seen: int, **given: str) -> dict[str, str]:
    return evidence(seen=str(seen), **given)


def seen_in(page: str) -> int:
    found = re.search(r'name="seen"[^>]*value="(\d+)"', page) or re.search(
        r'value="(\d+)"[^>]*name="seen"', page
    )
    assert found
    return int(found[1])


def facts(db: SQLAlchemy) -> int:
    return db.session.scalar(select(func.count()).select_from(Fact)) or 0


PAGES = (
    "",
    "/documents",
    "/history",
    "/edit",
    "/edit/size",
    "/photos",
    "/place",
    "/reports",
    "/listed",
)


def test_a_planner_may_not_know_of_a_site_of_another_city(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    foreign = make_site(organization=make_organization("Oak"))
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)

    assert {client.get(f"/sites/{foreign.id}{place}").status_code for place in PAGES} == {404}


def test_a_planner_reads_what_members_share_and_changes_nothing(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    foreign = make_site(organization=make_organization("Oak"), shared=True, total_acres="40")
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)

    answers = {place: client.get(f"/sites/{foreign.id}{place}") for place in PAGES}

    told = "".join(answer.text for answer in answers.values())
    read = {place for place, answer in answers.items() if answer.status_code == 200}
    assert read == {"", "/photos", "/documents"}
    assert {answer.status_code for answer in answers.values()} == {200, 403}
    assert f"/sites/{foreign.id}/edit" not in told
    assert f'/sites/{foreign.id}/history"' not in told


def test_a_planner_opens_every_page_of_an_own_site(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    own = make_site(organization=elm, total_acres="200+")
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)

    assert {client.get(f"/sites/{own.id}{place}").status_code for place in PAGES} == {200}


def test_a_city_administrator_reads_but_does_not_edit(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    own = make_site(organization=elm)
    reader = make_user(Role.CITY_ADMINISTRATOR, elm)
    db.session.commit()
    sign_in(client, reader)

    assert client.get(f"/sites/{own.id}").status_code == 200
    assert client.get(f"/sites/{own.id}/edit/size").status_code == 403
    assert client.post(f"/sites/{own.id}/edit/size", data=evidence()).status_code == 403
    assert client.get("/sites/new").status_code == 403


def test_list_and_map_of_a_planner_hold_own_sites_and_what_members_share(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    for city in (elm, make_organization("Oak"), make_organization("Ash")):
        site = make_site(f"{city.name} park", organization=city, latitude="44.6", longitude="-93.5")
        site.data_class = DataClass.COUNTY if city.name == "Oak" else DataClass.MEMBERS
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)

    page = client.get("/sites/").text
    points = client.get("/sites/points.geojson").json

    assert ("Elm park" in page, "Oak park" in page, "2 sites" in page) == (True, False, True)
    assert [one["properties"]["label"] for one in points["features"]] == [
        "Elm park (S-0001)",
        "Ash park (S-0003)",
    ]


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?acres_min=many", "Acres, at least: enter a number"),
        ("?near=here&within=-1", "Near a place: enter latitude"),
        ("?city=x&kind=y&page=zero&sort=;drop", "choose from what is offered"),
    ],
)
def test_nonsense_in_the_address_is_said_and_does_no_harm(
    staff: FlaskClient, query: str, words: str
) -> None:
    answer = staff.get(f"/sites/{query}")

    assert answer.status_code == 200
    assert "Some filters could not be used" in answer.text
    assert words in answer.text


def test_a_site_is_added_and_opened(staff: FlaskClient, db: SQLAlchemy, elm: Organization) -> None:
    db.session.commit()

    answer = staff.post(
        "/sites/new",
        data={"kind": "land", "organization": str(elm.id), "name": "<b>North</b>", "land": ""},
        follow_redirects=True,
    )

    assert answer.status_code == 200
    assert "&lt;b&gt;North" in answer.text
    assert "<b>North" not in answer.text


def test_a_planner_cannot_add_a_site_for_another_city(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    oak = make_organization("Oak")
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)

    answer = client.post(
        "/sites/new", data={"kind": "land", "organization": str(oak.id), "name": "N", "land": ""}
    )

    assert answer.status_code == 422
    assert db.session.scalar(select(func.count()).select_from(Site)) == 0


def test_values_are_saved_in_ones_own_words(staff: FlaskClient, db: SQLAlchemy) -> None:
    site = make_site()
    db.session.commit()

    answer = staff.post(
        f"/sites/{site.id}/edit/size",
        data=entered(0, v_total_acres="20000 SF", v_road_frontage_ft="30 to 42"),
    )

    page = staff.get(f"/sites/{site.id}").text
    assert answer.status_code == 302
    assert ("0.4591 acres" in page, "20000 SF" in page, "30 to 42 ft" in page) == (True, True, True)


def test_an_error_stands_at_its_field_and_nothing_typed_is_lost(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    site = make_site()
    db.session.commit()

    answer = staff.post(
        f"/sites/{site.id}/edit/size",
        data=entered(0, v_total_acres="plenty", v_road_frontage_ft="300", as_of="1850-01-01"),
    )

    assert answer.status_code == 422
    assert 'id="v_total_acres-error"' in answer.text
    assert 'id="as_of-error"' in answer.text
    assert ('value="plenty"' in answer.text, 'value="300"' in answer.text) == (True, True)
    assert facts(db) == 0


def test_what_was_not_touched_is_not_stated_again(staff: FlaskClient, db: SQLAlchemy) -> None:
    site = make_site(total_acres="about 40", slope_percent="2")
    db.session.commit()
    page = staff.get(f"/sites/{site.id}/edit/size").text

    staff.post(
        f"/sites/{site.id}/edit/size",
        data=entered(seen_in(page), v_total_acres="about 40 acres", v_slope_percent="3%"),
    )

    assert facts(db) == 3
    assert len(queries.fact_history(site, "total_acres")) == 1


def test_checking_all_values_confirms_them_with_new_evidence(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    site = make_site(total_acres="about 40")
    db.session.commit()
    page = staff.get(f"/sites/{site.id}/edit/size").text

    staff.post(
        f"/sites/{site.id}/edit/size",
        data=entered(seen_in(page), v_total_acres="about 40 acres", confirm="y"),
    )

    (new, _), (old, _) = queries.fact_history(site, "total_acres")
    assert (new.low, new.qualifier, new.source) == (old.low, old.qualifier, "City")


def test_the_second_editor_sees_both_versions_and_overwrites_nothing(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    site = make_site(total_acres="40")
    db.session.commit()
    url = f"/sites/{site.id}/edit/size"
    seen = seen_in(staff.get(url).text)
    staff.post(url, data=entered(seen, v_total_acres="44"))

    second = staff.post(url, data=entered(seen, v_total_acres="45"))

    value = queries.current_value(site, "total_acres")
    assert second.status_code == 409
    assert ("44 acres" in second.text, 'value="45"' in second.text) == (True, True)
    assert value is not None
    assert value.low == 44


def test_editors_of_different_fields_do_not_meet(staff: FlaskClient, db: SQLAlchemy) -> None:
    site = make_site(total_acres="40", slope_percent="2")
    db.session.commit()
    url = f"/sites/{site.id}/edit/size"
    seen = seen_in(staff.get(url).text)
    staff.post(url, data=entered(seen, v_total_acres="44", v_slope_percent="2%"))

    second = staff.post(url, data=entered(seen, v_total_acres="40 acres", v_slope_percent="3"))

    now = {key: queries.current_value(site, key) for key in ("total_acres", "slope_percent")}
    assert second.status_code == 302
    assert [value.low for value in now.values() if value] == [44, 3]


def test_the_second_editor_of_the_name_sees_both(
    staff: FlaskClient, db: SQLAlchemy, elm: Organization
) -> None:
    site = make_site("Old", organization=elm)
    db.session.commit()
    form = {"version": "1", "kind": "land", "organization": str(elm.id), "land": ""}
    first = staff.post(f"/sites/{site.id}/edit", data={**form, "name": "First"})

    second = staff.post(f"/sites/{site.id}/edit", data={**form, "name": "Second"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert ("First" in second.text, "Second" in second.text) == (True, True)


def test_one_click_makes_the_report_as_pdf_and_word(
    staff: FlaskClient, db: SQLAlchemy, elm: Organization
) -> None:
    site = make_site("Nörth & <Park>/..", organization=elm, total_acres="200+")
    db.session.commit()
    staff.post(f"/sites/{site.id}/report")

    job = run_job(db.session.scalars(select(Job.id)).one())

    page = staff.get(f"/sites/{site.id}/reports").text
    assert job.state == "done", job.error
    assert ("PDF" in page, "Word document" in page) == (True, True)
    result: Any = job.result
    pdf, docx = (staff.get(f"/files/{result[key]}").data for key in ("file_id", "docx_id"))
    assert pdf_words(pdf) == docx_words(docx)
    assert (pdf_problems(pdf), empty_pages(pdf)) == ([], [])
    for key, start, suffix in (("file_id", b"%PDF-", ".pdf"), ("docx_id", b"PK", ".docx")):
        file = staff.get(f"/files/{result[key]}")
        assert file.data.startswith(start)
        named = file.headers["Content-Disposition"]
        assert f"S-0001-North-Park-site-report{suffix}" in named


def test_a_planners_list_begins_with_the_own_city_where_others_share_theirs(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    make_site("Own Field", organization=elm)
    make_site("Shared Yard", shared=True)
    planner = make_user(Role.PLANNER, organization=elm)
    db.session.commit()
    sign_in(client, planner)

    first = client.get("/sites/ours", follow_redirects=True).text
    everything = client.get("/sites/").text

    assert "Own Field" in first
    assert "Shared Yard" not in first
    assert "City or township: Elm" in first
    assert "Shared Yard" in everything
    assert "Our sites" in everything


@pytest.mark.parametrize(("own", "shared"), [(True, False), (False, True)])
def test_a_planners_list_is_not_narrowed_where_that_would_hide_nothing_or_everything(
    client: FlaskClient,
    db: SQLAlchemy,
    elm: Organization,
    sign_in: SignIn,
    own: bool,
    shared: bool,
) -> None:
    if own:
        make_site("Own Field", organization=elm)
    make_site("Another Yard", shared=shared)
    planner = make_user(Role.PLANNER, organization=elm)
    db.session.commit()
    sign_in(client, planner)

    answer = client.get("/sites/ours")

    assert answer.location == "/sites/"


def test_county_staff_find_the_sites_of_all_under_sites(staff: FlaskClient) -> None:
    page = staff.get("/sites/").text

    assert 'href="/sites/"' in page
    assert "Our sites" not in page


def test_old_values_of_the_land_are_counted_with_the_land_alone(
    db: SQLAlchemy, elm: Organization, staff: FlaskClient
) -> None:
    long_ago = date(2020, 1, 1)
    land = make_site("Elm Park", organization=elm, gas_status="On site", as_of=long_ago)
    hall = make_site("Elm Hall", organization=elm, kind=PropertyKind.BUILDING, land=land)
    db.session.commit()

    of_land = staff.get(f"/sites/{land.id}").text
    of_hall = staff.get(f"/sites/{hall.id}").text

    assert "1 value to confirm" in of_land
    assert "On site" in of_hall
    assert "to confirm" not in of_hall
