"""A plain map as one SVG: outlines, markers, labels, a scale bar and north, nothing fetched.

Coordinates are longitude and latitude in degrees (WGS 84), as in GeoJSON. The projection is a
local equirectangular one: at the size of a county its error is below a line's width. Kinds differ
by line style, fill pattern or shape, never by color alone.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from markupsafe import Markup

from fss.documents.blocks import Figure
from fss.documents.labels import LETTER, Placer
from fss.documents.text import clean_line, shortened
from fss.errors import RuleError

Point = tuple[float, float]
_WIDTH, _HEIGHT, _LEGEND = 680.0, 400.0, 30.0
_MARGIN = 16.0
_MILES_PER_DEGREE = 69.09
_FONT = "Public Sans, Arial, sans-serif"


class OutlineKind(StrEnum):
    """What an outline bounds; the order is that of drawing."""

    COUNTY = "county"
    CITY = "city"
    SITE = "site"


@dataclass(frozen=True, slots=True)
class Outline:
    """A boundary: a GeoJSON geometry (Polygon or MultiPolygon), a Feature or a collection."""

    kind: OutlineKind
    name: str
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Marker:
    """A place, by longitude and latitude."""

    name: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class _Look:
    fill: str
    stroke: str
    width: float
    dashes: str
    words: str


_LOOKS = {
    OutlineKind.COUNTY: _Look("#fbfcf9", "#3d4551", 2, "9 3 2 3", "County line"),
    OutlineKind.CITY: _Look("#dfe7ee", "#6b7a8c", 1, "4 2", "City limits"),
    OutlineKind.SITE: _Look("url(#{key})", "#162e51", 2, "", "Site boundary"),
}


_SHEET = Markup(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {full}" role="img">'
    "<title>{title}</title>"
    '<defs><pattern id="{key}" width="6" height="6" patternUnits="userSpaceOnUse">'
    '<path d="M0 6L6 0" stroke="#b8860b" stroke-width="1.6"/></pattern>'
    '<clipPath id="{key}-frame"><rect x="0" y="0" width="{width}" height="{height}"/></clipPath>'
    '</defs><rect x="0.5" y="0.5" width="{inner}" height="{high}" fill="#f2f4f5"/>'
    '<g clip-path="url(#{key}-frame)">{land}</g>'
    '<rect x="0.5" y="0.5" width="{inner}" height="{high}" fill="none" stroke="#a9aeb1"/>'
    "{words}{legend}</svg>"
)


def draw_map(
    title: str,
    outlines: Sequence[Outline] = (),
    markers: Sequence[Marker] = (),
    *,
    focus: bool = False,
) -> str:
    """The map as SVG text. With `focus` it shows the sites and what is near, else everything.

    RuleError when there is nothing to draw or a coordinate is not on Earth.
    """
    rings = {index: list(_rings(outline.geometry)) for index, outline in enumerate(outlines)}
    places = [(marker.longitude, marker.latitude) for marker in markers]
    sites = [i for i, outline in enumerate(outlines) if outline.kind is OutlineKind.SITE]
    near = [point for i in sites for ring in rings[i] for point in ring] + places
    everything = near + [point for parts in rings.values() for ring in parts for point in ring]
    frame = _Frame(near if focus and near else everything, room=1.6 if focus else 1.0)

    order = sorted(range(len(outlines)), key=lambda i: list(OutlineKind).index(outlines[i].kind))
    # Several maps may stand on one page: an identifier of its own for each.
    key = f"map-{zlib.crc32(repr((title, everything)).encode()):08x}"
    shapes = [_shape(outlines[i], rings[i], frame, key) for i in order]
    placer = Placer(0, 0, _WIDTH, _HEIGHT)
    placer.block(_WIDTH - 46, 0, _WIDTH, 58)
    placer.block(0, _HEIGHT - 34, 190, _HEIGHT)
    dots = []
    for marker in markers:
        x, y = frame.place((marker.longitude, marker.latitude))
        placer.block(x - 7, y - 7, x + 7, y + 7)
        dots.append(_dot(x, y))
    labels = [
        _label(placer, marker.name, frame.place(at), 12, True, beside=True)
        for marker, at in zip(markers, places, strict=True)
    ]
    for index in reversed(order):
        if rings[index] and outlines[index].kind is not OutlineKind.COUNTY:
            at, wide = _middle([frame.place(point) for point in max(rings[index], key=len)])
            bold = outlines[index].kind is OutlineKind.SITE
            if frame.holds(at):
                name, size = outlines[index].name, 12 if bold else 11
                labels.append(_label(placer, name, at, size, bold, beside=bold and wide < 90))
    kinds = [kind for kind in OutlineKind if any(outline.kind is kind for outline in outlines)]
    return str(
        _SHEET.format(
            width=_n(_WIDTH),
            height=_n(_HEIGHT),
            full=_n(_HEIGHT + _LEGEND),
            inner=_n(_WIDTH - 1),
            high=_n(_HEIGHT - 1),
            title=clean_line(title),
            key=key,
            land=Markup("").join(shapes + dots),
            words=Markup("").join(labels) + _scale(frame) + _NORTH,
            legend=_legend(kinds, bool(markers), key),
        )
    )


def map_figure(
    title: str,
    outlines: Sequence[Outline] = (),
    markers: Sequence[Marker] = (),
    *,
    alt: str,
    caption: str = "",
    credit: str = "",
    focus: bool = False,
) -> Figure:
    """The map as a block of a document; `alt` says in words what it shows."""
    svg = draw_map(title, outlines, markers, focus=focus)
    return Figure(svg, alt, caption=caption or title, credit=credit)


class _Frame:
    """From degrees to the drawing's units, with the whole of `points` in view."""

    def __init__(self, points: Sequence[Point], *, room: float) -> None:
        if not points:
            raise RuleError("There is nothing to draw on the map.", "geometry")
        west, east = min(p[0] for p in points), max(p[0] for p in points)
        south, north = min(p[1] for p in points), max(p[1] for p in points)
        self._center = ((west + east) / 2, (south + north) / 2)
        self._shrink = math.cos(math.radians(self._center[1])) or 1e-6
        # A lone point gets a mile around it.
        wide = max((east - west) * self._shrink * room, 2 / _MILES_PER_DEGREE)
        high = max((north - south) * room, 2 / _MILES_PER_DEGREE)
        self._unit = min((_WIDTH - 2 * _MARGIN) / wide, (_HEIGHT - 2 * _MARGIN) / high)

    @property
    def units_per_mile(self) -> float:
        return self._unit / _MILES_PER_DEGREE

    def place(self, point: Point) -> Point:
        x = _WIDTH / 2 + (point[0] - self._center[0]) * self._shrink * self._unit
        return x, _HEIGHT / 2 - (point[1] - self._center[1]) * self._unit

    def holds(self, at: Point) -> bool:
        return 0 < at[0] < _WIDTH and 0 < at[1] < _HEIGHT


