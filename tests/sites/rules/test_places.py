"""Points and corners as people write them; acres measured against acres stated."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.sites.rules.places import acres_gap, read_corners, read_point, write_corners

north = st.integers(-90_000_000, 90_000_000).map(lambda one: one / 1_000_000)
east = st.integers(-180_000_000, 180_000_000).map(lambda one: one / 1_000_000)
rings = st.lists(st.tuples(east, north), min_size=3, max_size=8, unique=True)


def closed(ring: list[tuple[float, float]]) -> list[list[float]]:
    return [list(point) for point in (*ring, ring[0])]


@given(st.lists(st.lists(rings, min_size=1, max_size=3), min_size=1, max_size=3))
def test_corners_come_back_as_they_were_written(parts):
    coordinates = [[closed(ring) for ring in part] for part in parts]
    outline = (
        {"type": "Polygon", "coordinates": coordinates[0]}
        if len(coordinates) == 1
        else {"type": "MultiPolygon", "coordinates": coordinates}
    )

    assert read_corners(write_corners(outline)) == outline


@given(north, east)
def test_a_point_is_read_as_it_is_shown(up, right):
    assert read_point(f"{up:.6f}", f"{right:.6f}") == (up, right)


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("44.5", "-93.25"),
        ("44.5, -93.25", ""),
        ("44.5 -93.25", ""),
        ("44.5° N", "93.25° W"),
        ("44° 30' N", "93°15'0\" W"),
        ("N 44.5", "−93.25"),
    ],
)
def test_degrees_are_understood_as_people_write_them(latitude, longitude):
    assert read_point(latitude, longitude) == (44.5, -93.25)


@pytest.mark.parametrize(
    ("latitude", "longitude", "field", "words"),
    [
        ("-93.25", "44.5", "latitude", "swap"),
        ("4961234.5", "462345.1", "latitude", "projection"),
        ("here", "44", "latitude", "degrees"),
        ("44.5", "", "longitude", "degrees"),
        ("44.5 W", "-93", "latitude", "degrees"),
        ("44° 75' N", "-93", "latitude", "degrees"),
        ("nan", "inf", "latitude", "degrees"),
        ("9" * 400, "1", "latitude", "projection"),
    ],
)
def test_what_cannot_be_a_point_is_refused_in_words(latitude, longitude, field, words):
    with pytest.raises(RuleError) as refusal:
        read_point(latitude, longitude)

    assert refusal.value.field == field
    assert words in refusal.value.message


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least three"),
        ("44, -93\n45, -93", "line 1"),
        ("44, -93\n45, -93\n45 and more", "Line 3"),
        ("-93, 44\n-93, 45\n-92, 45", "swap"),
        ("462345, 4961234\n462345, 4961234\n1, 1", "Line 1"),
        ("hole\n44, -93\n45, -93\n45, -92", "before it"),
    ],
)
def test_a_bad_corner_is_named_by_its_line(text, words):
    with pytest.raises(RuleError, match=words) as refusal:
        read_corners(text)

    assert refusal.value.field == "corners"


@pytest.mark.parametrize(
    ("measured", "low", "high", "is_wide"),
    [
        (40, 40, 40, False),
        (42, 40, 40, False),
        (42.01, 40, 40, True),
        (37.99, 40, 40, True),
        (41, 30, 42, False),
        (44.2, 30, 42, True),
        (500, 200, None, False),
        (180, 200, None, True),
    ],
)
def test_more_than_five_percent_is_told(measured, low, high, is_wide):
    gap = acres_gap(measured, low, high)

    assert gap is not None
    assert gap.is_wide == is_wide


def test_the_gap_is_told_in_words():
    gap = acres_gap(44, 40, 40)

    assert gap is not None
    assert gap.words == "The boundary measures 44.0 acres, 10% more than the 40 acres stated."
    assert acres_gap(44, None, None) is None
    assert acres_gap(44, 0, 0) is None
