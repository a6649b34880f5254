"""The dry run of an import: each cell with words is an attribute, a fact, no data or a problem.

Nothing is written here. `check_rows` says what would be stored and what a person has to settle.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from fss.exchange.rules.mapping import unit_in_header
from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS, label_of_target
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.rules.outcomes import Context, Outcome, Parsed
from fss.sites.rules.parsing import Cell, normalized, parse, words_of
from fss.sites.rules.units import UNITS
from fss.sites.rules.values import Value

FIRST_DATA_ROW = 2
"""Row 1 of a sheet holds the headers; people count from 1."""

_KINDS = {
    "land": PropertyKind.LAND,
    "site": PropertyKind.LAND,
    "lot": PropertyKind.LAND,
    "park": PropertyKind.LAND,
    "building": PropertyKind.BUILDING,
    "facility": PropertyKind.BUILDING,
}
_LONGEST_ATTRIBUTE = 200
_NOT_LARGER = (
    ("contiguous_acres_max", "total_acres"),
    ("available_acres", "total_acres"),
    ("contiguous_acres_max", "available_acres"),
    ("developable_acres", "total_acres"),
    ("wetland_acres", "total_acres"),
    ("available_sq_ft", "building_sq_ft"),
    ("contiguous_sq_ft_max", "available_sq_ft"),
)
"""Pairs of fields whose first value cannot exceed the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What a person has to settle. `row` is the row as the sheet numbers it."""

    row: int
    column: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """What a person should know although the value is taken: a conversion, a reading, a doubt."""

    row: int
    column: str
    words: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptedRow:
    """A row that would be stored: attributes of the site's row, and values by field key."""

    row: int
    name: str
    city: str
    kind: PropertyKind
    own_id: str = ""
    parcel: str = ""
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(slots=True, kw_only=True)
class ColumnCount:
    """What became of one column's cells; blank, attributes, facts, no data, problems and left out
    add up to `rows`. A column without a target has its words counted as left out.

    `ranges` and `converted` count facts; a range is any number that is not one exact number.
    """

    header: str
    target: str
    rows: int = 0
    attributes: int = 0
    facts: int = 0
    ranges: int = 0
    converted: int = 0
    no_data: int = 0
    blank: int = 0
    problems: int = 0
    left_out: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """The result of the dry run. Rows with a problem in a single cell are still in `accepted`,
    without that cell; rows that cannot be stored at all (no name, twice in the file) are not.
    """

    accepted: tuple[AcceptedRow, ...]
    problems: tuple[Problem, ...]
    remarks: tuple[Remark, ...]
    counts: tuple[ColumnCount, ...]


def check_rows(
    columns: Sequence[str],
    mapping: Mapping[int, str],
    rows: Sequence[Sequence[Cell]],
    *,
    kind: PropertyKind = PropertyKind.LAND,
    as_of: date | None = None,
    first_row: int = FIRST_DATA_ROW,
    units: Mapping[int, str] | None = None,
) -> ImportPlan:
    """Check every row. `mapping` says column number (from 0) to target; cells of
    other columns are counted as left out.

    `kind` holds where no column says it. `units` overrides the unit a header states, by column.
    """
    check = _Check(columns, mapping, kind, as_of, units or {})
    for row, cells in enumerate(rows, start=first_row):
        if any(words_of(cell) for cell in cells):
            check.row(row, cells)
    return ImportPlan(
        accepted=tuple(check.accepted),
        problems=tuple(check.problems),
        remarks=tuple(check.remarks),
        counts=tuple(check.counts.values()),
    )


