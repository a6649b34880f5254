"""`python -m tests.browser.screenshots FOLDER [ADDRESS]`: pictures of the main pages.

Each page of the sample county, at 1280 and 320 px, as small PNG files. ADDRESS is a running
instance (by default http://127.0.0.1:8000). With `--guide` instead of an address: the pictures of
the planner's guide, planner-*.png, from an instance of its own.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import launch_arguments
from tests.browser.guide import take as take_guide
from tests.browser.journeys import arrive, make_link, open_tab
from tests.browser.visitors import NARROW, WIDE, Visitors

TALLEST = 1600
COLORS = 64
LARGEST_BYTES = 150 * 1024
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LIST = (
    ("Site name", "Total acres", "Zoning class", "Water service", "Price per acre"),
    ("Prairie View Lots 1 to 3", "30 to 42", "Light industrial", "On site", "$52,000"),
    ("Mill Street Corner", "20000 SF", "Commercial", "At the boundary", "$0.69 - $1.95 per SF"),
    ("Elevator Addition", "200+", "Heavy industrial", "planned?", "negotiable"),
    ("Depot Yard", "-4", "Light industrial", "On site", "$38,500"),
)
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


def dry_run(page: Page) -> None:
    """What an import found before anything is written."""
    book = Workbook()
    assert book.active is not None
    for row in LIST:
        book.active.append(row)
    data = io.BytesIO()
    book.save(data)
    page.get_by_label("File").set_input_files(
        {"name": "lots-2026.xlsx", "mimeType": XLSX, "buffer": data.getvalue()}
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_label("How sure").select_option(index=1)
    page.get_by_role("button", name="Check the list").click()
    arrive(page, "Check before importing")


def broker(page: Page) -> None:
    """The page that a private link opens."""
    pursuit("Proposal")(page)
    page.get_by_text("Make a private link").click()
    page.goto(make_link(page, "Harper Quinn"))


# name, whose page (None: nobody's), where it begins, the way from there
PAGES: tuple[tuple[str, str | None, str, Way], ...] = (
    ("home", "coordinator", "/", stay),
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
    ("import", "planner", "/exchange/imports/new", dry_run),
    ("broker", "coordinator", "/pursuits/", broker),
    ("process", "coordinator", "/process/", first_process),
    ("calendars", "administrator", "/process/calendars", stay),
    ("admin", "administrator", "/admin", stay),
    ("people", "administrator", "/admin/people", stay),
    ("audit", "administrator", "/audit/", stay),
    ("sign-in", None, "/sign-in", stay),
    ("track", None, "/track", stay),
)


def save_view(page: Page, path: Path) -> None:
    """Take a picture of what the window shows, as small."""
    save(page, path, whole=False)


def save(page: Page, path: Path, *, whole: bool = True) -> None:
    """Take a picture, at most `TALLEST` high, of few enough colors to be small."""
    page.screenshot(path=path, full_page=whole)
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
    if "--guide" in arguments:
        return 1 if take_guide(folder, save_view) else 0
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
