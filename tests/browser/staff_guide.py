"""Pictures of the guide for county staff: a day's work, a pause, work handed on, a visit."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.visitors import Visitors

NAME = "coordinator"
"""What the guide's pictures begin with."""
Way = Callable[[Visitors, Page], Page]
PURSUIT = "Project Switchgrass"
CITY = "Harrow"


def work(visitors: Visitors, page: Page) -> Page:
    """What waits for the coordinator."""
    page.goto("/")
    page.get_by_role("heading", name="To do or to answer for").wait_for()
    return page


def process(page: Page) -> None:
    """The page Process of a pursuit."""
    page.goto("/pursuits/")
    page.get_by_role("link", name=PURSUIT).first.click()
    page.get_by_role("link", name="Process", exact=True).last.click()
    page.get_by_role("heading", name=f"{PURSUIT}: process").wait_for()


def visit(visitors: Visitors, page: Page) -> Page:
    """A site visit beside the request; started when there is none yet."""
    process(page)
    tab = page.get_by_role("link", name=f"Site visit, {CITY}")
    if tab.count():
        tab.click()
    else:
        page.get_by_text("Start another process").click()
        page.get_by_label("Which process").select_option(label="Site visit")
        page.get_by_label("In which city").select_option(label=CITY)
        page.get_by_role("button", name="Start it").click()
    tab.and_(page.locator("[aria-current=page]")).wait_for()
    return page


def step(visitors: Visitors, page: Page) -> Page:
    """The first step of the visit."""
    visit(visitors, page).get_by_role("link", name="Confirm the visit").first.click()
    page.get_by_role("heading", name="Finish this step").wait_for()
    return page


def pause(visitors: Visitors, page: Page) -> Page:
    """Why its time stops."""
    step(visitors, page).get_by_role("link", name="Pause the time").click()
    page.locator("summary", has_text="Pause the time").click()
    page.get_by_label("Which message shows it").first.fill(
        "E-mail to Harper Quinn about the guests' names"
    )
    return page


def hand_on(visitors: Visitors, page: Page) -> Page:
    """To a colleague, for some days."""
    opened = step(visitors, page).locator("summary", has_text="Hand the work on")
    opened.click()
    page.get_by_label("To whom").select_option(index=1)
    page.get_by_label("Why", exact=True).fill("I am away until Monday.")
    opened.evaluate("(one) => one.scrollIntoView()")
    return page


WAYS: tuple[tuple[str, Way], ...] = (
    ("visit", visit),
    ("work", work),
    ("step", step),
    ("pause", pause),
    ("hand-on", hand_on),
)
"""Name and way of each picture; the first one starts the visit that the others show."""
