"""Matrices as workbooks: words stay words, and no file does harm."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from openpyxl import Workbook, load_workbook

from fss.errors import RuleError
from fss.process.rules.defaults import PURSUIT
from fss.process.rules.matrices import apply_matrix, read_matrix
from fss.process.rules.templates import Template
from fss.process.services.sheets import MOST_BYTES, read_sheet, write_sheet
from tests.calendars.rules.examples import prove
from tests.process.rules.templates import processes


def _book(*rows: tuple[Any, ...], **cells: Any) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with(data: bytes, **parts: bytes) -> bytes:
    """The workbook with parts added or replaced; `__` in a name stands for a slash."""
    out = io.BytesIO()
    named = {name.replace("__", "/").replace("_xml", ".xml"): one for name, one in parts.items()}
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in named:
                new.writestr(name, old.read(name))
        for name, part in named.items():
            new.writestr(name, part)
    return out.getvalue()


@prove
@given(processes(least=1))
def test_a_process_written_as_a_workbook_and_read_again_changes_nothing(
    process: Template,
) -> None:
    known = set(process.edges)
    process = replace(
        process,
        steps=tuple(
            replace(step, depends_on=tuple(key for key in step.depends_on if key in known))
            for step in process.steps
        ),
    )

    reading = read_matrix(read_sheet(write_sheet(process), name="m.xlsx"), process)

    assert reading.unclear == ()
    assert apply_matrix(process, reading) == process


def test_titles_that_look_like_formulas_are_written_as_words() -> None:
    title = '=HYPERLINK("https://example.org")'
    steps = (replace(PURSUIT.steps[0], title=title), *PURSUIT.steps[1:])

    data = write_sheet(replace(PURSUIT, steps=steps))

    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    cell = sheet["B2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (title, "s", True)


def test_formulas_are_read_as_words_and_not_understood_as_letters() -> None:
    data = _book(("Step", "FC", "ED"), ("P1", "R", "A"), B2='=IF(1,"A","R")')

    reading = read_matrix(read_sheet(data, name="m.xlsx"), PURSUIT)

    assert [(one.place, one.words) for one in reading.unclear] == [("B2", '=IF(1,"A","R")')]


def _bomb() -> bytes:
    return _with(_book(("Step", "FC")), xl__worksheets__sheet1_xml=b" " * 40_000_000)


def _macros() -> bytes:
    return _with(_book(("Step", "FC")), **{"xl__vbaProject.bin": b"x"})


def _wide() -> bytes:
    return _book(("Step", "FC", "ED"), ("P1", "R", "A"), XFD3="R")


def _deep() -> bytes:
    return _book(("Step", "FC", "ED"), *((f"P{n}", "R", "A") for n in range(500)))


def _external() -> bytes:
    sheet = (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        b'<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>&b;</t></is></c></row></sheetData>'
        b"</worksheet>"
    )
    return _with(_book(("Step", "FC")), xl__worksheets__sheet1_xml=sheet)


HOSTILE = {
    "nothing": b"",
    "words": b"Step,FC\nP1,A\n",
    "a zip bomb": _bomb(),
    "macros": _macros(),
    "a cell in the last column": _wide(),
    "500 rows": _deep(),
    "an outside entity": _external(),
    "a cut file": _book(("Step", "FC"))[:-200],
    "an empty sheet": _book(),
    "an old file": bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600,
    "a huge file": b"PK\x03\x04" + b"x" * MOST_BYTES,
    "a broken sheet": _with(_book(("Step", "FC")), xl__worksheets__sheet1_xml=b"<worksheet"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_broken_workbook_is_refused_in_words(name: str) -> None:
    with pytest.raises(RuleError) as refused:
        read_sheet(HOSTILE[name], name="matrix.xlsx")

    assert refused.value.field == "file"
    assert len(refused.value.message) > 20
    assert "passwd" not in refused.value.message


def test_the_first_sheet_with_words_is_read_however_large_it_claims_to_be() -> None:
    book = Workbook()
    assert book.active is not None
    sheet = book.create_sheet("Matrix")
    sheet.append(["Step", "FC", "ED"])
    sheet.append(["P1", "C", 1.0])
    out = io.BytesIO()
    book.save(out)
    name = "xl__worksheets__sheet2_xml"
    with zipfile.ZipFile(out) as archive:
        part = archive.read("xl/worksheets/sheet2.xml")
    data = _with(out.getvalue(), **{name: part.replace(b"A1:C2", b"A1:XFD1048576")})

    assert read_sheet(data, name="m.xlsx") == [["Step", "FC", "ED"], ["P1", "C", "1"]]
