"""After how many days a value must be checked again, where the county says otherwise."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from fss.db import Model, words_of
from fss.sites.rules.fields import CheckLimit


class CheckDays(Model):
    """The county's own limit for one kind of value; kinds without a row keep the usual limit."""

    __tablename__ = "check_limit"

    kind: Mapped[CheckLimit] = mapped_column(words_of(CheckLimit), primary_key=True)
    days: Mapped[int]
