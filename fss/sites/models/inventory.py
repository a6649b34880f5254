"""Sites and buildings: a row with current values as typed columns, and the facts behind them.

Facts are append-only (triggers in the migration refuse UPDATE and DELETE). Which fact is current
stands in `SiteValue`, one row per site and field; the typed columns on `Site` repeat the current
values of screened fields so that lists and matching need no join.
"""

from __future__ import annotations

import enum
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from fss.accounts.models import Organization
from fss.audit.models import Audited
from fss.db import Model, Versioned, append_only, uuid_pk, words_of
from fss.files.models import StoredFile
from fss.sites.rules.classes import Audience, DataClass, may_show
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.rules.values import Qualifier, Value

if TYPE_CHECKING:
    from fss.sites.models.photos import SitePhoto

BYTEWISE = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Text that both engines put in the same order, whatever the server's language."""


class Confidence(enum.StrEnum):
    """How sure a stated value is."""

    DOCUMENTED = "documented"
    PROVIDER = "stated_by_provider"
    OWNER = "stated_by_owner"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """As people read it."""
        return {
            Confidence.DOCUMENTED: "Documented",
            Confidence.PROVIDER: "Stated by the provider",
            Confidence.OWNER: "Stated by the owner",
            Confidence.ESTIMATED: "Estimated",
            Confidence.UNKNOWN: "Not said how sure",
        }[self]


def stored_text(field: Field, value: Value) -> str | None:
    """What `Fact.text` and a text column of the site's row hold: words, or keys of choices."""
    if field.is_interval:
        return None
    if field.is_text:
        return value.text
    if field.kind is Kind.MULTI:
        return f"|{'|'.join(value.choices)}|"
    return value.choices[0]


def typed_values(field: Field, value: Value | None) -> dict[str, float | str | None]:
    """The typed columns of the site's row that repeat a current value; None is unknown."""
    if value is None:
        return dict.fromkeys(field.columns)
    stored = value.bounds.ends if field.is_interval else (stored_text(field, value),)
    return dict(zip(field.columns, stored, strict=False))


def _typed_columns() -> dict[str, Any]:
    columns: dict[str, Any] = {}
    for field in FIELDS.values():
        for name in field.columns:
            columns[name] = mapped_column(
                name, Float() if field.is_interval else Text(), nullable=True
            )
    return columns


class ScreenedColumns:
    """Columns that come from the dictionary need no annotation of their own."""

    __allow_unmapped__ = True


