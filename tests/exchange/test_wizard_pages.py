"""The pages around an import: possible duplicates, rejected rows, remembered columns, undo."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from openpyxl import load_workbook
from sqlalchemy import select

from fss.accounts.models import User
from fss.exchange.models import ImportMapping, ImportState, SiteImport
from fss.exchange.services.tables import read_table
from fss.jobs.models import Job
from fss.jobs.services import run_job
from fss.permissions.rules import Identity, Role
from fss.sites.models import Site
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.imports import check_list, write_list
from tests.factories.layers import UTM, geojson, point, square, zipped_shapefile
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
HEAD = b"Name,City,Total Acreage\n"


@pytest.fixture
def user(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> User:
    make_organization("Elm")
    person = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, person)
    return person


@pytest.fixture
def staff(user: User) -> Identity:
    return identity_of(user)


def base(imported: SiteImport) -> str:
    return f"/exchange/imports/{imported.id}"


def test_rejected_rows_come_back_with_their_reasons_and_can_be_sent_again(
    client: FlaskClient, db: SQLAlchemy, staff: Identity
) -> None:
    data = HEAD + b"A,Elm,40\nB,Elm,plenty\n=1+1,Nowhere,-7\n"
    imported = check_list(data, staff)
    db.session.commit()

    workbook = client.get(f"{base(imported)}/rejected.xlsx")
    words = client.get(f"{base(imported)}/rejected.csv")

    sheet = load_workbook(io.BytesIO(workbook.data)).worksheets[0]
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[0] == ("Name", "City", "Total Acreage", "Reason")
    assert [row[:3] for row in rows[1:]] == [
        ("B", "Elm", "plenty"),
        ("=1+1", "Nowhere", "-7"),
    ]
    assert str(rows[1][3]).startswith("Total Acreage: ")
    assert "City or township: " in str(rows[2][3])
    assert sheet["A3"].data_type == "s"
    _, table = read_table(words.data, name="list.csv")
    assert table.headers == ("Name", "City", "Total Acreage", "Reason")
    assert table.rows[1][:2] == ("=1+1", "Nowhere")


def test_a_rejected_number_of_400_digits_comes_back_as_words(
    client: FlaskClient, db: SQLAlchemy, staff: Identity
) -> None:
    digits = "9" * 400
    said = {"Name": "A", "City": "Elm", "Total Acreage": int(digits)}
    data = geojson((said, point(-93.5, 44.7)))
    imported = check_list(data, staff, name="list.geojson")
    db.session.commit()

    answer = client.get(f"{base(imported)}/rejected.xlsx")

    sheet = load_workbook(io.BytesIO(answer.data)).worksheets[0]
    cells = [cell for row in sheet.iter_rows(min_row=2) for cell in row]
    assert [cell.data_type for cell in cells if cell.value == digits] == ["s"]


def test_a_possible_duplicate_is_asked_about_before_anything_is_written(
    client: FlaskClient, db: SQLAlchemy, user: User, staff: Identity
) -> None:
    elm = db.session.scalars(select(Site.organization_id)).first()
    assert elm is None
    member = make_organization("Oak")
    make_site("Mill park", organization=member, latitude="44.7", longitude="-93.5")
    data = b"Name,City,Latitude,Longitude\nMill,Oak,44.7001,-93.5\n"
    imported = check_list(data, staff)
    db.session.commit()

    asked = client.get(f"{base(imported)}/check").text
    refused = client.post(f"{base(imported)}/check", data={"version": imported.version})
    nothing = client.post(f"{base(imported)}/duplicates", data={"version": imported.version})
    answered = client.post(
        f"{base(imported)}/duplicates",
        data={"version": imported.version, "row_2": "same"},
        follow_redirects=True,
    )

    db.session.expire_all()
    assert "Is it the same property?" in asked
    assert (refused.status_code, nothing.status_code) == (422, 422)
    assert "1 changed" in answered.text
    assert imported.outcome["undecided"] == 0


def test_columns_are_remembered_and_used_with_one_click(
    client: FlaskClient, db: SQLAlchemy, user: User
) -> None:
    columns = {"column_0": "@name", "column_1": "@city", "column_2": "total_acres"}
    about = {"kind": "land", "source": "County list", "confidence": "documented",
             "as_of": "2026-05-03", "differing": "replace"}  # fmt: skip
    head = b"What,Where,How big\n"
    client.post("/exchange/imports/new", data={"file": (io.BytesIO(head + b"A,Elm,4\n"), "a.csv")})
    first = db.session.scalars(select(SiteImport)).one()
    data = {**columns, **about, "organization": "", "version": str(first.version)}
    db.session.commit()
    client.post(f"{base(first)}/columns", data=data)
    client.post("/exchange/imports/new", data={"file": (io.BytesIO(head + b"B,Elm,5\n"), "b.csv")})
    second = db.session.scalars(select(SiteImport).where(SiteImport.file_name == "b.csv")).one()
    kept = db.session.scalars(select(ImportMapping)).one()
    db.session.commit()

    proposed = client.get(f"{base(second)}/columns").text
    checked = client.post(f"{base(second)}/as-before/{kept.id}", follow_redirects=True).text
    listed = client.get("/exchange/mappings").text
    client.post(f"/exchange/mappings/{kept.id}", data={"name": "Mine", "version": kept.version})
    renamed = client.get(f"/exchange/mappings/{kept.id}").text
    client.post(f"/exchange/mappings/{kept.id}/forget")

    assert "County list" in proposed
    assert "1 new" in checked
    assert "County list" in listed
    assert "Mine" in renamed
    assert "Nothing is remembered yet" in client.get("/exchange/mappings").text


def test_a_planner_does_not_use_the_columns_of_another_member(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    from fss.exchange.services.remembering import remember_mapping
    from fss.timezone import utcnow

    elm, oak = make_organization("Elm"), make_organization("Oak")
    theirs = identity_of(make_user(Role.PLANNER, elm))
    kept = remember_mapping(check_list(HEAD + b"A,Elm,4\n", theirs), actor=theirs, now=utcnow())
    other = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, other)

    assert client.get(f"/exchange/mappings/{kept.id}").status_code == 404
    assert "The list" not in client.get("/exchange/mappings").text


def test_an_import_is_undone_from_its_page(
    client: FlaskClient, db: SQLAlchemy, user: User, staff: Identity
) -> None:
    imported = write_list(check_list(HEAD + b"A,Elm,40\n", staff), staff)
    db.session.commit()

    page = client.get(f"{base(imported)}/undo").text
    client.post(f"{base(imported)}/undo", data={"version": imported.version})
    job = run_job(db.session.scalars(select(Job.id)).one())

    db.session.expire_all()
    assert "1 site that it added leaves the list" in page
    assert (job.state, job.error) == ("done", None) or job.state == "done"
    assert imported.state is ImportState.UNDONE
    assert "Undone" in client.get(base(imported)).text


def test_map_files_are_lists_with_places(
    client: FlaskClient, db: SQLAlchemy, user: User, staff: Identity
) -> None:
    areas = geojson(
        ({"Name": "A", "City": "Elm", "Total acres": 500}, square(-93.5, 44.7)),
        ({"Name": "B", "City": "Elm"}, point(-93.4, 44.7)),
    )
    layer = zipped_shapefile(
        [(461000, 4950000)], records=[["C", "Elm"]], fields=("NAME", "CITY"), projection=UTM
    )

    first = write_list(check_list(areas, staff, name="a.geojson"), staff)
    write_list(check_list(layer, staff, name="layer.zip"), staff)

    assert any("boundary measures" in one["sentence"] for one in first.outcome["remarks"])
    sites = {site.name: site for site in db.session.scalars(select(Site))}
    places = {
        name: (round(site.latitude_low, 3), round(site.longitude_low, 3))
        for name, site in sites.items()
    }
    assert places == {"A": (44.702, -93.498), "B": (44.7, -93.4), "C": (44.702, -93.492)}
