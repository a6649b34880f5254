"""Distances against the geodesics of another program, and what holds a place."""

from __future__ import annotations

import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from fss.layers.rules.distances import METERS_PER_MILE, Locator, miles_to

GEOD = Geod(ellps="WGS84")
degrees = st.floats(-1.2, 1.2)


@settings(max_examples=200, deadline=None)
@given(st.floats(-60, 60), st.floats(-179, 179), degrees, degrees)
def test_a_distance_is_that_of_the_geodesic(north, east, up, right):
    point = shapely.Point(east + right, north + up)
    known = GEOD.inv(east, north, point.x, point.y)[2] / METERS_PER_MILE

    assert miles_to(point, east, north) == pytest.approx(known, rel=2e-3, abs=1e-6)


def test_a_known_distance_comes_out():
    # Shakopee to Jordan, Minnesota, by the geodesic.
    known = GEOD.inv(-93.5269, 44.7980, -93.6266, 44.6669)[2] / METERS_PER_MILE

    found = miles_to(shapely.Point(-93.6266, 44.6669), -93.5269, 44.7980)

    assert found == pytest.approx(known, rel=1e-4)
    assert found == pytest.approx(10.3, abs=0.1)


def test_a_long_edge_is_measured_along_its_way():
    # An edge of ten degrees along a parallel: its nearest point is right below the place.
    road = shapely.LineString([(-100, 45), (-90, 45)])
    known = GEOD.inv(-95, 45.5, -95, 45)[2] / METERS_PER_MILE

    assert miles_to(road, -95, 45.5) == pytest.approx(known, rel=1e-3)


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.tuples(st.floats(-95, -92), st.floats(43, 46)), min_size=1, max_size=30),
    st.floats(-95, -92),
    st.floats(43, 46),
)
def test_the_tree_finds_what_a_search_through_all_finds(places, east, north):
    points = [shapely.Point(*place) for place in places]

    found = Locator(points).nearest(east, north)

    assert found is not None
    assert found[1] == pytest.approx(min(miles_to(one, east, north) for one in points))


def test_an_area_holds_what_lies_in_it_or_on_its_edge():
    locator = Locator([shapely.box(-94, 44, -93, 45), shapely.box(-93, 44, -92, 45)])

    assert locator.holding(-93.5, 44.5) == [0]
    assert locator.holding(-93, 44.5) == [0, 1]
    assert locator.holding(-91, 44.5) == []
    assert locator.nearest(-93.5, 44.5) == (0, 0.0)
