"""Pictures of the guides: an instance of its own, what people see.

`python -m tests.browser.screenshots docs/images --guide` takes them.
"""

from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from html import escape
from pathlib import Path

from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select

from fss import create_app
from fss.config import Config
from fss.db import db
from fss.mail.models import OutboxMail
from fss.upkeep.services.counting import count_missing_facts
from fss.upkeep.services.mails import send_daily_mails
from tests.browser import owner_guide, staff_guide
from tests.browser.conftest import launch_arguments
from tests.browser.instance import Instance
from tests.browser.journeys import arrive
from tests.browser.test_import import XLSX, workbook
from tests.browser.visitors import Visitors

WIDTH = {"width": 1000, "height": 760}
SITE = "Riverbend Industrial Site"
ADDRESS = "https://first-stop.example.org"
"""What links in the pictured mail begin with."""
MOST_DAYS_OFF = 10
HEADERS = (
    "Site name", "Total acres", "Zoning class", "Water service", "Price per acre", "Lat", "Lon",
)  # fmt: skip
ROWS = (
    (SITE, 44, "Heavy industrial", "On site", "negotiable", "", ""),
    ("Prairie View Lots", "30 to 42", "Light industrial", "On site", "$52,000", 43.7231, -94.4612),
    ("Depot Yard", "-4", "Light industrial", "perhaps", "$38,500", "", ""),
)
AGAIN = (HEADERS, ("Prairie View", 36, "Light industrial", "On site", "$55,000", 43.7232, -94.4612))
LETTER = (
    "<html lang='en'><title>Letter</title><h1>Wren River Power &amp; Light</h1>"
    "<p>Electric capacity at Riverbend: 14 MW.</p>"
)
Way = Callable[[Visitors, Page], Page]
"""Leads a planner, whose page it gets, to what is pictured; returns the page to picture."""


def sent_mail(folder: Path) -> str:
    """The planner's daily mail of the next day on which the county works."""
    app = create_app(Config.from_environment({"FSS_DATA": str(folder), "FSS_BASE_URL": ADDRESS}))
    with app.app_context():
        now = datetime.now(UTC)
        count_missing_facts(now=now)
        morning = now.replace(hour=15, minute=0, second=0, microsecond=0)
        sent = any(
            send_daily_mails(now=morning + timedelta(days)) for days in range(1, MOST_DAYS_OFF)
        )
        db.session.commit()
        text = db.session.scalar(
            select(OutboxMail.text).where(
                OutboxMail.purpose == "daily", OutboxMail.to == "planner@example.org"
            )
        )
        db.session.remove()
        db.engine.dispose()
    if not sent or text is None:
        raise RuntimeError("no daily mail was written")
    return text


def site(page: Page, words: str = SITE) -> None:
    """From the list to a site."""
    page.goto("/sites/?text=" + words.replace(" ", "+"))
    page.locator("table tbody th a").first.click()


def tab(page: Page, name: str) -> None:
    """One of the pages about a site."""
    site(page)
    page.get_by_role("navigation", name="Pages about").get_by_role("link", name=name).click()


def mail(text: str) -> Way:
    """What lands in the mailbox."""

    def way(visitors: Visitors, page: Page) -> Page:
        page.goto("about:blank")
        page.set_content(f"<pre style='font: 15px/1.5 sans-serif'>{escape(text)}</pre>")
        return page

    return way


def confirm(text: str) -> Way:
    """What the link of the mail opens."""
    found = re.search(r"/confirm/\S+", text)
    assert found is not None

    def way(visitors: Visitors, page: Page) -> Page:
        opened = visitors.visit(None, found.group(0), viewport=WIDTH)
        opened.get_by_text("Still right", exact=True).first.click()
        opened.get_by_text("Changed", exact=True).nth(1).click()
        return opened

    return way


def check(page: Page, name: str, rows: object, *, differing: str = "") -> None:
    """Send a list and look at what the check finds."""
    page.goto("/exchange/imports/new")
    page.get_by_label("File").set_input_files(
        {"name": name, "mimeType": XLSX, "buffer": workbook(rows)}  # type: ignore[arg-type]
    )
    page.get_by_role("button", name="Send the file").click()
    page.get_by_label("Source").fill("City economic development list")
    page.get_by_label("How sure").select_option(index=1)
    if differing:
        page.get_by_text(differing).click()


