"""Pictures of the process owner's guide: a draft, a step, a workbook, the decision."""

from __future__ import annotations

import io
import re
from collections.abc import Callable

from openpyxl import load_workbook
from playwright.sync_api import Page

from tests.browser.visitors import Visitors

NAME = "process-owner"
"""What the guide's pictures begin with."""
Way = Callable[[Visitors, Page], Page]


def draft(page: Page) -> None:
    """The draft of a process; made when there is none yet."""
    page.goto("/process/")
    page.get_by_role("table", name="Approved processes").get_by_role(
        "link", name=re.compile("Permitting")
    ).first.click()
    make = page.get_by_role("button", name="Make a new version")
    if make.count():
        make.click()
    else:
        page.get_by_role("link", name="Open the draft").click()
        page.get_by_role("link", name="Edit", exact=True).click()
    page.get_by_role("heading", name=re.compile("draft of version")).wait_for()


def edit(visitors: Visitors, page: Page) -> Page:
    """The matrix, with a second A."""
    draft(page)
    with page.expect_response(lambda answer: answer.url.endswith("/check")):
        page.get_by_label("H1, City planner").fill("A")
    page.locator("#H1-CP-said").get_by_text("Only one role").wait_for()
    return page


def step(visitors: Visitors, page: Page) -> Page:
    """A step in full."""
    draft(page)
    page.get_by_role("button", name="Edit step H4").click()
    page.get_by_label("Checklist").wait_for()
    page.locator("legend", has_text="Time allowed").evaluate("(one) => one.scrollIntoView()")
    return page


def matrix(visitors: Visitors, page: Page) -> Page:
    """What a workbook changes."""
    draft(page)
    page.get_by_role("link", name="Bring in a matrix").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="Matrix as it is now (XLSX)").click()
    book = load_workbook(io.BytesIO(told.value.path().read_bytes()))
    sheet = book.active
    assert sheet is not None
    sheet["K3"], sheet["K4"], sheet["M1"] = "I", "perhaps", "Mayor"
    out = io.BytesIO()
    book.save(out)
    page.get_by_label("Workbook").set_input_files(
        {"name": "raci.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Read the workbook").click()
    page.get_by_role("heading", name="What changes").wait_for()
    return page


def decide(visitors: Visitors, page: Page) -> Page:
    """The decision about a version, as the director sees it."""
    draft(page)
    page.get_by_label("H1, Steering committee").fill("I")
    page.get_by_role("button", name="Save and send for review").click()
    page.get_by_text("Sent for review.").wait_for()
    decided = visitors.visit("director", page.url, viewport=page.viewport_size)
    decided.get_by_role("link", name="Decide").click()
    decided.get_by_label("Approved by").fill("Steering committee")
    return decided


WAYS: tuple[tuple[str, Way], ...] = (
    ("edit", edit),
    ("step", step),
    ("matrix", matrix),
    ("decide", decide),
)
"""Name and way of each picture; the last one sends the draft for review."""
