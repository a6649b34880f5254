"""Matrices as workbooks: read within limits, written so that words stay words."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from fss.errors import RuleError
from fss.files.rules import MB, Kind, check_upload
from fss.process.rules.matrices import Rows, matrix_rows
from fss.process.rules.templates import Template

MOST_BYTES = 2 * MB
MOST_UNPACKED = 20 * MB
MOST_ROWS = 400
MOST_COLUMNS = 60
MOST_CELLS = 200_000
LONGEST = 4_000
"""What a matrix can hold at most: its file, the file once opened, rows, columns, cells, a cell."""
UNPRINTED = re.compile(r"[\x00-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
DAMAGED = "This workbook is damaged. Open it, save it again as .xlsx and send that."
TOO_LARGE = "This workbook is far larger than a matrix. Save a copy with only the matrix in it."


def read_sheet(data: bytes, *, name: str) -> Rows:
    """The words of the first sheet with content; RuleError (field `file`) saying what to do.

    Formulas are words: nothing is computed, and nothing that was computed is believed.
    """
    try:
        if len(data) > MOST_BYTES:
            raise RuleError(TOO_LARGE)
        check_upload(data, allowed={Kind.XLSX}, name=name)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > MOST_UNPACKED:
                raise RuleError(TOO_LARGE)
        return _words(data)
    except RuleError as error:
        raise RuleError(error.message, "file") from None
    except Exception:  # openpyxl raises whatever a damaged part leads it to
        raise RuleError(DAMAGED, "file") from None


def write_sheet(template: Template) -> bytes:
    """The matrix of a process as a workbook in the form that `read_sheet` takes back."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("RACI")
    sheet.freeze_panes = "C2"
    for place, width in enumerate((8, 44, 14, 22), 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for place, row in enumerate(matrix_rows(template)):
        sheet.append([_cell(sheet, words, is_head=place == 0) for words in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _words(data: bytes) -> Rows:
    with warnings.catch_warnings():
        # Styles and extensions that openpyxl does not know are none of our business.
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        try:
            for sheet in book.worksheets:
                rows = _rows(sheet)
                if any(any(row) for row in rows):
                    return rows
        finally:
            book.close()
    raise RuleError("The workbook is empty. Put the matrix on its first sheet.")


def _rows(sheet: Any) -> list[list[str]]:
    # A sheet may claim any size; what counts is what it holds.
    sheet.reset_dimensions()
    rows: list[list[str]] = []
    read = 0
    for row in sheet.iter_rows(values_only=True):
        cells = [_word(value) for value in row]
        while cells and not cells[-1]:
            cells.pop()
        read += len(row)
        if len(cells) > MOST_COLUMNS or len(rows) >= MOST_ROWS or read > MOST_CELLS:
            raise RuleError(TOO_LARGE)
        rows.append(cells)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _word(value: Any) -> str:
    if value is None:
        return ""
    words = f"{value:g}" if isinstance(value, float) else str(value)
    return "".join(sign for sign in words if sign >= " " or sign in "\n\t").strip()[:LONGEST]


def _cell(sheet: Any, words: str, *, is_head: bool) -> Any:
    words = UNPRINTED.sub(" ", words)
    cell = WriteOnlyCell(sheet, words or None)
    if cell.value is not None:
        # Words that look like a formula stay words.
        cell.data_type = "s"
        cell.quotePrefix = words[0] in "=+-@"
    if is_head:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
