"""The look of a DOCX: real styles, so that people can change it in their own program."""

from __future__ import annotations

from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor

from fss.documents.docx_xml import element

FONT = "Arial"
NAVY, BLUE, GRAY, INK = "162E51", "005EA2", "565C65", "1B1B1B"
TABLE_STYLE = "FactTable"

# name, size in points, bold, color, space before, space after, keep with next
_PARAGRAPHS: tuple[tuple[str, float, bool, str, float, float, bool], ...] = (
    ("Normal", 10, False, INK, 0, 6, False),
    ("Title", 18, True, NAVY, 0, 8, False),
    ("Cover Title", 28, True, NAVY, 0, 10, False),
    ("Subtitle", 15, False, "1A4480", 0, 24, False),
    ("Heading 1", 15, True, NAVY, 20, 8, True),
    ("Heading 2", 12, True, NAVY, 14, 4, True),
    ("Heading 3", 10.5, True, "1A4480", 10, 3, True),
    ("Heading 4", 10, True, "3D4551", 8, 2, True),
    ("TOC Heading", 15, True, NAVY, 20, 8, True),
    ("TOC 1", 10, True, NAVY, 0, 4, False),
    ("TOC 2", 10, False, NAVY, 0, 4, False),
    ("TOC 3", 10, False, NAVY, 0, 4, False),
    ("TOC 4", 10, False, NAVY, 0, 4, False),
    ("Caption", 9.5, True, "3D4551", 6, 4, True),
    ("List Bullet", 10, False, INK, 0, 3, False),
    ("List Number", 10, False, INK, 0, 3, False),
    ("Header", 8, False, GRAY, 0, 0, False),
    ("Footer", 8, False, GRAY, 0, 0, False),
    ("Lead", 11.5, False, NAVY, 0, 8, False),
    ("Note", 10, False, INK, 6, 10, False),
    ("Warning", 10, False, INK, 6, 10, False),
    ("Cover Line", 11, False, "3D4551", 0, 4, False),
    ("Cover Notice", 10, False, INK, 60, 0, False),
    ("Picture", 10, False, INK, 4, 2, True),
    ("Picture Caption", 8.5, False, "3D4551", 0, 10, False),
    ("Table Text", 9, False, INK, 2, 2, False),
    ("Table Head", 9, True, "FFFFFF", 2, 2, True),
    ("Table Label", 9, True, INK, 2, 2, False),
    ("Table Evidence", 8, False, GRAY, 2, 2, False),
    ("Table Detail", 8, False, GRAY, 0, 2, False),
    ("Matrix Head", 8, True, "FFFFFF", 2, 2, True),
    ("Matrix Head Narrow", 6.5, True, "FFFFFF", 2, 2, True),
    ("Matrix Cell", 9, True, INK, 2, 2, False),
    ("Key Value", 16, True, NAVY, 0, 0, True),
    ("Key Label", 9.5, True, INK, 0, 0, True),
    ("Key Note", 8.5, False, GRAY, 0, 0, False),
    ("Gap", 4, False, INK, 0, 4, False),
)