class Site(Versioned, Audited, ScreenedColumns, Model):
    """A site (land) or a building of a member. A building may name the land it stands on.

    `acres_low` … `sq_ft_high` are the size that lists show and sort by: what is available, else
    the largest contiguous piece, else the whole. `withheld` names, as `|a|b|`, the fields whose
    current value people of other members may not see although they may see the site.
    """

    __tablename__ = "site"
    __audit_name__ = "site"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("organization_id", "own_id"),
        Index("ix_site_organization_name", "organization_id", "name_key"),
        # What a list is narrowed to is known from `FacetBits`; one index for each order that is
        # walked, one for what is near a place.
        Index("ix_site_by_name", "name_key", "number", "active"),
        Index("ix_site_by_acres", "acres_low", "name_key", "number", "active"),
        Index("ix_site_by_sq_ft", "sq_ft_low", "name_key", "number", "active"),
        Index("ix_site_place", "latitude_low", "longitude_low", "number"),
    )

    id: Mapped[uuid.UUID] = uuid_pk()
    number: Mapped[int]
    organization_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("organization.id"))
    kind: Mapped[PropertyKind] = mapped_column(words_of(PropertyKind))
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(BYTEWISE)
    own_id: Mapped[str | None] = mapped_column(String(80))
    parcels: Mapped[str] = mapped_column(Text, default="")
    land_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("site.id"), index=True)
    active: Mapped[bool] = mapped_column(default=True)
    data_class: Mapped[DataClass] = mapped_column(
        words_of(DataClass), default=DataClass.PURSUIT, server_default=DataClass.PURSUIT.value
    )
    withheld: Mapped[str] = mapped_column(Text, default="", server_default="")
    lot: Mapped[int] = mapped_column(BigInteger)
    screening_known: Mapped[int] = mapped_column(default=0)
    screening_total: Mapped[int] = mapped_column(default=15)
    readiness: Mapped[int | None]
    has_plan: Mapped[bool] = mapped_column(default=False)
    acres_low: Mapped[float | None]
    acres_high: Mapped[float | None]
    sq_ft_low: Mapped[float | None]
    sq_ft_high: Mapped[float | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    organization: Mapped[Organization] = relationship()
    land: Mapped[Site | None] = relationship(remote_side=[id])
    photos: Mapped[list[SitePhoto]] = relationship(
        back_populates="site",
        order_by="SitePhoto.position, SitePhoto.id",
        primaryjoin="and_(Site.id == SitePhoto.site_id, SitePhoto.removed_at.is_(None))",
    )

    locals().update(_typed_columns())

    __audit_exclude__ = frozenset(
        {"number", "withheld", "name_key", "lot", "screening_known", "screening_total", "readiness"}
        | {"has_plan"}
        | {"acres_low", "acres_high", "sq_ft_low", "sq_ft_high"}
        | {name for field in FIELDS.values() for name in field.columns}
    )

    def audit_stream(self) -> str:
        """A site's events stand in its organization's chain."""
        return f"organization:{self.organization_id}"

    @property
    def reference(self) -> str:
        """The permanent number people cite: `S-0041`."""
        return f"S-{self.number:04d}"

    @property
    def is_shared(self) -> bool:
        """Whether people of other member cities may see it."""
        return self.data_class.is_shared

    @property
    def goes_out(self) -> bool:
        """Whether it may stand in proposals and reports."""
        return may_show(self.data_class, Audience.PROPOSAL)

    @property
    def cover(self) -> SitePhoto | None:
        """The photo that reports and proposals show: the first that is described and may go out."""
        return next((one for one in self.photos if one.may_go_out), None)


class SiteShape(Model):
    """A site's boundary, kept off the site's row so that lists stay narrow.

    `boundary_id` is its record with evidence; None for one from before records were kept.
    """

    __tablename__ = "site_shape"

    site_id: Mapped[uuid.UUID] = mapped_column(
        ForeignKey("site.id", ondelete="CASCADE"), primary_key=True
    )
    outline: Mapped[dict[str, Any]] = mapped_column(JSON)
    boundary_id: Mapped[int | None] = mapped_column(ForeignKey("site_boundary.id"))


class Fact(Model):
    """One value as stated by somebody at some time; never changed afterwards.

    Numbers, money and dates (as day ordinals) are intervals: `low`/`high`, NULL is an open end.
    `bound_low`/`bound_high` are what the words mean for criteria (about 40 is 38 to 42). Choices
    are keys in `text`, several as `|a|b|`. `retracted` says: no longer known.

    `data_class` NULL is the class of the field. A `rival` was stated beside the current value and
    is not current itself. `copy_of` is the fact that was stated again when it was restored or
    picked from rivals.
    """

    __tablename__ = "fact"
    __table_args__ = (Index("ix_fact_site_field", "site_id", "field"),)

    id: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer(), "sqlite"), primary_key=True, autoincrement=True
    )
    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"))
    field: Mapped[str] = mapped_column(String(60))
    planned: Mapped[bool] = mapped_column(Boolean, default=False)
    retracted: Mapped[bool] = mapped_column(Boolean, default=False)
    low: Mapped[float | None]
    high: Mapped[float | None]
    bound_low: Mapped[float | None]
    bound_high: Mapped[float | None]
    text: Mapped[str | None] = mapped_column(Text)
    qualifier: Mapped[str] = mapped_column(String(20))
    unit: Mapped[str] = mapped_column(String(30), default="")
    original: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    document_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("stored_file.id"))
    as_of: Mapped[date]
    confidence: Mapped[Confidence] = mapped_column(words_of(Confidence))
    plan_on: Mapped[date | None]
    plan_cost: Mapped[float | None]
    entered_at: Mapped[datetime]
    entered_by: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("app_user.id"))
    import_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("site_import.id"), index=True)
    data_class: Mapped[DataClass | None] = mapped_column(words_of(DataClass))
    rival: Mapped[bool] = mapped_column(Boolean, default=False, server_default=false())
    copy_of: Mapped[int | None] = mapped_column(BigInteger().with_variant(Integer(), "sqlite"))

    @property
    def seen_by(self) -> DataClass:
        """Who may see it: its own class, else that of its field."""
        return self.data_class or class_of_field(self.field)

    @property
    def value(self) -> Value | None:
        """The value as the rules know it; None when it was retracted."""
        return None if self.retracted else value_of(self)


append_only(Fact)


def class_of_field(key: str) -> DataClass:
    """Who may see a field's values where nothing else was said; own fields may be gone."""
    field = FIELDS.get(key)
    return getattr(field, "data_class", DataClass.PUBLIC) if field else DataClass.COUNTY


def value_of(fact: Any) -> Value:
    """The value of a fact, or of a row that has a fact's columns."""
    field = FIELDS[fact.field]
    return Value(
        field=fact.field,
        low=fact.low,
        high=fact.high,
        choices=tuple((fact.text or "").strip("|").split("|")) if field.is_set else (),
        text=(fact.text or "") if field.is_text else "",
        qualifier=Qualifier(fact.qualifier),
        unit=fact.unit,
        words=fact.original,
    )


class SiteValue(Model):
    """Which fact is the current one for a site, field and (present or planned).

    `check_on` is the last day on which the value counts as fresh (None: nothing is known). A
    person may have set it for the fact `check_fact_id`; it holds while that fact is current.
    """

    __tablename__ = "site_value"
    __table_args__ = (
        # The to-do list of a city looks through its own sites only, and only in this index.
        Index("ix_site_value_check", "site_id", "check_on", "planned", "field"),
    )

    site_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("site.id"), primary_key=True)
    field: Mapped[str] = mapped_column(String(60), primary_key=True)
    planned: Mapped[bool] = mapped_column(Boolean, primary_key=True, default=False)
    fact_id: Mapped[int] = mapped_column(ForeignKey("fact.id"))
    check_on: Mapped[date | None]
    check_fact_id: Mapped[int | None] = mapped_column(BigInteger)
    fact: Mapped[Fact] = relationship()


@dataclass(frozen=True, kw_only=True)
class Statement:
    """One value stated about a site: words as people write them, or a value already read.

    Words that say nothing ("", "unknown") mean that the value is no longer known. A planned
    statement needs `plan_on`, the day from which the value will hold; `plan_cost` is in US$.
    The evidence given here goes before that of the whole call. `data_class` says who may see the
    value; None leaves that as it is.
    """

    field: str
    value: str | Value
    planned: bool = False
    plan_on: date | None = None
    plan_cost: float | None = None
    source: str | None = None
    as_of: date | None = None
    confidence: Confidence | None = None
    document: StoredFile | None = None
    data_class: DataClass | None = None