class _Check:
    """Walks the rows once and collects what `ImportPlan` shows."""

    def __init__(
        self,
        columns: Sequence[str],
        mapping: Mapping[int, str],
        kind: PropertyKind,
        as_of: date | None,
        units: Mapping[int, str],
    ) -> None:
        self.columns = columns
        self.mapping = {column: mapping.get(column, "") for column in range(len(columns))}
        self.kind = kind
        self.contexts = {
            column: _context(columns[column], target, as_of, units.get(column, ""))
            for column, target in self.mapping.items()
            if target
        }
        self.counts = {
            column: ColumnCount(header=columns[column].strip(), target=target)
            for column, target in self.mapping.items()
        }
        self.accepted: list[AcceptedRow] = []
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self.seen: dict[tuple[str, ...], int] = {}

    def row(self, row: int, cells: Sequence[Cell]) -> None:
        attributes: dict[str, str] = {}
        values: dict[str, Value] = {}
        kind = self._kind(cells)
        for column, target in self.mapping.items():
            cell = cells[column] if column < len(cells) else None
            self.counts[column].rows += 1
            if not words_of(cell):
                self.counts[column].blank += 1
            elif not target:
                self.counts[column].left_out += 1
            elif target in ATTRIBUTES:
                self._attribute(row, column, target, words_of(cell), attributes)
            else:
                self._field(row, column, FIELDS[target], cell, kind, values)
        for extra in range(len(self.columns), len(cells)):
            if words := words_of(cells[extra]):
                self._problem(row, "", words, "This cell has no column header. Add one.")
        if self._can_store(row, attributes):
            self._compare(row, values)
            self.accepted.append(
                AcceptedRow(
                    row=row,
                    name=attributes["@name"],
                    city=attributes["@city"],
                    kind=kind,
                    own_id=attributes.get("@own_id", ""),
                    parcel=attributes.get("@parcel", ""),
                    values=values,
                )
            )

    def _kind(self, cells: Sequence[Cell]) -> PropertyKind:
        for column, target in self.mapping.items():
            if target == "@kind" and column < len(cells):
                return _KINDS.get(normalized(words_of(cells[column])), self.kind)
        return self.kind

    def _attribute(
        self, row: int, column: int, target: str, words: str, attributes: dict[str, str]
    ) -> None:
        header = self.counts[column].header
        if target == "@kind" and normalized(words) not in _KINDS:
            sentence = "This is neither land nor a building. Write Land or Building."
        elif len(words) > _LONGEST_ATTRIBUTE:
            sentence = f"The text is longer than {_LONGEST_ATTRIBUTE} characters. Shorten it."
        elif any(ord(sign) < 32 or sign == "\ufffd" for sign in words):
            sentence = "Some characters could not be read. Type the text again."
        else:
            attributes[target] = words
            self.counts[column].attributes += 1
            return
        self.counts[column].problems += 1
        self._problem(row, header, words, sentence)

    def _field(
        self,
        row: int,
        column: int,
        target: Field,
        cell: Cell,
        kind: PropertyKind,
        values: dict[str, Value],
    ) -> None:
        count, words = self.counts[column], words_of(cell)
        if kind not in target.applies_to:
            count.problems += 1
            sentence = f"{target.label} is no field of a {kind.value} row. Clear the cell."
            self._problem(row, count.header, words, sentence)
            return
        parsed = parse(target, cell, context=self.contexts[column])
        _count(count, parsed)
        if parsed.value is not None:
            values[target.key] = parsed.value
        if parsed.problem:
            self._problem(row, count.header, words, parsed.problem)
        self.remarks.extend(
            Remark(row=row, column=count.header, words=words, sentence=note)
            for note in parsed.notes
        )

    def _can_store(self, row: int, attributes: Mapping[str, str]) -> bool:
        missing = [target for target in ("@name", "@city") if not attributes.get(target)]
        for target in missing:
            label = label_of_target(target)
            self._problem(row, label, "", f"The row has no {label.lower()}. Fill it in.")
        if missing:
            return False
        name, city = normalized(attributes["@name"]), normalized(attributes["@city"])
        own_id = attributes.get("@own_id", "")
        keys = [("own number", city, own_id.casefold())] if own_id else []
        keys.append(("name and city", city, name or attributes["@name"]))
        for key in keys if not own_id else keys[:1]:
            if key in self.seen:
                self._problem(
                    row,
                    label_of_target("@own_id" if own_id else "@name"),
                    own_id or attributes["@name"],
                    f"Row {self.seen[key]} has the same {key[0]}. Keep one of the two rows.",
                )
                return False
            self.seen[key] = row
        return True

    def _compare(self, row: int, values: Mapping[str, Value]) -> None:
        for small, large in _NOT_LARGER:
            if small not in values or large not in values:
                continue
            low, high = values[small].bounds.low, values[large].bounds.high
            if low > high:
                sentence = (
                    f"{FIELDS[small].label} is larger than {FIELDS[large].label.lower()}"
                    f" ({values[large].words}). Check both."
                )
                self.remarks.append(
                    Remark(
                        row=row,
                        column=self._header_of(small),
                        words=values[small].words,
                        sentence=sentence,
                    )
                )

    def _header_of(self, key: str) -> str:
        return next(count.header for count in self.counts.values() if count.target == key)

    def _problem(self, row: int, column: str, words: str, sentence: str) -> None:
        self.problems.append(Problem(row=row, column=column, words=words, sentence=sentence))


def _context(header: str, target: str, as_of: date | None, unit: str) -> Context:
    unit = unit or unit_in_header(header)
    known = FIELDS.get(target)
    per_something = known is not None and known.kind is Kind.MONEY and bool(UNITS[known.unit].many)
    stated = bool(unit) or (known is not None and normalized(header) == normalized(known.label))
    return Context(unit=unit, bare_numbers=stated or not per_something, as_of=as_of)


def _count(count: ColumnCount, parsed: Parsed) -> None:
    if parsed.outcome is Outcome.FACT:
        count.facts += 1
        count.converted += parsed.converted
        value = parsed.value
        if value is not None and not value.choices and not value.text:
            count.ranges += value.bounds.low != value.bounds.high
    elif parsed.outcome is Outcome.NO_DATA:
        count.no_data += 1
    else:
        count.problems += 1
