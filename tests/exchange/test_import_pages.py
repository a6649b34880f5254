"""The pages of an import: file, columns, problems, what was written."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import Organization, User
from fss.exchange.models import SiteImport
from fss.jobs.models import Job
from fss.jobs.services import run_job
from fss.permissions.rules import Role
from fss.sites.models import Fact, Site
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user

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


def evidence() -> dict[str, str]:
    return {"source": "City", "as_of": "2026-06-01", "confidence": "documented"}


def facts(db: SQLAlchemy) -> int:
    return db.session.scalar(select(func.count()).select_from(Fact)) or 0


def test_a_list_is_imported_step_by_step(
    staff: FlaskClient, db: SQLAlchemy, elm: Organization
) -> None:
    db.session.commit()
    data = b"Name,City,Acres\nNorth,Elm,40\nSouth,Elm,plenty\n"
    staff.post("/exchange/imports/new", data={"file": (io.BytesIO(data), "list.csv")})
    imported = db.session.scalars(select(SiteImport)).one()
    base = f"/exchange/imports/{imported.id}"
    columns = {"column_0": "@name", "column_1": "@city", "column_2": "total_acres"}
    about = {"organization": "", "kind": "land", "version": str(imported.version)}
    db.session.commit()
    checked = staff.post(
        f"{base}/columns", data={**columns, **about, **evidence()}, follow_redirects=True
    )
    db.session.expire_all()
    version = str(imported.version)
    db.session.commit()

    refused = staff.post(f"{base}/check", data={"version": version})
    staff.post(f"{base}/check", data={"version": version, "leave_out": "y"})
    job = run_job(db.session.scalars(select(Job.id)).one())

    result = staff.get(base).text
    assert ("plenty" in checked.text, "2 new" in checked.text) == (True, True)
    assert "leave out what is listed" in refused.text
    assert job.state == "done", job.error
    assert "plenty" in result
    assert [site.name for site in db.session.scalars(select(Site).order_by(Site.name))] == [
        "North",
        "South",
    ]


def test_a_planner_does_not_see_the_import_of_somebody_else(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: SignIn
) -> None:
    from fss.exchange.services.importing import start_import
    from tests.factories.accounts import identity_of

    owner = identity_of(make_user(Role.PLANNER, elm))
    imported = start_import(b"Name,City\nA,Elm\n", name="a.csv", actor=owner, now=utcnow())
    other = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, other)

    assert client.get(f"/exchange/imports/{imported.id}/columns").status_code == 404


def test_a_broken_workbook_is_not_taken_for_a_list_with_commas(staff: FlaskClient) -> None:
    broken = (io.BytesIO(b"PK no workbook at all\n1,2\n"), "sites.xlsx")

    answer = staff.post(
        "/exchange/imports/new", data={"file": broken}, content_type="multipart/form-data"
    )

    assert answer.status_code == 422
    assert "save it again as .xlsx" in answer.text
