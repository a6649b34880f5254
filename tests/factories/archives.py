"""Archives as broken programs and attackers leave them."""

from __future__ import annotations

import io
import struct
import zipfile

LOCAL_HEAD = 30
"""Bytes before the name of a part."""


def spoiled(data: bytes, name: str, *, skip: int = 0) -> bytes:
    """The archive with the packed bytes of one part overwritten, from its `skip`th on."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.getinfo(name)
    named, extra = struct.unpack_from("<HH", data, part.header_offset + 26)
    start = part.header_offset + LOCAL_HEAD + named + extra + skip
    end = start + min(64, part.compress_size - skip)
    return data[:start] + b"\xff" * (end - start) + data[end:]


def repacked(data: bytes, method: int) -> bytes:
    """The same parts packed by another method."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", method) as new:
        for name in old.namelist():
            new.writestr(name, old.read(name))
    return out.getvalue()
