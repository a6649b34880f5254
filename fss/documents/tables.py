"""The tables among the blocks of a document: facts, comparisons, matrices."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from fss.documents.text import Text, clean_line, clean_lines, clean_text, keep
from fss.errors import RuleError


class Mark(StrEnum):
    """The shape beside a verdict's word, so that color is never the only difference."""

    MEETS = "meets"
    PLAN = "plan"
    FAILS = "fails"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: its label (the row's header), its value and where it comes from."""

    label: str
    value: Text
    evidence: Text = ""

    def __post_init__(self) -> None:
        clean_lines(self, "label")
        keep(self, "value", clean_text(self.value))
        keep(self, "evidence", clean_text(self.evidence))


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts as label and value; the column of evidence shows only if a row has some."""

    caption: str
    rows: tuple[FactRow, ...]
    headings: tuple[str, str, str] = ("Fact", "Value", "Source")

    def __post_init__(self) -> None:
        clean_lines(self, "caption")
        keep(self, "rows", tuple(self.rows))
        first, second, third = self.headings
        keep(self, "headings", (clean_line(first), clean_line(second), clean_line(third)))
        if not self.caption:
            raise RuleError("A table needs a caption that says what it shows.", "caption")

    @property
    def shows_evidence(self) -> bool:
        """Whether any row says where its value comes from."""
        return any(row.evidence for row in self.rows)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judgement in a cell: a word, a shape, and a detail such as the value judged."""

    word: str
    mark: Mark
    detail: str = ""

    def __post_init__(self) -> None:
        clean_lines(self, "word", "detail")
        keep(self, "mark", Mark(self.mark))
        if not self.word:
            raise RuleError("A verdict needs a word, not only a mark.", "word")


Cell = Text | Verdict


@dataclass(frozen=True, slots=True)
class ComparisonTable:
    """Rows against columns. The first cell of each row is its header and is plain text."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def __post_init__(self) -> None:
        clean_lines(self, "caption")
        keep(self, "columns", tuple(clean_line(column) for column in self.columns))
        keep(self, "rows", tuple(tuple(_clean_cell(cell) for cell in row) for row in self.rows))
        if not self.caption:
            raise RuleError("A table needs a caption that says what it shows.", "caption")
        if not 2 <= len(self.columns) <= 8:
            raise RuleError("A comparison has two to eight columns.", "columns")
        if not all(self.columns):
            raise RuleError("Every column needs a heading.", "columns")
        if any(len(row) != len(self.columns) for row in self.rows):
            raise RuleError("Every row needs one cell for each column.", "rows")
        if any(isinstance(row[0], Verdict) for row in self.rows):
            raise RuleError("A row's first cell is its name, not a verdict.", "rows")


def _clean_cell(cell: Cell) -> Cell:
    return cell if isinstance(cell, Verdict) else clean_text(cell)


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A row of a matrix: its name, a line below the name, and a short word for each column."""

    label: str
    detail: str
    cells: tuple[str, ...]

    def __post_init__(self) -> None:
        clean_lines(self, "label", "detail")
        keep(self, "cells", tuple(clean_line(cell) for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Matrix:
    """Many narrow columns of a letter or two, centered, beside the names of the rows.

    `corner` heads the names. Put it into a `Landscape` when it has more than five columns. With
    more than eight the heads are set smaller (`is_crowded`).
    """

    caption: str
    corner: str
    columns: tuple[str, ...]
    rows: tuple[MatrixRow, ...]

    def __post_init__(self) -> None:
        clean_lines(self, "caption", "corner")
        keep(self, "columns", tuple(clean_line(column) for column in self.columns))
        keep(self, "rows", tuple(self.rows))
        if not self.caption:
            raise RuleError("A table needs a caption that says what it shows.", "caption")
        if not 1 <= len(self.columns) <= 14:
            raise RuleError("A matrix has one to fourteen columns.", "columns")
        if not self.corner or not all(self.columns):
            raise RuleError("Every column needs a heading.", "columns")
        if any(len(row.cells) != len(self.columns) for row in self.rows):
            raise RuleError("Every row needs one cell for each column.", "rows")
        if not all(row.label for row in self.rows):
            raise RuleError("Every row needs a name.", "rows")

    @property
    def is_crowded(self) -> bool:
        """Whether the columns are too narrow for heads of the usual size."""
        return len(self.columns) > 8
