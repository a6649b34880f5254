"""Which pictures a document takes: PNG, JPEG, and SVG that can neither run nor fetch anything."""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from fss.errors import RuleError

_SVG = "{http://www.w3.org/2000/svg}"
_ELEMENTS = frozenset(
    {
        "svg",
        "g",
        "path",
        "rect",
        "circle",
        "ellipse",
        "line",
        "polyline",
        "polygon",
        "text",
        "tspan",
        "title",
        "desc",
        "defs",
        "pattern",
        "clipPath",
    }
)
_ATTRIBUTES = frozenset(
    {
        "viewBox",
        "width",
        "height",
        "x",
        "y",
        "x1",
        "y1",
        "x2",
        "y2",
        "cx",
        "cy",
        "r",
        "rx",
        "ry",
        "d",
        "points",
        "transform",
        "fill",
        "fill-opacity",
        "fill-rule",
        "stroke",
        "stroke-width",
        "stroke-dasharray",
        "stroke-linecap",
        "stroke-linejoin",
        "stroke-opacity",
        "opacity",
        "font-family",
        "font-size",
        "font-weight",
        "text-anchor",
        "dominant-baseline",
        "id",
        "class",
        "role",
        "aria-hidden",
        "clip-path",
        "patternUnits",
        "patternTransform",
        "paint-order",
        "dx",
        "dy",
        "preserveAspectRatio",
    }
)
_LOCAL_URL = re.compile(r"url\(#[A-Za-z][\w-]*\)")


def check_picture(image: bytes | str) -> None:
    """RuleError unless the image is a PNG, a JPEG, or an SVG of shapes and words only."""
    if isinstance(image, str):
        _check_svg(image)
    else:
        picture_type(image)


def picture_type(image: bytes) -> str:
    """`image/png` or `image/jpeg`, by the first bytes."""
    if image.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if image.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    raise RuleError("A picture in a document must be a PNG, a JPEG or a drawing.", "image")


def picture_size(image: str) -> tuple[float, float]:
    """Width and height of an SVG's view box."""
    match = re.search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', image[:1000])
    if match is None:
        raise RuleError("A drawing needs a viewBox that starts at 0 0.", "image")
    return float(match[1]), float(match[2])


@lru_cache(maxsize=256)
def _check_svg(svg: str) -> None:
    try:
        root = fromstring(svg, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise RuleError("The drawing is not well-formed SVG.", "image") from error
    if root.tag != f"{_SVG}svg":
        raise RuleError("The drawing is not SVG.", "image")
    picture_size(svg)
    for element in root.iter():
        _check_element(element)


def _check_element(element: Element) -> None:
    name = str(element.tag).removeprefix(_SVG)
    if not str(element.tag).startswith(_SVG) or name not in _ELEMENTS:
        raise RuleError(f"A drawing may not contain “{name}”.", "image")
    for attribute, value in element.attrib.items():
        foreign = "url(" in _LOCAL_URL.sub("", value.lower())
        if attribute not in _ATTRIBUTES or foreign:
            raise RuleError(f"A drawing may not use “{attribute}” that way.", "image")
