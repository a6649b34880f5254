"""Places from files: GeoJSON and Shapefiles as people send them, sound or not."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.sites.services.county import CountyArea
from fss.sites.services.geometry import Shape, read_shapes
from fss.sites.services.shapefiles import read_layer
from tests.factories.archives import repacked, spoiled
from tests.factories.layers import DEGREES, UTM, geojson, point, square, zipped_shapefile

REGION = (-94.0, 44.0, -93.0, 45.0)
BOWTIE = [(-93.5, 44.7), (-93.4, 44.8), (-93.4, 44.7), (-93.5, 44.8), (-93.5, 44.7)]


def read(data: bytes, name: str = "layer.zip") -> list[Shape]:
    return read_shapes(data, name, region=REGION)


def rezipped(data: bytes, **changed: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            new.writestr(name, changed.get(name.rsplit(".")[-1], old.read(name)))
    return out.getvalue()


def test_a_projected_layer_comes_out_in_degrees() -> None:
    data = zipped_shapefile([(461000, 4950000)], projection=UTM, folder="export/")

    (shape,) = read(data)

    assert shape.geometry == {"type": "Point", "coordinates": [-93.4922853, 44.7023142]}
    assert (shape.properties, shape.is_point) == ({"NAME": "Place 0"}, True)


def test_an_older_geojson_that_names_its_projection_comes_out_in_degrees() -> None:
    data = geojson(({"a": 1}, point(461000, 4950000)), crs="urn:ogc:def:crs:EPSG::26915")

    (shape,) = read(data, "layer.geojson")

    assert shape.geometry == {"type": "Point", "coordinates": [-93.4922853, 44.7023142]}


def test_a_layer_without_projection_is_taken_only_where_its_degrees_are_in_the_county() -> None:
    (inside,) = read(zipped_shapefile([(-93.5, 44.7)], projection=""))

    assert inside.is_point
    for far in ((461000, 4950000), (10.0, 44.7)):
        with pytest.raises(RuleError, match="prj"):
            read(zipped_shapefile([far], projection=""))


def test_a_self_crossing_area_is_told_with_its_feature_and_the_others_are_read() -> None:
    ring = [(-93.5, 44.7), (-93.5, 44.71), (-93.49, 44.71), (-93.5, 44.7)]

    crossed, sound = read(zipped_shapefile([BOWTIE, ring]))

    assert crossed.geometry is None
    assert "crosses or touches itself near latitude 44." in crossed.problem
    assert (sound.is_area, sound.problem) == (True, "")


def test_a_feature_without_a_place_is_no_problem() -> None:
    shapes = read(zipped_shapefile([None, (-93.5, 44.7)]))

    assert [(one.geometry is None, one.problem) for one in shapes] == [(True, ""), (False, "")]


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (zipped_shapefile([(461000, 4950000)], projection=DEGREES), "WGS 84"),
        (zipped_shapefile([(1, 2)], projection="no projection at all"), "projection"),
        (geojson(({}, point(461000, 4950000))), "WGS 84"),
        (geojson(), "no place"),
        (b'{"type": "FeatureCollection", "features": 7}', "not GeoJSON"),
        (b'{"type": "FeatureCollection"}', "not GeoJSON"),
        (b'{"type": "Point", "coordinates": [NaN, 1]}', "not GeoJSON"),
        (b'{"type": "Feature", "x": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "not GeoJSON"),
        (b"Name,City\nA,Elm\n", "Choose a GeoJSON"),
        (b"PK\x03\x04nothing", "Choose a GeoJSON"),
        (rezipped(zipped_shapefile([(-93.5, 44.7)]), shp=b"x" * 300), "damaged"),
        (rezipped(zipped_shapefile([(-93.5, 44.7)]), shp=b""), "damaged"),
        (
            rezipped(
                zipped_shapefile([(-93.5, 44.7)]),
                dbf=b"\x03\x00\x00\x00" + struct.pack("<LHH", 2**31, 65, 81) + b"\x00" * 60,
            ),
            "20,000",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_words(data: bytes, word: str) -> None:
    with pytest.raises(RuleError, match=word) as refused:
        read(data, "layer.geojson" if data[:1] == b"{" else "layer.zip")

    assert refused.value.field == "file"


@pytest.mark.parametrize("name", ["../layer.shp", "/etc/layer.shp", "..\\layer.shp"])
def test_no_name_in_an_archive_leaves_it(name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, b"x" * 200)

    with pytest.raises(RuleError):
        read(out.getvalue())


def test_an_archive_that_grows_beyond_measure_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("layer.shp", b"0" * 60_000_000)

    with pytest.raises(RuleError, match="far too large"):
        read(out.getvalue())


def test_two_layers_in_one_archive_are_refused() -> None:
    out = io.BytesIO(zipped_shapefile([(-93.5, 44.7)]))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("second.shp", b"x")

    with pytest.raises(RuleError, match="2 layers"):
        read(out.getvalue())


def test_words_of_old_layers_keep_their_letters() -> None:
    data = zipped_shapefile([(-93.5, 44.7)], records=[["Caf\xe9 M\xfcller"]])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        table = archive.read("layer.dbf")
    old = table.replace("Caf\xe9 M\xfcller".encode(), b"Caf\xe9 M\xfcller  ")

    (shape,) = read(rezipped(data, dbf=old))

    assert shape.properties["NAME"] == "Caf\xe9 M\xfcller"


def test_properties_become_cells() -> None:
    properties = {"list": [1, "two", None], "nested": {"a": 1}, "none": None, "half": "\ud800"}

    (shape,) = read(geojson((properties, None)), "layer.geojson")

    assert shape.properties == {"list": "1; two", "nested": '{"a": 1}', "none": None, "half": "?"}


coordinates = st.recursive(
    st.floats() | st.integers() | st.none() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)
geometries = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["Point", "Polygon", "MultiPolygon", "LineString", "Circle"]),
        "coordinates": coordinates,
    }
)


@given(geometries | st.integers() | st.text(max_size=5))
def test_any_geometry_is_read_or_told(geometry: Any) -> None:
    collection = {"type": "FeatureCollection", "features": [{"geometry": geometry}]}
    data = json.dumps(collection, allow_nan=True).encode()

    try:
        shapes = read(data, "layer.geojson")
    except RuleError:
        return

    assert shapes[0].geometry is None or not shapes[0].problem


def test_a_place_is_judged_by_the_county_with_a_mile_around_it() -> None:
    county = CountyArea(square(-93.6, 44.6, 0.2))

    assert county.problem_of(-93.5, 44.7) == ""
    assert county.problem_of(-93.605, 44.7) == ""
    assert "outside the county" in county.problem_of(-93.0, 44.7)
    assert "swapped" in county.problem_of(44.7, -93.5)
    assert county.problem_of_shape(square(-93.5, 44.7)) == ""
    assert "outside" in county.problem_of_shape(square(-90.5, 44.7))
    assert CountyArea(None).problem_of(0, 0) == ""


def test_dates_in_a_layer_stay_dates() -> None:
    parts = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    import shapefile

    with shapefile.Writer(**parts, shapeType=shapefile.POINT) as writer:
        writer.field("DAY", "D")
        writer.point(-93.5, 44.7)
        writer.record(date(2026, 5, 3))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"l.{suffix}", part.getvalue())

    (shape,) = read(out.getvalue())

    assert shape.properties == {"DAY": date(2026, 5, 3)}


@pytest.mark.parametrize(
    "member",
    ["layer.shp", "layer.dbf", "layer.prj"],
)
def test_a_layer_whose_packed_bytes_are_spoiled_is_refused(member: str) -> None:
    data = spoiled(zipped_shapefile([(-93.5, 44.7)]), member)

    with pytest.raises(RuleError, match="damaged"):
        read(data)


def test_a_layer_packed_by_a_method_that_no_program_uses_is_refused() -> None:
    data = repacked(zipped_shapefile([(-93.5, 44.7)]), zipfile.ZIP_LZMA)

    with pytest.raises(RuleError, match="damaged"):
        read(data)
    with pytest.raises(RuleError, match="damaged"):
        read_layer(spoiled(data, "layer.shp", skip=4), most=10)


@pytest.mark.parametrize(
    "content",
    [
        {"type": ["FeatureCollection"], "features": []},
        {"type": {"Point": 1}, "coordinates": [-93.5, 44.7]},
        {"type": "GeometryCollection", "geometries": 7},
        {"type": "GeometryCollection", "geometries": {"type": "Point"}},
        {"type": "GeometryCollection", "geometries": "Point"},
    ],
)
def test_geojson_whose_parts_are_of_the_wrong_sort_is_refused(content: Any) -> None:
    with pytest.raises(RuleError, match="not GeoJSON"):
        read(json.dumps(content).encode(), "layer.geojson")


@pytest.mark.parametrize(
    "geometry",
    [
        '{"type": ["Point"], "coordinates": [1, 2]}',
        '{"type": "Point", "coordinates": [1%s, 44.7]}' % ("0" * 400),
        '{"type": "Point", "coordinates": [-93.5, -1%s]}' % ("0" * 400),
        '{"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1%s, 0], [0, 0]]]}' % ("0" * 400),
        '{"type": "Polygon", "coordinates": ' + "[" * 500 + "]" * 500 + "}",
        '{"type": "GeometryCollection", "geometries": 7}',
    ],
    ids=lambda words: words[:40],
)
def test_one_impossible_place_is_told_and_the_others_are_read(geometry: str) -> None:
    sound = json.dumps(point(-93.5, 44.7))
    features = ", ".join(f'{{"geometry": {one}}}' for one in (geometry, sound))
    data = f'{{"type": "FeatureCollection", "features": [{features}]}}'.encode()

    odd, place = read(data, "layer.geojson")

    assert odd.geometry is None
    assert odd.problem
    assert place.geometry == point(-93.5, 44.7)
