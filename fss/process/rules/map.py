"""Where the boxes and lines of a process's map go: rows by dependency, few crossings.

A layered drawing after Sugiyama, Tagawa and Toda (1981): steps stand in rows below all they wait
for; a line that passes rows gets a lane of its own in each, so that no line crosses a box. The
same process always gives the same drawing. Lengths are the drawing's units.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from fss.process.rules.dependencies import Edges, topological_order

BOX = 204.0
LANE = 14.0
APART = 22.0
GAP = 36.0
"""Between the rows, where the lines run."""
MOST_BESIDE = 3
"""Boxes in a row: more would be too small to read on paper."""
_SWEEPS = 6

_Item = tuple[str, int | None]
"""A step's box (key, None), or the lane of the step's lines in a row (key, row)."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step's place: left, top, width and height, and its row from 0."""

    key: str
    row: int
    left: float
    top: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where lines come in above and leave below."""
        return self.left + self.width / 2


@dataclass(frozen=True, slots=True)
class Line:
    """From a step down to one that waits for it: its place across, row by row.

    `across[0]` belongs to the row of the first step, `across[-1]` to that of the second; between
    them stand the lanes in which the line passes rows.
    """

    start: str
    end: str
    first_row: int
    across: tuple[float, ...]

    @property
    def last_row(self) -> int:
        """The row of the step it leads to."""
        return self.first_row + len(self.across) - 1


@dataclass(frozen=True, slots=True)
class Row:
    """Top and bottom of a row; all its boxes are as high as it is."""

    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The whole map, from (0, 0) to (width, height)."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    rows: tuple[Row, ...]
    width: float
    height: float


def lay_out(edges: Edges, heights: Mapping[str, float]) -> Layout:
    """Place every step once; `heights` says how much room each one's words take.

    Steps that can never start (in a circle, in a draft) stand below the others; of their lines
    only those that lead downward are drawn.
    """
    row_of = _rows(edges)
    arrows = [
        (needed, key)
        for key in edges
        for needed in dict.fromkeys(edges[key])
        if needed in row_of and row_of[needed] < row_of[key]
    ]
    rows, links = _with_lanes(edges, row_of, arrows)
    rows = _with_few_crossings(rows, links)
    middles = _places(rows, links)
    left = min((middles[one] - _width(one) / 2 for row in rows for one in row), default=0.0)
    right = max((middles[one] + _width(one) / 2 for row in rows for one in row), default=0.0)
    bands = _bands(row_of, heights, len(rows))
    boxes = tuple(
        Box(
            key,
            row_of[key],
            middles[key, None] - left - BOX / 2,
            bands[row_of[key]].top,
            BOX,
            bands[row_of[key]].bottom - bands[row_of[key]].top,
        )
        for key in edges
    )
    lines = tuple(
        Line(
            start,
            end,
            row_of[start],
            tuple(
                middles[
                    (start, None if row == row_of[start] else row)
                    if row < row_of[end]
                    else (end, None)
                ]
                - left
                for row in range(row_of[start], row_of[end] + 1)
            ),
        )
        for start, end in arrows
    )
    return Layout(boxes, lines, bands, right - left, bands[-1].bottom if bands else 0.0)


def in_sheets(rows: Sequence[Row], most: float) -> list[tuple[int, int]]:
    """First and last row of each sheet, none higher than `most` (unless a row alone is).

    As few sheets as can be, about equally full.
    """
    sheets = _cut(rows, most)
    if len(sheets) > 1:
        share = sum(row.bottom - row.top + GAP for row in rows) / len(sheets)
        even = _cut(rows, min(most, share + GAP))
        sheets = even if len(even) == len(sheets) else sheets
    return sheets


def _cut(rows: Sequence[Row], most: float) -> list[tuple[int, int]]:
    sheets: list[tuple[int, int]] = []
    for number, row in enumerate(rows):
        if sheets and row.bottom - rows[sheets[-1][0]].top <= most:
            sheets[-1] = (sheets[-1][0], number)
        else:
            sheets.append((number, number))
    return sheets


def _rows(edges: Edges) -> dict[str, int]:
    """Each step's row: below all it waits for, and below full rows."""
    order = topological_order(edges)
    startable = set(order)
    row_of: dict[str, int] = {}
    taken: defaultdict[int, int] = defaultdict(int)
    for key in order:
        row = max((row_of[needed] + 1 for needed in edges[key]), default=0)
        while taken[row] >= MOST_BESIDE:
            row += 1
        row_of[key], taken[row] = row, taken[row] + 1
    below = max(row_of.values(), default=-1) + 1
    never = [key for key in edges if key not in startable]
    return row_of | {key: below + place for place, key in enumerate(never)}


