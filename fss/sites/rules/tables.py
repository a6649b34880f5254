"""Values that are small tables: the steps of a permit, the wages of some occupations.

A table is kept as words: one line for each row, the cells parted by " | ", each cell as its kind
of value is shown. So it can stand in a cell of a spreadsheet, be searched and be compared. In one
line, semicolons part the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from fss.sites.rules.fields import Column, Field

MOST_ROWS = 60
_LARGEST = 1e12


@cache
def cell_field(column: Column) -> Field:
    """The column as a field of its own, so that its cells are read and shown like other values."""
    return Field(
        key=column.key,
        label=column.label,
        group="",
        kind=column.kind,
        unit=column.unit,
        aliases=(),
        description="",
        minimum=0,
        maximum=_LARGEST,
    )


def split_rows(words: str) -> list[list[str]]:
    """The cells of each row that says anything: lines, or parts of one line at semicolons."""
    lines = words.splitlines() if "\n" in words.strip() else words.split(";")
    rows = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [row for row in rows if any(row)]


def join_rows(rows: Sequence[Sequence[str]]) -> str:
    """The words of a table; empty rows and the empty cells at the end of a row are left out.

    Signs that would part rows or cells are replaced: "|" by "/", ";" by a comma.
    """
    lines = []
    for row in rows:
        cells = [_plain(cell) for cell in row]
        while cells and not cells[-1]:
            cells.pop()
        if cells:
            lines.append(re.sub(r"\|  (?=\|)", "| ", " | ".join(cells)))
    return "\n".join(lines)


def _plain(cell: str) -> str:
    return " ".join(cell.replace("|", "/").replace(";", ",").split())


def padded_rows(field: Field, words: str) -> list[tuple[str, ...]]:
    """The rows of a table as kept, each with a cell (perhaps empty) for every column."""
    width = len(field.columns_of_table)
    return [tuple((row + [""] * width)[:width]) for row in split_rows(words)]
