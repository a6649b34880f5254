"""Outlines: what a GeoJSON file may hold, and whose area is whose."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.accounts.rules.outlines import (
    AREAS,
    bounds,
    likely_property,
    match_outlines,
    read_outline,
    read_outlines,
)
from fss.errors import RuleError

SQUARE = [[[-93.0, 44.0], [-92.9, 44.0], [-92.9, 44.1], [-93.0, 44.1], [-93.0, 44.0]]]
POLYGON = {"type": "Polygon", "coordinates": SQUARE}


def data(content: Any) -> bytes:
    return json.dumps(content).encode()


def feature(geometry: Any = POLYGON, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: Any) -> bytes:
    return data({"type": "FeatureCollection", "features": list(features)})


@pytest.mark.parametrize(
    "content",
    [data(POLYGON), data(feature()), collection(feature()), b"\xef\xbb\xbf" + data(POLYGON)],
)
def test_a_polygon_is_read_bare_as_a_feature_or_in_a_collection(content: bytes) -> None:
    assert read_outline(content) == POLYGON


def test_several_areas_of_one_file_become_one_multipolygon() -> None:
    read = read_outline(
        collection(feature(), feature({"type": "MultiPolygon", "coordinates": [SQUARE]}))
    )

    assert read == {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]}
    assert bounds(read) == (-93.0, 44.0, -92.9, 44.1)


def test_heights_are_dropped() -> None:
    with_height = {"type": "Polygon", "coordinates": [[[*point, 300.0] for point in SQUARE[0]]]}

    assert read_outline(data(with_height)) == POLYGON


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"not json", "not valid JSON"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b"[" * 100_000, "not valid JSON"),
        (b"[]", "not GeoJSON"),
        (b'{"a": 1}', "not GeoJSON"),
        (collection(), "no area"),
        (data({"type": "FeatureCollection", "features": {}}), "no list of features"),
        (data({"type": "Point", "coordinates": [-93, 44]}), "not a Polygon"),
        (data({"type": "Polygon", "coordinates": []}), "empty part"),
        (data({"type": "MultiPolygon", "coordinates": []}), "no coordinates"),
        (data({"type": "Polygon"}), "empty part"),
        (data({"type": "Polygon", "coordinates": [SQUARE[0][:3]]}), "fewer than four"),
        (data({"type": "Polygon", "coordinates": [SQUARE[0][:4]]}), "does not close"),
        (data({"type": "Polygon", "coordinates": [[["x", 1]] * 4]}), "pair of numbers"),
        (data({"type": "Polygon", "coordinates": [[[True, 1]] * 4]}), "pair of numbers"),
        (data({"type": "Polygon", "coordinates": [[[480000.5, 4960000.1]] * 4]}), "WGS 84"),
        (b'{"type":"Polygon","coordinates":[[[1e999,1],[1,1],[1,1],[1e999,1]]]}', "WGS 84"),
        (b'{"type":"Polygon","coordinates":[[[NaN,1],[1,1],[1,1],[NaN,1]]]}', "not valid JSON"),
        (data({"type": "Polygon", "coordinates": [[[10**400, 1]] * 4]}), "WGS 84"),
        (data({"type": "Polygon", "coordinates": [[[1, 1]] * 50_001]}), "50,000 points"),
        (b" " * 5_000_001, "larger than 5 MB"),
    ],
)
def test_a_file_that_is_no_outline_is_refused_in_plain_words(content: bytes, words: str) -> None:
    with pytest.raises(RuleError, match=words) as refusal:
        read_outlines(content)

    assert refusal.value.field == "outline"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "coordinates", "features", "geometry", "properties"]),
            inner | st.sampled_from(["FeatureCollection", "Feature", *AREAS]),
            max_size=4,
        )
    ),
    max_leaves=20,
)


@given(json_values)
def test_whatever_json_is_sent_it_is_read_or_refused(content: Any) -> None:
    try:
        outlines = read_outlines(data(content))
    except RuleError:
        return

    assert all(outline.geometry["type"] in AREAS for outline in outlines)


def test_areas_are_matched_by_the_property_that_names_most_organizations() -> None:
    outlines = read_outlines(
        collection(
            feature(ID="1", NAME="City of Lakeshore", KIND="city"),
            feature(ID="2", NAME="oak  TOWNSHIP", KIND="town"),
            feature(ID="3", NAME="Elsewhere", KIND="city"),
            feature(ID="4", KIND="city"),
        )
    )
    names = {"Lakeshore": "L", "Oak Township": "O"}

    chosen = likely_property(outlines, names)

    assert chosen == "NAME"
    assert [match.key for match in match_outlines(outlines, chosen, names)] == [
        "L",
        "O",
        None,
        None,
    ]


def test_a_file_without_properties_names_nobody() -> None:
    assert likely_property(read_outlines(data(POLYGON)), {"Lakeshore": 1}) == ""


def test_half_a_character_in_a_property_can_be_shown() -> None:
    (outline,) = read_outlines(
        b'{"type": "Feature", "properties": {"na\\ud800me": "Elm\\udfff"}, '
        b'"geometry": ' + data(POLYGON) + b"}"
    )

    assert outline.properties == {"na?me": "Elm?"}
