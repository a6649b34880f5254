"""DOCX from the blocks, through python-docx: the same words as the PDF, in real styles.

The same document gives the same bytes with the same versions of python-docx and WeasyPrint
(which draws the pictures that are SVG).
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

import docx
from docx.document import Document as WordDocument
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Inches

from fss.documents import docx_xml as xml
from fss.documents.blocks import (
    Block,
    BulletList,
    Cell,
    ComparisonTable,
    Contents,
    Cover,
    Document,
    FactTable,
    Figure,
    Heading,
    KeyFigures,
    Landscape,
    Matrix,
    NumberedList,
    PageBreak,
    Paragraph,
    Section,
    Text,
    Verdict,
    runs_of,
)
from fss.documents.docx_pages import (
    WIDE,
    WIDTH,
    end_pages,
    leave_no_empty_page,
    set_margin_words,
    set_page,
)
from fss.documents.docx_styles import TABLE_STYLE, prepare_styles, set_language, style_ids
from fss.documents.pictures import picture_size
from fss.documents.raster import svg_to_png
from fss.documents.words import anchor_of, contents_of

_NAME_SHARE = 28
_MANY_COLUMNS = 4
_MOST_HEIGHT = 7.2
_COLORS = {"meets": "216E1F", "plan": "005EA2", "fails": "B50909", "unknown": "565C65"}
_STYLES = {"body": "Normal", "lead": "Lead", "note": "Note", "warning": "Warning"}


def render_docx(document: Document) -> bytes:
    """The document as DOCX bytes, US Letter."""
    word = docx.Document()
    prepare_styles(word)
    set_language(word, document.language)
    set_page(word, document)
    _set_properties(word, document)
    writer = _Writer(document, word, style_ids(word))
    writer.write()
    leave_no_empty_page(word)
    set_margin_words(word, document, writer.styles)
    _leave_compatibility_mode(word)
    buffer = io.BytesIO()
    word.save(buffer)
    return _same_bytes(buffer.getvalue())


@dataclass
class _Writer:
    document: Document
    word: WordDocument
    styles: dict[str, str]
    headings: int = 0
    pictures: int = 0
    break_next: bool = False
    width: int = WIDTH
    body: Any = field(init=False)

    def __post_init__(self) -> None:
        self.body = self.word.element.body
        self.end = self.body.sectPr

    def write(self) -> None:
        if not self.document.has_cover:
            self.paragraph("Title", xml.text_run(self.document.title))
        self.blocks(self.document.blocks)

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            self.block(block)

    def block(self, block: Block) -> None:
        match block:
            case Heading():
                self.heading(block)
            case Paragraph():
                if block.text:
                    self.paragraph(_STYLES[block.style.value], *self.runs(block.text))
            case BulletList() | NumberedList():
                self.items(block)
            case FactTable():
                self.facts(block)
            case ComparisonTable():
                self.comparison(block)
            case Matrix():
                self.matrix(block)
            case KeyFigures():
                self.key_figures(block)
            case Figure():
                self.figure(block)
            case PageBreak():
                self.break_next = True
            case Contents():
                self.contents(block)
            case Cover():
                self.cover(block)
            case Section():
                self.break_next = self.break_next or (block.new_page and self.started)
                self.blocks(block.blocks)
            case Landscape():
                self.landscape(block)

    @property
    def started(self) -> bool:
        return self.body[0] is not self.end

    def add(self, made: Any) -> None:
        self.end.addprevious(made)

    def paragraph(self, style: str, *children: Any, extra: Any = None) -> None:
        page_break, self.break_next = self.break_next and self.started, False
        self.add(xml.paragraph(self.styles[style], *children, page_break=page_break, extra=extra))

    def runs(self, text: Text) -> list[Any]:
        made = []
        for run in runs_of(text):
            style = self.styles["Hyperlink"] if run.link else ""
            words = xml.text_run(run.text, bold=run.bold, italic=run.italic, style=style)
            made.append(self.link(run.link, words) if run.link else words)
        return made

    def link(self, target: str, *runs: Any) -> Any:
        if target.startswith("#"):
            return xml.element("hyperlink", *runs, anchor=xml.bookmark_name(target[1:]), history=1)
        relation = self.word.part.relate_to(target, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return xml.element("hyperlink", *runs, r__id=relation, history=1)

    def heading(self, block: Heading) -> None:
        self.headings += 1
        name = xml.bookmark_name(anchor_of(block, self.headings))
        marked = xml.bookmark(name, self.headings, xml.text_run(block.text))
        self.paragraph(f"Heading {block.level}", *marked)

    def items(self, block: BulletList | NumberedList) -> None:
        numbered = isinstance(block, NumberedList)
        style = "List Number" if numbered else "List Bullet"
        extra = _new_numbering(self.word, self.styles[style]) if numbered else None
        for item in block.items:
            own = None
            if extra is not None:
                own = xml.element(
                    "numPr", xml.element("ilvl", val=0), xml.element("numId", val=extra)
                )
            self.paragraph(style, *self.runs(item), extra=own)

    def cover(self, block: Cover) -> None:
        title = xml.element("spacing", before=2400, after=240)
        self.paragraph("Cover Title", xml.text_run(block.title), extra=title)
        if block.subtitle:
            self.paragraph("Subtitle", xml.text_run(block.subtitle))
        for line in filter(None, block.lines):
            self.paragraph("Cover Line", xml.text_run(line))
        if block.notice:
            self.paragraph("Cover Notice", xml.text_run(block.notice))
        self.break_next = True

    def contents(self, block: Contents) -> None:
        """A contents field that is filled in already and asks for no page numbers (switch n)."""
        self.paragraph("TOC Heading", xml.text_run(block.title))
        entries = contents_of(self.document, block.depth)
        begin = xml.field(f'TOC \\o "1-{block.depth}" \\h \\n \\z \\u', "")
        for place, (number, heading) in enumerate(entries):
            run = xml.text_run(heading.text)
            link = self.link(f"#{anchor_of(heading, number)}", run)
            before = begin[:3] if place == 0 else []
            after = begin[4:] if place == len(entries) - 1 else []
            self.paragraph(f"TOC {heading.level}", *before, link, *after)

    def facts(self, block: FactTable) -> None:
        columns = 3 if block.shows_evidence else 2
        shares = (30, 38, 32) if columns == 3 else (36, 64)
        rows = [(row.label, row.value, row.evidence)[:columns] for row in block.rows]
        last = "Table Evidence" if columns == 3 else "Table Text"
        self.table(block.caption, block.headings[:columns], shares, rows, last)

    def comparison(self, block: ComparisonTable) -> None:
        others = len(block.columns) - 1
        # The row's name gets more room than what is compared, as in document.css.
        first = _NAME_SHARE if others >= _MANY_COLUMNS else 100 / (others + 1)
        shares = (first, *((100 - first) / max(others, 1),) * others)
        self.table(block.caption, block.columns, shares, block.rows, "Table Text")

    def matrix(self, block: Matrix) -> None:
        # Long words of the heads stand whole in narrow columns, as in document.css.
        first, head = (22.0, "Matrix Head Narrow") if block.is_crowded else (30.0, "Matrix Head")
        shares = (first, *((100 - first) / len(block.columns),) * len(block.columns))
        self.paragraph("Caption", xml.text_run(block.caption))
        widths = [int(self.width * share / 100) for share in shares]
        heads = [self.cell(block.corner, "Table Head")]
        heads += [self.cell(column, head) for column in block.columns]
        made = [xml.row(_sized(widths, heads), head=True)]
        for row in block.rows:
            label = self.cell(row.label, "Table Label")
            if row.detail:
                label += self.cell(row.detail, "Table Detail")
            cells = [label, *(self.cell(cell, "Matrix Cell") for cell in row.cells)]
            made.append(xml.row(_sized(widths, cells)))
        self.add(xml.table(TABLE_STYLE, widths, made, title=block.caption))
        self.paragraph("Gap")

    def landscape(self, block: Landscape) -> None:
        self.break_next = False
        if self.started:
            end_pages(self.word, self.styles, wide=False)
        self.width = WIDE
        self.blocks(block.blocks)
        end_pages(self.word, self.styles, wide=True)
        self.width, self.break_next = WIDTH, False

    def table(
        self,
        caption: str,
        heads: tuple[str, ...],
        shares: tuple[float, ...],
        rows: Iterable[tuple[Cell, ...]],
        last: str,
    ) -> None:
        """A caption and a table; `last` is the style of the last column's text."""
        self.paragraph("Caption", xml.text_run(caption))
        widths = [int(self.width * share / 100) for share in shares]
        middle = ["Table Text"] * (len(heads) - 2)
        head = [self.cell(text, "Table Head") for text in heads]
        made = [xml.row(_sized(widths, head), head=True)]
        for row in rows:
            styles = ["Table Label", *middle, last]
            cells = [self.cell(cell, style) for cell, style in zip(row, styles, strict=True)]
            made.append(xml.row(_sized(widths, cells)))
        self.add(xml.table(TABLE_STYLE, widths, made, title=caption))
        self.paragraph("Gap")

    def cell(self, cell: Cell, style: str) -> list[Any]:
        if not isinstance(cell, Verdict):
            return [xml.paragraph(self.styles[style], *self.runs(cell))]
        word = xml.text_run(cell.word, bold=True)
        mark = xml.symbol(cell.mark.value, _COLORS[cell.mark.value])
        paragraphs = [xml.paragraph(self.styles["Table Text"], mark, word)]
        if cell.detail:
            detail = xml.text_run(cell.detail)
            paragraphs.append(xml.paragraph(self.styles["Table Detail"], detail))
        return paragraphs

    def key_figures(self, block: KeyFigures) -> None:
        if self.break_next:
            self.paragraph("Gap")
        width = self.width // max(len(block.items), 2)
        cells = []
        for item in block.items:
            words = (("Key Value", item.value), ("Key Label", item.label), ("Key Note", item.note))
            paragraphs = [
                xml.paragraph(self.styles[style], xml.text_run(text))
                for style, text in words
                if text or style == "Key Value"
            ]
            made = xml.cell(width, *paragraphs)
            side = xml.element("left", val="single", sz=18, space=0, color="005EA2")
            made.tcPr.append(xml.element("tcBorders", side))
            cells.append(made)
        widths = [width] * len(cells)
        title = "Key figures"
        self.add(
            xml.table(
                self.styles["Normal Table"], widths, [xml.row(cells)], title=title, headed=False
            )
        )
        self.paragraph("Gap")

    def figure(self, block: Figure) -> None:
        inches = self.width / 1440 * block.width / 100
        image = block.image
        if isinstance(image, str):
            width, height = picture_size(image)
            inches = min(inches, _MOST_HEIGHT * width / height)
            image = svg_to_png(image, inches)
        _, picture = self.word.part.get_or_add_image(io.BytesIO(image))
        inches = min(inches, _MOST_HEIGHT * picture.px_width / picture.px_height)
        self.pictures += 1
        inline = self.word.part.new_pic_inline(io.BytesIO(image), width=Inches(inches))
        for side in ("distT", "distB", "distL", "distR"):
            inline.set(side, "0")
        inline.docPr.set("id", str(self.pictures))
        inline.docPr.set("name", f"Picture {self.pictures}")
        inline.docPr.set("descr", block.alt)
        self.paragraph("Picture", xml.element("r", xml.element("drawing", inline)))
        words = [xml.text_run(block.caption, bold=True)] if block.caption else []
        if block.caption and block.credit:
            words.append(xml.text_run(" "))
        if block.credit:
            words.append(xml.text_run(block.credit))
        self.paragraph("Picture Caption", *words)


