"""Reading a zipped Shapefile: its records, geometries as they stand, and its projection.

Everything is read in memory; no name inside the archive ever becomes a path.
"""

from __future__ import annotations

import codecs
import io
import struct
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

import shapefile

from fss.errors import RuleError
from fss.files.rules import BROKEN_ZIP

MOST_BYTES = 100_000_000
MOST_FIELDS = 300
DAMAGED = "This Shapefile is damaged. Export the layer again and send that."
NULL_SHAPE = 0
shapefile.VERBOSE = False  # it would tell the log what read_shapes tells the person


@dataclass(frozen=True, slots=True)
class Layer:
    """The records (properties, GeoJSON geometry or None) in the file's own projection.

    `projection` is the text of the .prj file, empty when there is none; `bounds` are west,
    south, east and north as the file counts.
    """

    records: tuple[tuple[dict[str, Any], dict[str, Any] | None], ...]
    projection: str
    bounds: tuple[float, float, float, float]


def read_layer(data: bytes, *, most: int) -> Layer:
    """The one layer in the archive. RuleError saying what to do."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _parts(archive)
            read = {suffix: archive.read(entry) for suffix, entry in parts.items()}
    except BROKEN_ZIP:
        raise RuleError(DAMAGED) from None
    try:
        return _layer(read, most)
    except RuleError:
        raise
    except Exception:  # pyshp raises whatever a damaged part leads it to
        raise RuleError(DAMAGED) from None


def _parts(archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    entries = [
        entry
        for entry in archive.infolist()
        if not entry.is_dir() and "__MACOSX" not in PurePosixPath(entry.filename).parts
    ]
    layers = [entry for entry in entries if entry.filename.lower().endswith(".shp")]
    if len(layers) != 1:
        raise RuleError(
            f"The .zip holds {len(layers)} layers. Send one .zip for each layer."
            if layers
            else "The .zip holds no .shp file. Put the .shp, .dbf and .prj of one layer in it."
        )
    stem = layers[0].filename[:-4].lower()
    parts = {
        suffix: entry
        for entry in entries
        for suffix in ("shp", "dbf", "prj", "cpg")
        if entry.filename.lower() == f"{stem}.{suffix}"
    }
    if sum(entry.file_size for entry in parts.values()) > MOST_BYTES:
        raise RuleError("This layer is larger than 100 MB. Split it and send the parts.")
    return parts


def _layer(parts: dict[str, bytes], most: int) -> Layer:
    table = parts.get("dbf")
    if table is not None:
        _check_table(table, most)
    with shapefile.Reader(
        shp=io.BytesIO(parts["shp"]),
        dbf=io.BytesIO(table) if table is not None else None,
        encoding=_encoding(parts.get("cpg", b""), table or b""),
        encodingErrors="replace",
    ) as reader:
        geometries = []
        for one in reader.iterShapes():
            geometries.append(None if one.shapeType == NULL_SHAPE else one.__geo_interface__)
            if len(geometries) > most:
                raise RuleError(f"The layer holds more than {most:,} places. Split it.")
        properties: Iterable[dict[str, Any]] = [{} for _ in geometries]
        if table is not None:
            properties = [record.as_dict() for record in reader.iterRecords()]
        if not geometries:
            raise RuleError("The layer holds no place.")
        west, south, east, north = reader.bbox
    records = tuple(zip(properties, geometries, strict=True))
    return Layer(records, _words(parts.get("prj", b"")), (west, south, east, north))


def _check_table(table: bytes, most: int) -> None:
    """Believe the counts in the table's head only as far as its bytes bear them out."""
    (count, head, width) = struct.unpack("<xxxxLHH", table[:12])
    if count > most:
        raise RuleError(f"The layer holds more than {most:,} places. Split it.")
    if (head - 33) // 32 > MOST_FIELDS:
        raise RuleError(f"The layer has more than {MOST_FIELDS} columns. Remove some.")
    if len(table) < head + count * width:
        raise RuleError(DAMAGED)


def _encoding(stated: bytes, table: bytes) -> str:
    name = _words(stated).strip().lower().replace("ansi ", "cp")
    for candidate in (name, f"cp{name}"):
        try:
            return codecs.lookup(candidate).name
        except (LookupError, ValueError):
            continue
    try:
        table[32:].decode("utf-8")
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _words(data: bytes) -> str:
    return data.decode("utf-8-sig", "replace").replace("\x00", "").strip()
