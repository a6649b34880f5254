from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.exchange.rules.likeness import NEAR_METERS, Grid, are_similar, meters_between, parcel_keys


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Valley Green Business Park", "Valley Green"),
        ("Canterbury Southbridge", "canterbury  SOUTHBRIDGE, industrial park"),
        ("Vallley Green Park", "Valley Green Park"),
        ("Lot 2, North Park", "North Park lot 2"),
    ],
)
def test_names_that_may_mean_one_property(one: str, other: str) -> None:
    assert are_similar(one, other)
    assert are_similar(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Park Lot 1", "North Park Lot 2"),
        ("North Park Lot A", "North Park Lot B"),
        ("North Park Phase II", "North Park Phase III"),
        ("Elm North Industrial Park", "Elm South Business Center"),
        ("Mill", "Elevator"),
        ("", "Mill"),
    ],
)
def test_names_that_mean_two_properties(one: str, other: str) -> None:
    assert not are_similar(one, other)


points = st.tuples(st.floats(44.60, 44.603), st.floats(-93.503, -93.50))


@given(st.lists(points, max_size=30), points)
def test_the_grid_finds_exactly_what_is_near(there: list[tuple[float, float]], point) -> None:
    grid: Grid[int] = Grid()
    for number, other in enumerate(there):
        grid.add(other, "Mill", number)

    found = {key for _, key in grid.near(point, "Mill")}

    near = {
        number for number, other in enumerate(there) if meters_between(point, other) <= NEAR_METERS
    }
    assert found == near


def test_a_thousand_entries_at_one_point_are_not_compared_each_with_each() -> None:
    grid: Grid[int] = Grid()
    for number in range(20_000):
        grid.add((44.6, -93.5), f"Mill {chr(97 + number % 26)}", number)

    compared = sum(1 for _ in range(1_000) for _ in grid.near((44.6, -93.5), "Mill a"))

    assert compared == 50_000


def test_parcel_numbers_are_compared_without_punctuation() -> None:
    assert parcel_keys("27-001.0; 27 001 1,\n") == {"270010", "270011"}