def _with_lanes(
    edges: Edges, row_of: Mapping[str, int], arrows: Sequence[tuple[str, str]]
) -> tuple[list[list[_Item]], set[tuple[_Item, _Item]]]:
    """The rows with a lane wherever lines of a step pass, and what is linked to what below it."""
    rows: list[list[_Item]] = [[] for _ in range(max(row_of.values(), default=-1) + 1)]
    for key in edges:
        rows[row_of[key]].append((key, None))
    links: set[tuple[_Item, _Item]] = set()
    for start, end in arrows:
        above: _Item = (start, None)
        for row in range(row_of[start] + 1, row_of[end]):
            lane: _Item = (start, row)
            if lane not in rows[row]:
                rows[row].append(lane)
            links.add((above, lane))
            above = lane
        links.add((above, (end, None)))
    return rows, links


def _neighbors(
    links: set[tuple[_Item, _Item]],
) -> tuple[dict[_Item, list[_Item]], dict[_Item, list[_Item]]]:
    over: defaultdict[_Item, list[_Item]] = defaultdict(list)
    under: defaultdict[_Item, list[_Item]] = defaultdict(list)
    for upper, lower in sorted(links, key=repr):
        over[lower].append(upper)
        under[upper].append(lower)
    return over, under


def _with_few_crossings(
    rows: list[list[_Item]], links: set[tuple[_Item, _Item]]
) -> list[list[_Item]]:
    """The order in each row by the middle of what each is linked to, sweeping down and up."""
    over, under = _neighbors(links)
    best, least = rows, _crossings(rows, links)
    for sweep in range(_SWEEPS):
        if not least:
            break
        down = sweep % 2 == 0
        rows = [list(row) for row in rows]
        numbers = range(1, len(rows)) if down else range(len(rows) - 2, -1, -1)
        for number in numbers:
            fixed = rows[number - 1 if down else number + 1]
            at = {one: place for place, one in enumerate(fixed)}
            linked = over if down else under
            rows[number] = _sorted_by_middle(rows[number], linked, at)
        found = _crossings(rows, links)
        if found < least:
            best, least = rows, found
    return best


def _sorted_by_middle(
    row: list[_Item], linked: Mapping[_Item, list[_Item]], at: Mapping[_Item, int]
) -> list[_Item]:
    def middle(place: int, one: _Item) -> float:
        places = [at[other] for other in linked.get(one, ())]
        return sum(places) / len(places) if places else place

    ranked = sorted((middle(place, one), place) for place, one in enumerate(row))
    return [row[place] for _, place in ranked]


def _crossings(rows: list[list[_Item]], links: set[tuple[_Item, _Item]]) -> int:
    _, under = _neighbors(links)
    count = 0
    for upper, lower in pairwise(rows):
        at = {one: place for place, one in enumerate(lower)}
        ends = [at[end] for one in upper for end in sorted(under.get(one, ()), key=at.__getitem__)]
        count += sum(a > b for place, a in enumerate(ends) for b in ends[place + 1 :])
    return count


def _places(rows: list[list[_Item]], links: set[tuple[_Item, _Item]]) -> dict[_Item, float]:
    """The middle of each item: as straight below its neighbors as the order allows."""
    over, under = _neighbors(links)
    middles: dict[_Item, float] = {}
    for row in rows:
        middles |= _spread(row, dict.fromkeys(row, 0.0))
    for _ in range(_SWEEPS):
        for order, linked in ((rows, over), (rows[::-1], under)):
            for row in order:
                wished = {
                    one: _mean([middles[other] for other in linked.get(one, ())], middles[one])
                    for one in row
                }
                middles |= _spread(row, wished)
    return middles


def _spread(row: list[_Item], wished: Mapping[_Item, float]) -> dict[_Item, float]:
    """The places nearest to those wished for (least squares) that keep the order and the room.

    Pool adjacent violators: neighbors that would overlap move together.
    """
    offsets = [0.0]
    for one, two in pairwise(row):
        offsets.append(offsets[-1] + (_width(one) + _width(two)) / 2 + APART)
    pools: list[tuple[float, int]] = []
    for one, offset in zip(row, offsets, strict=False):
        mean, size = wished[one] - offset, 1
        while pools and pools[-1][0] > mean:
            other, count = pools.pop()
            mean, size = (other * count + mean * size) / (count + size), count + size
        pools.append((mean, size))
    means = [mean for mean, size in pools for _ in range(size)]
    return {one: mean + offset for one, mean, offset in zip(row, means, offsets, strict=False)}


def _width(one: _Item) -> float:
    return BOX if one[1] is None else LANE


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _bands(row_of: Mapping[str, int], heights: Mapping[str, float], count: int) -> tuple[Row, ...]:
    bands: list[Row] = []
    top = 0.0
    for number in range(count):
        high = max(heights[key] for key, row in row_of.items() if row == number)
        bands.append(Row(top, top + high))
        top += high + GAP
    return tuple(bands)
