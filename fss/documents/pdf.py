"""PDF/UA-1 from the blocks, through HTML and WeasyPrint. Run it in the worker, not in a request.

The same document gives the same bytes with the same versions of WeasyPrint, Pango and fonts
(`writer_versions`). Rendering takes one lock: the font configuration is shared, and the garbage
collector sleeps meanwhile (a fifth less time).
"""

from __future__ import annotations

import gc
import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from threading import Lock
from typing import Any

import pydyf  # type: ignore[import-untyped]
import weasyprint
from markupsafe import Markup
from PIL import ImageFile
from weasyprint.text.ffi import pango
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError

from fss.documents.blocks import Document
from fss.documents.fetching import ROOT, SafeFetcher, check_fonts
from fss.documents.page import render_fragment
from fss.documents.pictures import check_picture
from fss.documents.tagging import mend_tags

# Importing WeasyPrint tells Pillow to accept cut-off images everywhere, also in uploads.
ImageFile.LOAD_TRUNCATED_IMAGES = False

_SHELL = Markup(
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="author" content="{author}"><meta name="description" content="{subject}">'
    '<meta name="generator" content="First Stop Shop">'
    '<meta name="dcterms.created" content="{created}">'
    '<meta name="dcterms.modified" content="{created}">'
    '</head><body data-head="{head}" data-foot="{foot}">{body}</body></html>'
)
_lock = Lock()


class RenderingError(RuntimeError):
    """The document could not be printed whole; nothing half-finished is handed out."""


def render_pdf(document: Document) -> bytes:
    """The document as a tagged PDF, US Letter.

    MissingFontsError without the fonts, RenderingError when a picture cannot be shown.
    """
    check_fonts()
    pictures: dict[str, bytes] = {}

    def picture_url(image: bytes) -> str:
        name = f"picture/{hashlib.sha256(image).hexdigest()}"
        pictures[name] = image
        return f"app:{name}"

    html = _SHELL.format(
        language=document.language,
        title=document.title,
        author=document.author,
        subject=document.subject,
        created=document.created.isoformat(timespec="seconds"),
        head=document.running_head,
        foot=document.running_foot,
        body=render_fragment(document, picture_url=picture_url),
    )
    return _print(
        html, SafeFetcher(pictures), _styles(), finisher=mend_tags, pdf_variant="pdf/ua-1"
    )


def print_svg(svg: str, width: float, height: float) -> bytes:
    """A one-page PDF of the drawing, `width` by `height` points, to make pixels of."""
    check_fonts()
    size = f"@page {{ size: {width:.2f}pt {height:.2f}pt; margin: 0 }}"
    size += " body { margin: 0 } svg { display: block }"
    sheet = weasyprint.CSS(string=size, url_fetcher=SafeFetcher())
    check_picture(svg)
    html = f'<html lang="en"><body>{svg}</body></html>'
    fonts, sheets = _drawing_styles()
    return _print(html, SafeFetcher(), (fonts, [*sheets, sheet]))


def writer_versions() -> dict[str, str]:
    """What the bytes depend on besides the document; record it beside their hash."""
    version = pango.pango_version()
    return {
        "weasyprint": weasyprint.__version__,
        "pydyf": pydyf.__version__,
        "pango": f"{version // 10000}.{version // 100 % 100}.{version % 100}",
        "fonts": _fonts_hash(),
    }


@cache
def _fonts_hash() -> str:
    folder = ROOT / "static/vendor/uswds/fonts/public-sans"
    data = b"".join(path.read_bytes() for path in sorted(folder.glob("*.ttf")))
    return hashlib.sha256(data).hexdigest()


@cache
def _drawing_styles() -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """The fonts alone: a drawing has no running heads to lay out."""
    fonts = FontConfiguration()
    paper = (ROOT / "templates/documents/print.css").read_text()
    faces = "\n".join(line for line in paper.splitlines() if line.startswith("@font-face"))
    return fonts, [weasyprint.CSS(string=faces, font_config=fonts, url_fetcher=SafeFetcher())]


@cache
def _styles() -> tuple[FontConfiguration, list[weasyprint.CSS]]:
    """Font configuration and style sheets, parsed once in a process."""
    fonts = FontConfiguration()
    shared = (ROOT / "static/css/document.css").read_text()
    paper = (ROOT / "templates/documents/print.css").read_text()
    shared = shared.replace('url("document-', 'url("app:css/document-')
    # The prefix keeps a page's other parts apart; here it would only cost time at every element.
    sheets = [
        weasyprint.CSS(
            string=css.replace(".fss-document .", "."), font_config=fonts, url_fetcher=SafeFetcher()
        )
        for css in (shared, paper)
    ]
    return fonts, sheets


def _print(
    html: str,
    fetcher: SafeFetcher,
    styles: tuple[FontConfiguration, list[weasyprint.CSS]],
    **options: Any,
) -> bytes:
    fonts, sheets = styles
    with _lock, _no_collection(), _errors() as errors:
        try:
            page = weasyprint.HTML(string=html, url_fetcher=fetcher, media_type="print")
            pdf: bytes = page.write_pdf(font_config=fonts, stylesheets=sheets, **options)
        except FatalURLFetchingError as error:
            raise RenderingError(str(error)) from error
    if errors:
        raise RenderingError("; ".join(errors))
    return pdf


@contextmanager
def _no_collection() -> Iterator[None]:
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


class _Errors(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextmanager
def _errors() -> Iterator[list[str]]:
    """What WeasyPrint only logs as an error, such as a picture that it cannot read."""
    handler = _Errors()
    logger = logging.getLogger("weasyprint")
    logger.addHandler(handler)
    try:
        yield handler.messages
    finally:
        logger.removeHandler(handler)
