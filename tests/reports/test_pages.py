"""The pages: who reaches which report, and that the worker makes it."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import Organization, OrganizationKind
from fss.jobs.models import Job
from fss.jobs.rules import JobState
from fss.permissions.rules import Role
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    city = make_organization("Elm City")
    make_site("North field", organization=city)
    return city


def address(city: Organization) -> str:
    return f"/reports/cities/{city.id}"


def test_a_planner_makes_the_report_of_the_own_city_and_finds_it_on_the_page(
    db: SQLAlchemy, client: FlaskClient, sign_in, run_jobs, elm: Organization
) -> None:
    sign_in(client, make_user(Role.PLANNER, elm))
    assert "Elm City" in client.get("/reports/").text

    started = client.post(address(elm), data={"period": "12-months"})
    assert started.status_code == 302
    run_jobs()
    job = db.session.scalars(select(Job)).one()
    listed = client.get("/reports/").text

    assert job.state is JobState.DONE, job.error
    for key, mark in (("file_id", b"%PDF"), ("xlsx_id", b"PK")):
        link = f"/files/{job.result[key]}"
        assert link in listed
        assert link in client.get(address(elm)).text
        assert client.get(link).data.startswith(mark)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CITY_ADMINISTRATOR])
def test_city_side_reaches_no_other_city_and_not_the_summary(
    client: FlaskClient, sign_in, elm: Organization, role: Role
) -> None:
    sign_in(client, make_user(role, make_organization("Birch")))

    for answer in (client.get(address(elm)), client.post(address(elm), data={"period": "all"})):
        assert answer.status_code == 404
    assert client.get("/reports/summary").status_code == 403
    assert client.post("/reports/summary", data={"period": "all"}).status_code == 403
    assert "Elm City" not in client.get("/reports/").text


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.DIRECTOR])
def test_county_staff_reach_every_city_and_the_summary(
    client: FlaskClient, sign_in, elm: Organization, role: Role
) -> None:
    sign_in(client, make_user(role))

    assert client.get(address(elm)).status_code == 200
    assert client.get("/reports/summary").status_code == 200
    assert "Elm City" in client.get("/reports/").text


def test_the_committee_reaches_the_summary_and_no_city(
    db: SQLAlchemy, client: FlaskClient, sign_in, run_jobs, elm: Organization
) -> None:
    sign_in(client, make_user(Role.STEERING_COMMITTEE))

    assert client.get(address(elm)).status_code == 404
    page = client.get("/reports/")
    assert page.status_code == 200
    assert "Elm City" not in page.text
    assert client.post("/reports/summary", data={"period": "all"}).status_code == 302
    run_jobs()
    assert db.session.scalars(select(Job.state)).all() == [JobState.DONE]
    assert client.get("/reports/summary").text.count("/files/") == 2


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.UTILITY_PARTNER, Role.COUNTY_ENGINEER])
def test_others_reach_no_report(
    client: FlaskClient, sign_in, elm: Organization, role: Role
) -> None:
    sign_in(client, make_user(role))

    assert client.get("/reports/").status_code == 403
    assert client.get(address(elm)).status_code == 404
    assert client.get("/reports/summary").status_code == 403
    assert "/reports/" not in client.get("/").text


def test_who_left_the_city_before_the_worker_began_gets_no_report(
    db: SQLAlchemy, client: FlaskClient, sign_in, run_jobs, elm: Organization
) -> None:
    planner = make_user(Role.PLANNER, elm)
    sign_in(client, planner)
    client.post(address(elm), data={"period": "all"})
    db.session.delete(planner.holdings[0])
    run_jobs()

    assert db.session.scalars(select(Job.state)).all() == [JobState.FAILED]


def test_the_files_of_one_person_are_not_those_of_another(
    db: SQLAlchemy, client: FlaskClient, app, sign_in, run_jobs, elm: Organization
) -> None:
    sign_in(client, make_user(Role.PLANNER, elm))
    client.post(address(elm), data={"period": "all"})
    run_jobs()
    job = db.session.scalars(select(Job)).one()
    other = app.test_client()
    sign_in(other, make_user(Role.PLANNER))

    for key in ("file_id", "xlsx_id"):
        assert other.get(f"/files/{job.result[key]}").status_code == 404
    assert "North field" not in other.get("/reports/").text


@pytest.mark.parametrize("period", ["", "2099", "x" * 300, "2026-q9", "\x00"])
def test_a_period_that_is_not_offered_is_refused(
    db: SQLAlchemy, client: FlaskClient, sign_in, elm: Organization, period: str
) -> None:
    sign_in(client, make_user(Role.PLANNER, elm))

    assert client.post(address(elm), data={"period": period}).status_code == 422
    assert db.session.scalars(select(Job)).all() == []


def test_a_city_without_sites_is_told_what_to_do_next(
    client: FlaskClient, sign_in, db: SQLAlchemy
) -> None:
    city = make_organization("Willow", OrganizationKind.TOWNSHIP)
    sign_in(client, make_user(Role.PLANNER, city))
    page = client.get(address(city)).text

    assert "No sites yet" in page
    assert "Add a site" in page


def test_a_utility_is_no_city(client: FlaskClient, sign_in, db: SQLAlchemy) -> None:
    utility = make_organization("Valley Power", OrganizationKind.UTILITY)
    sign_in(client, make_user(Role.COORDINATOR))

    assert client.get(address(utility)).status_code == 404
