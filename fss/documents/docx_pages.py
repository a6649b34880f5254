"""The pages of a DOCX: paper, margins, the words in them, what lies on its side."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.section import Section
from docx.shared import Inches

from fss.documents import docx_xml as xml
from fss.documents.blocks import Document

WIDTH = 9792
"""Twentieths of a point between the margins: 8.5 inches less twice 0.85."""
WIDE = 13392
"""The same on a sheet on its side: 11 inches less twice 0.85."""


def set_page(word: WordDocument, document: Document) -> None:
    """US Letter with the margins of the PDF."""
    section = word.sections[0]
    _set_paper(section, wide=False)
    section.left_margin = section.right_margin = Inches(0.85)
    section.top_margin, section.bottom_margin = Inches(0.95), Inches(0.9)
    section.header_distance = section.footer_distance = Inches(0.5)
    section.different_first_page_header_footer = document.has_cover


def end_pages(word: WordDocument, styles: dict[str, str], *, wide: bool) -> None:
    """End the pages written since the last call; `wide` says that they lie on their side."""
    section = word.add_section()
    section.different_first_page_header_footer = False
    ended = word.sections[-2]
    _set_paper(ended, wide=wide)
    paragraph = word.element.body.sectPr.getprevious()
    style = xml.element("pStyle", val=styles["Gap"])
    paragraph.get_or_add_pPr().insert(0, style)


def leave_no_empty_page(word: WordDocument) -> None:
    """A document that ends with wide pages has no further ones."""
    body = word.element.body
    last = body.sectPr.getprevious()
    if last is not None and last.pPr is not None and last.pPr.sectPr is not None:
        made = last.pPr.sectPr
        last.pPr.remove(made)
        body.replace(body.sectPr, made)


def set_margin_words(word: WordDocument, document: Document, styles: dict[str, str]) -> None:
    """Running head and foot with page numbers, as wide as the paper of each part."""
    before = 0
    for section in word.sections:
        width = WIDE if section.orientation == WD_ORIENT.LANDSCAPE else WIDTH
        if width != before:
            _set_margin_words(section, document, styles, width)
        before = width


def _set_paper(section: Section, *, wide: bool) -> None:
    section.orientation = WD_ORIENT.LANDSCAPE if wide else WD_ORIENT.PORTRAIT
    sides = (Inches(11), Inches(8.5)) if wide else (Inches(8.5), Inches(11))
    section.page_width, section.page_height = sides


def _set_margin_words(
    section: Section, document: Document, styles: dict[str, str], width: int
) -> None:
    rule = xml.element("pBdr", xml.element("bottom", val="single", sz=4, space=3, color="C6CACE"))
    head = xml.paragraph(styles["Header"], xml.text_run(document.running_head), extra=rule)
    tabs = xml.element("tabs", xml.element("tab", val="right", pos=width))
    foot = xml.paragraph(
        styles["Footer"],
        xml.text_run(document.running_foot),
        xml.element("r", xml.element("tab")),
        xml.text_run("Page "),
        *xml.field("PAGE", "1"),
        xml.text_run(" of "),
        *xml.field("NUMPAGES", "1"),
        extra=tabs,
    )
    parts: tuple[tuple[Any, Any], ...] = ((section.header, head), (section.footer, foot))
    for part, made in parts:
        part.is_linked_to_previous = False
        for old in list(part._element):
            part._element.remove(old)
        part._element.append(made)
