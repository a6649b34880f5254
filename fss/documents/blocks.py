"""The blocks of a document: plain, frozen values that name no format.

Every text is cleaned when a block is made, so the writers never meet a control character.
Heading levels start at 1 below the document's title and leave no gap.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from fss.documents.pictures import check_picture
from fss.documents.text import (
    Run,
    Text,
    check_anchor,
    clean,
    clean_line,
    clean_text,
    is_safe_link,
    runs_of,
    shortened,
    words_of,
)
from fss.errors import RuleError

__all__ = [
    "Block",
    "BulletList",
    "Cell",
    "ComparisonTable",
    "Contents",
    "Cover",
    "Document",
    "FactRow",
    "FactTable",
    "Figure",
    "Heading",
    "KeyFigure",
    "KeyFigures",
    "Mark",
    "NumberedList",
    "PageBreak",
    "Paragraph",
    "ParagraphStyle",
    "Run",
    "Section",
    "Text",
    "Verdict",
    "clean",
    "is_safe_link",
    "runs_of",
    "walk",
    "words_of",
]


class ParagraphStyle(StrEnum):
    """What a paragraph is for; the writers decide how it looks."""

    BODY = "body"
    LEAD = "lead"
    NOTE = "note"
    WARNING = "warning"


class Mark(StrEnum):
    """The shape beside a verdict's word, so that color is never the only difference."""

    MEETS = "meets"
    PLAN = "plan"
    FAILS = "fails"
    UNKNOWN = "unknown"


def _set(block: object, name: str, value: object) -> None:
    object.__setattr__(block, name, value)


def _clean_lines(block: object, *names: str) -> None:
    for name in names:
        _set(block, name, clean_line(getattr(block, name)))


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 4; `anchor` lets links point at it."""

    level: int
    text: str
    anchor: str | None = None

    def __post_init__(self) -> None:
        _clean_lines(self, "text")
        if not 1 <= self.level <= 4:
            raise RuleError("A heading's level is 1, 2, 3 or 4.", "level")
        if not self.text:
            raise RuleError("Write the heading's text.", "text")
        if self.anchor is not None:
            check_anchor(self.anchor)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; newlines are kept as line breaks."""

    text: Text
    style: ParagraphStyle = ParagraphStyle.BODY

    def __post_init__(self) -> None:
        _set(self, "text", clean_text(self.text))
        _set(self, "style", ParagraphStyle(self.style))


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items in no order."""

    items: tuple[Text, ...]

    def __post_init__(self) -> None:
        _set(self, "items", tuple(clean_text(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items in order, counted from 1."""

    items: tuple[Text, ...]

    def __post_init__(self) -> None:
        _set(self, "items", tuple(clean_text(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class FactRow:
    """One fact: its label (the row's header), its value and where it comes from."""

    label: str
    value: Text
    evidence: Text = ""

    def __post_init__(self) -> None:
        _clean_lines(self, "label")
        _set(self, "value", clean_text(self.value))
        _set(self, "evidence", clean_text(self.evidence))


@dataclass(frozen=True, slots=True)
class FactTable:
    """Facts as label and value; the column of evidence shows only if a row has some."""

    caption: str
    rows: tuple[FactRow, ...]
    headings: tuple[str, str, str] = ("Fact", "Value", "Source")

    def __post_init__(self) -> None:
        _clean_lines(self, "caption")
        _set(self, "rows", tuple(self.rows))
        first, second, third = self.headings
        _set(self, "headings", (clean_line(first), clean_line(second), clean_line(third)))
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
        _clean_lines(self, "word", "detail")
        _set(self, "mark", Mark(self.mark))
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
        _clean_lines(self, "caption")
        _set(self, "columns", tuple(clean_line(column) for column in self.columns))
        _set(self, "rows", tuple(tuple(_clean_cell(cell) for cell in row) for row in self.rows))
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
class KeyFigure:
    """A number that matters, what it counts, and a short note."""

    value: str
    label: str
    note: str = ""

    def __post_init__(self) -> None:
        _clean_lines(self, "value", "label", "note")


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """One to four numbers side by side."""

    items: tuple[KeyFigure, ...]

    def __post_init__(self) -> None:
        _set(self, "items", tuple(self.items))
        if not 1 <= len(self.items) <= 4:
            raise RuleError("Show one to four key figures side by side.", "items")


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture: PNG or JPEG bytes already made safe, or the text of an SVG of this program.

    `alt` says what the picture shows to people who do not see it. `width` is the share of the
    text's width in percent (25 to 100).
    """

    image: bytes | str = field(repr=False)
    alt: str
    caption: str = ""
    credit: str = ""
    width: int = 100

    def __post_init__(self) -> None:
        _clean_lines(self, "alt", "caption", "credit")
        if not self.alt:
            raise RuleError("Describe the picture for people who cannot see it.", "alt")
        if not 25 <= self.width <= 100:
            raise RuleError("A picture's width is 25 to 100 percent.", "width")
        check_picture(self.image)


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The headings down to `depth`, each a link."""

    title: str = "Contents"
    depth: int = 2

    def __post_init__(self) -> None:
        _clean_lines(self, "title")


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: the document's title in its own words, and what must be said up front."""

    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()
    notice: str = ""

    def __post_init__(self) -> None:
        _clean_lines(self, "title", "subtitle", "notice")
        _set(self, "lines", tuple(clean_line(line) for line in self.lines))


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; may start a new page, may ask not to be torn apart."""

    blocks: tuple[Block, ...]
    new_page: bool = False
    keep_together: bool = False

    def __post_init__(self) -> None:
        _set(self, "blocks", tuple(self.blocks))


Block = (
    Heading
    | Paragraph
    | BulletList
    | NumberedList
    | FactTable
    | ComparisonTable
    | KeyFigures
    | Figure
    | PageBreak
    | Contents
    | Cover
    | Section
)


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document. `created` is aware and comes from the record, never from the clock."""

    title: str
    subject: str
    created: datetime
    author: str
    blocks: tuple[Block, ...]
    running_head: str = ""
    running_foot: str = ""
    language: str = "en-US"

    def __post_init__(self) -> None:
        _clean_lines(self, "title", "subject", "author", "running_head", "running_foot")
        # A margin holds one line; more would be cut by one writer and wrapped by the other.
        _set(self, "running_head", shortened(self.running_head, 90))
        _set(self, "running_foot", shortened(self.running_foot, 90))
        _set(self, "blocks", tuple(self.blocks))
        if not self.title:
            raise RuleError("A document needs a title.", "title")
        if self.created.tzinfo is None:
            raise ValueError("Document.created must be aware")
        _check_order(self)

    @property
    def has_cover(self) -> bool:
        """Whether the document starts with a cover page."""
        return bool(self.blocks) and isinstance(self.blocks[0], Cover)


def walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """All blocks in reading order, those of sections after their section."""
    for block in blocks:
        yield block
        if isinstance(block, Section):
            yield from walk(block.blocks)


def _check_order(document: Document) -> None:
    level = 0
    anchors: set[str] = set()
    for number, block in enumerate(walk(document.blocks)):
        if isinstance(block, Cover) and number:
            raise RuleError("A cover can only be the first block.", "blocks")
        if isinstance(block, Contents):
            level = max(level, 1)
        if isinstance(block, Heading):
            if block.level > level + 1:
                raise RuleError(
                    f"The heading “{block.text}” skips a level. Use level {level + 1}.", "blocks"
                )
            level = block.level
            if block.anchor in anchors:
                raise RuleError(f"Two headings share the anchor “{block.anchor}”.", "blocks")
            if block.anchor:
                anchors.add(block.anchor)
