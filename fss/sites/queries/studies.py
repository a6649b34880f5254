"""What is known of a site that is shown as a table: its studies, and fields that are tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fss.sites.queries.facts import Held
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Part
from fss.sites.rules.tables import padded_rows


@dataclass(frozen=True, slots=True)
class Study:
    """One row: the study's status, date and firm as far as they may be seen."""

    key: str
    parts: Mapping[Part, Held]

    @property
    def label(self) -> str:
        """What the study is called."""
        return FIELDS[self.key].label

    @property
    def status(self) -> Held | None:
        """What is known of its state."""
        return self.parts.get(Part.STATUS)

    @property
    def main(self) -> Held:
        """The status, or the first other part that is stated: whose evidence is shown."""
        stated = [one for one in self.parts.values() if one.fact or one.plan]
        return (stated or list(self.parts.values()))[0]

    @property
    def is_stated(self) -> bool:
        """Whether anything is known of it, or planned."""
        return any(one.fact or one.plan for one in self.parts.values())

    def words(self, part: str) -> str:
        """Status, date or firm in words; empty when not known."""
        held = self.parts.get(Part(part))
        return held.words if held and held.is_known else ""


def studies_of(held: Iterable[Held]) -> list[Study]:
    """The studies among these fields, in dictionary order, unstated ones too."""
    found: dict[str, dict[Part, Held]] = {}
    for one in held:
        if one.field.part is not None:
            found.setdefault(one.field.row, {})[one.field.part] = one
    return [Study(key, parts) for key, parts in found.items()]


def rows_of(held: Held) -> list[tuple[str, ...]]:
    """The rows of a table field that is known; every row has a cell for each column."""
    return padded_rows(held.field, held.value.text) if held.value else []
