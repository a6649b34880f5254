"""How pages write amounts and instants."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from fss.timezone import words
from fss.web.filters import ago, number, plural, size
from fss.web.pagination import Page

NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("before", "said"),
    [
        (timedelta(seconds=20), "less than a minute"),
        (timedelta(minutes=1), "1 minute"),
        (timedelta(hours=5, minutes=59), "5 hours"),
        (timedelta(days=3), "3 days"),
    ],
)
def test_how_long_ago(before, said):
    with time_machine.travel(NOW, tick=False):
        assert ago(NOW - before) == said
        assert ago(NOW + before) == said


def test_an_instant_is_written_in_the_countys_zone():
    assert words(NOW, "America/Chicago", with_zone=True) == "Sun, Nov 22, 2026, 12:00 PM CST"


@pytest.mark.parametrize(
    ("value", "said"),
    [(1234, "1,234"), (1234.0, "1,234"), (1234.5, "1,234.5"), (0, "0"), (0.1 + 0.2, "0.3")],
)
def test_numbers(value, said):
    assert number(value) == said


def test_sizes_and_plurals():
    assert [size(10), size(812_000), size(1_400_000)] == ["1 KB", "812 KB", "1.4 MB"]
    assert [plural(1, "site"), plural(1200, "site"), plural(0, "city", "cities")] == [
        "1 site",
        "1,200 sites",
        "0 cities",
    ]


def test_the_last_page_of_a_list_counts_what_it_shows():
    page = Page(["a", "b"], 3, 52)

    assert (page.pages, page.first, page.last) == (3, 51, 52)
    assert (Page([], 1, 0).pages, Page([], 1, 0).first) == (1, 0)
