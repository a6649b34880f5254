"""Layers from files as people send them: what is kept, what is left out, what is refused."""

from __future__ import annotations

import json

import pytest

from fss.errors import RuleError
from fss.layers.rules.kinds import LayerKind, guess_property
from fss.layers.rules.reading import (
    KEPT_POINTS,
    Chosen,
    Feature,
    check_shapes,
    pick_features,
    read_layer,
    simplified,
)
from tests.factories.map_layers import box, collection, line

BOW = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


def test_a_shape_that_crosses_itself_is_repaired_and_an_empty_one_left_out():
    reading = read_layer(collection((BOW, {"name": "Bow"}), (None, {"name": "Nowhere"})))

    assert (len(reading.features), reading.repaired, reading.empty) == (1, 1, 1)
    assert reading.features[0].geometry.is_valid


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no json", "JSON"),
        (b"\xff\xfe", "UTF-8"),
        (b"[1, 2]", "not GeoJSON"),
        (b"[" * 100_000, "JSON"),
        (b'{"type": "FeatureCollection", "features": [3]}', "list of features"),
        (b'{"type": "FeatureCollection", "features": []}', "no shape"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "JSON"),
        (b'{"type": "Point", "coordinates": [1e999, 1]}', "no number"),
        (b'{"type": "Point", "coordinates": ["a", {}]}', "cannot be read"),
        (b'{"type": "Polygon", "coordinates": [[[0, 0], [1]]]}', "cannot be read"),
        (b'{"type": "Polygon", "coordinates": 7}', "cannot be read"),
        (b'{"type": ["Polygon"], "coordinates": 7}', "cannot be read"),
        (b'{"type": "Point", "coordinates": [1' + b"0" * 400 + b', 1]}', "cannot be read"),
        (b'{"type": "Polygon", "coordinates": ' + b"[" * 500 + b"]" * 500 + b"}", "nested"),
        (b'{"type": "GeometryCollection", "geometries": 7}', "cannot be read"),
        (b'{"type": "Nonsense", "coordinates": []}', "cannot be read"),
        (b'{"type": "Point", "coordinates": [462345.1, 4961234.5]}', "WGS 84"),
        (b'{"type": "GeometryCollection", "geometries": [{"type": "Point", "coordinates": [1, 2]}]}',  # noqa: E501
         "no layer uses"),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words(data, words):
    with pytest.raises(RuleError) as refusal:
        read_layer(data)

    assert words in refusal.value.message
    assert refusal.value.field == "file"


def test_territories_need_areas():
    reading = read_layer(collection((line((0, 0), (1, 1)), {"name": "A road"})))

    with pytest.raises(RuleError, match="Polygon"):
        check_shapes(reading, LayerKind.ELECTRIC)


def test_a_count_without_a_number_is_counted_as_left_out():
    reading = read_layer(
        collection(
            (line((0, 0), (1, 1)), {"route": "US 1", "aadt": "27,660", "year": "2024"}),
            (line((0, 0), (1, 1)), {"route": "US 2", "aadt": "not counted"}),
            (line((0, 0), (1, 1)), {"route": "US 3", "aadt": -4}),
        )
    )

    picked = pick_features(
        reading, LayerKind.TRAFFIC, Chosen(name="route", count="aadt", year="year")
    )

    assert [(one.name, one.count, one.year) for one in picked.features] == [("US 1", 27660, 2024)]
    assert picked.without_count == 2


def test_words_keep_no_half_characters_nor_control_characters():
    data = json.dumps({
        "type": "Feature",
        "geometry": box(0, 0, 1, 1),
        "properties": {"name": "A\ud800 \u0000 B" + "x" * 400},
    }).encode()  # fmt: skip

    (one,) = pick_features(read_layer(data), LayerKind.ELECTRIC, Chosen(name="name")).features

    assert one.name.startswith("A? B")
    assert len(one.name) == 200


def test_a_heavy_layer_is_simplified_until_it_is_light():
    points = [(number / 100_000, 45 + (number % 2) / 1_000_000) for number in range(KEPT_POINTS)]
    (raw,) = read_layer(collection((line(*points, (9.0, 45.0)), {}))).features

    shapes, tolerance = simplified([Feature("A road", raw.geometry)])

    assert tolerance > 0
    assert len(shapes[0].coords) < 100


def test_the_likeliest_property_is_guessed():
    names = ["ctu_name", "ROUTE_LABEL", "CURRENT_YEAR", "CURRENT_VOLUME", "from_year"]

    assert guess_property("count", names) == "CURRENT_VOLUME"
    assert guess_property("year", names) == "CURRENT_YEAR"
    assert guess_property("sort", names) == ""