def prepare_styles(word: WordDocument) -> None:
    """Give every style its look and make those that the starting template lacks."""
    for name, size, bold, color, before, after, keep in _PARAGRAPHS:
        style = _style(word, name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(style, size=size, bold=bold, color=color)
        form = style.paragraph_format
        form.space_before, form.space_after = Pt(before), Pt(after)
        form.keep_with_next = keep
        form.line_spacing = 1.15 if size <= 12 else 1.0
        if name not in ("Normal", "Table Detail"):
            style.quick_style = True
    _set_border(word.styles["Cover Title"], "top", NAVY, 48)
    _set_border(word.styles["Heading 1"], "bottom", BLUE, 12)
    _set_border(word.styles["TOC Heading"], "bottom", BLUE, 12)
    for name, fill, color, line in (
        ("Note", "EFF6FB", BLUE, "single"),
        ("Cover Notice", "EFF6FB", BLUE, "single"),
        ("Warning", "FAF3D1", "936F38", "double"),
    ):
        _set_box(word.styles[name], fill, color, line)
    for name in ("Matrix Head", "Matrix Head Narrow", "Matrix Cell"):
        word.styles[name].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for level in (2, 3, 4):
        word.styles[f"TOC {level}"].paragraph_format.left_indent = Pt(14 * (level - 1))
    link = _style(word, "Hyperlink", WD_STYLE_TYPE.CHARACTER)
    link.font.underline = True
    link.font.color.rgb = RGBColor.from_string(BLUE)
    _add_table_style(word)


def style_ids(word: WordDocument) -> dict[str, str]:
    """Style names and the identifiers that the file uses for them."""
    return {style.name: style.style_id for style in word.styles if style.name}


def set_language(word: WordDocument, language: str) -> None:
    """The language of all text, for spelling and for screen readers."""
    defaults = word.styles.element.find(qn("w:docDefaults")).find(qn("w:rPrDefault"))
    properties = defaults.find(qn("w:rPr"))
    for old in properties.findall(qn("w:lang")):
        properties.remove(old)
    properties.append(element("lang", val=language, eastAsia=language))


def _style(word: WordDocument, name: str, kind: WD_STYLE_TYPE) -> Any:
    if name in word.styles:
        return word.styles[name]
    builtin = name.startswith("TOC") or name == "Hyperlink"
    style = word.styles.add_style(name, kind, builtin=builtin)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = word.styles["Title" if name == "Cover Title" else "Normal"]
    return style


def _set_font(style: Any, *, size: float, bold: bool, color: str) -> None:
    properties = style.element.get_or_add_rPr()
    for child in list(properties):
        properties.remove(child)
    style.font.name = FONT
    fonts = properties.find(qn("w:rFonts"))
    fonts.set(qn("w:cs"), FONT)
    fonts.set(qn("w:eastAsia"), FONT)
    style.font.size, style.font.bold = Pt(size), bold
    style.font.color.rgb = RGBColor.from_string(color)
    form = style.element.get_or_add_pPr()
    for tag in ("w:pBdr", "w:shd", "w:spacing", "w:contextualSpacing", "w:tabs"):
        for child in form.findall(qn(tag)):
            form.remove(child)


def _set_border(style: Any, side: str, color: str, size: int) -> None:
    space = {"top": 12, "bottom": 3}[side]
    line = element(side, val="single", sz=size, space=space, color=color)
    _insert(style, element("pBdr", line))


def _set_box(style: Any, fill: str, color: str, line: str) -> None:
    """A colored box with a line at its left; its other borders are padding."""
    style.paragraph_format.left_indent = Pt(12)
    style.paragraph_format.right_indent = Pt(6)
    pad = {"val": "single", "sz": 4, "space": 4, "color": fill}
    _insert(
        style,
        element(
            "pBdr",
            element("top", **pad),
            element("left", val=line, sz=24, space=8, color=color),
            element("bottom", **pad),
            element("right", **pad),
        ),
        element("shd", val="clear", color="auto", fill=fill),
    )


def _insert(style: Any, *made: Any) -> None:
    """Put border and shading where the schema wants them: before tabs, spacing and indents."""
    form = style.element.get_or_add_pPr()
    later = [form.find(qn(tag)) for tag in ("w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl")]
    after = next((item for item in later if item is not None), None)
    for item in made:
        if after is None:
            form.append(item)
        else:
            after.addprevious(item)


def _add_table_style(word: WordDocument) -> None:
    def side(name: str, color: str, size: int) -> Any:
        return element(name, val="single", sz=size, space=0, color=color)

    white = element("rPr", element("b"), element("color", val="FFFFFF"))
    head = element("tcPr", element("shd", val="clear", color="auto", fill=NAVY))
    label = element("tcPr", element("shd", val="clear", color="auto", fill="F5F6F7"))
    sizes = (("top", 30), ("left", 90), ("bottom", 30), ("right", 90))
    margins = element("tblCellMar", *(element(n, w=w, type="dxa") for n, w in sizes))
    style = element(
        "style",
        element("name", val="Fact Table"),
        element("basedOn", val="TableNormal"),
        element("uiPriority", val=99),
        element("qFormat"),
        element(
            "tblPr",
            element("tblBorders", side("bottom", "C6CACE", 4), side("insideH", "C6CACE", 4)),
            margins,
        ),
        element("tblStylePr", white, head, type="firstRow"),
        element("tblStylePr", element("rPr", element("b")), label, type="firstCol"),
        type="table",
        customStyle=1,
        styleId=TABLE_STYLE,
    )
    word.styles.element.append(style)
