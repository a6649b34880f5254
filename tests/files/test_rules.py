"""An upload is what its bytes are."""

from __future__ import annotations

import io
import json
import zipfile

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.files.rules import (
    NAME_LENGTH,
    Kind,
    check_upload,
    decode_text,
    read_geojson,
    safe_name,
    sniff,
)

ANY = frozenset(Kind)


def workbook() -> bytes:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Site", "Acres"])
    book.save(out)
    return out.getvalue()


def changed(data: bytes, **parts: bytes) -> bytes:
    """The zip with some parts added or replaced (None removes one)."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            if content is not None:
                new.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\xff\xd8\xff\xe0", Kind.JPEG),
        (b"\x89PNG\r\n\x1a\n", Kind.PNG),
        (b"RIFF\x00\x00\x00\x00WEBP", Kind.WEBP),
        (b"\x00\x00\x00\x18ftypheic", Kind.HEIC),
        (b"%PDF-1.7", Kind.PDF),
        (b"Site,Acres\nNorth,40\n", Kind.CSV),
        ("\ufeffSité;Acres\n".encode(), Kind.CSV),
        ("Sité\tAcres\n".encode("utf-16"), Kind.CSV),
        ("Sité,Acres\n".encode("cp1252"), Kind.CSV),
        (b'{"type": "FeatureCollection", "features": []}', Kind.GEOJSON),
        (b"<html><script>", None),
        (b"<?xml version='1.0'?><svg/>", None),
        (b"MZ\x90\x00\x03\x00", None),
        (b"PK\x03\x04 no zip", None),
        (b"GIF89a\x00", None),
    ],
)
def test_the_kind_is_told_by_the_content(data, kind):
    assert sniff(data, name="photo.jpg") == kind


def test_a_workbook_is_taken():
    assert check_upload(workbook(), allowed={Kind.XLSX}) is Kind.XLSX


def test_another_kind_is_refused_and_what_to_send_is_said():
    with pytest.raises(RuleError) as refused:
        check_upload(b"%PDF-1.7\n%%EOF", allowed={Kind.XLSX, Kind.CSV})

    assert str(refused.value) == ("This is a PDF. Choose an Excel workbook (.xlsx) or a CSV file.")


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl/vbaProject.bin": b"x"}, "macros"),
        (
            {"[Content_Types].xml": b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"},
            "macros",
        ),
        ({"[Content_Types].xml": None}, "not an Excel workbook"),
        ({"../evil": b"x"}, "damaged"),
        ({"/etc/evil": b"x"}, "damaged"),
        ({"xl/worksheets/sheet1.xml": b" " * 20_000_000}, "far too large"),
        ({f"xl/part{number}.xml": b"" for number in range(6000)}, "too many parts"),
    ],
)
def test_a_harmful_workbook_is_refused(parts, words):
    with pytest.raises(RuleError, match=words):
        check_upload(changed(workbook(), **parts), allowed=ANY)


def test_a_workbook_that_was_cut_off_is_refused():
    with pytest.raises(RuleError):
        check_upload(workbook()[:-400], allowed=ANY)


def test_an_old_or_locked_office_file_is_refused_with_advice():
    with pytest.raises(RuleError, match="without a password"):
        check_upload(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 100, allowed=ANY)


@pytest.mark.parametrize("data", [b"a,b\x00c\n", b"\x01\x02", b"\xff\xfe\x00"])
def test_what_is_no_text_is_no_csv(data):
    with pytest.raises(RuleError):
        decode_text(data)


def test_an_empty_file_is_refused():
    with pytest.raises(RuleError, match="empty"):
        check_upload(b"", allowed=ANY)


def test_a_pdf_without_its_end_is_refused():
    with pytest.raises(RuleError, match="not complete"):
        check_upload(b"%PDF-1.7\n" + b"x" * 100, allowed=ANY)


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"type": "Topology"}',
        '{"type": "Point", "coordinates": [NaN, 1]}',
        '{"type": "Polygon", "coordinates": ' + "[" * 100_000 + "}",
    ],
)
def test_what_is_no_geojson_is_refused(text):
    with pytest.raises(RuleError, match="GeoJSON"):
        read_geojson(text.encode())


def test_an_outline_that_is_too_large_is_refused():
    points = [[number / 7, 45.0] for number in range(400_000)]
    data = json.dumps({"type": "LineString", "coordinates": points}).encode()

    with pytest.raises(RuleError, match="5 MB"):
        read_geojson(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_told_or_refused(data):
    try:
        kind = check_upload(data, allowed=ANY)
    except RuleError:
        return
    assert kind in ANY


@given(st.text(max_size=300))
def test_a_name_is_always_safe_to_save(name):
    safe = safe_name(name)

    assert 0 < len(safe) <= NAME_LENGTH
    assert not set(safe) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert safe not in (".", "..")
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\Users\\Ada\\Site list.xlsx", "Site list.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("invoice\u202efdp.exe", "invoicefdp.exe"),
        ("  ...  ", "file"),
        ("Übersicht “Nord”.pdf", "Übersicht “Nord”.pdf"),
        ("x" * 200 + ".pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names(name, safe):
    assert safe_name(name) == safe
