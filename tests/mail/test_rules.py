"""Addresses, subjects, servers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.mail.rules import (
    SUBJECT_LENGTH,
    Server,
    check_address,
    is_final,
    one_line,
    read_server,
    words_of_failure,
)


@given(st.text(max_size=400))
def test_a_subject_is_always_one_short_line(text):
    subject = one_line(text)

    assert len(subject) <= SUBJECT_LENGTH
    assert all(sign.isprintable() for sign in subject)


@given(st.text(max_size=30))
def test_an_address_that_is_taken_has_no_room_for_tricks(text):
    try:
        address = check_address(text)
    except RuleError:
        return
    assert address.count("@") == 1
    assert not set(address) & set(' \r\n\t,;:<>"()\x00')


@pytest.mark.parametrize(
    "address", ["ada@city.example", "a.b+c@x-y.example.org", "o'hara@county.example"]
)
def test_usual_addresses_are_taken(address):
    assert check_address(f" {address} ") == address


def test_servers():
    assert read_server("") is None
    assert read_server("smtp://mail.example") == Server("mail.example", 25)
    assert read_server("smtp://me:p%40ss@mail.example") == Server("mail.example", 587, "me", "p@ss")
    assert read_server("smtps://mail.example") == Server("mail.example", 465, tls_from_start=True)


@pytest.mark.parametrize("url", ["mail.example", "http://mail.example", "smtp://"])
def test_what_is_no_server_is_refused(url):
    with pytest.raises(ValueError, match="FSS_SMTP"):
        read_server(url)


def test_answers_of_the_5xx_kind_are_final():
    assert [is_final(code) for code in (421, 450, 550, 554)] == [False, False, True, True]
    assert words_of_failure(None) == "The mail server could not be reached."
    assert "552" in words_of_failure(552)
