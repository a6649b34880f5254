"""File names, cells and expiry, without any application."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.proposals.rules import csv_cell, expiry, file_stem

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def test_a_file_is_named_after_code_name_and_number() -> None:
    assert file_stem("Project Heron", 1) == "Project-Heron-proposal-1"


@given(st.text(), st.integers(1, 999))
def test_a_file_name_is_safe_whatever_the_code_name_is(code_name: str, number: int) -> None:
    stem = file_stem(code_name, number)

    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*-proposal-\d+", stem)
    assert len(stem) <= 80


@given(st.text())
def test_no_cell_of_the_list_is_a_formula(text: str) -> None:
    assert not csv_cell(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_a_link_ends_after_the_days_given() -> None:
    assert expiry(NOW, 30) == NOW + timedelta(days=30)


@pytest.mark.parametrize("days", [-1, 0, 181])
def test_a_link_lasts_one_to_180_days(days: int) -> None:
    with pytest.raises(RuleError):
        expiry(NOW, days)
