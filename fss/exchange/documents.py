"""Writing an exported list: XLSX, CSV and GeoJSON, each with its data dictionary.

Everything is written as it comes, row by row into a file, so that a long list needs no memory.
"""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from fss.exchange.rules.exporting import (
    DICTIONARY_HEADS,
    EVIDENCE_HEADS,
    as_csv,
    dictionary_rows,
    heads,
    is_computed,
)
from fss.sites.rules.fields import Field
from fss.sites.rules.parsing import Cell

LONGEST_CELL = 32_767
"""What a cell of a workbook holds at most (Excel specifications and limits)."""
MOST_LINES = 1_048_575
"""Rows below the head that a sheet of a workbook holds (Excel specifications and limits)."""


class Format(StrEnum):
    """The forms in which a list goes out."""

    XLSX = "xlsx"
    CSV = "csv"
    GEOJSON = "geojson"

    @property
    def label(self) -> str:
        """As people choose it."""
        return {
            Format.XLSX: "Excel workbook (XLSX)",
            Format.CSV: "CSV, in a ZIP with its data dictionary",
            Format.GEOJSON: "GeoJSON for maps, in a ZIP with its data dictionary",
        }[self]

    @property
    def suffix(self) -> str:
        """How the file's name ends."""
        return ".xlsx" if self is Format.XLSX else ".zip"

    @property
    def media_type(self) -> str:
        """For the answer that brings the file."""
        if self is Format.XLSX:
            return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        return "application/zip"


@dataclass(frozen=True, slots=True)
class Line:
    """One property of the list: its row, and where it is."""

    cells: Sequence[Cell]
    geometry: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True)
class Contents:
    """What is exported; `evidence` gives a row for each value, under `EVIDENCE_HEADS`."""

    title: str
    author: str
    created: datetime
    fields: Sequence[Field]
    lines: Iterable[Line]
    evidence: Iterable[Sequence[Cell]] | None = None


def write(contents: Contents, form: Format, out: IO[bytes]) -> None:
    """Write the list into `out`."""
    {Format.XLSX: _xlsx, Format.CSV: _csv, Format.GEOJSON: _geojson}[form](contents, out)


def _xlsx(contents: Contents, out: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    book.properties.title = contents.title
    book.properties.creator = contents.author
    book.properties.created = book.properties.modified = contents.created.replace(tzinfo=None)
    names = heads(contents.fields)
    sites = _sheet(book, "Sites", names)
    for line in contents.lines:
        sites.append([_xlsx_cell(sites, cell) for cell in line.cells])
    meaning = _sheet(book, "Data dictionary", DICTIONARY_HEADS)
    for words in dictionary_rows(contents.fields):
        meaning.append([_xlsx_cell(meaning, cell) for cell in words])
    if contents.evidence is not None:
        for place, row in enumerate(contents.evidence):
            if place % MOST_LINES == 0:
                number = place // MOST_LINES
                stated = _sheet(
                    book, f"Evidence {number + 1}" if number else "Evidence", EVIDENCE_HEADS
                )
            stated.append([_xlsx_cell(stated, cell) for cell in row])
    book.save(out)


def write_rows(
    title: str, names: Sequence[str], rows: Iterable[Sequence[Cell]], out: IO[bytes]
) -> None:
    """A workbook of one sheet; words that look like formulas stay words."""
    write_sheets([(title, names, rows)], out)


def write_sheets(
    sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Cell]]]], out: IO[bytes]
) -> None:
    """A workbook of (title, heads, rows); words that look like formulas stay words."""
    book = Workbook(write_only=True)
    for title, names, rows in sheets:
        sheet = _sheet(book, title, names)
        for row in rows:
            sheet.append([_xlsx_cell(sheet, cell) for cell in row])
    book.save(out)


def _sheet(book: Workbook, title: str, names: Sequence[str]) -> Any:
    sheet = book.create_sheet(title)
    sheet.freeze_panes = "B2"
    for place, name in enumerate(names, 1):
        width = min(44, max(12, len(name) + 3))
        sheet.column_dimensions[get_column_letter(place)].width = width
    head = []
    for name in names:
        cell = WriteOnlyCell(sheet, name)
        cell.font = Font(bold=True)
        head.append(cell)
    sheet.append(head)
    return sheet


def _xlsx_cell(sheet: Any, cell: Cell) -> Any:
    if isinstance(cell, date):
        dated = WriteOnlyCell(sheet, datetime(cell.year, cell.month, cell.day))  # noqa: DTZ001
        dated.number_format = "yyyy-mm-dd"
        return dated
    if not isinstance(cell, str):
        return cell
    words = "".join(sign for sign in cell if sign >= " " or sign in "\n\t")[:LONGEST_CELL]
    if not is_computed(words):
        return words or None
    kept = WriteOnlyCell(sheet, words)
    kept.data_type = "s"
    kept.quotePrefix = True
    return kept


def _csv(contents: Contents, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        rows = (line.cells for line in contents.lines)
        _csv_file(archive, "sites.csv", heads(contents.fields), rows)
        _other_files(archive, contents)


def _geojson(contents: Contents, out: IO[bytes]) -> None:
    names = heads(contents.fields)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("sites.geojson", "w", force_zip64=True) as file:
            file.write(b'{"type": "FeatureCollection", "features": [')
            for place, line in enumerate(contents.lines):
                feature = {
                    "type": "Feature",
                    "geometry": line.geometry,
                    "properties": {
                        name: cell.isoformat() if isinstance(cell, date) else cell
                        for name, cell in zip(names, line.cells, strict=True)
                        if cell is not None
                    },
                }
                words = json.dumps(feature, ensure_ascii=False)
                file.write((",\n" if place else "\n").encode() + words.encode())
            file.write(b"\n]}\n")
        _other_files(archive, contents)


def _other_files(archive: zipfile.ZipFile, contents: Contents) -> None:
    rows = dictionary_rows(contents.fields)
    _csv_file(archive, "data-dictionary.csv", DICTIONARY_HEADS, rows)
    if contents.evidence is not None:
        _csv_file(archive, "evidence.csv", EVIDENCE_HEADS, contents.evidence)


def _csv_file(
    archive: zipfile.ZipFile,
    name: str,
    names: Sequence[str],
    rows: Iterable[Sequence[Cell]],
) -> None:
    # The mark at the front tells spreadsheets that the file is UTF-8.
    with (
        archive.open(name, "w", force_zip64=True) as file,
        io.TextIOWrapper(file, encoding="utf-8-sig", newline="") as words,
    ):
        writer = csv.writer(words)
        writer.writerow(names)
        for row in rows:
            writer.writerow([as_csv(cell) for cell in row])
