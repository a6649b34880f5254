"""Reading an uploaded list within limits: XLSX by openpyxl, CSV by the rules, map files as rows."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import IO, Any

from openpyxl import load_workbook

from fss.errors import RuleError
from fss.exchange.rules.decoding import UnreadableFileError, decode_csv
from fss.exchange.rules.exporting import from_csv
from fss.exchange.services.maps import MAPS, map_rows, shown
from fss.files.rules import TABLES, Kind, check_upload, sniff
from fss.sites.rules.parsing import Cell, words_of

MOST_ROWS = 20_000
MOST_COLUMNS = 600
MOST_CELLS = MOST_ROWS * MOST_COLUMNS
FORMULA = re.compile(rb"<f[ >/]")
_MARK = 3
"""Bytes of what FORMULA finds."""
_PIECE = 1 << 20
DAMAGED = "This workbook is damaged. Open it, save it again as .xlsx and send that."


@dataclass(frozen=True, slots=True)
class Table:
    """The first sheet with content: headers, the rows below, and what had to be assumed.

    `first_row` is the number of the first data row as the sheet counts, from 1. `misplaced` has
    what is wrong with the places of a map file: row → sentence.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    first_row: int
    notes: tuple[str, ...] = ()
    misplaced: Mapping[int, str] = field(default_factory=dict)

    def samples(self, column: int, most: int = 3) -> list[str]:
        """The first different words of a column."""
        found: list[str] = []
        for row in self.rows[:200]:
            words = words_of(row[column]) if column < len(row) else ""
            words = shown(self.headers, column, words)[:60]
            if words and words not in found:
                found.append(words)
            if len(found) == most:
                break
        return found


def read_table(data: bytes, *, name: str) -> tuple[Kind, Table]:
    """The kind of file and its table; RuleError (field `file`) saying what to do."""
    try:
        found = sniff(data, name=name) if data else None
        if found in MAPS:
            return found, _map(data, name)
        kind = check_upload(data, allowed=[*TABLES, *MAPS], name=name)
        if name.lower().endswith((".xlsx", ".xlsm")) and kind is not Kind.XLSX:
            raise RuleError(DAMAGED)
        return kind, _xlsx(data) if kind is Kind.XLSX else _csv(data)
    except UnreadableFileError as error:
        raise RuleError(str(error), "file") from None
    except RuleError as error:
        raise RuleError(error.message, "file") from None


def _map(data: bytes, name: str) -> Table:
    rows = map_rows(data, name)
    if len(rows.headers) > MOST_COLUMNS:
        raise RuleError(f"The file has more than {MOST_COLUMNS} columns. Remove some.")
    return Table(rows.headers, rows.rows, 1, rows.notes, rows.misplaced)


def _csv(data: bytes) -> Table:
    decoded = decode_csv(data)
    rows = [tuple(from_csv(cell) for cell in row) for row in decoded.rows]
    return _table(rows, list(decoded.notes))


def _xlsx(data: bytes) -> Table:
    try:
        with warnings.catch_warnings():
            # Styles and extensions that openpyxl does not know are none of our business.
            warnings.simplefilter("ignore")
            rows, notes = _sheet(data)
    except RuleError:
        raise
    except Exception:  # openpyxl raises whatever a damaged part leads it to
        raise RuleError(DAMAGED) from None
    return _table(rows, notes)


def _sheet(data: bytes) -> tuple[list[tuple[Cell, ...]], list[str]]:
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        for sheet in book.worksheets:
            rows = _rows(sheet)
            if any(any(words_of(cell) for cell in row) for row in rows):
                break
        else:
            raise RuleError("The workbook is empty. Put the list on its first sheet.")
        others = [one.title for one in book.worksheets if one.title != sheet.title]
        notes = [f"Only the sheet “{sheet.title}” is read."] if others else []
        if _has_formulas(data):
            rows = _mark_uncounted(data, sheet.title, rows)
        return rows, notes
    finally:
        book.close()


def _rows(sheet: Any) -> list[tuple[Cell, ...]]:
    # A sheet may claim any size; what counts is what it holds.
    sheet.reset_dimensions()
    rows: list[tuple[Cell, ...]] = []
    read = 0
    for row in sheet.iter_rows(values_only=True):
        cells = _trimmed(row)
        # An empty cell far to the right makes a row of thousands; a small file can hold many.
        read += len(row)
        if len(cells) > MOST_COLUMNS or read > MOST_CELLS:
            raise RuleError(f"The sheet has more than {MOST_COLUMNS} columns. Remove some.")
        rows.append(cells)
        if len(rows) > MOST_ROWS + 1 and any(cells):
            raise RuleError(f"The sheet has more than {MOST_ROWS:,} rows. Split it.")
        if len(rows) > 2 * MOST_ROWS:
            break
    return rows


def _trimmed(row: Sequence[Any]) -> tuple[Cell, ...]:
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return tuple(_cell(cell) for cell in row[:end])


def _cell(cell: Any) -> Cell:
    if cell is None or isinstance(cell, str | int | float | datetime | date):
        return cell
    return str(cell)


def _has_formulas(data: bytes) -> bool:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                with archive.open(name) as sheet:
                    if _holds_formula(sheet):
                        return True
    return False


def _holds_formula(sheet: IO[bytes]) -> bool:
    """Read piece by piece, as a sheet may be far larger than its file; none parts a mark."""
    end = b""
    while piece := sheet.read(_PIECE):
        read = end + piece
        if FORMULA.search(read):
            return True
        end = read[1 - _MARK :]
    return False


def _mark_uncounted(
    data: bytes, title: str, rows: list[tuple[Cell, ...]]
) -> list[tuple[Cell, ...]]:
    """Put the formula's words where a formula was saved without its result, so none is lost."""
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
    try:
        formulas = _rows(book[title])
    finally:
        book.close()
    marked = []
    for row, formula in zip(rows, formulas, strict=False):
        cells = list(row) + [None] * (len(formula) - len(row))
        for place, words in enumerate(formula):
            if cells[place] is None and isinstance(words, str) and words.startswith("="):
                cells[place] = words
        marked.append(tuple(cells))
    return marked


def _table(rows: Iterable[Sequence[Cell]], notes: list[str]) -> Table:
    listed = list(rows)
    start = next(place for place, row in enumerate(listed) if any(words_of(one) for one in row))
    headers = [words_of(cell) for cell in listed[start]]
    while headers and not headers[-1]:
        headers.pop()
    body = [tuple(row) for row in listed[start + 1 :]]
    while body and not any(words_of(cell) for cell in body[-1]):
        body.pop()
    if not body:
        raise RuleError("The file has column names but no rows below them.")
    if len(body) > MOST_ROWS:
        raise RuleError(f"The file has more than {MOST_ROWS:,} rows. Split it.")
    if len(headers) > MOST_COLUMNS:
        raise RuleError(f"The file has more than {MOST_COLUMNS} columns. Remove some.")
    named = tuple(header or f"Column {place}" for place, header in enumerate(headers, 1))
    return Table(named, tuple(body), start + 2, tuple(notes))
