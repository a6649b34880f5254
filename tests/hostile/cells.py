"""Cells and rows as no honest list has them, for any field: drawn by hypothesis."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass
from datetime import date, datetime

from hypothesis import strategies as st

from fss.sites.rules.dictionary import ATTRIBUTES, FIELDS
from fss.sites.rules.fields import Field
from fss.sites.rules.parsing import Cell
from fss.sites.rules.units import UNITS

ODD_WORDS = [
    "NaN",
    "nan",
    "-0",
    "-0.0",
    "0",
    "1e309",
    "-1e309",
    "1e-320",
    "Infinity",
    "-inf",
    "∞",
    "½",
    "１２",
    "٣",
    "1.2.3",
    "1,2,3",
    "1,,000",
    "--5",
    "5-",
    "- 5 -",
    "5 - 3",
    "3 to",
    "to 3",
    "$",
    "$-5",
    "1e5",
    "0x1F",
    "1_000",
    "9" * 40,
    "9" * 400,
    "9" * 4400,
    f"0.{'0' * 400}1",
    "03/04/2026",
    "2026-04-03",
    "3 April 2026",
    "April 3, 2026",
    "20260403",
    "4.3.2026",
    "13/13/13",
    "2/30/2026",
    "02/29/2025",
    "0000-00-00",
    "9999-12-31",
    "10000-01-01",
    "12/31/1899",
    "Q5 2026",
    "46115",
    "now",
    "TBD",
    "Unknown",
    "N/A",
    "none",
    "no",
    "varies",
    "?",
    "-",
    "…",
    "=1+1",
    "+1",
    "-x",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    "'",
    "''",
    '"',
    '""',
    "\\",
    "%00",
    "%s",
    "{{7*7}}",
    "<script>alert(1)</script>",
    "<svg/onload=alert(1)>",
    "' OR 1=1 --",
    "../../etc/passwd",
    "A\x00B",
    "\x00",
    "\ufffd",
    "\x1f",
    "a\nb",
    "a\r\nb",
    "a\tb",
    " ",
    "\u00a0",
    "\u202eabc",
    "\u200b",
    "e\u0301" * 50,
    "x" * 300,
    "x" * 5000,
    "|" * 60,
    "a|b|c|d|e|f|g|h|i|j",
    ";" * 90,
    "\U0001f600",
    "ß",
    "İ",
    "\ud800",
    "http://",
    "javascript:alert(1)",
    "mailto:a@b",
    "a@b",
    "@",
    "1 (2) 3",
    "200+ acres +",
    '{"type":"Polygon","coordinates":[[[-93.5,44.7],[-93.49,44.7],[-93.49,44.71],[-93.5,44.7]]]}',
    '{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}',
    '{"type":"Polygon","coordinates":[[[NaN,0],[1,1],[1,0],[NaN,0]]]}',
    '{"type":"Polygon","coordinates":[[[1e999,0],[1,1],[1,0],[1e999,0]]]}',
    '{"type":"Polygon","coordinates":[[[1' + "0" * 400 + ",0],[1,1],[1,0],[0,0]]]}",
    '{"type":"Polygon","coordinates":' + "[" * 900 + "]" * 900 + "}",
    '{"type":"Polygon","coordinates":' + "[" * 60_000,
    "[" * 60_000,
    '{"type":"Feature","geometry":{"type":"Polygon"}}',
    '{"type":"Polygon","coordinates":{"a":1}}',
    '{"type":"Polygon","coordinates":[[["a","b"],["c","d"],["e","f"],["a","b"]]]}',
    "{",
    "{}",
    "[]",
    "POLYGON ((",
    "POLYGON EMPTY",
    "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))",
    "MULTIPOLYGON ((1 nan))",
    "POLYGON ((-93.5 44.7, -93.49 44.7, -93.49 44.71, -93.5 44.7))",
    "SRID=4326;POINT (1 2)",
    "POLYGON Z ((-93.5 44.7 1, -93.49 44.7 nan, -93.49 44.71 3, -93.5 44.7 1))",
]
ODD_CELLS: list[Cell] = [
    math.nan,
    math.inf,
    -math.inf,
    -0.0,
    0,
    5e-324,
    sys.float_info.max,
    -sys.float_info.max,
    10**30,
    -(10**400),
    10**400,
    2**63,
    -(2**63) - 1,
    True,
    False,
    None,
    "",
    datetime.min,  # noqa: DTZ901
    datetime.max,  # noqa: DTZ901
    date.min,
    date.max,
    date(2026, 4, 3),
    datetime(2026, 4, 3, 23, 59),  # noqa: DTZ001
]
SENSIBLE = [
    "40",
    "30 to 42",
    "200+",
    "about 40",
    "up to 40",
    "at least 40",
    "12.5",
    "$18,000 per acre",
    "negotiable",
    "on request",
    "Yes",
    "No",
    "2026-12-01",
    "Jun 2027",
    "2027",
    "Prairie Power",
    "44.7",
    "-93.5",
    "https://www.example.org/park",
    "planner@example.org",
    "952-555-0100",
]
NAMES = [
    "North park",
    "South park",
    "Mill",
    "Elm Park 2",
    "Elm",
    "City of Elm",
    "Oak",
    "Nowhere",
    "Land",
    "Building",
    "S-0001",
    "A7",
    "12-345-67",
    "25.012.0040",
]
CITIES = ["Elm", "City of Elm", "Elm", "Oak", "Nowhere", "elm "]


def cells_of(field: Field | None) -> st.SearchStrategy[Cell]:
    """Cells for a column: now and then sensible, mostly not; of a field, also with its words."""
    known: list[str] = list(SENSIBLE)
    if field is not None:
        known += [choice.label for choice in field.choices]
        known += [f"40 {unit.many}" for unit in UNITS.values()][:12]
    spoiled = st.tuples(st.sampled_from(known), st.sampled_from(ODD_WORDS)).map(" ".join)
    numbers = st.one_of(st.integers(), st.floats(), st.integers(-(10**6), 10**6))
    return st.one_of(
        st.sampled_from(known),
        st.sampled_from([*ODD_WORDS, *ODD_CELLS]),
        st.sampled_from(known),
        spoiled,
        st.text(max_size=30),
        st.text(st.sampled_from("0123456789 .,-+/$%toQ"), max_size=14),
        numbers,
        st.dates(),
    )


@dataclass(frozen=True)
class Drawn:
    """A list: headers, what each column fills (column from 0 → target), rows."""

    headers: list[str]
    mapping: dict[int, str]
    rows: list[list[Cell]]


@st.composite
def lists(draw: st.DrawFn, *, most_rows: int = 20) -> Drawn:
    """A list of `most_rows` rows at most, half of whose columns are sites' own."""
    targets = ["@name", "@city"]
    others = [*(key for key in ATTRIBUTES if key not in targets), *FIELDS]
    targets += draw(st.lists(st.sampled_from(others), max_size=8, unique=True))
    targets = draw(st.permutations(targets))
    columns = [
        st.sampled_from(NAMES)
        if target == "@name"
        else st.sampled_from(CITIES)
        if target == "@city"
        else cells_of(FIELDS.get(target))
        for target in targets
    ]
    odd = cells_of(None)
    rows: list[list[Cell]] = []
    for number in range(most_rows):
        row = [draw(column) for column in columns]
        for place, target in enumerate(targets):
            if target == "@name" and draw(st.integers(0, 3)):
                row[place] = f"{row[place]} {number}"
        kind = draw(st.integers(0, 9))
        if kind == 0:
            row = row[: draw(st.integers(0, len(row)))]
        elif kind == 1:
            row.append(draw(odd))
        elif kind == 2:
            row[draw(st.integers(0, len(row) - 1))] = draw(odd)
        rows.append(row)
    headers = [f"{target.strip('@')} {place}" for place, target in enumerate(targets)]
    left_out = draw(st.integers(0, 3)) == 0
    mapping = dict(enumerate(targets))
    if left_out:
        mapping.pop(draw(st.integers(0, len(targets) - 1)))
    return Drawn(headers, mapping, rows)
