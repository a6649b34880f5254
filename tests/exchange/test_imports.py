"""Imports: the same file twice, all or nothing, bad files, and a real list."""

from __future__ import annotations

import io
import os
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from openpyxl import Workbook
from sqlalchemy import func, select

from fss.accounts.models import Organization
from fss.audit.models import AuditEvent
from fss.audit.queries import broken_streams
from fss.errors import RuleError
from fss.exchange.models import ImportState, SiteImport
from fss.exchange.services import tables
from fss.exchange.services.importing import (
    check_import,
    plan_of,
    set_mapping,
    start_import,
    table_of,
    write_import,
)
from fss.exchange.services.tables import MOST_COLUMNS, read_table
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sites import queries
from fss.sites.models import Confidence, Fact, Site
from fss.sites.rules.fields import PropertyKind
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.archives import spoiled
from tests.factories.sites import make_site

HEAD = "Name,City,Total Acreage,Rail,Own number\n"
LIST = (HEAD + "North park,Elm,40,Possible,\nSouth park,Elm,200+,,\n").encode()
AS_OF = date(2026, 5, 1)


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def staff(db: SQLAlchemy) -> Identity:
    return identity_of(make_user(Role.COORDINATOR))


def checked(
    data: bytes,
    identity: Identity,
    *,
    name: str = "list.csv",
    as_of: date = AS_OF,
    organization: Organization | None = None,
) -> SiteImport:
    with acting(identity):
        imported = start_import(data, name=name, actor=identity, now=utcnow())
        targets = {int(key): value for key, value in imported.mapping["targets"].items()}
        if organization:
            targets = {key: value for key, value in targets.items() if value != "@city"}
        set_mapping(
            imported,
            targets=targets,
            organization=organization,
            kind=PropertyKind.LAND,
            source="The list",
            as_of=as_of,
            confidence=Confidence.OWNER,
            now=utcnow(),
        )
        check_import(imported, identity=identity)
    return imported


def write(imported: SiteImport, identity: Identity, *, leave_out: bool = False) -> None:
    with acting(identity):
        table = table_of(imported)
        write_import(
            imported,
            table,
            plan_of(imported, table, identity),
            leave_out=leave_out,
            identity=identity,
            now=utcnow(),
        )


