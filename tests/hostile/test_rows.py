"""Whatever stands in the rows of a list: each is taken, or told by line, column and reason."""

from __future__ import annotations

import math
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from fss.exchange.rules.importing import FIRST_DATA_ROW, Places, check_rows
from fss.exchange.rules.plans import ImportPlan
from fss.exchange.services.maps import read_boundary
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.parsing import Cell, words_of
from fss.sites.services.county import CountyArea
from tests.factories.layers import square
from tests.hostile.cells import Drawn, lists

ROWS = 20
SHARE, ALL = 15, 300
"""Lists of 20 rows: in every run, and in the sweep."""
COUNTY = CountyArea(square(-94.0, 44.4, 0.8))
PLACES = Places(
    judge_point=lambda latitude, longitude: COUNTY.problem_of(longitude, latitude),
    read_boundary=lambda words: read_boundary(words, COUNTY),
)
KINDS = ("attributes", "facts", "no_data", "blank", "problems", "left_out")


def look(lists_to_look_at: int) -> None:
    @settings(
        max_examples=lists_to_look_at,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(lists(most_rows=ROWS))
    def each_row_is_taken_or_told(drawn: Drawn) -> None:
        plan = check_rows(drawn.headers, drawn.mapping, drawn.rows, places=PLACES)

        rows = [number for number, row in enumerate(drawn.rows) if any(words_of(c) for c in row)]
        numbers = {FIRST_DATA_ROW + number for number in rows}
        accepted = {one.row for one in plan.accepted}
        told = [(one.row in numbers, one.column, one.sentence) for one in plan.problems]
        assert [one for one in told if not all(one)] == []
        assert accepted | {one.row for one in plan.problems} == numbers
        assert [sum(getattr(count, kind) for kind in KINDS) for count in plan.counts] == [
            len(numbers)
        ] * len(drawn.headers)
        _check_values(plan, drawn.rows)

    each_row_is_taken_or_told()


def _check_values(plan: ImportPlan, rows: Sequence[Sequence[Cell]]) -> None:
    """What is taken can be stored: finite ends in order, no signs that no database holds."""
    for row in plan.accepted:
        assert rows[row.row - FIRST_DATA_ROW]
        for key, value in row.values.items():
            ends = [end for end in (value.low, value.high) if end is not None]
            assert all(math.isfinite(end) for end in ends)
            assert ends == sorted(ends)
            assert value.bounds.low <= value.bounds.high
            assert "\x00" not in value.text + value.words
            assert {choice.key for choice in FIELDS[key].choices} >= set(value.choices)


def test_a_share_of_odd_rows_is_taken_or_told() -> None:
    look(SHARE)


@pytest.mark.sweep
def test_all_odd_rows_are_taken_or_told() -> None:
    look(ALL)
