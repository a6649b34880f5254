"""A field that the county has added itself."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import JSON, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column

from fss.audit.models import SYSTEM_STREAM, Audited
from fss.db import Model, Versioned, uuid_pk, words_of
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import Kind


class OwnField(Versioned, Audited, Model):
    """One field of the county's own. Facts name it by `key`, which never changes.

    `choices` are pairs of key and label in the order shown; a key stays when its label changes.
    `plannable`: a dated, costed plan may stand beside the present value.
    `retired` fields are asked no longer; the facts stated under them stay.
    """

    __tablename__ = "own_field"
    __audit_name__ = "own_field"

    id: Mapped[uuid.UUID] = uuid_pk()
    key: Mapped[str] = mapped_column(String(60), unique=True)
    label: Mapped[str] = mapped_column(String(120))
    section: Mapped[str] = mapped_column(String(40))
    kind: Mapped[Kind] = mapped_column(words_of(Kind))
    unit: Mapped[str] = mapped_column(String(40), default="")
    choices: Mapped[list[list[str]]] = mapped_column(JSON, default=list)
    for_land: Mapped[bool] = mapped_column(default=True)
    for_buildings: Mapped[bool] = mapped_column(default=True)
    description: Mapped[str] = mapped_column(Text, default="")
    aliases: Mapped[list[str]] = mapped_column(JSON, default=list)
    data_class: Mapped[DataClass] = mapped_column(words_of(DataClass), default=DataClass.PUBLIC)
    plannable: Mapped[bool] = mapped_column(default=False, server_default=false())
    retired: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]

    def audit_stream(self) -> str:
        """Fields are the whole county's."""
        return SYSTEM_STREAM
