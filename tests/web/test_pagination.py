"""Which pages of a long list are linked."""

from __future__ import annotations

import pytest

from fss.web.pagination import Page


@pytest.mark.parametrize(
    ("number", "total", "linked"),
    [
        (1, 0, [1]),
        (1, 25, [1]),
        (1, 26, [1, 2]),
        (3, 250, [1, 2, 3, 4, 10]),
        (10, 250, [1, 9, 10]),
        (99, 250, [1, 10]),
        (2_000, 100_000, [1, 1_999, 2_000, 2_001, 4_000]),
    ],
)
def test_the_first_the_last_and_the_neighbors_are_linked(
    number: int, total: int, linked: list[int]
) -> None:
    page: Page[str] = Page([], number, total)

    assert page.near == linked
