from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fss.exchange.rules.headers import (
    LEAST_ALIKE,
    fingerprint,
    header_keys,
    likeness,
    recalled_targets,
    remembered_targets,
)

headers = st.lists(st.text(max_size=12), max_size=8)


@given(headers)
def test_what_is_remembered_of_a_list_is_recalled_for_the_same_list(names: list[str]) -> None:
    targets = {number: f"t{number}" for number in range(0, len(names), 2)}

    kept = remembered_targets(names, targets)

    assert recalled_targets(names, kept, {}) == targets
    assert likeness(names, header_keys(names)) == (1.0 if names else 0.0)


def test_the_order_of_columns_and_their_spelling_do_not_matter() -> None:
    assert fingerprint(["Name", "Total  Acres"]) == fingerprint(["TOTAL ACRES", "name"])
    assert fingerprint(["Name"]) != fingerprint(["Name", "Name"])


def test_a_new_column_is_guessed_and_takes_no_target_twice() -> None:
    kept = {"name": "@name", "size": "total_acres"}

    targets = recalled_targets(
        ["Name", "Size", "City", "Acres"], kept, {2: "@city", 3: "total_acres"}
    )

    assert targets == {0: "@name", 1: "total_acres", 2: "@city"}


def test_one_more_column_of_eight_is_mostly_the_same_list() -> None:
    known = header_keys(list("abcdefgh"))

    assert likeness(list("abcdefghi"), known) >= LEAST_ALIKE
    assert likeness(list("abcdxyz"), known) < LEAST_ALIKE
