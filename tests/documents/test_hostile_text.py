"""What people write is text: never markup, template, formula, address to fetch."""

from __future__ import annotations

import http.server
import io
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import page
import pypdf
import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import Markup
from weasyprint.urls import FatalURLFetchingError

from fss.documents import pdf as pdf_module
from fss.documents.accessibility import docx_words, pdf_words
from fss.documents.blocks import (
    BulletList,
    ComparisonTable,
    Cover,
    Document,
    FactRow,
    FactTable,
    Figure,
    Heading,
    KeyFigure,
    KeyFigures,
    Mark,
    Paragraph,
    Verdict,
)
from fss.documents.docx import render_docx
from fss.documents.fetching import MissingFontsError, SafeFetcher
from fss.documents.page import render_fragment
from fss.documents.pdf import RenderingError, render_pdf
from fss.documents.words import plain_text
from tests.documents.builders import document, every_block, jpeg

HOSTILE = [
    "<script>alert(1)</script>",
    "{{ config }} {% raw %} ${x} #{y}",
    "=HYPERLINK(\"http://x\";\"y\") +1 -1 @SUM(A1)",
    "<img src='http://127.0.0.1:9/x'> <link rel=attachment href=file:///etc/passwd>",
    "\u202eevil\u202c \u200fmark\u200e \ufeffbom \x00null",
    "W" * 300,
    "A name of three hundred letters " * 10,
    "]]></w:t><w:br/> &amp; &#0; \\ \" ' ` %s {0}",
    "Zoë Ñandú Łódź Ærø – “quotes” … ½ ² °",
]  # fmt: skip


def with_text(text: str) -> Document:
    return document(
        Cover(text, text, (text,), text),
        Heading(1, text),
        Paragraph(text),
        BulletList((text,)),
        KeyFigures((KeyFigure(text, text, text), KeyFigure("1", "One"))),
        FactTable(text, (FactRow(text, text, text),)),
        ComparisonTable(
            text, ("A", text, "C"), ((text, Verdict(text, Mark.FAILS, text), text),)
        ),
        Figure(jpeg(), text, text, text, width=25),
        title=text,
        running_head=text,
        running_foot=text,
        author=text,
        subject=text,
    )  # fmt: skip


def letters(words: list[str]) -> str:
    return "".join(words)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_shown_as_written_in_both_formats(text: str) -> None:
    made = with_text(text)
    expected = letters(plain_text(made).split())
    pdf = render_pdf(made)

    assert letters(pdf_words(pdf)) == expected
    assert letters(docx_words(render_docx(made))) == expected
    assert page.validate_pdf_bytes(pdf, profile="ua1").failures == []


@pytest.mark.parametrize("text", ["W" * 300, "A name of three hundred letters " * 10, "i" * 900])
def test_long_words_stay_on_the_page(text: str) -> None:
    # A running head is one line, cut off at the margin; the rest has to wrap.
    made = replace(with_text(text), running_head="Head", running_foot="Foot")
    printed = pypdfium2.PdfDocument(render_pdf(made))

    for one in printed:
        for item in one.get_objects(filter=[1]):
            left, bottom, right, top = item.get_bounds()
            assert left >= 36
            assert right <= 612 - 36
            assert bottom >= 18
            assert top <= 792 - 18
    printed.close()


def test_a_cell_longer_than_a_page_goes_on_on_the_next() -> None:
    made = document(FactTable("Facts", (FactRow("Long", "word " * 3000), FactRow("Next", "one"))))
    pdf = render_pdf(made)

    assert len(pypdf.PdfReader(io.BytesIO(pdf)).pages) >= 3
    assert pdf_words(pdf) == plain_text(made).split()
    assert page.validate_pdf_bytes(pdf, profile="ua1").failures == []


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.text(
        st.characters(
            codec="utf-8", max_codepoint=0x24F, categories=("L", "N", "P", "S", "Z", "C")
        ),
        min_size=1,
        max_size=120,
    ).filter(lambda text: any(char.isalnum() for char in text))
)
def test_any_latin_text_reads_the_same_in_both_formats(text: str) -> None:
    made = document(Heading(1, f"x{text}"), Paragraph(text), FactTable("T", (FactRow("a", text),)))

    pdf = letters(pdf_words(render_pdf(made)))

    assert pdf == letters(docx_words(render_docx(made)))


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.characters(), min_size=1, max_size=60))
def test_any_text_at_all_is_printed_without_an_error(text: str) -> None:
    made = document(Paragraph(text), BulletList((text, "x")), title=f"x{text}")

    assert len(pypdf.PdfReader(io.BytesIO(render_pdf(made))).pages) >= 1
    assert docx_words(render_docx(made)) == plain_text(made).split()


def test_the_fragment_escapes_and_carries_no_style() -> None:
    html = render_fragment(with_text("<script>'\"</script>"))

    assert isinstance(html, Markup)
    assert "<script" not in html
    assert "style=" not in render_fragment(every_block())


def test_heading_levels_can_be_shifted() -> None:
    html = render_fragment(document(Heading(1, "One")), heading_offset=1)

    assert "<h2 " in html
    assert "<h3 " in html
    assert "<h1" not in html


def test_a_page_can_say_where_pictures_are() -> None:
    made = document(Figure(jpeg(), "Land"))

    assert 'src="/photos/1"' in render_fragment(made, picture_url=lambda image: "/photos/1")
    assert 'src="data:image/jpeg;base64,' in render_fragment(made)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x", "https://example.org/", "file:///etc/passwd", "ftp://x/", "data:,x",
        "app:css/../../config.py", "app:fonts/../x.ttf", "app:templates/x", "app:picture/0",
        "app:css/document.css",
    ],
)  # fmt: skip
def test_the_fetcher_refuses_what_is_not_the_programs_own(url: str) -> None:
    with pytest.raises(FatalURLFetchingError):
        SafeFetcher({"picture/1": b"x"}).fetch(url)


@pytest.fixture
def listener() -> Iterator[tuple[str, list[str]]]:
    asked: list[str] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_error(404)

        def log_message(self, *args: object) -> None:
            return

    server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("styles", [pdf_module._styles, pdf_module._drawing_styles])
@pytest.mark.parametrize(
    "html",
    [
        "<img src='{}/a.png'>",
        "<style>@import url('{}/a.css')</style>",
        "<style>p{{background:url({}/a.png)}}</style><p>x",
        "<link rel=stylesheet href='{}/a.css'>",
        "<link rel=attachment href='{}/a'>",
        "<object data='{}/a.svg'></object>",
        "<svg viewBox='0 0 1 1'><image href='{}/a.png' width='1' height='1'/></svg>",
        "<link rel=attachment href='file:///etc/hostname'>",
    ],
)
def test_even_markup_in_the_shell_could_fetch_nothing(
    html: str, styles: Callable[[], Any], listener: tuple[str, list[str]]
) -> None:
    address, asked = listener

    with pytest.raises(RenderingError):
        pdf_module._print(f"<html lang=en>{html.format(address)}", SafeFetcher(), styles())

    assert asked == []


def test_a_broken_picture_stops_the_printing() -> None:
    with pytest.raises(RenderingError):
        render_pdf(document(Figure(jpeg()[:200], "Half a picture")))


def test_missing_fonts_say_what_to_do(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("fss.documents.fetching.FONTS", tmp_path)

    with pytest.raises(MissingFontsError, match="make setup"):
        render_pdf(document(Paragraph("Text")))