def _rings(geometry: Mapping[str, Any]) -> Iterator[list[Point]]:
    kind = geometry.get("type")
    if kind == "FeatureCollection":
        for feature in geometry["features"]:
            yield from _rings(feature)
    elif kind == "Feature":
        yield from _rings(geometry["geometry"] or {"type": "Polygon", "coordinates": []})
    elif kind == "GeometryCollection":
        for part in geometry["geometries"]:
            yield from _rings(part)
    elif kind == "Polygon":
        yield from (_ring(ring) for ring in geometry["coordinates"])
    elif kind == "MultiPolygon":
        yield from (_ring(ring) for polygon in geometry["coordinates"] for ring in polygon)
    else:
        raise RuleError("An outline must be a polygon.", "geometry")


def _ring(coordinates: Sequence[Sequence[float]]) -> list[Point]:
    points = [(float(point[0]), float(point[1])) for point in coordinates]
    if not all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in points):
        raise RuleError("A coordinate is not in degrees of longitude and latitude.", "geometry")
    return points


def _n(number: float) -> str:
    return f"{number:.1f}".removesuffix(".0")


def _shape(outline: Outline, rings: list[list[Point]], frame: _Frame, key: str) -> Markup:
    look = _LOOKS[outline.kind]
    lines = []
    for ring in rings:
        placed = [f"{_n(x)} {_n(y)}" for x, y in map(frame.place, ring)]
        # Neighbors that fall on one spot at this size are drawn once.
        kept = [p for i, p in enumerate(placed) if i == 0 or p != placed[i - 1]]
        lines.append(f"M{'L'.join(kept)}Z")
    dashes = Markup(' stroke-dasharray="{}"').format(look.dashes) if look.dashes else ""
    return Markup(
        '<path d="{}" fill="{}" fill-rule="evenodd" stroke="{}" stroke-width="{}"{}/>'
    ).format("".join(lines), look.fill.format(key=key), look.stroke, _n(look.width), dashes)