def write(page: Page) -> None:
    """Import what was checked."""
    page.get_by_role("button", name="Check the list").click()
    if page.get_by_label("Import the rest").count():
        page.get_by_text("Import the rest").click()
    page.get_by_role("button", name="Import", exact=True).click()
    arrive(page, "Imported: ")


def columns(visitors: Visitors, page: Page) -> Page:
    """What the columns are taken for."""
    check(page, "lots.xlsx", (HEADERS, *ROWS), differing="Keep both")
    return page


def problems(visitors: Visitors, page: Page) -> Page:
    """What could not be taken."""
    check(page, "lots.xlsx", (HEADERS, *ROWS), differing="Keep both")
    page.get_by_role("button", name="Check the list").click()
    return page


def imported(visitors: Visitors, page: Page) -> Page:
    """The result, with undo."""
    check(page, "lots.xlsx", (HEADERS, *ROWS), differing="Keep both")
    write(page)
    return page


def duplicates(visitors: Visitors, page: Page) -> Page:
    """A row that may be a site there is already."""
    check(page, "lots-2.xlsx", AGAIN)
    page.get_by_role("button", name="Check the list").click()
    return page


def home(visitors: Visitors, page: Page) -> Page:
    """The to-do list."""
    page.goto("/")
    page.get_by_role("heading", name="Update next").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#mend-heading').scrollIntoView()")
    return page


def conflict(visitors: Visitors, page: Page) -> Page:
    """Two sources, two values."""
    site(page)
    page.evaluate("document.querySelector('#conflicts').scrollIntoView()")
    return page


def upkeep(visitors: Visitors, page: Page) -> Page:
    """The values of one site by their next check."""
    tab(page, "Update next")
    return page


def values(visitors: Visitors, page: Page) -> Page:
    """Values of a group, and where they come from."""
    site(page)
    page.goto(page.url + "/edit/sewer")
    page.get_by_label("Spare sewer capacity").first.fill("0.8 MGD")
    page.get_by_label("Source", exact=True).fill("City engineer, letter of November")
    page.get_by_text("Where this comes from").evaluate("(one) => one.scrollIntoView()")
    page.evaluate("window.scrollBy(0, -220)")
    return page


def documents(visitors: Visitors, page: Page) -> Page:
    """A document, just added."""
    maker = visitors.visit()
    maker.set_content(LETTER)
    letter = maker.pdf()
    tab(page, "Documents")
    page.get_by_role("link", name="Add a document").first.click()
    page.locator("input[type=file]").set_input_files(
        {"name": "capacity.pdf", "mimeType": "application/pdf", "buffer": letter}
    )
    page.get_by_label("Title").fill("Letter of the electric utility on capacity")
    page.get_by_label("Kind").select_option(label="Utility letter")
    page.get_by_label("Who may see it").select_option(index=1)
    page.get_by_role("button", name="Add the document").click()
    page.get_by_role("link", name="Letter of the electric utility").first.wait_for()
    return page


def photos(visitors: Visitors, page: Page) -> Page:
    """Photos in their order."""
    tab(page, "Photos")
    page.locator("[data-photo] img").first.wait_for()
    return page


def place(visitors: Visitors, page: Page) -> Page:
    """Point and boundary on the map."""
    site(page)
    page.get_by_role("link", name="Change the point or the boundary").click()
    page.wait_for_load_state("networkidle")
    return page


def suggestions(visitors: Visitors, page: Page) -> Page:
    """What the map suggests."""
    place(visitors, page)
    page.get_by_role("heading", name="Suggested from the map").wait_for()
    page.evaluate(
        "[...document.querySelectorAll('h2')]"
        ".find((h) => h.textContent.includes('Suggested')).scrollIntoView()"
    )
    return page


def export(visitors: Visitors, page: Page) -> Page:
    """What form the list goes out in."""
    page.goto("/sites/")
    page.get_by_role("link", name="Export").first.click()
    return page


def compare(visitors: Visitors, page: Page) -> Page:
    """Sites side by side."""
    page.goto("/sites/")
    boxes = page.locator("table tbody input[type=checkbox]")
    for number in (2, 4):
        boxes.nth(number).click()
    page.get_by_role("button", name="Compare the ticked").click()
    return page


def tiers(visitors: Visitors, page: Page) -> Page:
    """How ready a site is, and why."""
    site(page)
    page.get_by_text("Readiness: ").click()
    return page


def report(visitors: Visitors, page: Page) -> Page:
    """The pack of the city, made."""
    page.goto("/reports/")
    page.get_by_role("table").first.locator("tbody th a").first.click()
    address = page.url
    page.get_by_role("button", name="Make the report").click()
    page.get_by_role("link", name="Download").wait_for()
    page.goto(address)
    return page


