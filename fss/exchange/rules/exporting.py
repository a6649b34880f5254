"""What an exported table says, and how: written so that an import reads the same values back.

A number that is exact stands as a number in the field's own unit, everything else in the words
that `rules.parsing` of the sites reads. Signs that make a spreadsheet compute are text.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import date

from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS
from fss.sites.rules.fields import GROUPS, Field, Kind, PropertyKind
from fss.sites.rules.parsing import Cell, words_of
from fss.sites.rules.units import UNITS
from fss.sites.rules.values import Qualifier, Value, display

ROW_TARGETS = ("@reference", "@name", "@city", "@kind", "@own_id", "@parcel")
"""What of the site's own row stands first in each exported row."""
DICTIONARY_HEADS = (
    "Column",
    "Group",
    "Holds",
    "Unit",
    "Answers",
    "For",
    "Who may see it",
    "Meaning",
)
EVIDENCE_HEADS = (
    "Site reference", "Name", "Field", "Value", "Planned for", "Cost of the plan, $",
    "As first written", "Source", "As of", "How sure", "Who may see it",
)  # fmt: skip
_COMPUTED = re.compile(r"'*[=+\-@\t\r]")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_KINDS = {
    Kind.NUMBER: "A number or a range",
    Kind.INTEGER: "A whole number or a range",
    Kind.MONEY: "An amount in US dollars or a range",
    Kind.CHOICE: "One of the answers",
    Kind.MULTI: "Some of the answers",
    Kind.BOOLEAN: "Yes or No",
    Kind.DATE: "A day or a range of days",
    Kind.TEXT: "Text",
    Kind.LONG_TEXT: "Text of some length",
    Kind.TABLE: "A line for each row, cells parted by |",
}


def exported_fields(known: Collection[str] | None) -> tuple[Field, ...]:
    """The fields that get a column, in the order of the dictionary; all of them for None."""
    return tuple(
        field
        for field in FIELDS.values()
        if (not field.retired if known is None else field.key in known)
    )


def heads(fields: Collection[Field]) -> list[str]:
    """The first row: labels, by which an import knows the columns again."""
    return [
        *(ATTRIBUTES[target].label for target in ROW_TARGETS),
        *(field.label for field in fields),
    ]


def cell_of(field: Field, value: Value | None) -> Cell:
    """What the cell of a value holds; nothing when nobody knows."""
    if value is None:
        return None
    is_one = value.qualifier is Qualifier.EXACT and value.low == value.high
    if is_one and value.low is not None:
        if field.kind is Kind.DATE:
            return date.fromordinal(int(value.low))
        return int(value.low) if value.low == int(value.low) else value.low
    return display(field, value)


def as_csv(cell: Cell) -> str:
    """A cell of a CSV file. Words that a spreadsheet would compute get an apostrophe in front,
    as one types it there to keep words as they are; `from_csv` takes it away again.
    """
    words = words_of(cell)
    if isinstance(cell, str) and _COMPUTED.match(words) and not _NUMBER.fullmatch(words):
        return f"'{words}"
    return words


def from_csv(words: str) -> str:
    """The words of a cell that `as_csv` may have written."""
    return words[1:] if words.startswith("'") and _COMPUTED.match(words) else words


def is_computed(words: str) -> bool:
    """Whether a spreadsheet would take the words for a formula."""
    return bool(_COMPUTED.match(words))


def dictionary_rows(fields: Collection[Field]) -> Iterator[tuple[str, ...]]:
    """The data dictionary: a row for each column, under `DICTIONARY_HEADS`."""
    groups = {group.key: group.label for group in GROUPS}
    for target in ROW_TARGETS:
        attribute = ATTRIBUTES[target]
        yield (attribute.label, "", "Text", "", "", "Land, buildings", "", attribute.description)
    for field in fields:
        unit = UNITS.get(field.unit)
        yield (
            field.label,
            groups[field.group],
            _KINDS[field.kind],
            f"{'$ ' if unit.money else ''}{unit.many}".strip() if unit else "",
            "; ".join(choice.label for choice in field.choices),
            ", ".join(
                "Land" if kind is PropertyKind.LAND else "Buildings"
                for kind in PropertyKind
                if kind in field.applies_to
            ),
            field.data_class.label,
            field.description,
        )
