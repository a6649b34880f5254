"""Schematic pictures of sites, drawn for the made-up county as if seen from the air.

Fields, a road, trees and the boundary; the same site always gives the same picture.
"""

from __future__ import annotations

import hashlib
import io
import math
from random import Random

from PIL import Image, ImageDraw
from shapely import Geometry, get_coordinates, minimum_rotated_rectangle
from shapely.affinity import scale
from shapely.geometry import Polygon

from fss.sample.properties import Property
from fss.sites.rules.fields import PropertyKind

WIDTH, HEIGHT, FINE = 1200, 800, 2
FIELD_COLORS = ("#b9c98a", "#a9bd77", "#cfcf96", "#97ad6b", "#d8cda0")
ROAD, VERGE, LINE, TREE, ROOF = "#8d8d89", "#a3ad86", "#f2efe3", "#5d7a4c", "#e7e3da"
CREDIT = "Drawing, made for the sample county"

Points = list[tuple[float, float]]


def draw_picture(site: Property) -> bytes:
    """A JPEG of 1200 × 800 pixels; the site must have a boundary."""
    assert site.boundary is not None
    chance = Random(int.from_bytes(hashlib.sha256(site.own_id.encode()).digest()[:8], "big"))  # noqa: S311
    image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), FIELD_COLORS[0])
    draw = ImageDraw.Draw(image)
    _fields(draw, chance)
    ring = _fitted(site.boundary)
    draw.polygon(ring, fill=chance.choice(FIELD_COLORS[1:4]))
    _furrows(draw, ring, image, chance)
    _road(draw, ring)
    if site.kind is PropertyKind.BUILDING:
        _building(draw, ring)
    _trees(draw, chance)
    draw.line([*ring, ring[0], ring[1]], fill="#c03a1e", width=9 * FINE, joint="curve")
    small = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    data = io.BytesIO()
    small.save(data, "JPEG", quality=86)
    return data.getvalue()


def describe(site: Property, member: str) -> str:
    """What the picture shows, for those who do not see it."""
    seen = "a long pale roof" if site.kind is PropertyKind.BUILDING else "a plowed field"
    return (
        f"Schematic drawing of {site.name} in {member} from above: {seen} within a red boundary, "
        "a road along its south side, fields and rows of trees around it."
    )


def _fitted(boundary: list[list[float]]) -> Points:
    """The boundary in the middle of the picture, north up."""
    shrink = math.cos(math.radians(boundary[0][1]))
    places = [(longitude * shrink, latitude) for longitude, latitude in boundary[:-1]]
    west, east = min(x for x, _ in places), max(x for x, _ in places)
    south, north = min(y for _, y in places), max(y for _, y in places)
    scale = min(WIDTH * 0.62 / (east - west), HEIGHT * 0.62 / (north - south)) * FINE
    middle_x, middle_y = (west + east) / 2, (south + north) / 2
    return [
        (WIDTH * FINE / 2 + (x - middle_x) * scale, HEIGHT * FINE * 0.46 - (y - middle_y) * scale)
        for x, y in places
    ]


def _fields(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    left = 0.0
    while left < WIDTH * FINE:
        wide = chance.uniform(0.16, 0.34) * WIDTH * FINE
        split = chance.uniform(0.3, 0.7) * HEIGHT * FINE
        draw.rectangle((left, 0, left + wide, split), fill=chance.choice(FIELD_COLORS))
        draw.rectangle((left, split, left + wide, HEIGHT * FINE), fill=chance.choice(FIELD_COLORS))
        left += wide


def _furrows(draw: ImageDraw.ImageDraw, ring: Points, image: Image.Image, chance: Random) -> None:
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).polygon(ring, fill=70)
    rows = Image.new("RGB", image.size, "#8f9c5b")
    lines = ImageDraw.Draw(rows)
    slant = chance.uniform(-160, 160) * FINE
    for x in range(-400 * FINE, (WIDTH + 400) * FINE, 26 * FINE):
        lines.line((x, 0, x + slant, HEIGHT * FINE), fill="#dde0b4", width=7 * FINE)
    image.paste(rows, (0, 0), mask)
    draw.line(ring, fill="#8f9c5b", width=2 * FINE)


def _road(draw: ImageDraw.ImageDraw, ring: Points) -> None:
    y = max(y for _, y in ring) + 62 * FINE
    wide = WIDTH * FINE
    draw.rectangle((0, y - 34 * FINE, wide, y + 34 * FINE), fill=VERGE)
    draw.rectangle((0, y - 20 * FINE, wide, y + 20 * FINE), fill=ROAD)
    for x in range(0, wide, 60 * FINE):
        draw.line((x, y, x + 30 * FINE, y), fill=LINE, width=3 * FINE)


def _building(draw: ImageDraw.ImageDraw, ring: Points) -> None:
    """A roof and its yard, turned as the boundary is and well inside it."""
    lot = minimum_rotated_rectangle(Polygon(ring))
    yard, roof = _shrunk(lot, 0.52), _shrunk(lot, 0.42)
    draw.polygon(yard, fill=ROAD)
    draw.polygon([(x + 5 * FINE, y + 7 * FINE) for x, y in roof], fill="#6f6f6a")
    draw.polygon(roof, fill=ROOF)
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = roof[:4]
    for step in range(1, 8):
        part = step / 8
        start = (ax + (bx - ax) * part, ay + (by - ay) * part)
        end = (dx + (cx - dx) * part, dy + (cy - dy) * part)
        draw.line((*start, *end), fill="#d2cdbf", width=2 * FINE)


def _shrunk(shape: Geometry, share: float) -> Points:
    return [(float(x), float(y)) for x, y in get_coordinates(scale(shape, share, share))]


def _trees(draw: ImageDraw.ImageDraw, chance: Random) -> None:
    for row in range(2):
        y = (40 + row * 690) * FINE
        x = chance.uniform(10, 90) * FINE
        while x < WIDTH * FINE:
            radius = chance.uniform(9, 19) * FINE
            off = chance.uniform(-8, 8) * FINE
            draw.ellipse((x - radius, y + off - radius, x + radius, y + off + radius), fill=TREE)
            x += chance.uniform(26, 120) * FINE
