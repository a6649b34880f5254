"""Completeness (what is missing) and staleness (what must be checked again)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from fss.sites.rules.dictionary import SCREENING, fields_for
from fss.sites.rules.fields import CheckLimit, Field, PropertyKind, ScreeningItem

CHECK_DAYS: Mapping[CheckLimit, int] = {
    CheckLimit.AVAILABILITY: 90,
    CheckLimit.BUILDING: 90,
    CheckLimit.COMMUNITY: 365,
    CheckLimit.LAND: 180,
    CheckLimit.UTILITY: 365,
}
"""Days after which a value must be checked again; price counts as availability."""

SCREENING_FIELDS = frozenset(
    key
    for item in SCREENING
    for kind in PropertyKind
    for alternatives in item.needs_for(kind)
    for key in alternatives
)
"""The fields on which the screening set depends."""

NO_ANSWERS: Mapping[str, Collection[str]] = {}


@dataclass(frozen=True, slots=True)
class Completeness:
    """How much is known. `missing` holds the labels of what is not, in dictionary order."""

    known: int
    total: int
    missing: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return self.known == self.total

    @property
    def percent(self) -> int:
        """Whole percent, rounded down so that 100 means complete."""
        return 100 * self.known // self.total if self.total else 100


def screening_completeness(known: Collection[str], *, kind: PropertyKind) -> Completeness:
    """Of the fifteen screening items; `known` holds field keys with a fact, `@name` and `@city`."""
    missing = missing_screening(known, kind=kind)
    return Completeness(
        len(SCREENING) - len(missing), len(SCREENING), tuple(item.label for item in missing)
    )


def missing_screening(known: Collection[str], *, kind: PropertyKind) -> tuple[ScreeningItem, ...]:
    """The screening items that are not known in full."""
    return tuple(
        item
        for item in SCREENING
        if not all(
            any(key in known for key in alternatives) for alternatives in item.needs_for(kind)
        )
    )


def completeness(
    known: Collection[str],
    *,
    kind: PropertyKind,
    chosen: Mapping[str, Collection[str]] = NO_ANSWERS,
) -> Completeness:
    """Of the fields that are known or worth asking for, of land or of a building.

    `chosen` holds the choices stated, by field key: a study's date is missing only when the study
    is done (`Field.asked_if`).
    """
    fields = [field for field in fields_for(kind) if field.key in known or is_asked(field, chosen)]
    missing = tuple(field.label for field in fields if field.key not in known)
    return Completeness(len(fields) - len(missing), len(fields), missing)


def is_asked(field: Field, chosen: Mapping[str, Collection[str]]) -> bool:
    """Whether the field matters, given the choices stated so far by field key."""
    condition = field.asked_if
    return condition is None or not condition.choices.isdisjoint(chosen.get(condition.field, ()))


def next_check(field: Field, *, as_of: date, days: Mapping[CheckLimit, int] = CHECK_DAYS) -> date:
    """The last day on which a value stated as of that day still counts as fresh."""
    last = as_of.toordinal() + days[field.check]
    return date.fromordinal(min(last, date.max.toordinal()))


def is_overdue(check_on: date | None, *, today: date) -> bool:
    """Whether a value whose next check is (at the latest) on that day must be checked today."""
    return check_on is not None and check_on < today