def our_process(visitors: Visitors, page: Page) -> Page:
    """Where the city stands with each process."""
    page.goto("/process/ours")
    return page


def city_process(visitors: Visitors, page: Page) -> Page:
    """One process, what the city wants otherwise, who signed."""
    our_process(visitors, page)
    page.get_by_role("link", name="Pursuit", exact=True).click()
    return page


def change_letters(visitors: Visitors, page: Page) -> Page:
    """Choosing letters, one of them wrong."""
    city_process(visitors, page)
    page.get_by_role("link", name="Change the proposal").click()
    page.wait_for_load_state()
    with page.expect_response(lambda answer: answer.url.endswith("/check")):
        page.get_by_label("P6, City planner").select_option("")
    page.get_by_label("P10, City planner").evaluate("(one) => one.scrollIntoView()")
    return page


CITY_PLANNER = "planner.kestrel"
CITY: tuple[tuple[str, Way], ...] = (
    ("ours", our_process),
    ("process", city_process),
    ("change", change_letters),
)
"""Pictures of the guide for cities, as a planner whose city has a proposal sees them."""


def matrix(_visitors: Visitors, page: Page) -> Page:
    """The matrix of a process."""
    page.goto("/process/")
    page.get_by_role("main").get_by_role("link", name="Pursuit", exact=True).first.click()
    page.get_by_role("heading", name="Map", exact=True).wait_for()
    return page


def process_map(visitors: Visitors, page: Page) -> Page:
    """The map below it."""
    matrix(visitors, page)
    page.get_by_role("heading", name="Map", exact=True).evaluate("(one) => one.scrollIntoView()")
    return page


def papers(visitors: Visitors, page: Page) -> Page:
    """Where its documents are asked for."""
    matrix(visitors, page)
    page.get_by_role("link", name="Documents", exact=True).click()
    page.get_by_role("button", name="Make the documents").wait_for()
    return page


def promises(_visitors: Visitors, page: Page) -> Page:
    """What everybody reads."""
    page.goto("/promises")
    return page


STEERING: tuple[tuple[str, Way], ...] = (
    ("matrix", matrix),
    ("map", process_map),
    ("papers", papers),
    ("promises", promises),
)
"""Pictures of the guide for the steering committee."""
IMPORTS: tuple[tuple[str, Way], ...] = (
    ("columns", columns),
    ("problems", problems),
    ("imported", imported),
    ("duplicates", duplicates),
)
LATER: tuple[tuple[str, Way], ...] = (
    ("todo", home),
    ("conflict", conflict),
    ("update", upkeep),
    ("values", values),
    ("documents", documents),
    ("photos", photos),
    ("place", place),
    ("suggestions", suggestions),
    ("export", export),
    ("compare", compare),
    ("tiers", tiers),
    ("report", report),
)
"""Name and way of each picture; later ones see what earlier ones did."""


def take(folder: Path, save: Callable[[Page, Path], None]) -> int:
    """Take all pictures of the guide; the number of those that could not be taken."""
    missed = 0
    with tempfile.TemporaryDirectory() as place_of_data, sync_playwright() as playwright:
        instance = Instance(Path(place_of_data) / "data").start()
        browser = playwright.chromium.launch(**launch_arguments())
        visitors = Visitors(browser, instance.url, {})
        try:
            text = sent_mail(instance.folder)
            mails = (("mail", mail(text)), ("confirm", confirm(text)))
            shown = [
                *(("planner", "planner", *one) for one in (*IMPORTS, *mails, *LATER)),
                *(("city", CITY_PLANNER, *one) for one in CITY),
                *(("steering", "coordinator", *one) for one in STEERING),
                *((owner_guide.NAME, "coordinator", *one) for one in owner_guide.WAYS),
                *((staff_guide.NAME, "coordinator", *one) for one in staff_guide.WAYS),
            ]
            for guide, who, name, way in shown:
                page = visitors.visit(who, viewport=WIDTH)
                page.set_default_timeout(10_000)
                try:
                    save(way(visitors, page), folder / f"{guide}-{name}.png")
                except Exception as error:  # the other pictures are wanted all the same
                    print(f"{name}: {str(error).splitlines()[0]}", file=sys.stderr)
                    missed += 1
                visitors.close()
        finally:
            browser.close()
            instance.stop()
    return missed
