"""Files as attackers and broken programs send them: sound ones spoiled, by hypothesis' choice."""

from __future__ import annotations

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import pillow_heif
import shapefile
from hypothesis import strategies as st
from openpyxl import Workbook
from PIL import Image

from tests.factories.layers import UTM, geojson, point, square, zipped_shapefile
from tests.hostile.words import ODD_NAMES, ODD_NUMBERS, ODD_WORDS

SVG = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
ZIP_BOMB_MEMBER = b"0" * 40_000_000


def workbook(rows: int = 3) -> bytes:
    """A sound list."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "City", "Total acres"])
    for number in range(rows):
        sheet.append([f"Park {number}", "Elm", 40 + number])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def word_document() -> bytes:
    """A sound letter."""
    from docx import Document

    document = Document()
    document.add_paragraph("The utility can serve the site.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def picture(kind: str, mode: str = "RGB") -> bytes:
    """A sound picture."""
    out = io.BytesIO()
    image = Image.new(mode, (24, 16))
    if kind == "HEIF":  # the program's own library only reads
        pillow_heif.from_pillow(image).save(out)
    else:
        image.save(out, kind)
    return out.getvalue()


def pdf() -> bytes:
    """A sound PDF with an object stream."""
    packed = zlib.compress(b"5 0 << /Type /Page >>")
    return (
        b"%%PDF-1.7\n1 0 obj << /Type /Catalog /Pages 2 0 R >> endobj\n"
        b"2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"
        b"4 0 obj << /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n%s\n"
        b"endstream endobj\ntrailer << /Root 1 0 R >>\n%%%%EOF\n" % (len(packed), packed)
    )


def line_layer() -> bytes:
    """A zipped Shapefile of lines with heights."""
    parts = {suffix: io.BytesIO() for suffix in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYLINEZ) as writer:
        writer.field("NAME", "C", size=20)
        writer.linez([[[-93.5, 44.7, 1], [-93.4, 44.7, 2]]])
        writer.record("A")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for suffix, part in parts.items():
            archive.writestr(f"lines.{suffix}", part.getvalue())
    return out.getvalue()


@cache
def sound_files() -> dict[str, bytes]:
    """A few sound files of each kind that is taken somewhere, by name."""
    area = {"Name": "A", "City": "Elm", "name": "Elm", "Total acres": 12.5}
    return {
        "list.xlsx": workbook(),
        "list.csv": b"Name,City,Total acres,Rail\nA,Elm,40,No\nB,Elm,200+,Possible\n",
        "list16.csv": "Name,City\nA,Elm\n".encode("utf-16"),
        "areas.geojson": geojson((area, square(-93.5, 44.7))),
        "points.geojson": geojson((area, point(-93.5, 44.7)), (area, None)),
        "old.geojson": geojson((area, point(461000, 4950000)), crs="EPSG:26915"),
        "points.zip": zipped_shapefile([(-93.5, 44.7), None]),
        "utm.zip": zipped_shapefile([(461000, 4950000)], projection=UTM),
        "areas.zip": zipped_shapefile(
            [[(-93.5, 44.7), (-93.5, 44.71), (-93.49, 44.71), (-93.49, 44.7), (-93.5, 44.7)]]
        ),
        "lines.zip": line_layer(),
        "letter.docx": word_document(),
        "letter.pdf": pdf(),
        "photo.jpg": picture("JPEG"),
        "photo.png": picture("PNG", "RGBA"),
        "gray.png": picture("PNG", "I;16"),
        "photo.webp": picture("WEBP"),
        "photo.heic": picture("HEIF"),
        "drawing.svg": SVG,
    }


Spoil = Callable[[bytes], bytes]
_bytes = st.sampled_from(
    [b"\x00", b"\xff" * 4, b"\x7f\xff\xff\xff", b"\x80\x00\x00\x00", b"0", b"{", b"A" * 64]
)


@st.composite
def flipped(draw: st.DrawFn, data: bytes) -> bytes:
    """Some bytes are others."""
    spoiled = bytearray(data)
    for _ in range(draw(st.integers(1, 8))):
        place = draw(st.integers(0, max(len(spoiled) - 1, 0)))
        part = draw(st.one_of(_bytes, st.binary(min_size=1, max_size=4)))
        spoiled[place : place + len(part)] = part
    return bytes(spoiled)


@st.composite
def cut(draw: st.DrawFn, data: bytes) -> bytes:
    """The end, or something inside, is missing or there twice."""
    first, last = sorted(draw(st.integers(0, len(data))) for _ in range(2))
    return draw(
        st.sampled_from(
            [data[:first], data[:first] + data[last:], data[:last] + data[first:], data[first:]]
        )
    )


@st.composite
def doubled(draw: st.DrawFn, data: bytes) -> bytes:
    """Two kinds of file at once."""
    other = draw(st.sampled_from(sorted(sound_files().values())))
    return data + other if draw(st.booleans()) else other + data


@st.composite
def retold(draw: st.DrawFn, data: bytes) -> bytes:
    """GeoJSON with odd numbers, words, types and depths."""
    text = data.decode()
    for _ in range(draw(st.integers(1, 3))):
        old, new = draw(
            st.sampled_from(
                [
                    *(
                        (number, odd)
                        for number in ("-93.5", "44.7", "12.5", "461000")
                        for odd in ODD_NUMBERS
                    ),
                    *(
                        (word, odd)
                        for word in ("Elm", "Name", "A", "EPSG:26915")
                        for odd in ODD_WORDS
                    ),
                    *(
                        (kind, odd)
                        for kind in ("Polygon", "Point", "Feature", "FeatureCollection")
                        for odd in (
                            "Polygon",
                            "Point",
                            "MultiPolygon",
                            "LineString",
                            "MultiPoint",
                            "GeometryCollection",
                            "LinearRing",
                            "Feature",
                            "FeatureCollection",
                            "Topology",
                        )
                    ),
                    ("[[", "["),
                    ("]]", "]"),
                    ("[[", "[[["),
                    (", ", ",,"),
                    ('"geometry"', '"geometries"'),
                    ("coordinates", "geometries"),
                    ('"properties": {', '"properties": [{'),
                    ("{", "["),
                    ('"properties"', '"geometry"'),
                    ('"Elm"', '{"a": [1, null]}'),
                    ('"Elm"', "[1, [2]]"),
                ]
            )
        )
        place = draw(st.integers(0, 3))
        parts = text.split(old)
        if len(parts) > place + 1:
            text = old.join(parts[: place + 1]) + new + old.join(parts[place + 1 :])
        else:
            text = text.replace(old, new, 1)
    return text.encode("utf-8", "surrogatepass")


@st.composite
def repacked(draw: st.DrawFn, data: bytes) -> bytes:
    """An archive with spoiled, odd or huge parts, made so that the archive itself is sound."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = [(name, archive.read(name)) for name in archive.namelist()]
    kind = draw(st.integers(0, 9))
    place = draw(st.integers(0, len(parts) - 1))
    name, part = parts[place]
    if kind <= 4 and part:
        parts[place] = (name, draw(st.one_of(flipped(part), cut(part), retagged(part))))
    elif kind == 5:
        parts[place] = (
            draw(st.sampled_from(["../" + name, "/" + name, name.upper(), "a/" + name, "x" * 300])),
            part,
        )
    elif kind == 6:
        parts.append(
            (
                draw(
                    st.sampled_from(
                        [
                            "xl/vbaProject.bin",
                            "word/vbaProject.bin",
                            "layer.cpg",
                            "b.shp",
                            "a.exe",
                            "../../a",
                            "__MACOSX/layer.shp",
                            name,
                        ]
                    )
                ),
                part,
            )
        )
    elif kind == 7:
        parts[place] = (name, ZIP_BOMB_MEMBER if draw(st.integers(0, 5)) == 0 else b"")
    elif kind == 8:
        parts.pop(place)
    else:
        parts.append(
            (
                "layer.cpg",
                draw(
                    st.sampled_from(
                        [b"utf-7", b"idna", b"hex", b"\xff\xfe", b"zip", b"932", b"undefined"]
                    )
                ),
            )
        )
    out = io.BytesIO()
    method = draw(
        st.sampled_from(
            [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA]
        )
    )
    with zipfile.ZipFile(out, "w", method if kind != 7 else zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts:
            archive.writestr(zipfile.ZipInfo(name) if "\x00" in name else name, part)
    made = bytearray(out.getvalue())
    if draw(st.integers(0, 5)) == 0:
        # The head says another method, size or flag than the part has.
        start = draw(st.sampled_from(_heads(made)))
        field = draw(st.sampled_from([6, 8, 10, 16, 20, 24, 28, 30, 42]))
        value = draw(st.sampled_from([1, 9, 99, 0xFFFF, 0x7FFF]))
        made[start + field : start + field + 2] = struct.pack("<H", value)
    return bytes(made)


def _heads(data: bytes | bytearray) -> list[int]:
    found, start = [], data.find(b"PK\x01\x02")
    while start >= 0:
        found.append(start)
        start = data.find(b"PK\x01\x02", start + 4)
    return found or [0]


@st.composite
def retagged(draw: st.DrawFn, data: bytes) -> bytes:
    """A part of markup with other words: references, sizes, kinds, entities."""
    old, new = draw(
        st.sampled_from(
            [
                (b't="s"', b't="d"'),
                (b't="n"', b't="e"'),
                (b't="s"', b't="b"'),
                (b"<v>", b"<v>99999999"),
                (b'r="A1"', b'r="XFD1048576"'),
                (b'r="A1"', b'r="A0"'),
                (b'r="A2"', b'r="ZZZZZZ9"'),
                (b'r="2"', b'r="-5"'),
                (b'r="2"', b'r="99999999999"'),
                (b"<v>40</v>", b"<v>NaN</v>"),
                (b"<v>40</v>", b"<v>1e999</v>"),
                (b"<v>40</v>", b"<f>1+1</f>"),
                (b"<row", b"<row spans='x'"),
                (b"<v>40</v>", b"<f t='array' ref='A1:ZZ99'>1</f><v>x</v>"),
                (b"worksheet", b"chartsheet"),
                (b"<?xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><?xml"),
                (b"Target=", b"Target='/etc/passwd' x="),
                (b'TargetMode="', b'TargetMode="External'),
                (b"sheetId", b"sheetIx"),
                (b"rId1", b"rId99"),
                (b"utf-8", b"utf-7"),
                (b"UTF-8", b"UTF-32"),
                (b'"dimension', b'"'),
                (b'numFmtId="0"', b'numFmtId="14"'),
                (b"<v>40</v>", b"<v>-99999999999</v>"),
                (b'date1904="0"', b'date1904="x"'),
            ]
        )
    )
    return data.replace(old, new, draw(st.integers(1, 3)))


@st.composite
def uploads(draw: st.DrawFn, *kinds: str) -> tuple[bytes, str]:
    """(data, file name): mostly a spoiled file of the kinds (beginnings of sample names' ends)."""
    samples = sound_files()
    fitting = [name for name in sorted(samples) if name.endswith(kinds)]
    chance = draw(st.integers(0, 19))
    if chance == 0:
        return draw(st.binary(max_size=300)), draw(st.sampled_from(ODD_NAMES))
    name = draw(st.sampled_from(sorted(samples) if chance == 1 else fitting))
    data = samples[name]
    ways: list[Callable[[bytes], st.SearchStrategy[bytes]]] = [flipped, cut, doubled]
    if name.endswith(".geojson"):
        ways = [*ways, retold, retold, retold, retold]
    elif data.startswith(b"PK"):
        ways = [*ways, repacked, repacked, repacked, repacked]
    if chance > 2:
        data = draw(draw(st.sampled_from(ways))(data))
    if chance in (3, 4, 5):
        return data, draw(st.sampled_from(ODD_NAMES))
    return data, name


def deep_json(depth: int) -> bytes:
    """GeoJSON nested beyond reason."""
    return (
        json.dumps({"type": "Polygon"})[:-1].encode()
        + b', "coordinates": '
        + b"[" * depth
        + b"]" * depth
        + b"}"
    )
