"""What a pursuit asks, as rules see it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from fss.pursuits.models import Pursuit
from fss.pursuits.queries import as_criterion
from fss.sites.rules.criteria import Criterion, Importance, asked
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field


@dataclass(frozen=True, slots=True)
class Asked:
    """One criterion of a pursuit with its field."""

    id: UUID
    field: Field
    criterion: Criterion

    @property
    def is_must(self) -> bool:
        """Whether failing it eliminates."""
        return self.criterion.importance is Importance.MUST

    @property
    def words(self) -> str:
        """What is asked: "at least 40 acres"."""
        return asked(self.field, self.criterion)


def asked_by(pursuit: Pursuit) -> list[Asked]:
    """The pursuit's criteria, musts first, each in the order in which they were entered."""
    found = [
        Asked(row.id, FIELDS[row.field], replace(as_criterion(row), needed_by=pursuit.needed_by))
        for row in pursuit.criteria
        if row.field in FIELDS
    ]
    return sorted(found, key=lambda one: not one.is_must)
