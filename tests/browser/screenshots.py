"""`python -m tests.browser.screenshots FOLDER [ADDRESS]`: pictures of the main pages.

Each page of the sample county, at 1280 and 320 px, as small PNG files. ADDRESS is a running
instance (by default http://127.0.0.1:8000).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import launch_arguments
from tests.browser.journeys import open_tab
from tests.browser.visitors import NARROW, WIDE, Visitors

TALLEST = 1600
COLORS = 64
LARGEST_BYTES = 150 * 1024
Way = Callable[[Page], None]


def first_site(page: Page) -> None:
    """A site with much to show: the first of the list."""
    page.locator("table tbody th a").first.click()


def pursuit(*tabs: str) -> Way:
    """The pursuit that has come furthest, at one of its tabs."""

    def go(page: Page) -> None:
        page.get_by_role("link", name="Project Switchgrass").first.click()
        for tab in tabs:
            open_tab(page, tab)

    return go


def preview(page: Page) -> None:
    """An issued proposal as a page."""
    pursuit("Proposal")(page)
    page.get_by_role("link", name=re.compile("Read it as a page|Preview")).first.click()


def step(page: Page) -> None:
    """The step that is due first."""
    page.get_by_role("table").first.locator("tbody th a").first.click()


def stay(page: Page) -> None:
    """The page as it opens."""
    page.locator("h1").wait_for()


def first_process(page: Page) -> None:
    """The matrix of the pursuit process."""
    page.get_by_role("main").get_by_role("link", name="Pursuit", exact=True).first.click()


# name, whose page (None: nobody's), where it begins, the way from there
PAGES: tuple[tuple[str, str | None, str, Way], ...] = (
    ("home-coordinator", "coordinator", "/", stay),
    ("home-planner", "planner", "/", stay),
    ("pursuits", "coordinator", "/pursuits/", stay),
    ("record-request", "coordinator", "/pursuits/new", stay),
    ("pursuit", "coordinator", "/pursuits/", pursuit()),
    ("criteria", "coordinator", "/pursuits/", pursuit("Criteria")),
    ("match", "coordinator", "/pursuits/", pursuit("Sites")),
    ("steps", "coordinator", "/pursuits/", pursuit("Process")),
    ("proposal", "coordinator", "/pursuits/", pursuit("Proposal")),
    ("preview", "coordinator", "/pursuits/", preview),
    ("history", "coordinator", "/pursuits/", pursuit("History")),
    ("step", "planner", "/", step),
    ("sites", "coordinator", "/sites/", stay),
    ("site", "coordinator", "/sites/", first_site),
    ("import", "planner", "/sites/imports/new", stay),
    ("process", "coordinator", "/process/", first_process),
    ("calendars", "administrator", "/process/calendars", stay),
    ("admin", "administrator", "/admin", stay),
    ("people", "administrator", "/admin/people", stay),
    ("audit", "administrator", "/audit/", stay),
    ("sign-in", None, "/sign-in", stay),
    ("track", None, "/track", stay),
)


def save(page: Page, path: Path) -> None:
    """Take a picture, at most `TALLEST` high, of few enough colors to be small."""
    page.screenshot(path=path, full_page=True)
    with Image.open(path) as taken:
        picture = taken.convert("RGB").crop((0, 0, taken.width, min(taken.height, TALLEST)))
    colors = COLORS
    while True:
        picture.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= LARGEST_BYTES or colors <= 8:
            return
        colors //= 2


def main(arguments: list[str]) -> int:
    """Take all pictures; say which pages could not be reached."""
    if not arguments:
        print(__doc__, file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    address = arguments[1] if len(arguments) > 1 else "http://127.0.0.1:8000"
    missed = 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_arguments())
        visitors = Visitors(browser, address, {})
        for name, who, path, way in PAGES:
            page = visitors.visit(who, path, viewport=WIDE)
            page.set_default_timeout(10_000)
            try:
                way(page)
            except Exception as error:  # the other pictures are wanted all the same
                print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
                missed += 1
                continue
            save(page, folder / f"{name}.png")
            page.set_viewport_size(NARROW)  # type: ignore[arg-type]
            save(page, folder / f"{name}-320.png")
            visitors.close()
        browser.close()
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
