"""What the dry run of an import says: rows that would be stored, problems, remarks, counts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.values import Value


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
    """A row that would be stored: attributes of the site's row, and values by field key.

    `boundary` is a GeoJSON area in degrees.
    """

    row: int
    name: str
    city: str
    kind: PropertyKind
    own_id: str = ""
    parcel: str = ""
    reference: str = ""
    boundary: Mapping[str, Any] | None = None
    values: Mapping[str, Value] = field(default_factory=dict)

    @property
    def point(self) -> tuple[float, float] | None:
        """Latitude and longitude where both are one exact number."""
        latitude, longitude = self.values.get("latitude"), self.values.get("longitude")
        if latitude is None or longitude is None:
            return None
        if latitude.low is None or longitude.low is None:
            return None
        exact = latitude.low == latitude.high and longitude.low == longitude.high
        return (latitude.low, longitude.low) if exact else None


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
