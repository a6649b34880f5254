"""Turns the bytes of a CSV file into rows of words, and says what it had to assume."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

MOST_ROWS = 100_000
MOST_COLUMNS = 600
MOST_BYTES = 50_000_000
_DELIMITERS = (",", ";", "\t", "|")


class UnreadableFileError(ValueError):
    """The bytes are no table; the message says what to do and is shown to people."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """Rows of words, header first, with notes such as "Row 99 holds a byte ..."."""

    rows: tuple[tuple[str, ...], ...]
    notes: tuple[str, ...]
    encoding: str
    delimiter: str


def decode_csv(data: bytes) -> Decoded:
    """Decode as UTF-8, else as Windows-1252 with a note for each row that is not plain UTF-8.

    Raises UnreadableFileError for an empty file, NUL bytes, and files beyond the limits.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFileError("The file is too large. Split it into smaller files.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text, encoding = _decoded_utf16(data), "utf-16"
    else:
        if b"\x00" in data:
            raise UnreadableFileError(
                "This is not a text file. Save the sheet as CSV (UTF-8) and try again."
            )
        text, encoding = _decoded(data)
    delimiter = _delimiter(text)
    rows = _rows(text, delimiter)
    notes = _stray_bytes(rows, text, data) if encoding == "windows-1252" else ()
    return Decoded(rows, notes, encoding, delimiter)


def _decoded_utf16(data: bytes) -> str:
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        raise UnreadableFileError("The file is damaged. Save it as CSV (UTF-8).") from None
    if "\x00" in text:
        raise UnreadableFileError("This is not a text file. Save the sheet as CSV (UTF-8).")
    return text


def _decoded(data: bytes) -> tuple[str, str]:
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        # Five bytes have no character in Windows-1252; they show as U+FFFD and parse to a problem.
        return data.decode("cp1252", errors="replace"), "windows-1252"


def _delimiter(text: str) -> str:
    """The mark that splits the header into most columns; a comma when none does."""
    header = text.lstrip("\r\n").splitlines()[:1]
    if not header:
        raise UnreadableFileError("The file is empty.")
    return max(_DELIMITERS, key=lambda mark: _columns(header, mark))


def _columns(header: list[str], mark: str) -> int:
    try:
        return len(next(csv.reader(header, delimiter=mark), []))
    except csv.Error:  # a name longer than the reader takes: this mark does not split it
        return 0


def _rows(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    rows: list[tuple[str, ...]] = []
    try:
        for cells in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            rows.append(tuple(cells))
            if len(rows) > MOST_ROWS + 1 or len(cells) > MOST_COLUMNS:
                raise UnreadableFileError("The table is too large. Split it into smaller files.")
    except csv.Error:
        raise UnreadableFileError(
            f"Row {len(rows) + 1} is not well formed, often a quotation mark that is not closed."
        ) from None
    if not any(any(cell.strip() for cell in row) for row in rows):
        raise UnreadableFileError("The file is empty.")
    return tuple(rows)


def _stray_bytes(rows: tuple[tuple[str, ...], ...], text: str, data: bytes) -> tuple[str, ...]:
    """One note per row with characters beyond ASCII, since their encoding was assumed."""
    # Windows-1252 is one byte to one character, so both have the same length and order.
    codes = iter([byte for sign, byte in zip(text, data, strict=True) if not sign.isascii()])
    notes = []
    for number, row in enumerate(rows, start=1):
        strays = [sign for cell in row for sign in cell if not sign.isascii()]
        if strays:
            named = ", ".join(f"0x{next(codes):02X} read as “{sign}”" for sign in strays)
            notes.append(f"Row {number} is not UTF-8: byte {named}. Check the row.")
    return tuple(notes)
