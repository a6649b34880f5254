"""The real list of business parks, when it is there: every cell is accounted for.

The folder is named by FSS_REAL_DATA, or lies beside the repository as ../shared/data.
Run with `-s` to see the table.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fss.exchange.rules.decoding import decode_csv
from fss.exchange.rules.importing import ImportPlan, check_rows
from fss.exchange.rules.mapping import guess_mapping, targets_of
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.values import display

ROOT = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("FSS_REAL_DATA") or ROOT.parent / "shared" / "data")
LIST = FOLDER / "madison_wi" / "business_parks_2017.csv"

pytestmark = pytest.mark.skipif(not LIST.exists(), reason="the real list is not here")


@pytest.fixture(scope="module")
def rows() -> tuple[tuple[str, ...], ...]:
    return decode_csv(LIST.read_bytes()).rows


@pytest.fixture(scope="module")
def plan(rows: tuple[tuple[str, ...], ...]) -> ImportPlan:
    return check_rows(rows[0], targets_of(guess_mapping(rows[0])), rows[1:])


def test_the_stray_byte_is_reported_with_its_row() -> None:
    assert decode_csv(LIST.read_bytes()).notes == (
        "Row 99 is not UTF-8: byte 0xFF read as “ÿ”. Check the row.",
    )


def test_every_column_finds_a_target(rows: tuple[tuple[str, ...], ...]) -> None:
    assert all(guess.target for guess in guess_mapping(rows[0]))


def test_every_cell_with_words_is_an_attribute_a_fact_no_data_or_a_problem(
    rows: tuple[tuple[str, ...], ...], plan: ImportPlan
) -> None:
    print()
    print("| column | field | rows | facts | ranges | converted | no data | blank | problems |")
    print("|---|---|--:|--:|--:|--:|--:|--:|--:|")
    for column, count in enumerate(plan.counts):
        print(
            f"| {count.header} | {count.target} | {count.rows} | {count.facts + count.attributes}"
            f" | {count.ranges} | {count.converted} | {count.no_data} | {count.blank}"
            f" | {count.problems} |"
        )
        stated = sum(bool(row[column].strip()) for row in rows[1:])
        known = count.attributes + count.facts + count.no_data + count.problems
        assert (count.rows, count.left_out) == (103, 0)
        assert known == stated

    assert len(plan.accepted) == 103
    assert len({row.city for row in plan.accepted}) == 52
    assert sum(count.problems for count in plan.counts) == len(plan.problems)


@pytest.mark.parametrize(
    ("row", "key", "expected"),
    [
        (2, "price_per_acre", "$30,000 to $85,000 per acre"),
        (3, "price_per_acre", "$1,500 to $7,500 per acre, negotiable"),
        (4, "min_lot_acres", "0.4591 acres"),
        (48, "total_acres", "at least 200 acres"),
        (68, "contiguous_acres_max", "about 26 acres"),
        (77, "available_acres", "89 to 106 acres"),
        (98, "min_lot_acres", "0.69 acres"),
        (73, "price_per_acre", "On request"),
    ],
)
def test_odd_values_are_read_right(plan: ImportPlan, row: int, key: str, expected: str) -> None:
    values = {accepted.row: accepted.values for accepted in plan.accepted}[row]

    assert display(FIELDS[key], values[key]) == expected


def test_a_value_that_is_a_problem_is_not_also_a_fact(plan: ImportPlan) -> None:
    targets = {count.header: count.target for count in plan.counts}
    values = {accepted.row: accepted.values for accepted in plan.accepted}

    assert plan.problems
    for problem in plan.problems:
        assert targets[problem.column] not in values[problem.row]
        assert problem.words
