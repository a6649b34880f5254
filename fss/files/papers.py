"""Documents that people send to be kept and opened by others: nothing in them may run or hide.

A PDF is searched for actions without building its objects, so that a small file cannot grow and
fill the memory: names as they stand, names written with #xx, and the objects in object streams.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from fss.errors import RuleError
from fss.files.rules import BROKEN_ZIP, IMAGES, MB, Kind, check_upload

PAPERS = frozenset({Kind.PDF, Kind.DOCX, Kind.GEOJSON, *IMAGES})
"""What a document may be."""

MOST_OPENED = 60 * MB
RELATIONS_LIMIT = MB
TWO_AT_ONCE = "This file is two kinds of file at once. Save it again and send that."
UNREADABLE = "This PDF cannot be checked. Print it to PDF again and send that."

_ACTIVE = {
    b"JavaScript": "a script",
    b"Launch": "a command that starts a program",
    b"EmbeddedFile": "other files",
    b"RichMedia": "a film or a program",
}
_NAME = re.compile(rb"/[^\x00\t\n\f\r ()<>\[\]{}/%]+")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm\b")
_STREAM = re.compile(rb"\bstream\r?\n")
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\b[^>]*>", re.IGNORECASE)
_FETCHED = re.compile(
    rb"/(attachedTemplate|oleObject|frame|subDocument|externalLink)\"", re.IGNORECASE
)
_FAR = re.compile(rb"Target\s*=\s*[\"'](https?:|ftp:|\\\\|file:/{4,}|file://[^/])", re.IGNORECASE)
_PROGRAMS = (".bin", ".exe", ".dll", ".js", ".vbs", ".docm", ".xlsm", ".pptm", ".dotm")


def check_paper(data: bytes, *, name: str = "") -> Kind:
    """The kind of a document, when it is sound and passive; else RuleError saying what to do."""
    kind = check_upload(data, allowed=PAPERS, name=name)
    if kind is Kind.PDF:
        _check_pdf(data)
    elif kind is Kind.DOCX:
        _check_docx(data)
    return kind


def _check_pdf(data: bytes) -> None:
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise RuleError(TWO_AT_ONCE)
    # An encrypted PDF hides its objects; even one that opens without a password.
    if b"/Encrypt" in data:
        raise RuleError("This PDF is protected. Save it without protection and send that.")
    _refuse_active(data)
    opened = 0
    for found in _OBJECTS.finditer(data):
        part = _opened(data, found.start(), MOST_OPENED - opened)
        opened += len(part)
        _refuse_active(part)


def _refuse_active(data: bytes) -> None:
    names = {_ESCAPE.sub(_unescaped, name[1:]) for name in set(_NAME.findall(data)) if b"#" in name}
    if names & {b"ObjStm", b"Encrypt", b"FlateDecode", b"Filter"}:
        raise RuleError(UNREADABLE)
    for name, what in _ACTIVE.items():
        if name in names or re.search(rb"/" + name + rb"\b", data):
            raise RuleError(f"This PDF holds {what}. Print it to PDF again and send that.")


def _unescaped(found: re.Match[bytes]) -> bytes:
    return bytes([int(found[1], 16)])


def _opened(data: bytes, place: int, most: int) -> bytes:
    """The objects of the object stream whose dictionary is at `place`."""
    stream = _STREAM.search(data, place)
    start = data.rfind(b" obj", 0, place)
    if stream is None or start < 0:
        raise RuleError(UNREADABLE)
    head = data[start : stream.start()]
    body = data[stream.end() : data.find(b"endstream", stream.end())]
    if b"/Filter" not in head:
        return body
    if b"/FlateDecode" not in head or b"/Predictor" in head or b"85Decode" in head:
        raise RuleError(UNREADABLE)
    reader = zlib.decompressobj()
    try:
        part = reader.decompress(body, max(most, 0) + 1)
    except zlib.error:
        raise RuleError(UNREADABLE) from None
    if len(part) > most:
        raise RuleError("This PDF is far too large once opened. Print it to PDF again.")
    return part


def _check_docx(data: bytes) -> None:
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 + int.from_bytes(data[end + 20 : end + 22], "little") != len(data):
        raise RuleError(TWO_AT_ONCE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        if any(entry.filename.lower().endswith(_PROGRAMS) for entry in entries):
            raise RuleError(
                "This document holds a program or another file. Save it as PDF and send that."
            )
        for entry in entries:
            if entry.filename.lower().endswith(".rels"):
                _check_relations(archive, entry)


def _check_relations(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    """Refuse a document that fetches a part of itself from elsewhere when it is opened."""
    try:
        with archive.open(entry) as part:
            text = part.read(RELATIONS_LIMIT + 1)
    except BROKEN_ZIP:
        raise RuleError("This file is damaged. Save it again and send that.") from None
    if len(text) > RELATIONS_LIMIT:
        raise RuleError("This file holds too many parts. Save a copy with only what is needed.")
    for relation in _RELATION.findall(text):
        if _FETCHED.search(relation) and _FAR.search(relation):
            raise RuleError(
                "This document fetches parts of itself from elsewhere. "
                "Save it as PDF and send that."
            )
