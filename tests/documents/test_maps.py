"""Maps: all in view, no word on another, nothing fetched, readable without color."""

from __future__ import annotations

import io
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from fss.documents.labels import Placer
from fss.documents.maps import Marker, Outline, OutlineKind, draw_map
from fss.documents.pictures import check_picture
from fss.documents.raster import svg_to_png
from fss.errors import RuleError
from tests.documents.builders import a_map, square

COUNTY = Outline(OutlineKind.COUNTY, "Falls County", square(-88.3, 41.8, 0.5))
CITY = Outline(OutlineKind.CITY, "Ridgeway", square(-88.2, 41.9, 0.2))


def test_a_map_has_a_title_a_scale_and_north() -> None:
    svg = draw_map("Sites & cities", [COUNTY, CITY])

    check_picture(svg)
    assert "<title>Sites &amp; cities</title>" in svg
    assert re.search(r">\d+ miles?</text>", svg)
    assert ">N</text>" in svg
    assert ">Ridgeway</text>" in svg


def test_the_scale_is_true() -> None:
    svg = draw_map("County", [COUNTY])
    [bar] = re.findall(r"v6h([\d.]+)v-6", svg)
    [miles] = re.findall(r">([\d.]+) miles?<", svg)
    [outline] = re.findall(r'<path d="M([^"]+)Z"', svg)
    heights = [float(point.split()[1]) for point in outline.split("L")]

    units_per_mile = (max(heights) - min(heights)) / (0.5 * 69.09)
    assert float(bar) / float(miles) == pytest.approx(units_per_mile, rel=0.02)


def test_everything_lies_in_view() -> None:
    svg = draw_map("County", [COUNTY, CITY], [Marker("Depot", -87.5, 42.5)])

    [shown, _legend] = re.findall(r'<circle cx="([\d.-]+)" cy="([\d.-]+)" r="6"', svg)
    assert 0 < float(shown[0]) < 680
    assert 0 < float(shown[1]) < 400


def test_kinds_differ_without_color() -> None:
    svg = a_map().image
    assert isinstance(svg, str)

    dashes = set(
        re.findall(r'<path d="[^"]+" [^>]*fill-rule[^>]*?(stroke-dasharray="[^"]+")?/>', svg)
    )
    assert len(dashes) == 3
    assert '<pattern id="map-' in svg


def test_hostile_names_stay_words() -> None:
    svg = draw_map("<script>", [CITY], [Marker('"><image href="x"/>', -88.1, 42.0)])

    check_picture(svg)
    assert "<script>" not in svg


def test_two_maps_share_no_identifier() -> None:
    one, two = draw_map("One", [COUNTY]), draw_map("Two", [COUNTY])

    assert not set(re.findall(r'id="([^"]+)"', one)) & set(re.findall(r'id="([^"]+)"', two))


def test_a_lone_point_makes_a_map() -> None:
    check_picture(draw_map("One site", [], [Marker("Depot", -88.1, 42.0)], focus=True))


@pytest.mark.parametrize(
    "geometry",
    [{"type": "Point", "coordinates": [0, 0]}, square(500_000, 4_000_000, 10)],
)
def test_a_geometry_that_is_no_outline_on_earth_is_refused(geometry: dict[str, object]) -> None:
    with pytest.raises(RuleError):
        draw_map("Map", [Outline(OutlineKind.SITE, "Site", geometry)])


def test_nothing_to_draw_is_refused() -> None:
    with pytest.raises(RuleError, match="nothing to draw"):
        draw_map("Map")


def test_the_drawing_becomes_pixels_at_200_dots_per_inch() -> None:
    svg = a_map().image
    assert isinstance(svg, str)

    image = Image.open(io.BytesIO(svg_to_png(svg, 3.0)))

    assert abs(image.width - 600) <= 2
    assert len(image.convert("RGB").getcolors(100_000) or []) > 5


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.floats(0, 680), st.floats(0, 400)), max_size=40))
def test_no_label_lies_on_another_or_outside(places: list[tuple[float, float]]) -> None:
    placer = Placer(0, 0, 680, 400)

    for place in places:
        placer.place("Mill Creek Park", place, 12, beside=True)

    for number, (left, top, right, bottom) in enumerate(placer.taken):
        assert left >= 0
        assert top >= 0
        assert right <= 680
        assert bottom <= 400
        for other in placer.taken[:number]:
            apart = right <= other[0] or other[2] <= left or bottom <= other[1] or other[3] <= top
            assert apart