def _dot(x: float, y: float) -> Markup:
    return Markup(
        '<circle cx="{x}" cy="{y}" r="6" fill="#b50909" stroke="#fff" stroke-width="2"/>'
        '<circle cx="{x}" cy="{y}" r="1.8" fill="#fff"/>'
    ).format(x=_n(x), y=_n(y))


def _label(placer: Placer, name: str, at: Point, size: int, bold: bool, *, beside: bool) -> Markup:
    words = shortened(clean_line(name), 36)
    spot = placer.place(words, at, size, beside=beside)
    if spot is None or not words:
        return Markup("")
    # A pale plate keeps the words readable on lines and patterns.
    return Markup(
        '<rect x="{}" y="{}" width="{}" height="{}" rx="2" fill="#fff" fill-opacity="0.8"/>'
        '<text x="{}" y="{}" font-family="{}" font-size="{}" font-weight="{}"'
        ' fill="#1b1b1b">{}</text>'
    ).format(
        _n(spot[0] - 2),
        _n(spot[1] - size),
        _n(len(words) * size * LETTER),
        _n(size * 1.3),
        _n(spot[0]),
        _n(spot[1]),
        _FONT,
        size,
        "bold" if bold else "normal",
        words,
    )


def _middle(ring: list[Point]) -> tuple[Point, float]:
    """The middle of the ring's box, and its width."""
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return ((min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2), max(xs) - min(xs)


def _scale(frame: _Frame) -> Markup:
    """A bar of a round number of miles, at most 130 units long."""
    most = 130 / frame.units_per_mile
    power = 10.0 ** math.floor(math.log10(most))
    miles = max(step * power for step in (1, 2, 5) if step * power <= most)
    length = miles * frame.units_per_mile
    words = f"{miles:g} mile" + ("" if miles == 1 else "s")
    y = _HEIGHT - 12
    return Markup(
        '<rect x="8" y="{}" width="{}" height="24" fill="#fff" fill-opacity="0.85"/>'
        '<path d="M14 {}v6h{}v-6" fill="none" stroke="#1b1b1b" stroke-width="1.5"/>'
        '<text x="{}" y="{}" font-family="{}" font-size="11" fill="#1b1b1b">{}</text>'
    ).format(
        _n(y - 16), _n(length + 66), _n(y - 6), _n(length), _n(length + 20), _n(y), _FONT, words
    )


_NORTH = Markup(
    '<path d="M{x} 14l8 22-8-5-8 5z" fill="#1b1b1b" stroke="#fff"/>'
    '<text x="{x}" y="50" font-family="{f}" font-size="12" font-weight="bold"'
    ' text-anchor="middle" fill="#1b1b1b">N</text>'
).format(x=_n(_WIDTH - 22), f=_FONT)


def _legend(kinds: Sequence[OutlineKind], places: bool, key: str) -> Markup:
    parts = []
    x, y = 4.0, _HEIGHT + 10
    for kind in kinds:
        look = _LOOKS[kind]
        dashes = Markup(' stroke-dasharray="{}"').format(look.dashes) if look.dashes else ""
        parts.append(
            Markup(
                '<rect x="{}" y="{}" width="24" height="13" fill="{}" stroke="{}"'
                ' stroke-width="{}"{}/>'
            ).format(_n(x), _n(y), look.fill.format(key=key), look.stroke, _n(look.width), dashes)
        )
        parts.append(_legend_words(x + 31, y, look.words))
        x += 40 + 6.6 * len(look.words)
    if places:
        parts += [_dot(x + 10, y + 6.5), _legend_words(x + 23, y, "Site")]
    return Markup("").join(parts)


def _legend_words(x: float, y: float, words: str) -> Markup:
    return Markup(
        '<text x="{}" y="{}" font-family="{}" font-size="11" fill="#3d4551">{}</text>'
    ).format(_n(x), _n(y + 10.5), _FONT, words)
