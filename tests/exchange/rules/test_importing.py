from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.exchange.rules.importing import ImportPlan, check_rows
from fss.exchange.rules.mapping import guess_mapping, targets_of
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.parsing import Cell, words_of

HEADERS = ["Name", "City", "Total Acreage", "Purchase Price", "Remarks", "Favorite color"]


def plan_of(*rows: list[Cell], headers: list[str] = HEADERS) -> ImportPlan:
    return check_rows(headers, targets_of(guess_mapping(headers)), rows)


def test_a_good_row_is_accepted_with_its_values() -> None:
    plan = plan_of(["North Park", "Alder", "200+", "$1 per sf", "", ""])

    row = plan.accepted[0]
    assert (row.row, row.name, row.city, row.kind) == (2, "North Park", "Alder", PropertyKind.LAND)
    assert row.values["total_acres"].low == 200
    assert row.values["price_per_acre"].low == 43_560
    assert plan.problems == ()
    assert [remark.sentence for remark in plan.remarks] == ["Converted from a price per sq ft."]


def test_a_problem_names_row_column_and_words_and_the_row_keeps_its_other_values() -> None:
    plan = plan_of(
        ["North Park", "Alder", "10", "", "", ""], ["South Park", "Alder", "2 Parcels", "", "x", ""]
    )

    problem = plan.problems[0]
    assert (problem.row, problem.column, problem.words) == (3, "Total Acreage", "2 Parcels")
    assert problem.sentence.endswith(".")
    assert set(plan.accepted[1].values) == {"notes"}


def test_a_price_column_that_does_not_say_per_what_takes_no_bare_number() -> None:
    plan = plan_of(["North Park", "Alder", "", "25000", "", ""])

    assert "per acre" in plan.problems[0].sentence


def test_a_price_column_that_says_per_what_takes_bare_numbers() -> None:
    headers = ["Name", "City", "Price per acre"]

    plan = check_rows(
        headers, {0: "@name", 1: "@city", 2: "price_per_acre"}, [["North Park", "Alder", 25_000]]
    )

    assert plan.accepted[0].values["price_per_acre"].low == 25_000


def test_a_header_with_a_unit_converts_bare_numbers() -> None:
    plan = plan_of(["North Park", "Alder", 87_120], headers=["Name", "City", "Acreage (sq ft)"])

    assert plan.accepted[0].values["total_acres"].low == 2
    assert plan.counts[2].converted == 1


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (["North Park", "Alder"], ["NORTH  park", "alder"]),
        (["North Park", "Alder"], ["North-Park", "Alder "]),
    ],
)
def test_the_same_name_and_city_twice_is_a_problem(first: list[Cell], second: list[Cell]) -> None:
    plan = plan_of(first, second)

    assert len(plan.accepted) == 1
    assert plan.problems[0].row == 3
    assert "Row 2" in plan.problems[0].sentence


def test_the_same_name_in_two_cities_or_with_two_numbers_is_no_duplicate() -> None:
    headers = ["Name", "City", "Site ID"]
    plan = plan_of(
        ["Park", "Alder", "1"], ["Park", "Birch", "1"], ["Park", "Alder", "2"], headers=headers
    )

    assert len(plan.accepted) == 3


def test_the_same_own_number_twice_is_a_problem() -> None:
    plan = plan_of(
        ["Park", "Alder", 7], ["Other", "Alder", "7"], headers=["Name", "City", "Site ID"]
    )

    assert len(plan.accepted) == 1
    assert "own number" in plan.problems[0].sentence


def test_a_row_without_a_name_is_a_problem_and_an_empty_row_is_none() -> None:
    plan = plan_of(["", "Alder", "5", "", "", ""], ["", None, " ", "", "", ""])

    assert plan.accepted == ()
    assert [problem.row for problem in plan.problems] == [2]


def test_a_row_whose_name_is_too_long_is_not_said_to_have_none() -> None:
    plan = plan_of(["N" * 300, "Alder", "5", "", "", ""])

    assert plan.accepted == ()
    assert [problem.sentence for problem in plan.problems] == [
        "The text is longer than 200 characters. Shorten it."
    ]


def test_a_building_row_takes_no_field_of_land() -> None:
    plan = plan_of(
        ["Shop", "Alder", "Building", "5"], headers=["Name", "City", "Kind", "Available acres"]
    )

    assert plan.accepted[0].kind is PropertyKind.BUILDING
    assert plan.problems[0].column == "Available acres"


def test_a_cell_beyond_the_last_header_is_a_problem() -> None:
    plan = plan_of(["Park", "Alder", "stray"], headers=["Name", "City"])

    assert plan.problems[0].words == "stray"


def test_a_largest_lot_above_the_total_is_remarked_upon() -> None:
    plan = plan_of(
        ["Park", "Alder", "95", "200"], headers=["Name", "City", "Total acres", "Contiguous acres"]
    )

    assert plan.problems == ()
    assert "Check both" in plan.remarks[0].sentence


cells: st.SearchStrategy[Cell] = st.one_of(
    st.none(),
    st.text(max_size=12),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.sampled_from(["Negotiable", "200+", "20000 SF", "N/A", "Yes", "3 to 4", "=1+1"]),
)


@given(st.lists(st.lists(cells, max_size=8), max_size=6))
def test_every_cell_is_counted_once(rows: list[list[Cell]]) -> None:
    plan = plan_of(*rows)

    filled = [row for row in rows if any(words_of(cell) for cell in row)]
    for column, count in enumerate(plan.counts):
        stated = sum(bool(words_of(row[column])) for row in filled if column < len(row))
        counted = count.attributes + count.facts + count.no_data + count.problems + count.left_out
        assert count.rows == len(filled)
        assert count.blank == len(filled) - stated
        assert counted == stated
