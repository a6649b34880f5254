"""A county's own fields."""

from __future__ import annotations

from typing import Any

from fss.fields.models import OwnField
from fss.fields.rules import Definition
from fss.fields.services import add_field
from fss.sites.rules.fields import Kind
from fss.timezone import utcnow


def make_field(
    label: str = "Barge slips",
    *,
    kind: Kind = Kind.INTEGER,
    answers: tuple[str, ...] = (),
    group: str = "transport",
    **other: Any,
) -> OwnField:
    """An own field, by default a count in group transport."""
    choices = tuple(("", answer) for answer in answers)
    said = Definition(label=label, group=group, kind=kind, choices=choices, **other)
    return add_field(said, now=utcnow())
