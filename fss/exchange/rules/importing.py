"""The dry run of an import: each cell with words is an attribute, a fact, no data or a problem.

Nothing is written here. `check_rows` says what would be stored and what a person has to settle.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from fss.exchange.rules.mapping import unit_in_header
from fss.exchange.rules.plans import AcceptedRow, ColumnCount, ImportPlan, Problem, Remark
from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS, label_of_target
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.rules.outcomes import Context, Outcome, Parsed
from fss.sites.rules.parsing import Cell, normalized, parse, words_of
from fss.sites.rules.units import UNITS
from fss.sites.rules.values import Value

__all__ = ["FIRST_DATA_ROW", "AcceptedRow", "ImportPlan", "Places", "check_rows"]

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
_CLOSE_SHARE = 0.05
"""By how much a boundary may differ from the acres that are stated before it is remarked."""
_UNREAD = re.compile("[\x00-\x1f\ufffd]")
_REMEMBERED = 5_000
"""Different cells of one column whose reading is kept, since lists repeat themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """What the rules cannot know of places themselves.

    `judge_point` takes latitude and longitude and says what is wrong, empty when nothing is.
    `read_boundary` takes the words of a cell; it gives an area with its acres, or a sentence.
    """

    judge_point: Callable[[float, float], str]
    read_boundary: Callable[[str], tuple[Mapping[str, Any], float] | str]


def check_rows(
    columns: Sequence[str],
    mapping: Mapping[int, str],
    rows: Sequence[Sequence[Cell]],
    *,
    kind: PropertyKind = PropertyKind.LAND,
    as_of: date | None = None,
    first_row: int = FIRST_DATA_ROW,
    units: Mapping[int, str] | None = None,
    places: Places | None = None,
    tell: Callable[[int], None] | None = None,
) -> ImportPlan:
    """Check every row. `mapping` says column number (from 0) to target; cells of
    other columns are counted as left out.

    `kind` holds where no column says it. `units` overrides the unit a header states, by column.
    Without `places` no boundary can be taken. `tell` hears how many rows are done.
    """
    check = _Check(columns, mapping, kind, as_of, units or {}, places)
    for number, cells in enumerate(rows):
        if tell is not None and number % 500 == 0:
            tell(number)
        words = [words_of(cell) for cell in cells]
        if any(words):
            check.row(first_row + number, cells, words)
    return ImportPlan(
        accepted=tuple(check.accepted),
        problems=tuple(check.problems),
        remarks=tuple(check.remarks),
        counts=tuple(check.counts),
    )


@dataclass(slots=True)
class _Column:
    """One column: its target, its count, and the readings of cells met before."""

    number: int
    target: str
    count: ColumnCount
    field: Field | None
    context: Context | None
    met: dict[str | tuple[type, Cell], tuple[Parsed, bool]]
    fits: PropertyKind | None = None

    def parse(self, cell: Cell) -> tuple[Parsed, bool]:
        """The reading of a cell, and whether it is a range."""
        assert self.field is not None
        key = cell if type(cell) is str else (type(cell), cell)
        found = self.met.get(key)
        if found is None:
            parsed = parse(self.field, cell, context=self.context)
            found = parsed, _is_range(parsed.value)
            if len(self.met) < _REMEMBERED:
                self.met[key] = found
        return found


