"""How much people have to do for what they do often: clicks and entries are counted."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from playwright.sync_api import Page

from tests.browser.journeys import (
    issue_proposal,
    make_link,
    open_tab,
    record_request,
    shortlist_first,
)
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

COUNTING = """
addEventListener("pointerdown", (event) => { if (event.isTrusted) window.didClick(); }, true);
addEventListener("change", (event) => {
  if (!["checkbox", "radio"].includes(event.target.type)) window.didEnter();
}, true);
"""


@dataclass
class Count:
    """What a person did since the count began."""

    clicks: int = 0
    entries: int = 0

    def begin(self) -> None:
        """Count from zero."""
        self.clicks = self.entries = 0


@pytest.fixture
def coordinator(people: Visitors) -> tuple[Page, Count]:
    """A coordinator whose clicks and entries are counted."""
    return counted(people.visit("coordinator"))


def counted(page: Page) -> tuple[Page, Count]:
    """Count on every page that `page` opens from now on."""
    count = Count()

    def click() -> None:
        count.clicks += 1

    def enter() -> None:
        count.entries += 1

    page.expose_function("didClick", click)
    page.expose_function("didEnter", enter)
    page.add_init_script(COUNTING)
    page.reload()
    return page, count


def test_a_request_with_criteria_is_recorded_in_at_most_25_actions(coordinator):
    page, count = coordinator

    record_request(page)

    assert count.clicks + count.entries <= 25


def test_shortlisting_five_and_sending_the_link_take_few_clicks(coordinator):
    page, count = coordinator
    record_request(page)
    open_tab(page, "Overview")

    count.begin()
    open_tab(page, "Sites")
    shortlist_first(page, 5)
    assert count.clicks <= 8

    count.begin()
    issue_proposal(page)
    make_link(page, "Harper Quinn")
    assert count.clicks <= 6