def _sized(widths: list[int], cells: list[list[Any]]) -> list[Any]:
    return [xml.cell(width, *cell) for width, cell in zip(widths, cells, strict=True)]


def _new_numbering(word: WordDocument, style_id: str) -> int:
    """The identifier of a numbering of its own, so that every list starts at 1."""
    numbering = word.part.numbering_part.element
    style = word.styles.element.get_by_id(style_id)
    template = numbering.num_having_numId(style.pPr.numPr.numId.val)
    made = numbering.add_num(template.abstractNumId.val)
    made.add_lvlOverride(ilvl=0).add_startOverride(1)
    return int(made.numId)


def _set_properties(word: WordDocument, document: Document) -> None:
    core = word.core_properties
    core.title, core.subject, core.author = (
        document.title[:255], document.subject[:255], document.author[:255]
    )  # fmt: skip
    core.language = document.language
    core.comments = core.keywords = core.category = ""
    core.last_modified_by = document.author[:255]
    core.created = core.modified = document.created.astimezone(UTC).replace(tzinfo=None)
    core.revision = 1


def _leave_compatibility_mode(word: WordDocument) -> None:
    """Without this Word opens the file as one of 2007 and says so in its title bar."""
    setting = xml.element(
        "compatSetting",
        name="compatibilityMode",
        uri="http://schemas.microsoft.com/office/word",
        val=15,
    )
    settings = word.settings.element
    compat = settings.find(qn("w:compat"))
    if compat is None:
        compat = xml.element("compat")
        settings.append(compat)
    compat.append(setting)


def _same_bytes(data: bytes) -> bytes:
    """The same archive with one date on every part."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            new.writestr(info, old.read(name))
    return buffer.getvalue()