class _Check:
    """Walks the rows once and collects what `ImportPlan` shows."""

    def __init__(
        self,
        columns: Sequence[str],
        mapping: Mapping[int, str],
        kind: PropertyKind,
        as_of: date | None,
        units: Mapping[int, str],
        places: Places | None,
    ) -> None:
        self.kind, self.places = kind, places
        self.counts = [
            ColumnCount(header=header.strip(), target=mapping.get(number, ""))
            for number, header in enumerate(columns)
        ]
        self.columns = [
            _Column(
                number,
                count.target,
                count,
                FIELDS[count.target] if count.target and count.target not in ATTRIBUTES else None,
                _context(columns[number], count.target, as_of, units.get(number, "")),
                {},
            )
            for number, count in enumerate(self.counts)
        ]
        self.of_target = {column.target: column for column in self.columns if column.target}
        self.accepted: list[AcceptedRow] = []
        self.problems: list[Problem] = []
        self.remarks: list[Remark] = []
        self.seen: dict[tuple[str, ...], int] = {}

    def row(self, row: int, cells: Sequence[Cell], words: Sequence[str]) -> None:
        attributes: dict[str, str] = {}
        values: dict[str, Value] = {}
        kind = self._kind(words)
        held = len(words)
        for column in self.columns:
            count, shown = column.count, words[column.number] if column.number < held else ""
            count.rows += 1
            if not shown:
                count.blank += 1
            elif column.field is not None:
                self._field(row, column, cells[column.number], shown, kind, values)
            elif column.target:
                self._attribute(row, column, shown, attributes)
            else:
                count.left_out += 1
        for place, extra in enumerate(words[len(self.columns) :], len(self.columns) + 1):
            if extra:
                sentence = "This cell has no column header. Add one."
                self._problem(row, f"Column {place}", extra, sentence)
        self._judge_point(row, values)
        if self._can_store(row, attributes, words):
            self._compare(row, values)
            self.accepted.append(
                AcceptedRow(
                    row=row,
                    name=attributes["@name"],
                    city=attributes["@city"],
                    kind=kind,
                    own_id=attributes.get("@own_id", ""),
                    parcel=attributes.get("@parcel", ""),
                    reference=attributes.get("@reference", ""),
                    boundary=self._boundary(row, attributes, values),
                    values=values,
                )
            )

    def _kind(self, words: Sequence[str]) -> PropertyKind:
        column = self.of_target.get("@kind")
        if column is None or column.number >= len(words):
            return self.kind
        return _KINDS.get(normalized(words[column.number]), self.kind)

    def _attribute(self, row: int, column: _Column, words: str, attributes: dict[str, str]) -> None:
        if column.target == "@kind" and normalized(words) not in _KINDS:
            sentence = "This is neither land nor a building. Write Land or Building."
        elif column.target != "@boundary" and len(words) > _LONGEST_ATTRIBUTE:
            sentence = f"The text is longer than {_LONGEST_ATTRIBUTE} characters. Shorten it."
        elif column.target != "@boundary" and _UNREAD.search(words):
            sentence = "Some characters could not be read. Type the text again."
        else:
            attributes[column.target] = words
            column.count.attributes += 1
            return
        column.count.problems += 1
        self._problem(row, column.count.header, words, sentence)

    def _field(
        self,
        row: int,
        column: _Column,
        cell: Cell,
        words: str,
        kind: PropertyKind,
        values: dict[str, Value],
    ) -> None:
        count, target = column.count, column.field
        assert target is not None
        if kind is not column.fits and kind not in target.applies_to:
            count.problems += 1
            sentence = f"{target.label} is no field of a {kind.value} row. Clear the cell."
            self._problem(row, count.header, words, sentence)
            return
        column.fits = kind
        parsed, is_range = column.parse(cell)
        _count(count, parsed, is_range=is_range)
        if parsed.value is not None:
            values[target.key] = parsed.value
        if parsed.problem:
            self._problem(row, count.header, words, parsed.problem)
        for note in parsed.notes:
            self.remarks.append(Remark(row=row, column=count.header, words=words, sentence=note))

    def _judge_point(self, row: int, values: dict[str, Value]) -> None:
        """Take back a point that cannot be one of this county."""
        if self.places is None or "latitude" not in values or "longitude" not in values:
            return
        ends = [values[key].low for key in ("latitude", "longitude")]
        if ends[0] is None or ends[1] is None:
            return
        sentence = self.places.judge_point(ends[0], ends[1])
        if not sentence:
            return
        words = ", ".join(values[key].words for key in ("latitude", "longitude"))
        for key in ("latitude", "longitude"):
            count = self.of_target[key].count
            value = values.pop(key)
            count.facts -= 1
            count.ranges -= value.bounds.low != value.bounds.high
            count.problems += 1
            self._problem(row, count.header, words, sentence)

    def _boundary(
        self, row: int, attributes: Mapping[str, str], values: Mapping[str, Value]
    ) -> Mapping[str, Any] | None:
        words = attributes.get("@boundary", "")
        if not words:
            return None
        count = self.of_target["@boundary"].count
        read = self.places.read_boundary(words) if self.places else "No boundary can be taken here."
        if isinstance(read, str):
            count.attributes -= 1
            count.problems += 1
            self._problem(row, count.header, words, read)
            return None
        area, acres = read
        sentence = f"The boundary measures {acres:,.1f} acres."
        total = values.get("total_acres")
        if total is not None:
            low, high = total.bounds.low, total.bounds.high
            if not low * (1 - _CLOSE_SHARE) <= acres <= high * (1 + _CLOSE_SHARE):
                label = FIELDS["total_acres"].label
                sentence = f"{sentence[:-1]}; {label.lower()} says {total.words}. Check both."
        self.remarks.append(Remark(row=row, column=count.header, words="", sentence=sentence))
        return area

    def _can_store(self, row: int, attributes: Mapping[str, str], words: Sequence[str]) -> bool:
        missing = [target for target in ("@name", "@city") if not attributes.get(target)]
        for target in missing:
            column = self.of_target.get(target)
            if column is not None and any(words[column.number : column.number + 1]):
                continue  # why these words were refused is told already
            label = label_of_target(target)
            self._problem(row, label, "", f"The row has no {label.lower()}. Fill it in.")
        if missing:
            return False
        own_id, reference = attributes.get("@own_id", ""), attributes.get("@reference", "")
        target, city = "@name", _city_key(attributes["@city"])
        key: tuple[str, ...]
        if reference:
            target, key = "@reference", ("site reference", reference.casefold())
        elif own_id:
            target, key = "@own_id", ("own number", city, own_id.casefold())
        else:
            name = attributes["@name"]
            key = ("name and city", city, normalized(name) or name)
        if key in self.seen:
            self._problem(
                row,
                label_of_target(target),
                attributes[target],
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
                        column=self.of_target[small].count.header,
                        words=values[small].words,
                        sentence=sentence,
                    )
                )

    def _problem(self, row: int, column: str, words: str, sentence: str) -> None:
        self.problems.append(Problem(row=row, column=column, words=words, sentence=sentence))


def _context(header: str, target: str, as_of: date | None, unit: str) -> Context | None:
    if not target:
        return None
    known = FIELDS.get(target)
    is_label = known is not None and normalized(header) == normalized(known.label)
    # The words of a label name the field: "Property tax per sq ft" is by the year all the same.
    unit = unit or ("" if is_label else unit_in_header(header))
    per_something = known is not None and known.kind is Kind.MONEY and bool(UNITS[known.unit].many)
    stated = bool(unit) or is_label
    return Context(unit=unit, bare_numbers=stated or not per_something, as_of=as_of)


@lru_cache(maxsize=1_000)
def _city_key(city: str) -> str:
    return normalized(city)


def _is_range(value: Value | None) -> bool:
    if value is None or value.choices or value.text:
        return False
    bounds = value.bounds
    return bounds.low != bounds.high


def _count(count: ColumnCount, parsed: Parsed, *, is_range: bool) -> None:
    if parsed.outcome is Outcome.FACT:
        count.facts += 1
        count.converted += parsed.converted
        count.ranges += is_range
    elif parsed.outcome is Outcome.NO_DATA:
        count.no_data += 1
    else:
        count.problems += 1
