"""Exports: what stands in the file, what does not, and that an import reads it back unchanged."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import date
from itertools import zip_longest
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from openpyxl import load_workbook
from sqlalchemy import select

from fss.accounts.models import Organization, User
from fss.exchange.documents import Format
from fss.exchange.rules.exporting import as_csv, from_csv
from fss.exchange.services.exporting import make_export
from fss.files.services import read_file
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sites.models import Site, SiteShape, Statement
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.services.facets import keep_facets
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import make_site


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> Identity:
    return identity_of(make_user(Role.COORDINATOR))


def exported(
    form: Format,
    actor: Identity,
    *,
    every_field: bool = False,
    with_evidence: bool = False,
    **asked: str,
) -> bytes:
    with acting(actor):
        stored, _ = make_export(
            {key: [words] for key, words in asked.items()},
            form=form,
            every_field=every_field,
            with_evidence=with_evidence,
            actor=actor,
            now=utcnow(),
            tell=lambda *_: None,
        )
    return read_file(stored)


def sheet(data: bytes, name: str = "Sites") -> list[dict[str, Any]]:
    rows = load_workbook(io.BytesIO(data), read_only=True)[name].iter_rows(values_only=True)
    heads = [str(one) for one in next(rows)]
    return [dict(zip_longest(heads, row)) for row in rows]


def in_zip(data: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(data)).read(name).decode("utf-8-sig")


def test_a_workbook_holds_each_site_with_exact_numbers_as_numbers_and_ranges_in_words(
    elm: Organization, staff: Identity
) -> None:
    make_site(
        "North field", organization=elm, total_acres="40", price_per_acre="$30,000 to $42,000"
    )

    rows = sheet(exported(Format.XLSX, staff))

    assert rows[0]["Name"] == "North field"
    assert rows[0][FIELDS["total_acres"].label] == 40
    assert rows[0][FIELDS["price_per_acre"].label] == "$30,000 to $42,000 per acre"


def test_only_fields_with_a_value_have_a_column_unless_every_field_is_wanted(
    elm: Organization, staff: Identity
) -> None:
    make_site("North field", organization=elm, total_acres="40")

    few = sheet(exported(Format.XLSX, staff))[0]
    every = sheet(exported(Format.XLSX, staff, every_field=True))[0]

    assert FIELDS["gas_status"].label not in few
    assert {field.label for field in FIELDS.values()} <= set(every)


def test_every_export_explains_its_columns(elm: Organization, staff: Identity) -> None:
    make_site("North field", organization=elm, total_acres="40")

    for rows in (
        sheet(exported(Format.XLSX, staff), "Data dictionary"),
        list(
            csv.DictReader(io.StringIO(in_zip(exported(Format.CSV, staff), "data-dictionary.csv")))
        ),
        list(
            csv.DictReader(
                io.StringIO(in_zip(exported(Format.GEOJSON, staff), "data-dictionary.csv"))
            )
        ),
    ):
        explained = {row["Column"]: row for row in rows}
        assert explained[FIELDS["total_acres"].label]["Unit"] == "acres"


def test_words_that_look_like_a_formula_stay_words(elm: Organization, staff: Identity) -> None:
    make_site("=1+1", organization=elm, address="@SUM(A1)", park_name="'=quoted")

    book = load_workbook(io.BytesIO(exported(Format.XLSX, staff)))
    row = next(csv.DictReader(io.StringIO(in_zip(exported(Format.CSV, staff), "sites.csv"))))

    cells = [cell for cells in book["Sites"].iter_rows(min_row=2) for cell in cells]
    assert "=1+1" in [cell.value for cell in cells]
    assert all(cell.data_type != "f" for cell in cells)
    assert row["Name"] == "'=1+1"
    assert row[FIELDS["address"].label] == "'@SUM(A1)"
    assert row[FIELDS["park_name"].label] == "''=quoted"


@pytest.mark.parametrize(
    "words", ["=1", "'=1", "''-x", "-5", "plain", "'plain", "\tx", "+1 952", "@"]
)
def test_what_csv_needs_in_front_is_taken_away_again(words: str) -> None:
    assert from_csv(as_csv(words)) == words.strip()


def test_geojson_has_the_boundary_else_the_point_else_nothing(
    elm: Organization, staff: Identity
) -> None:
    make_site("With point", organization=elm, latitude="44.7", longitude="-93.4")
    make_site("Without", organization=elm)

    found = json.loads(in_zip(exported(Format.GEOJSON, staff), "sites.geojson"))

    places = {one["properties"]["Name"]: one["geometry"] for one in found["features"]}
    assert places["With point"] == {"type": "Point", "coordinates": [-93.4, 44.7]}
    assert places["Without"] is None


def test_the_evidence_sheet_has_a_row_for_each_present_and_planned_value(
    elm: Organization, staff: Identity
) -> None:
    plan = Statement(
        field="electric_capacity_mw",
        value="20 MW",
        planned=True,
        plan_on=date(2028, 5, 1),
        plan_cost=500_000,
    )
    make_site("North field", organization=elm, facts=[plan], total_acres="about 40")

    rows = sheet(exported(Format.XLSX, staff, with_evidence=True), "Evidence")

    by_field = {row["Field"]: row for row in rows}
    assert by_field[FIELDS["total_acres"].label]["As first written"] == "about 40"
    assert by_field[FIELDS["electric_capacity_mw"].label]["Planned for"].date() == date(2028, 5, 1)


def test_the_filters_of_the_list_are_those_of_the_export(
    elm: Organization, staff: Identity
) -> None:
    make_site("Field", organization=elm)
    make_site("Hall", organization=elm, kind=PropertyKind.BUILDING)

    rows = sheet(exported(Format.XLSX, staff, kind="building"))

    assert [row["Name"] for row in rows] == ["Hall"]


def test_a_planner_gets_of_another_city_only_what_members_may_see(
    db: SQLAlchemy, elm: Organization
) -> None:
    oak = make_organization("Oak")
    planner = identity_of(make_user(Role.PLANNER, oak))
    shown = make_site(
        "Shared", organization=elm, total_acres="40", owner="Secret Holdings LLC", shared=True
    )
    hidden = make_site("Kept back", organization=elm, total_acres="77")
    hidden.data_class = DataClass.COUNTY
    db.session.flush()
    keep_facets([shown.id, hidden.id])

    data = exported(Format.XLSX, planner, with_evidence=True)

    assert [row["Name"] for row in sheet(data)] == ["Shared"]
    assert FIELDS["owner"].label not in sheet(data)[0]
    told = " ".join(str(cell) for row in sheet(data, "Evidence") for cell in row.values())
    assert "Secret Holdings" not in told


def test_an_export_is_asked_for_on_the_list_and_downloaded(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, sign_in: Any, run_jobs: Any
) -> None:
    user: User = make_user(Role.COORDINATOR)
    make_site("North field", organization=elm, total_acres="40")
    sign_in(client, user)

    offered = client.get("/exchange/exports/new?text=north").text
    asked = client.post("/exchange/exports/new?text=north", data={"form": "csv"})
    run_jobs()
    page = client.get("/exchange/exports").text

    assert "1 property" in offered
    assert asked.status_code == 302
    assert "Download" in page
    assert db.session.scalar(select(Site.name)) == "North field"


def test_a_boundary_is_left_out_where_the_place_is_kept_back(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    closed = [
        Statement(field=key, value=words, data_class=DataClass.COUNTY)
        for key, words in (("latitude", "44.7"), ("longitude", "-93.4"))
    ]
    site = make_site("Hidden park", organization=elm, facts=closed, shared=True)
    ring = [[-93.4, 44.7], [-93.39, 44.7], [-93.39, 44.71], [-93.4, 44.7]]
    db.session.add(SiteShape(site_id=site.id, outline={"type": "Polygon", "coordinates": [ring]}))
    other = identity_of(make_user(Role.PLANNER, make_organization("Oak")))
    db.session.commit()

    def shape(actor: Identity) -> Any:
        return json.loads(in_zip(exported(Format.GEOJSON, actor), "sites.geojson"))["features"][0][
            "geometry"
        ]

    assert shape(other) is None
    assert shape(staff)["type"] == "Polygon"
