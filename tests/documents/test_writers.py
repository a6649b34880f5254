"""Both writers: the same words, the same bytes each time, open to everyone."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import docx
import page
import pikepdf
import pypdf
import pytest

from fss.documents.accessibility import docx_words, empty_pages, pdf_problems, pdf_words
from fss.documents.blocks import (
    Contents,
    Cover,
    Document,
    Heading,
    Landscape,
    PageBreak,
    Paragraph,
    Section,
)
from fss.documents.docx import render_docx
from fss.documents.pdf import render_pdf, writer_versions
from fss.documents.words import plain_text
from tests.documents.builders import document, every_block, facts, matrix


@cache
def every_pdf() -> bytes:
    return render_pdf(every_block())


@cache
def every_docx() -> bytes:
    return render_docx(every_block())


def failures(pdf: bytes) -> list[str]:
    report = page.validate_pdf_bytes(pdf, profile="ua1")
    return [f"{failure.rule_id}: {failure.message}" for failure in report.failures]


def test_pdf_and_docx_say_the_same_words_in_the_same_order() -> None:
    expected = plain_text(every_block()).split()

    assert pdf_words(every_pdf()) == expected
    assert docx_words(every_docx()) == expected


def test_the_pdf_meets_every_rule_of_pdf_ua() -> None:
    assert failures(every_pdf()) == []
    assert pdf_problems(every_pdf()) == []


def test_both_formats_have_the_same_bytes_each_time() -> None:
    assert render_pdf(every_block()) == every_pdf()
    assert render_docx(every_block()) == every_docx()


def test_every_page_has_content_and_says_its_number() -> None:
    pages = pypdf.PdfReader(io.BytesIO(every_pdf())).pages

    assert empty_pages(every_pdf()) == []
    for number, one in enumerate(pages[1:], 2):
        assert f"Page {number} of {len(pages)}" in one.extract_text()
        assert "Project Falcon" in one.extract_text()


def test_running_heads_are_no_part_of_what_is_read_aloud() -> None:
    words = " ".join(pdf_words(every_pdf()))

    assert "Confidential until released" not in words
    assert not re.search(r"Page \d+ of \d+", words)


def test_a_table_over_several_pages_is_one_table_with_its_head_on_each_page() -> None:
    pdf = render_pdf(document(facts(120)))
    reader = pypdf.PdfReader(io.BytesIO(pdf))
    tables = [o for o in map(reader.get_object, _ids(reader)) if _kind(o) == "/Table"]

    assert len(reader.pages) > 2
    assert all("Value" in one.extract_text() for one in reader.pages)
    assert len([table for table in tables if "/P" in table and _is_linked(table)]) == 1
    assert failures(pdf) == []


def _ids(reader: pypdf.PdfReader) -> list[pypdf.generic.IndirectObject]:
    size = int(reader.trailer["/Size"])  # type: ignore[call-overload]
    return [pypdf.generic.IndirectObject(number, 0, reader) for number in range(1, size)]


def _kind(item: object) -> object:
    return item.get("/S") if isinstance(item, pypdf.generic.DictionaryObject) else None


def _is_linked(table: pypdf.generic.DictionaryObject) -> bool:
    parent = table["/P"]
    return any(kid.get_object() is table for kid in parent["/K"])  # type: ignore[index]


def test_header_cells_say_what_they_head() -> None:
    reader = pypdf.PdfReader(io.BytesIO(every_pdf()))
    heads = [o for o in map(reader.get_object, _ids(reader)) if _kind(o) == "/TH"]
    scopes = {str(head["/A"].get("/Scope")) for head in heads if "/Scope" in head["/A"]}  # type: ignore[index,attr-defined]

    assert scopes == {"/Row", "/Column"}


@pytest.mark.parametrize(
    "blocks",
    [
        (Cover("Only a cover"),),
        (Cover("Title"), PageBreak(), Paragraph("After a break after a cover.")),
        (Cover("Title"), Section((Heading(1, "One"), Paragraph("Text")), new_page=True)),
        (Section((Heading(1, "One"), Paragraph("Text")), new_page=True), PageBreak()),
        (Paragraph("One"), PageBreak(), PageBreak(), Paragraph("Two")),
        (Contents(), Heading(1, "One")),
    ],
)
def test_no_order_of_breaks_makes_an_empty_page(blocks: tuple) -> None:  # type: ignore[type-arg]
    pdf = render_pdf(document(*blocks))

    assert empty_pages(pdf) == []
    assert failures(pdf) == []
    assert pdf_words(pdf) == docx_words(render_docx(document(*blocks)))


def test_a_heading_stays_with_what_follows() -> None:
    filler = Paragraph("One line of filler.")
    for count in range(24, 44):
        pdf = render_pdf(document(*[filler] * count, Heading(1, "Kept"), Paragraph("Next. " * 200)))
        pages = [one.extract_text() for one in pypdf.PdfReader(io.BytesIO(pdf)).pages]
        [with_heading] = [text for text in pages if "Kept" in text]
        assert "Next." in with_heading


def test_the_docx_uses_real_styles_and_repeats_table_heads() -> None:
    with zipfile.ZipFile(io.BytesIO(every_docx())) as archive:
        body = archive.read("word/document.xml").decode()
        styles = archive.read("word/styles.xml").decode()
        core = archive.read("docProps/core.xml").decode()

    for style in (
        "CoverTitle",
        "Heading1",
        "Heading2",
        "Heading4",
        "ListBullet",
        "ListNumber",
        "Caption",
    ):
        assert f'<w:pStyle w:val="{style}"/>' in body
    assert body.count("<w:tblHeader/>") == 4
    assert body.count('descr="') == 2
    assert 'w:lang w:val="en-US"' in styles
    assert "2026-11-20T15:00:00Z" in core
    assert "<w:drawing>" in body
    assert 'w:anchor="a_comparison"' in body
    assert 'w:name="a_comparison"' in body


def test_every_style_that_the_docx_names_exists() -> None:
    with zipfile.ZipFile(io.BytesIO(every_docx())) as archive:
        body = archive.read("word/document.xml").decode()
        styles = set(re.findall(r'w:styleId="([^"]+)"', archive.read("word/styles.xml").decode()))

    assert set(re.findall(r'<w:(?:p|r|tbl)Style w:val="([^"]+)"', body)) <= styles


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_the_docx_opens_in_libreoffice_with_the_same_words(tmp_path: Path) -> None:
    source = tmp_path / "proposal.docx"
    source.write_bytes(every_docx())

    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)

    text = "".join(p.extract_text() for p in pypdf.PdfReader(tmp_path / "proposal.pdf").pages)
    assert "Nothing here binds the county." in " ".join(text.split())
    assert "Meets by plan" in text


def test_the_versions_that_made_the_bytes_can_be_recorded() -> None:
    versions = writer_versions()

    assert set(versions) == {"weasyprint", "pydyf", "pango", "fonts"}
    assert all(versions.values())


def test_a_long_running_head_is_cut_the_same_way_in_both() -> None:
    made: Document = document(Paragraph("Text"), running_head="Falcon " * 60)

    assert len(made.running_head) == 90
    assert made.running_head.endswith("…")


def test_wide_pages_lie_on_their_side_in_both_files_and_the_others_stand() -> None:
    with pikepdf.open(io.BytesIO(every_pdf())) as pdf:
        shapes = [page.mediabox[2] > page.mediabox[3] for page in pdf.pages]
    word = docx.Document(io.BytesIO(every_docx()))

    wide = [n for n, lies in enumerate(shapes) if lies]
    assert len(wide) > 1
    assert wide == list(range(wide[0], wide[-1] + 1))
    assert not shapes[0]
    assert not shapes[-1]
    assert (
        "Disclaimers" not in pypdf.PdfReader(io.BytesIO(every_pdf())).pages[wide[-1]].extract_text()
    )
    sections = [one.page_width > one.page_height for one in word.sections]
    assert sections == [False, True, False]


def test_a_document_that_ends_with_wide_pages_has_no_empty_one_behind_them() -> None:
    ending = document(Paragraph("First"), Landscape((matrix(3),)))
    followed = document(Landscape((matrix(3),)), Heading(1, "After"))

    word = docx.Document(io.BytesIO(render_docx(ending)))

    assert [one.page_width > one.page_height for one in word.sections] == [False, True]
    assert not empty_pages(render_pdf(ending))
    with pikepdf.open(io.BytesIO(render_pdf(followed))) as pdf:
        assert [page.mediabox[2] > page.mediabox[3] for page in pdf.pages][-2:] == [True, False]