def count(db: SQLAlchemy, model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_list_becomes_sites_with_facts_and_evidence(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write(checked(LIST, staff), staff)

    north, south = db.session.scalars(select(Site).order_by(Site.name)).all()
    held = queries.held_values(north, today=AS_OF)
    row: Any = south
    assert (held["total_acres"].words, held["total_acres"].evidence) == (
        "40 acres",
        "The list, as of May 1, 2026, stated by the owner",
    )
    assert (row.total_acres_low, row.total_acres_high, row.acres_low) == (200, None, 200)
    assert (north.screening_known, row.rail_status, north.organization) == (3, None, elm)
    assert queries.sites(queries.SiteFilters(text="south"), identity=staff)[1] == 1
    db.session.commit()
    verbs = db.session.scalars(select(AuditEvent.verb)).all()
    assert (verbs.count("site:import"), verbs.count("import:write")) == (2, 1)
    assert broken_streams() == {}


def test_the_same_file_again_changes_nothing(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write(checked(LIST, staff), staff)
    facts = count(db, Fact)

    again = checked(LIST, staff)
    write(again, staff)

    assert again.outcome["sites"] == {"new": 0, "changed": 0, "same": 2}
    assert again.outcome["facts"]["same"] == 3
    assert (count(db, Site), count(db, Fact)) == (2, facts)


def test_a_corrected_file_changes_only_what_differs(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write(checked(LIST, staff), staff)

    later = checked(LIST.replace(b",40,", b",44,"), staff, as_of=date(2026, 5, 1))
    write(later, staff)

    assert later.outcome["sites"] == {"new": 0, "changed": 1, "same": 1}
    assert (later.outcome["facts"]["changed"], later.outcome["facts"]["same"]) == (1, 2)
    north: Any = db.session.scalars(select(Site).where(Site.name == "North park")).one()
    db.session.refresh(north)
    assert (north.total_acres_low, north.version) == (44, 2)
    assert north.rail_status == "possible"


def test_an_older_list_does_not_replace_what_is_newer(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write(checked(LIST, staff), staff)

    older = checked(LIST.replace(b",40,", b",39,"), staff, as_of=date(2020, 1, 1))
    write(older, staff)

    assert older.outcome["facts"]["older"] == 1
    assert "A newer value is known" in older.outcome["remarks"][0]["sentence"]
    assert count(db, Fact) == 3


def test_a_row_is_found_by_its_own_number_before_its_name(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    write(checked((HEAD + "North park,Elm,40,,A7\n").encode(), staff), staff)

    renamed = checked((HEAD + "North Business Park,Elm,40,,A7\n").encode(), staff)
    write(renamed, staff)

    db.session.expire_all()
    assert [site.name for site in db.session.scalars(select(Site))] == ["North Business Park"]
    assert renamed.outcome["sites"] == {"new": 0, "changed": 1, "same": 0}


def test_a_row_that_fits_two_sites_is_a_problem(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    make_site("North park", organization=elm)
    make_site("North park", organization=elm)

    imported = checked((HEAD + "North Park,Elm,40,,\n").encode(), staff)

    assert imported.outcome["problem_count"] == 1
    assert "own number" in imported.outcome["problems"][0]["sentence"]


def test_with_problems_nothing_is_written_unless_they_are_left_out_on_purpose(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    imported = checked(LIST.replace(b",40,", b",plenty,"), staff)

    with pytest.raises(RuleError):
        write(imported, staff)
    before = (count(db, Site), count(db, Fact))
    write(imported, staff, leave_out=True)

    assert before == (0, 0)
    assert (count(db, Site), count(db, Fact)) == (2, 2)
    listed = imported.outcome["problems"]
    assert [(one["row"], one["column"], one["words"]) for one in listed] == [
        (2, "Total Acreage", "plenty")
    ]
    assert imported.state is ImportState.WRITTEN


def test_a_city_that_is_no_member_is_listed_and_not_made(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    imported = checked((HEAD + "Park,Nowhere,4,,\nPark,City of Elm,4,,\n").encode(), staff)

    assert imported.outcome["sites"]["new"] == 1
    assert imported.outcome["problems"][0]["words"] == "Nowhere"


def test_a_planner_imports_only_for_the_own_city(db: SQLAlchemy, elm: Organization) -> None:
    make_organization("Oak")
    planner = identity_of(make_user(Role.PLANNER, elm))

    imported = checked((HEAD + "A,Elm,4,,\nB,Oak,4,,\n").encode(), planner)

    assert imported.outcome["sites"]["new"] == 1
    assert imported.outcome["problems"][0]["words"] == "Oak"


def test_one_city_can_be_chosen_for_all_rows(
    db: SQLAlchemy, elm: Organization, staff: Identity
) -> None:
    imported = checked(b"Name,Total Acreage\nA,4\n\nB,5\n", staff, organization=elm)
    write(imported, staff)

    assert [site.organization_id for site in db.session.scalars(select(Site))] == [elm.id] * 2


def test_an_import_is_written_once(db: SQLAlchemy, elm: Organization, staff: Identity) -> None:
    imported = checked(LIST, staff)
    write(imported, staff)

    with pytest.raises(RuleError):
        write(imported, staff)


def xlsx(*rows: list[Any]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return out.getvalue()


def with_part(data: bytes, name: str, part: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr(name, part)
    return out.getvalue()


def far_to_the_right(rows: int) -> bytes:
    """A small file in which each row ends with an empty cell in the last column there can be."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "City"])
    for row in range(2, rows + 2):
        sheet.cell(row, 16_384).number_format = "0.00"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


GOOD = xlsx(["Name", "City"], ["A", "Elm"])


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "empty"),
        (b"Name,City\n", "no rows"),
        (b"\n\n\n", "empty"),
        (b"Name,City\nA\x00,Elm\n", "what this file is"),
        (b"%PDF-1.7 %%EOF", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "PNG"),
        (b"<html><body>no</body></html>", "what this file is"),
        (b'Name,City\n"A,Elm\n', "quotation mark"),
        (GOOD[:-200], "damaged|what this file is"),
        (GOOD[:300], "damaged|what this file is"),
        (with_part(GOOD, "xl/vbaProject.bin", b"x"), "macros"),
        (zipped(xl__workbook_xml=b"<a/>"), "Excel"),
        (zipped(xl__workbook_xml=b"0" * 60_000_000), "too large|Excel"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"0" * 600, "password"),
        (xlsx([None]), "empty"),
        (xlsx(["Name", "City"]), "no rows"),
        (xlsx([f"c{n}" for n in range(MOST_COLUMNS + 1)], ["x"]), "columns"),
        (b"Name,City\n" + b"a,b\n" * 20_001, "rows"),
        (far_to_the_right(MOST_COLUMNS * 2), "columns"),
    ],
)
def test_a_bad_file_is_refused_in_words(data: bytes, word: str) -> None:
    with pytest.raises(RuleError, match=word) as refused:
        read_table(data, name="list.xlsx" if data.startswith(b"PK") else "list.csv")

    assert refused.value.field == "file"


def test_a_workbook_is_read_with_numbers_dates_and_formula_words() -> None:
    data = xlsx(["Name", "Acres", "Day", "Sum"], ["A", 12.5, date(2026, 1, 2), "=1+1"])

    _, table = read_table(data, name="list.xlsx")

    name, acres, day, total = table.rows[0]
    assert (name, acres, str(day)[:10], total) == ("A", 12.5, "2026-01-02", "=1+1")
    assert (table.headers, table.first_row) == (("Name", "Acres", "Day", "Sum"), 2)


@pytest.mark.parametrize("piece", [1, 2, 3, 5, 1 << 20])
def test_a_formula_is_found_wherever_a_sheet_is_parted(
    monkeypatch: pytest.MonkeyPatch, piece: int
) -> None:
    monkeypatch.setattr(tables, "_PIECE", piece)

    _, table = read_table(xlsx(["Name", "Sum"], ["A", "=1+1"]), name="list.xlsx")

    assert table.rows == (("A", "=1+1"),)


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/styles.xml"])
def test_a_workbook_with_a_spoiled_part_is_refused_in_words(part: str) -> None:
    with pytest.raises(RuleError, match="damaged"):
        read_table(spoiled(xlsx(["Name", "City"], ["A", "Elm"]), part), name="list.xlsx")


def test_windows_text_is_read_with_a_note() -> None:
    _, table = read_table("Name,City\nCafé,Elm\n".encode("cp1252"), name="list.csv")

    assert table.rows == (("Café", "Elm"),)
    assert "Row 2" in table.notes[0]


REAL = Path(os.environ.get("FSS_REAL_DATA") or Path(__file__).parents[2].parent / "shared" / "data")


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_every_value_of_a_real_list_becomes_a_fact_or_a_problem(
    db: SQLAlchemy, staff: Identity, suffix: str
) -> None:
    path = REAL / "madison_wi" / f"business_parks_2017.{suffix}"
    if not path.exists():
        pytest.skip("the real list is not here")
    data = path.read_bytes()
    _, table = read_table(data, name=path.name)
    for city in sorted({str(row[0]).strip() for row in table.rows}):
        make_organization(city)

    imported = checked(data, staff, name=path.name)
    write(imported, staff, leave_out=True)

    outcome = imported.outcome
    kinds = ("attributes", "facts", "no_data", "blank", "problems", "left_out")
    cells = [sum(column[kind] for kind in kinds) for column in outcome["columns"]]
    assert (outcome["rows"], outcome["sites"]["new"], cells) == (103, 103, [103] * 19)
    assert outcome["problem_count"] == sum(one["problems"] for one in outcome["columns"])
    assert count(db, Fact) == sum(one["facts"] for one in outcome["columns"]) > 1_500
    again = checked(data, staff, name=path.name)
    assert again.outcome["sites"] == {"new": 0, "changed": 0, "same": 103}
