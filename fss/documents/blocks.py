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
from fss.documents.tables import (
    Cell,
    ComparisonTable,
    FactRow,
    FactTable,
    Mark,
    Matrix,
    MatrixRow,
    Verdict,
)
from fss.documents.text import (
    Run,
    Text,
    check_anchor,
    clean,
    clean_line,
    clean_lines,
    clean_text,
    is_safe_link,
    keep,
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
    "Landscape",
    "Mark",
    "Matrix",
    "MatrixRow",
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


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading, level 1 to 4; `anchor` lets links point at it."""

    level: int
    text: str
    anchor: str | None = None

    def __post_init__(self) -> None:
        clean_lines(self, "text")
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
        keep(self, "text", clean_text(self.text))
        keep(self, "style", ParagraphStyle(self.style))


@dataclass(frozen=True, slots=True)
class BulletList:
    """Items in no order."""

    items: tuple[Text, ...]

    def __post_init__(self) -> None:
        keep(self, "items", tuple(clean_text(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class NumberedList:
    """Items in order, counted from 1."""

    items: tuple[Text, ...]

    def __post_init__(self) -> None:
        keep(self, "items", tuple(clean_text(item) for item in self.items))


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A number that matters, what it counts, and a short note."""

    value: str
    label: str
    note: str = ""

    def __post_init__(self) -> None:
        clean_lines(self, "value", "label", "note")


@dataclass(frozen=True, slots=True)
class KeyFigures:
    """One to four numbers side by side."""

    items: tuple[KeyFigure, ...]

    def __post_init__(self) -> None:
        keep(self, "items", tuple(self.items))
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
        clean_lines(self, "alt", "caption", "credit")
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
        clean_lines(self, "title")


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page: the document's title in its own words, and what must be said up front."""

    title: str
    subtitle: str = ""
    lines: tuple[str, ...] = ()
    notice: str = ""

    def __post_init__(self) -> None:
        clean_lines(self, "title", "subtitle", "notice")
        keep(self, "lines", tuple(clean_line(line) for line in self.lines))


@dataclass(frozen=True, slots=True)
class Section:
    """Blocks that belong together; may start a new page, may ask not to be torn apart."""

    blocks: tuple[Block, ...]
    new_page: bool = False
    keep_together: bool = False

    def __post_init__(self) -> None:
        keep(self, "blocks", tuple(self.blocks))


@dataclass(frozen=True, slots=True)
class Landscape:
    """Blocks on pages of their own that lie on their side, for what is wide."""

    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        keep(self, "blocks", tuple(self.blocks))
        if not self.blocks or any(isinstance(one, Landscape) for one in walk(self.blocks)):
            raise RuleError("Wide pages hold at least one block, and no wide pages.", "blocks")


Block = (
    Heading
    | Paragraph
    | BulletList
    | NumberedList
    | FactTable
    | ComparisonTable
    | Matrix
    | KeyFigures
    | Figure
    | PageBreak
    | Contents
    | Cover
    | Section
    | Landscape
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
        clean_lines(self, "title", "subject", "author", "running_head", "running_foot")
        # A margin holds one line; more would be cut by one writer and wrapped by the other.
        keep(self, "running_head", shortened(self.running_head, 90))
        keep(self, "running_foot", shortened(self.running_foot, 90))
        keep(self, "blocks", tuple(self.blocks))
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
        if isinstance(block, Section | Landscape):
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
