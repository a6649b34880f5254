"""The pieces of WordprocessingML that python-docx has no words for."""

from __future__ import annotations

from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

SYMBOLS = {"meets": "F0FC", "plan": "F0E0", "fails": "F0FB", "unknown": "F06F"}
"""Shapes in Wingdings: check mark, arrow, cross, empty box. They are not text."""


def element(tag: str, *children: Any, **attributes: object) -> Any:
    """An element `w:tag`; attributes are in the same namespace unless they name another."""
    made = OxmlElement(tag if ":" in tag else f"w:{tag}")
    for name, value in attributes.items():
        prefixed = name.replace("__", ":") if "__" in name else f"w:{name}"
        made.set(qn(prefixed), str(value))
    made.extend(child for child in children if child is not None)
    return made


def text_run(text: str, *, bold: bool = False, italic: bool = False, style: str = "") -> Any:
    """A run; newlines become line breaks."""
    look = [
        element("rStyle", val=style) if style else None,
        element("b") if bold else None,
        element("i") if italic else None,
    ]
    run = element("r", element("rPr", *look) if any(x is not None for x in look) else None)
    for number, line in enumerate(text.split("\n")):
        if number:
            run.append(element("br"))
        if line:
            words = element("t", xml__space="preserve")
            words.text = line
            run.append(words)
    return run


def symbol(mark: str, color: str) -> Any:
    """A run with the shape of a verdict, and a blank behind it."""
    shape = element("sym", font="Wingdings", char=SYMBOLS[mark])
    gap = element("t", xml__space="preserve")
    gap.text = " "
    return element("r", element("rPr", element("b"), element("color", val=color)), shape, gap)


def paragraph(style: str, *children: Any, page_break: bool = False, extra: Any = None) -> Any:
    """A paragraph of a style; `page_break` starts it on a new page."""
    properties = element(
        "pPr",
        element("pStyle", val=style),
        element("pageBreakBefore") if page_break else None,
        extra,
    )
    return element("p", properties, *children)


def field(instruction: str, shown: str) -> list[Any]:
    """The runs of a field that shows `shown` until the reader's program renews it."""
    code = element("instrText", xml__space="preserve")
    code.text = f" {instruction} "
    return [
        element("r", element("fldChar", fldCharType="begin")),
        element("r", code),
        element("r", element("fldChar", fldCharType="separate")),
        text_run(shown),
        element("r", element("fldChar", fldCharType="end")),
    ]


def bookmark(name: str, number: int, *children: Any) -> list[Any]:
    """The children between the start and the end of a bookmark."""
    start = element("bookmarkStart", id=number, name=name)
    return [start, *children, element("bookmarkEnd", id=number)]


def bookmark_name(anchor: str) -> str:
    """Word allows letters, digits and underscores, forty characters."""
    return f"a_{anchor.replace('-', '_')}"[:40]


def table(
    style: str, widths: list[int], rows: list[Any], *, title: str, headed: bool = True
) -> Any:
    """A table of fixed column widths (twentieths of a point) with a title for screen readers."""
    properties = element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element(
            "tblLook", val="04A0" if headed else "0400", firstRow=int(headed), lastRow=0,
            firstColumn=int(headed), lastColumn=0, noHBand=0, noVBand=1,
        ),
        element("tblCaption", val=title),
        element("tblDescription", val=title),
    )  # fmt: skip
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid, *rows)


def row(cells: list[Any], *, head: bool = False) -> Any:
    """A row that is not torn apart; a head repeats on every page."""
    return element(
        "tr", element("trPr", element("cantSplit"), element("tblHeader") if head else None), *cells
    )


def cell(width: int, *paragraphs: Any) -> Any:
    """A cell of its width."""
    return element("tc", element("tcPr", element("tcW", w=width, type="dxa")), *paragraphs)
