"""What people do, in the steps they take: shared by the tests of the main job and of its clicks."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from playwright.sync_api import Page, expect

EMAIL = """Dear colleagues,

on behalf of a client we look for a site in your county for a food processing plant.
Land of 15 acres or more, zoned for industry, municipal water and sewer at the boundary,
natural gas if possible. An interstate within 25 miles would help.
About 85 jobs and 24 million dollars. Please answer within two weeks.

Harper Quinn, Northline Site Advisors
"""
PACKET_MS = 120_000
# The field as people call it, the value, must or want.
CRITERIA = (
    ("acres", "15", "Must"),
    ("Zoning class", "Light industrial; Heavy industrial", "Must"),
    ("Water service", "On site; At the boundary", "Want"),
    ("Distance to interstate", "25", "Want"),
)
REASON = "Other sites fit the request better"


def record_request(page: Page) -> str:
    """From home: record a request from an e-mail, its criteria; the code name given."""
    page.get_by_role("link", name="Pursuits", exact=True).click()
    page.get_by_role("link", name="Record a request").first.click()
    due = datetime.now() + timedelta(days=14)  # noqa: DTZ005 - wall clock as a person types it
    page.get_by_label("Request as received").fill(EMAIL)
    page.get_by_label("Answer due").fill(f"{due:%Y-%m-%dT12:00}")
    page.get_by_label("Contact", exact=True).fill("Harper Quinn")
    page.get_by_label("Property wanted").select_option(label="Land")
    page.get_by_label("Industry").fill("Food processing")
    page.get_by_label("Jobs").fill("85")
    page.get_by_label("Investment").fill("24 million")
    name = page.get_by_label("Code name").input_value()
    page.get_by_role("button", name="Record and go on to the criteria").click()
    enter_criteria(page)
    return name


def enter_criteria(page: Page) -> None:
    """On the criteria page: one row for each, then save."""
    rows = page.locator("fieldset.fss-criterion")
    for number, (field, value, importance) in enumerate(CRITERIA):
        page.get_by_label("Add a criterion").fill(field)
        page.get_by_role("button", name="Add", exact=True).click()
        expect(rows).to_have_count(number + 1)
        row = rows.nth(number)
        row.get_by_label("Value").fill(value)
        if importance == "Want":
            row.get_by_label("Must or want").select_option(label=importance)
    page.get_by_role("button", name="Save the criteria").click()
    expect(page.get_by_role("status").filter(has_text="criteria").first).to_be_visible()


def open_tab(page: Page, label: str) -> None:
    """Another tab of the pursuit that is shown."""
    page.get_by_role("navigation", name=re.compile("Parts of")).get_by_role(
        "link", name=label, exact=True
    ).click()


def shortlist_first(page: Page, count: int) -> list[str]:
    """On the Sites tab: tick the best sites, one reason for all others, save; their names."""
    boxes = page.get_by_role("checkbox", name=re.compile("^Shortlist"))
    names = page.locator("table#match tbody th a")
    chosen = [names.nth(number).inner_text() for number in range(count)]
    for number in range(count):
        boxes.nth(number).check()
    page.get_by_label("Reason for every other site left out").fill(REASON)
    page.get_by_role("button", name="Save the shortlist").click()
    expect(page.get_by_text(re.compile(f"{count} sites? shortlisted"))).to_be_visible()
    return chosen


def finish_step(page: Page, note: str = "") -> None:
    """On a step's page: tick everything, mark it as done."""
    form = page.get_by_role("region", name="Finish this step")
    # The boxes themselves lie out of sight: people press the words beside the drawn ones.
    for label in form.locator("label.usa-checkbox__label").all():
        label.click()
    told = form.get_by_label("Who was told what")
    if told.count():
        form.locator("label.usa-radio__label", has_text="E-mail").click()
        moment = datetime.now(ZoneInfo("America/Chicago"))
        form.get_by_label("When it went out").fill(f"{moment:%Y-%m-%dT%H:%M}")
        told.fill("Harper Quinn, that we have it")
    without = form.get_by_label("Why without their answer")
    if without.count():
        without.fill("Asked by telephone")
    if note:
        form.get_by_label("Note").fill(note)
    form.get_by_role("button", name="Mark as done").click()
    expect(page.get_by_text("is done.")).to_be_visible()


def confirm(page: Page, label: str) -> None:
    """Press a button that asks once, and say yes."""
    page.get_by_role("button", name=label).first.click()
    page.get_by_role("dialog").get_by_role("button", name=label).click()


def issue_proposal(page: Page) -> None:
    """From the shortlist: draft, issue, wait until the worker has written the files."""
    open_tab(page, "Proposal")
    page.get_by_role("button", name="Make the draft").click()
    confirm(page, "Issue")
    await_files(page)


def await_files(page: Page) -> None:
    """Watch the progress bar until the files can be taken."""
    file = page.get_by_role("link", name=re.compile(r"\.pdf$"))
    expect(file.first).to_be_visible(timeout=PACKET_MS)


def make_link(page: Page, recipient: str) -> str:
    """Make a private link; the address that is shown once."""
    page.get_by_label("For whom").fill(recipient)
    page.get_by_role("button", name="Make the link").click()
    shown = page.get_by_label("Private link", exact=True)
    expect(shown).to_be_visible()
    return shown.input_value()


def arrive(page: Page, heading: str) -> None:
    """Wait until the page with this heading is there."""
    expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    page.wait_for_load_state()
