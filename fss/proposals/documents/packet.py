"""The files of a packet, from the frozen proposal only: PDF, DOCX, and both with a list in a ZIP.

The same content gives the same bytes with the same versions of the writers.
"""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from importlib.metadata import version
from typing import Any

from fss.documents.accessibility import docx_words, pdf_problems, pdf_words
from fss.documents.blocks import Block, Document, Figure, Section
from fss.documents.docx import render_docx
from fss.documents.pdf import render_pdf, writer_versions
from fss.documents.words import plain_text
from fss.errors import RuleError
from fss.files.images import make_safe
from fss.proposals.models import FileKind
from fss.proposals.rules import csv_cell

PRINT_PIXELS = 1000
FIXED_TIME = (1980, 1, 1, 0, 0, 0)
Tell = Callable[[int, int, str], None]


def write_packet(
    document: Document, facts: Sequence[Mapping[str, str]], *, stem: str, tell: Tell
) -> dict[FileKind, bytes]:
    """The three files. RuleError when they do not say the same or the PDF is not accessible."""
    printed = replace(document, blocks=_for_print(document.blocks))
    tell(1, 5, "Writing the PDF")
    pdf = render_pdf(printed)
    tell(2, 5, "Writing the Word document")
    docx = render_docx(printed)
    tell(3, 5, "Checking that both say the same")
    _check(document, pdf, docx)
    tell(4, 5, "Putting the files together")
    names = {f"{stem}.pdf": pdf, f"{stem}.docx": docx, "sites.csv": _csv(facts)}
    return {FileKind.PDF: pdf, FileKind.DOCX: docx, FileKind.ZIP: _zip(document, names)}


def made_with() -> dict[str, Any]:
    """The versions that the bytes depend on, to be kept beside their hashes."""
    libraries = ("python-docx", "pypdfium2", "pillow", "pikepdf")
    return {**writer_versions(), **{name: version(name) for name in libraries}}


def _for_print(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks with photos of the size that paper needs."""
    return tuple(_smaller(block) for block in blocks)


def _smaller(block: Block) -> Block:
    if isinstance(block, Section):
        return replace(block, blocks=_for_print(block.blocks))
    if isinstance(block, Figure) and isinstance(block.image, bytes):
        return replace(block, image=make_safe(block.image, longest=PRINT_PIXELS).data)
    return block


def _check(document: Document, pdf: bytes, docx: bytes) -> None:
    """Both files must say what the document says, in its order, and the PDF be accessible.

    The words of the Word document are compared one by one. In a PDF a long word may be broken
    over two lines, where nothing tells that it is one: there the letters are compared.
    """
    wanted, written = plain_text(document).split(), docx_words(docx)
    if written != wanted or "".join(pdf_words(pdf)) != "".join(wanted):
        raise RuleError(
            "The PDF and the Word document do not say the same as the proposal. Nothing was kept. "
            "Tell your administrator."
        )
    problems = pdf_problems(pdf)
    if problems:
        raise RuleError(f"The PDF is not accessible: {problems[0]}. Nothing was kept.")


def _csv(facts: Sequence[Mapping[str, str]]) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    if facts:
        writer.writerow(facts[0])
        writer.writerows([csv_cell(value) for value in row.values()] for row in facts)
    # The mark at the start tells spreadsheets that this is UTF-8.
    return out.getvalue().encode("utf-8-sig")


def _zip(document: Document, files: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in {**files, "README.txt": _readme(document, files)}.items():
            entry = zipfile.ZipInfo(name, FIXED_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _readme(document: Document, files: Mapping[str, bytes]) -> bytes:
    lines = [
        document.title,
        document.subject,
        f"From: {document.author}",
        "",
        "The PDF and the Word document say the same, word for word.",
        "sites.csv lists every fact of every site with its source, day and confidence.",
        "",
        "SHA-256 of each file, to check that it arrived unchanged:",
        *(f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in files.items()),
        "",
    ]
    return "\r\n".join(lines).encode()
