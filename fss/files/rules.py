"""What an upload is, told from its bytes, and whether it may come in. Pure.

Names and declared types are never believed. Limits keep a small file from growing into one that
fills the memory (a "zip bomb").
"""

from __future__ import annotations

import io
import json
import lzma
import re
import struct
import unicodedata
import zipfile
import zlib
from collections.abc import Collection
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from fss.errors import RuleError

MB = 1024 * 1024
ZIP_ENTRIES = 5_000
ZIP_TOTAL = 300 * MB
ZIP_RATIO = 200
ZIP_RATIO_FROM = 10 * MB
GEOJSON_LIMIT = 5 * MB
NAME_LENGTH = 120
BROKEN_ZIP = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    ValueError, OSError, EOFError, RuntimeError, LookupError,
)  # fmt: skip
"""What a spoiled archive leads the standard library to raise; it names no class of its own."""


class Kind(StrEnum):
    """The kinds of files that people may send."""

    XLSX = "xlsx"
    DOCX = "docx"
    CSV = "csv"
    GEOJSON = "geojson"
    SHAPEFILE = "shapefile"
    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"

    @property
    def media_type(self) -> str:
        """The type under which it is stored and sent."""
        return MEDIA_TYPES[self]

    @property
    def label(self) -> str:
        """The kind as people say it."""
        return LABELS[self]


OFFICE = "application/vnd.openxmlformats-officedocument."
MEDIA_TYPES = {
    Kind.XLSX: OFFICE + "spreadsheetml.sheet",
    Kind.DOCX: OFFICE + "wordprocessingml.document",
    Kind.CSV: "text/csv",
    Kind.GEOJSON: "application/geo+json",
    Kind.SHAPEFILE: "application/zip",
    Kind.PDF: "application/pdf",
    Kind.JPEG: "image/jpeg",
    Kind.PNG: "image/png",
    Kind.WEBP: "image/webp",
    Kind.HEIC: "image/heic",
}
LABELS = {
    Kind.XLSX: "an Excel workbook (.xlsx)",
    Kind.DOCX: "a Word document (.docx)",
    Kind.CSV: "a CSV file",
    Kind.GEOJSON: "a GeoJSON file",
    Kind.SHAPEFILE: "a zipped Shapefile (.zip)",
    Kind.PDF: "a PDF",
    Kind.JPEG: "a JPEG photo",
    Kind.PNG: "a PNG image",
    Kind.WEBP: "a WebP image",
    Kind.HEIC: "an iPhone photo (HEIC)",
}
IMAGES = frozenset({Kind.JPEG, Kind.PNG, Kind.WEBP, Kind.HEIC})
TABLES = frozenset({Kind.XLSX, Kind.CSV})
MAY_SHOW = frozenset({"image/jpeg", "image/png", "application/pdf"})

