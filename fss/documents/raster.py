"""Drawings as pixels, for formats that cannot hold SVG."""

from __future__ import annotations

import io
from functools import lru_cache

import pypdfium2
from PIL import Image

from fss.documents.pdf import print_svg
from fss.documents.pictures import picture_size

DOTS_PER_INCH = 200


@lru_cache(maxsize=64)
def svg_to_png(svg: str, inches: float) -> bytes:
    """The drawing as a PNG, `inches` wide at 200 dots per inch."""
    width, height = picture_size(svg)
    points = inches * 72
    pdf = pypdfium2.PdfDocument(print_svg(svg, points, points * height / width))
    try:
        image = pdf[0].render(scale=DOTS_PER_INCH / 72).to_pil().convert("RGB")
    finally:
        pdf.close()
    buffer = io.BytesIO()
    # A map has few colors: the octree finds them, faster than the median cut.
    image.quantize(128, Image.Quantize.FASTOCTREE).save(buffer, "PNG", optimize=False)
    return buffer.getvalue()
