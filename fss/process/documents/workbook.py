"""A process as a workbook: the matrix in the form that is read back, the steps, the version."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter

from fss.process.documents.paper import PaperData, about, changed_cells
from fss.process.documents.wording import FAN_OUT_WORDS, REPEAT_WORDS, after, ordinary
from fss.process.rules.matrices import matrix_rows
from fss.process.rules.raci import ALL_ROLES, Letter, roles_with
from fss.process.rules.templates import TemplateStep

Rows = Iterable[Sequence[str]]
STEP_HEADS = (
    "Step", "Title", "What is done", "Starts", "Time allowed", "How often", "Every city alike",
    "Accountable", "Responsible", "Consulted", "Informed", "To tick", "What the client sees",
    "Promise",
)  # fmt: skip
LONGEST = 32_767
"""What a cell of a workbook holds at most (Excel specifications and limits)."""


def process_workbook(data: PaperData) -> bytes:
    """Sheets RACI, Steps, About and, for a city, Changes; the same data gives the same words."""
    book = Workbook(write_only=True)
    book.properties.title = data.title[:255]
    book.properties.creator = data.author[:255]
    book.properties.created = book.properties.modified = data.created.replace(tzinfo=None)
    matrix = matrix_rows(data.process)
    _sheet(book, "RACI", (8, 44, 14, 22), matrix)
    rows = [STEP_HEADS, *(_step(step) for step in data.process.steps)]
    _sheet(book, "Steps", (8, 34, 60, 18, 26, 24, 12, 26, 26, 26, 26, 40, 34, 40), rows)
    if data.city:
        heads = ("Step", "Title", "Role", "In the county", f"In {data.city}")
        cells = [
            (step.key, step.title, name, was, now) for step, name, was, now in changed_cells(data)
        ]
        _sheet(book, "Changes", (8, 44, 34, 16, 16), [heads, *cells])
    _sheet(book, "About", (40, 80), [("What", "Value"), *about(data)])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _step(step: TemplateStep) -> list[str]:
    often = (FAN_OUT_WORDS.get(step.fan_out, ""), REPEAT_WORDS.get(step.repeat, ""))
    return [
        step.key,
        step.title,
        step.description,
        after(step),
        ordinary(step),
        ". ".join(filter(None, often)),
        "Yes" if step.equal_treatment else "",
        *(
            ", ".join(_name(code) for code in roles_with(step, letter))
            for letter in (
                Letter.ACCOUNTABLE,
                Letter.RESPONSIBLE,
                Letter.CONSULTED,
                Letter.INFORMED,
            )
        ),
        "\n".join(step.checklist),
        step.client_text,
        step.promise_text,
    ]


def _name(code: str) -> str:
    return ALL_ROLES[code].name if code in ALL_ROLES else code


def _sheet(book: Workbook, title: str, widths: Sequence[float], rows: Rows) -> None:
    sheet: Any = book.create_sheet(title)
    sheet.freeze_panes = "C2" if title != "About" else "A2"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"
    for place, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    for number, row in enumerate(rows):
        sheet.append([_cell(sheet, words, is_head=number == 0) for words in row])


def _cell(sheet: Any, words: str, *, is_head: bool) -> Any:
    kept = "".join(sign for sign in words if sign >= " " or sign == "\n")[:LONGEST]
    cell = WriteOnlyCell(sheet, kept or None)
    if cell.value is not None:
        # Words that look like a formula stay words.
        cell.data_type = "s"
        cell.quotePrefix = kept[0] in "=+-@"
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if is_head:
        cell.font = Font(bold=True)
    return cell