HEIC_BRANDS = {b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1"}
OLE = bytes.fromhex("d0cf11e0a1b11ae1")
MAIN_PARTS = {"xl/workbook.xml": Kind.XLSX, "word/document.xml": Kind.DOCX}


def safe_name(name: str) -> str:
    """A file name that is safe to show and to save: no folders, no hidden signs, not too long."""
    name = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(sign for sign in name if unicodedata.category(sign)[0] != "C")
    shown = re.sub(r'[<>:"|?*]+', "_", shown).strip(" .")
    if not shown:
        return "file"
    path = PurePosixPath(shown)
    suffix = path.suffix[:12]
    return shown.removesuffix(path.suffix)[: NAME_LENGTH - len(suffix)] + suffix


def check_upload(data: bytes, *, allowed: Collection[Kind], name: str = "") -> Kind:
    """The kind of `data`, when it is one of `allowed` and sound; else RuleError saying what to do.

    `name` serves only to tell CSV from GeoJSON where both read as text.
    """
    if not data:
        raise RuleError("This file is empty. Choose another one.")
    kind = sniff(data, name=name)
    if kind is None or kind not in allowed:
        wanted = _either(LABELS[item] for item in Kind if item in allowed)
        found = f"This is {LABELS[kind]}" if kind else "We cannot tell what this file is"
        raise RuleError(f"{found}. Choose {wanted}.")
    if kind in (Kind.XLSX, Kind.DOCX):
        check_office(data, kind)
    elif kind is Kind.SHAPEFILE:
        check_archive(data)
    elif kind is Kind.GEOJSON:
        read_geojson(data)
    elif kind is Kind.CSV:
        decode_text(data)
    elif kind is Kind.PDF and b"%%EOF" not in data[-2048:]:
        raise RuleError("This PDF is not complete. Save it again and send it again.")
    return kind


def sniff(data: bytes, *, name: str = "") -> Kind | None:
    """The kind of `data` by its content; None when it is none that we take."""
    if data[:3] == b"\xff\xd8\xff":
        return Kind.JPEG
    if data[:8] == b"\x89PNG\r\n\x1a\n":
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in HEIC_BRANDS:
        return Kind.HEIC
    if data[:5] == b"%PDF-":
        return Kind.PDF
    if data[:4] == b"PK\x03\x04":
        return _sniff_zip(data)
    if data[:8] == OLE:
        raise RuleError(
            "This is an old or password-protected Office file. "
            "Open it, save it as .xlsx or .docx without a password, and send that."
        )
    return _sniff_text(data, name)


def _sniff_zip(data: bytes) -> Kind | None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except BROKEN_ZIP:
        return None
    if any(name.lower().endswith(".shp") for name in names):
        return Kind.SHAPEFILE
    return next((kind for part, kind in MAIN_PARTS.items() if part in names), None)


def _sniff_text(data: bytes, name: str) -> Kind | None:
    try:
        start = decode_text(data).lstrip()
    except RuleError:
        return None
    lowered = start[:200].lower()
    if lowered.startswith(("<!doctype", "<html", "<svg", "<?xml", "<script", "#!", "<?php")):
        return None
    if start.startswith("{") and (
        name.lower().endswith((".geojson", ".json")) or '"type"' in start[:2000]
    ):
        return Kind.GEOJSON
    return Kind.CSV


def decode_text(data: bytes) -> str:
    """The text of `data`: UTF-8, UTF-16 with its mark, or Windows-1252; RuleError for no text."""
    encodings = ["utf-16"] if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not re.search(r"[\x00-\x08\x0e-\x1f]", text):
            return text
        break
    raise RuleError("This is not a text file. Save it as CSV (UTF-8) and send that.")


def check_office(data: bytes, kind: Kind) -> None:
    """Refuse a workbook or document with macros, a password, odd parts or far too much in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            _check_entries(entries, len(data))
            types = archive.read("[Content_Types].xml")
    except KeyError:
        raise RuleError(f"This is not {LABELS[kind]}. Save it again and send that.") from None
    except BROKEN_ZIP:
        raise RuleError("This file is damaged. Save it again and send that.") from None
    names = [entry.filename.lower() for entry in entries]
    if b"macroenabled" in types.lower() or any(name.endswith("vbaproject.bin") for name in names):
        raise RuleError(f"This file holds macros. Save it as {LABELS[kind]} and send that.")


def check_archive(data: bytes) -> None:
    """Refuse an archive with a password, odd names, broken parts or far too much in it."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_entries(archive.infolist(), len(data))
    except BROKEN_ZIP:
        raise RuleError("This file is damaged. Save it again and send that.") from None


def _check_entries(entries: list[zipfile.ZipInfo], size: int) -> None:
    if len(entries) > ZIP_ENTRIES:
        raise RuleError("This file holds too many parts. Save a copy with only what is needed.")
    names = [entry.filename for entry in entries]
    # The methods that the programs of people use; others unpack to far more, and far slower.
    methods = {entry.compress_type for entry in entries}
    if (
        len(set(names)) != len(names)
        or not methods <= {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
        or any(name.startswith(("/", "\\")) or ".." in PurePosixPath(name).parts for name in names)
    ):
        raise RuleError("This file is damaged. Save it again and send that.")
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise RuleError("This file has a password. Save it without one and send that.")
    grown = sum(entry.file_size for entry in entries)
    swollen = any(
        entry.file_size > ZIP_RATIO_FROM
        and entry.file_size > ZIP_RATIO * max(entry.compress_size, 1)
        for entry in entries
    )
    if grown > ZIP_TOTAL or swollen or sum(entry.compress_size for entry in entries) > size:
        raise RuleError("This file is far too large once opened. Split it and send the parts.")


def read_geojson(data: bytes) -> dict[str, Any]:
    """The GeoJSON object in `data` (RFC 7946); RuleError when it is none or too large."""
    if len(data) > GEOJSON_LIMIT:
        raise RuleError("This outline is larger than 5 MB. Export it with fewer points.")
    try:
        value = json.loads(decode_text(data), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RuleError("This is not GeoJSON. Export the outline again and send that.") from None
    known = {"FeatureCollection", "Feature", "Polygon", "MultiPolygon", "Point", "LineString",
             "MultiPoint", "MultiLineString", "GeometryCollection"}  # fmt: skip
    kind = value.get("type") if isinstance(value, dict) else None
    if not isinstance(kind, str) or kind not in known:
        raise RuleError("This is not GeoJSON. Export the outline again and send that.")
    found: dict[str, Any] = value
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)


def _either(words: Any) -> str:
    *first, last = list(words)
    return f"{', '.join(first)} or {last}" if first else str(last)
