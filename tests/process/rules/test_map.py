"""The map of a process: every step once, lines downward, nothing on top of anything else."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.process.rules.dependencies import Edges
from fss.process.rules.map import APART, GAP, MOST_BESIDE, Layout, in_sheets, lay_out
from tests.calendars.rules.examples import prove
from tests.process.rules.templates import depths_of


@st.composite
def processes(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """Up to sixteen steps, each waiting for any of those before it."""
    edges: dict[str, tuple[str, ...]] = {}
    for number in range(draw(st.integers(1, 16))):
        before = list(edges)
        few = st.lists(st.sampled_from(before), max_size=3, unique=True) if before else st.just([])
        edges[f"S{number}"] = tuple(draw(few))
    keys = draw(st.permutations(list(edges)))
    return {key: edges[key] for key in keys}


@st.composite
def drafts(draw: st.DrawFn) -> dict[str, tuple[str, ...]]:
    """What people may have in a draft: circles, and steps that wait for what does not exist."""
    keys = [f"S{number}" for number in range(draw(st.integers(1, 8)))]
    needed = st.lists(st.sampled_from([*keys, "gone"]), max_size=3)
    return {key: tuple(draw(needed)) for key in keys}


def heights_of(edges: Edges) -> dict[str, float]:
    return {key: 30.0 + 16 * (len(key) + number % 3) for number, key in enumerate(edges)}


def drawn(edges: Edges) -> Layout:
    return lay_out(edges, heights_of(edges))


@prove
@given(processes())
def test_every_step_stands_on_the_map_exactly_once(edges: Edges) -> None:
    layout = drawn(edges)

    assert [box.key for box in layout.boxes] == list(edges)


@prove
@given(processes())
def test_every_dependency_is_one_line_that_leads_downward_from_box_to_box(edges: Edges) -> None:
    layout = drawn(edges)
    box = {one.key: one for one in layout.boxes}

    assert sorted((line.start, line.end) for line in layout.lines) == sorted(
        (needed, key) for key in edges for needed in edges[key]
    )
    for line in layout.lines:
        assert line.first_row == box[line.start].row < box[line.end].row == line.last_row
        assert line.across[0] == pytest.approx(box[line.start].middle)
        assert line.across[-1] == pytest.approx(box[line.end].middle)
    for above, below in pairwise(layout.rows):
        assert below.top - above.bottom == pytest.approx(GAP)


@prove
@given(processes())
def test_no_box_overlaps_another_and_all_stand_inside_the_map(edges: Edges) -> None:
    layout = drawn(edges)

    for one, two in combinations(layout.boxes, 2):
        if one.row == two.row:
            assert abs(one.middle - two.middle) >= one.width + APART - 1e-6
    for box in layout.boxes:
        row = layout.rows[box.row]
        assert (box.top, box.top + box.height) == pytest.approx((row.top, row.bottom))
        assert -1e-6 <= box.left <= layout.width - box.width + 1e-6
        assert box.top + box.height <= layout.height + 1e-6
        assert box.height >= heights_of(edges)[box.key]


@prove
@given(processes())
def test_no_line_runs_through_a_box(edges: Edges) -> None:
    layout = drawn(edges)

    for line in layout.lines:
        for row, x in enumerate(line.across, line.first_row):
            for box in layout.boxes:
                if box.row == row and box.key not in (line.start, line.end):
                    assert not box.left <= x <= box.left + box.width


@prove
@given(processes())
def test_a_row_holds_three_boxes_at_most_and_a_step_stands_as_high_as_it_can_without_that(
    edges: Edges,
) -> None:
    layout = drawn(edges)
    depths = depths_of(edges)

    for number in range(len(layout.rows)):
        assert 1 <= sum(box.row == number for box in layout.boxes) <= MOST_BESIDE
    for box in layout.boxes:
        assert box.row >= depths[box.key]
    widest = max(sum(depth == one for depth in depths.values()) for one in set(depths.values()))
    if widest <= MOST_BESIDE:
        assert {box.key: box.row for box in layout.boxes} == depths


@prove
@given(processes())
def test_the_same_process_gives_the_same_map(edges: Edges) -> None:
    assert drawn(edges) == drawn(dict(edges))


@prove
@given(drafts())
def test_a_draft_with_circles_is_drawn_with_every_step_and_no_line_upward(edges: Edges) -> None:
    layout = drawn(edges)

    assert [box.key for box in layout.boxes] == list(edges)
    assert all(line.first_row < line.last_row for line in layout.lines)


@prove
@given(processes(), st.floats(60, 800))
def test_the_sheets_hold_every_row_once_in_order_and_none_is_too_high(
    edges: Edges, most: float
) -> None:
    rows = drawn(edges).rows

    sheets = in_sheets(rows, most)

    assert [n for first, last in sheets for n in range(first, last + 1)] == list(range(len(rows)))
    for first, last in sheets:
        assert first == last or rows[last].bottom - rows[first].top <= most + 1e-6


@pytest.mark.parametrize("code", sorted(DEFAULT_TEMPLATES))
def test_the_default_processes_are_drawn_without_a_crossing(code: str) -> None:
    edges = DEFAULT_TEMPLATES[code].edges
    layout = drawn(edges)

    passing = [
        ((one.across[a], one.across[a + 1]), (two.across[b], two.across[b + 1]))
        for one, two in combinations(layout.lines, 2)
        for row in range(len(layout.rows) - 1)
        if one.first_row <= row < one.last_row and two.first_row <= row < two.last_row
        for a, b in [(row - one.first_row, row - two.first_row)]
    ]
    crossed = [(one, two) for one, two in passing if (one[0] - two[0]) * (one[1] - two[1]) < 0]
    assert not crossed


def test_an_empty_process_is_an_empty_map() -> None:
    assert lay_out({}, {}) == Layout((), (), (), 0.0, 0.0)
    assert in_sheets((), 100) == []
