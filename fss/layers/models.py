"""Layers and their shapes. A layer is never changed: another version takes its place."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.audit.models import Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.layers.rules.kinds import LayerKind, Surety


class MapLayer(Versioned, Audited, Model):
    """One version of a layer. Once `ended_at` is set its shapes are gone; the file stays.

    `tolerance` is that of the simplification in degrees (0: as sent); the box is in degrees.
    """

    __tablename__ = "map_layer"
    __audit_name__ = "map_layer"
    __audit_exclude__ = frozenset({"west", "south", "east", "north", "tolerance"})
    __table_args__ = (Index("ix_map_layer_kind", "kind", "ended_at"),)

    id: Mapped[uuid.UUID] = uuid_pk()
    kind: Mapped[LayerKind] = mapped_column(words_of(LayerKind))
    name: Mapped[str] = mapped_column(String(120))
    source: Mapped[str] = mapped_column(Text)
    as_of: Mapped[date]
    surety: Mapped[Surety] = mapped_column(words_of(Surety))
    name_property: Mapped[str] = mapped_column(String(100), default="")
    sort_property: Mapped[str] = mapped_column(String(100), default="")
    count_property: Mapped[str] = mapped_column(String(100), default="")
    year_property: Mapped[str] = mapped_column(String(100), default="")
    file_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("stored_file.id"))
    shapes: Mapped[int]
    left_out: Mapped[int] = mapped_column(default=0)
    repaired: Mapped[int] = mapped_column(default=0)
    tolerance: Mapped[float] = mapped_column(Float, default=0.0)
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    loaded_at: Mapped[datetime]
    loaded_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    ended_at: Mapped[datetime | None]
    replaced_by_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("map_layer.id"))
    file: Mapped[StoredFile] = relationship()


class MapFeature(Model):
    """One shape of a layer: well-known binary in degrees, its box, and what is known of it."""

    __tablename__ = "map_feature"

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    layer_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("map_layer.id", ondelete="CASCADE"), index=True
    )
    name: Mapped[str] = mapped_column(String(200))
    sort: Mapped[str] = mapped_column(String(200), default="")
    count: Mapped[float | None]
    year: Mapped[int | None]
    west: Mapped[float]
    south: Mapped[float]
    east: Mapped[float]
    north: Mapped[float]
    geometry: Mapped[bytes] = mapped_column(LargeBinary)
