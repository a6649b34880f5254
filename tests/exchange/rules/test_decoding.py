from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.exchange.rules.decoding import UnreadableFileError, decode_csv


def test_utf8_with_and_without_a_mark_reads_the_same() -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        decoded = decode_csv("Name,City\r\nCafé,Alder\r\n".encode(encoding))
        assert decoded.rows == (("Name", "City"), ("Café", "Alder"))
        assert decoded.notes == ()


def test_a_stray_byte_is_named_with_its_row() -> None:
    decoded = decode_csv(b"Name,Acres\nNorth,5\nSouth,\xff11.64\n")

    assert decoded.rows[2] == ("South", "ÿ11.64")
    assert decoded.notes == ("Row 3 is not UTF-8: byte 0xFF read as “ÿ”. Check the row.",)


def test_a_byte_that_is_no_character_at_all_stays_visible() -> None:
    decoded = decode_csv(b"Name\nNorth\x81\xe9\n")

    assert decoded.rows[1] == ("North\ufffdé",)
    assert "0x81" in decoded.notes[0]
    assert "0xE9" in decoded.notes[0]


@pytest.mark.parametrize(
    ("data", "mark"), [(b"a;b\n1;2", ";"), (b"a\tb\n1\t2", "\t"), (b'"a,b",c\n1,2', ",")]
)
def test_the_delimiter_is_found_in_the_header(data: bytes, mark: str) -> None:
    decoded = decode_csv(data)

    assert decoded.delimiter == mark
    assert len(decoded.rows[0]) == 2


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b" , \n,",
        b"PK\x03\x04\x00\x00",
        b'a,b\n"open,1\n',
        b"\xff\xfea",
        b"N" * 200_000 + b",b\n1,2",
        b'"' + b"N" * 200_000 + b'",b\n1,2',
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(UnreadableFileError, match=r"\.$"):
        decode_csv(data)


def test_a_line_break_inside_quotation_marks_belongs_to_the_cell() -> None:
    assert decode_csv(b'a,b\n"x\ny",2\n').rows[1] == ("x\ny", "2")


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        rows = decode_csv(data).rows
    except UnreadableFileError as refused:
        rows = ((str(refused),),)

    assert any(cell for row in rows for cell in row)
