"""Documents as canonical JSON: what was issued can be read, compared and printed again.

Images may be kept apart: pass a dict and their bytes land in it by SHA-256, only the name stays
in the JSON. `content_hash` is the same either way.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime
from typing import Any

from fss.documents import blocks
from fss.documents.blocks import Document

FORMAT = 1
"""Raised when an old document could no longer be read by the classes as they are."""

_TYPES: dict[str, type[Any]] = {
    kind.__name__: kind
    for kind in (
        blocks.Heading,
        blocks.Paragraph,
        blocks.BulletList,
        blocks.NumberedList,
        blocks.FactRow,
        blocks.FactTable,
        blocks.Verdict,
        blocks.ComparisonTable,
        blocks.MatrixRow,
        blocks.Matrix,
        blocks.KeyFigure,
        blocks.KeyFigures,
        blocks.Figure,
        blocks.PageBreak,
        blocks.Contents,
        blocks.Cover,
        blocks.Section,
        blocks.Landscape,
        blocks.Run,
        blocks.Document,
    )
}


def to_json(document: Document, *, images: dict[str, bytes] | None = None) -> str:
    """The document as canonical JSON: sorted keys, no blanks, UTC times."""
    tree = {"format": FORMAT, "document": _plain(document, images)}
    return json.dumps(tree, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(text: str, *, images: Mapping[str, bytes] | None = None) -> Document:
    """The document of `to_json`; ValueError if it is not one or an image is missing."""
    tree = json.loads(text)
    if not isinstance(tree, dict) or tree.get("format") != FORMAT:
        raise ValueError("This is not a document of a known format.")
    document = _block(tree["document"], images or {})
    if not isinstance(document, Document):
        raise ValueError("The outermost block is not a document.")
    return document


def content_hash(document: Document) -> str:
    """SHA-256 in hexadecimal over the canonical JSON and every image."""
    return hashlib.sha256(to_json(document, images={}).encode()).hexdigest()


def _plain(value: Any, images: dict[str, bytes] | None) -> Any:
    if type(value).__name__ in _TYPES:
        plain = {item.name: _plain(getattr(value, item.name), images) for item in fields(value)}
        return {"type": type(value).__name__, **plain}
    if isinstance(value, tuple):
        return [_plain(item, images) for item in value]
    if isinstance(value, datetime):
        return {"type": "time", "utc": value.astimezone(UTC).isoformat()}
    if isinstance(value, bytes):
        name = hashlib.sha256(value).hexdigest()
        if images is None:
            return {"type": "image", "sha256": name, "base64": base64.b64encode(value).decode()}
        images[name] = value
        return {"type": "image", "sha256": name}
    return value


def _block(value: Any, images: Mapping[str, bytes]) -> Any:
    if isinstance(value, list):
        return tuple(_block(item, images) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("type")
    if kind == "time":
        return datetime.fromisoformat(value["utc"])
    if kind == "image":
        return _image(value, images)
    if kind not in _TYPES:
        raise ValueError(f"Unknown block {kind!r}.")
    try:
        return _TYPES[kind](**{k: _block(v, images) for k, v in value.items() if k != "type"})
    except TypeError as error:
        raise ValueError(f"The block {kind} has parts it does not know.") from error


def _image(value: dict[str, str], images: Mapping[str, bytes]) -> bytes:
    name = value["sha256"]
    data = base64.b64decode(value["base64"]) if "base64" in value else images.get(name)
    if data is None or hashlib.sha256(data).hexdigest() != name:
        raise ValueError(f"The image {name[:12]} is missing or was changed.")
    return data
