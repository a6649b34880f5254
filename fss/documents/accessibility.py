"""What a reader's software finds in a finished file: structure of a PDF, words of PDF and DOCX.

Words are compared the way assistive software reads them: a PDF by its structure tree, so running
heads, page numbers and repeated table heads (artifacts) do not count, nor do the page numbers of
the contents and the bullets of lists; a picture counts as its alternative text.
"""

from __future__ import annotations

import ctypes
import io
import zipfile
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium
from defusedxml.ElementTree import fromstring

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_BLOCKS = frozenset(
    ["/P", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/LI", "/TH", "/TD", "/Caption", "/Figure"]
)
_Piece = tuple[str, float]
"""Text and the height of its line on the page, in points."""
_Texts = dict[tuple[int, int], _Piece]


def pdf_problems(data: bytes) -> list[str]:
    """What a PDF lacks to be read by everyone; empty when nothing."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        root: Any = pdf.Root
        with pdf.open_metadata() as metadata:
            part = metadata.get("pdfuaid:part")
        checks = {
            "not marked as tagged": bool(_inside(root, "/MarkInfo", "/Marked")),
            "no structure tree": "/StructTreeRoot" in root,
            "no language": bool(str(root.get("/Lang", ""))),
            "the window shows no title": bool(
                _inside(root, "/ViewerPreferences", "/DisplayDocTitle")
            ),
            "no title": bool(str(pdf.docinfo.get("/Title", ""))),
            "not declared as PDF/UA-1": part == "1",
        }
        problems = [problem for problem, ok in checks.items() if not ok]
        if "/StructTreeRoot" in root:
            problems += _untagged(pdf)
            problems += [
                "a picture has no alternative text"
                for element in _elements(root.StructTreeRoot)
                if element.get("/S") == "/Figure" and not str(element.get("/Alt", ""))
            ]
        return problems + _font_problems(pdf)


def empty_pages(data: bytes) -> list[int]:
    """Numbers (from 1) of pages on which nothing stands but running heads."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [n for n, page in enumerate(pdf.pages, 1) if not _mcids(page)]


def pdf_words(data: bytes) -> list[str]:
    """The words of a tagged PDF in the order of its structure tree."""
    texts = _marked_texts(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pages: dict[Any, int] = {page.objgen: number for number, page in enumerate(pdf.pages)}
        pieces = _read(pdf.Root.StructTreeRoot, texts, pages, 0, "")
        return "".join(_lines(pieces)).split()


def docx_words(data: bytes) -> list[str]:
    """The words of a DOCX's body in order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        body = fromstring(archive.read("word/document.xml"))
    return "".join(_docx_texts(body)).split()


def _docx_texts(element: Element) -> Iterator[str]:
    for child in element:
        if child.tag == f"{_W}t":
            yield child.text or ""
        elif child.tag in (f"{_W}br", f"{_W}tab"):
            yield " "
        elif child.tag == f"{_DRAWING}docPr":
            yield f" {child.get('descr', '')} "
        elif child.tag != f"{_W}instrText":
            yield from _docx_texts(child)
            if child.tag == f"{_W}p":
                yield "\n"


def _inside(root: Any, outer: str, inner: str) -> Any:
    return root[outer].get(inner) if outer in root else None


def _elements(element: Any) -> Iterator[Any]:
    for kid in _kids(element):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _untagged(pdf: pikepdf.Pdf) -> list[str]:
    tagged: dict[Any, set[int]] = {}
    for element in _elements(pdf.Root.StructTreeRoot):
        for kid in _kids(element):
            if isinstance(kid, int):
                tagged.setdefault(element.Pg.objgen, set()).add(kid)
    return [
        f"page {number} has content outside the structure tree"
        for number, page in enumerate(pdf.pages, 1)
        if _mcids(page) - tagged.get(page.objgen, set())
    ]


def _mcids(page: pikepdf.Page) -> set[int]:
    found = set()
    for instruction in pikepdf.parse_content_stream(page, "BDC"):
        if not isinstance(instruction, pikepdf.ContentStreamInstruction):
            continue
        operands: Any = instruction.operands
        properties = operands[1] if str(instruction.operator) == "BDC" else None
        if isinstance(properties, pikepdf.Dictionary) and "/MCID" in properties:
            found.add(int(properties["/MCID"]))
    return found


def _font_problems(pdf: pikepdf.Pdf) -> list[str]:
    problems = set()
    for page in pdf.pages:
        fonts = page.resources.get("/Font", pikepdf.Dictionary())
        for font in fonts.values():
            name = str(font.get("/BaseFont", "a font"))
            if "/ToUnicode" not in font:
                problems.add(f"{name} does not say which characters it shows")
            descendant = font.get("/DescendantFonts", [font])[0]
            descriptor = descendant.get("/FontDescriptor", pikepdf.Dictionary())
            if not {"/FontFile", "/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                problems.add(f"{name} is not embedded")
    return sorted(problems)


def _read(
    element: Any, texts: _Texts, pages: dict[Any, int], page: int, parent: str
) -> Iterator[_Piece]:
    kind = str(element.get("/S", ""))
    page = pages[element.Pg.objgen] if "/Pg" in element else page
    if kind == "/Figure":
        yield f" {element.get('/Alt', '')} ", 0.0
        return
    if kind == "/Lbl" or (kind == "/NonStruct" and parent == "/Span"):
        return  # bullets, and the page numbers of the contents, which the style sheet makes
    for kid in _kids(element):
        if isinstance(kid, int):
            yield texts.get((page, kid), ("", 0.0))
        elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield from _read(kid, texts, pages, page, kind)
    if kind in _BLOCKS:
        yield "\n", 0.0


def _lines(pieces: Iterator[_Piece]) -> Iterator[str]:
    """The texts with a blank where a new line starts: the blank at a line's end is not drawn."""
    last = 0.0
    for text, height in pieces:
        yield text if abs(height - last) < 1 else f" {text}"
        last = height


def _marked_texts(data: bytes) -> _Texts:
    texts: _Texts = {}
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(len(document)):
            page = document[number]
            text_page = page.get_textpage()
            for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT], max_depth=1):
                mcid = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
                if mcid >= 0:
                    key = (number, mcid)
                    text = texts.get(key, ("", 0.0))[0] + _text_of(item.raw, text_page.raw)
                    texts[key] = (text, _height(item))
            text_page.close()
            page.close()
    finally:
        document.close()
    return texts


def _height(item: pypdfium2.PdfObject) -> float:
    height: float = item.get_matrix().f
    return height


def _text_of(item: Any, text_page: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(item, text_page, None, 0)
    buffer = ctypes.create_string_buffer(size * 2)
    target = ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort))
    pdfium.FPDFTextObj_GetText(item, text_page, target, size)
    return buffer.raw.decode("utf-16-le").split("\0")[0]
