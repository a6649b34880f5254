"""A process is edited by keyboard only, validated while typing, sent for review and approved."""

from __future__ import annotations

import io
import re

import pytest
from openpyxl import load_workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import problems_at_both_widths
from tests.browser.visitors import NARROW, Visitors

pytestmark = pytest.mark.browser

MOST_TABS = 200
TITLE = "Site visit"


def tab_to(page: Page, name: str, *, back: bool = False) -> None:
    """Press Tab until what has the focus is called `name`."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Shift+Tab" if back else "Tab")
        focused = page.evaluate(
            "() => { const one = document.activeElement; return (one.getAttribute('aria-label') ||"
            " one.labels?.[0]?.textContent || one.textContent || '').replace(/\\s+/g, ' ').trim() }"
        )
        if re.fullmatch(name, focused):
            return
    raise AssertionError(f"Tab never reaches {name}")


def press_enter(page: Page) -> None:
    """Press what has the focus, and wait for the page it leads to."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def type_over(page: Page, words: str) -> None:
    page.keyboard.press("ControlOrMeta+A")
    page.keyboard.type(words)


def test_a_process_is_edited_by_keyboard_only(people: Visitors) -> None:
    page = people.visit("coordinator", "/process/")
    page.get_by_role("table", name="Approved processes").get_by_role(
        "link", name=TITLE
    ).first.focus()
    press_enter(page)
    tab_to(page, "Make a new version")
    press_enter(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("draft of version 2"))

    # Two people answer for a step, somebody outside works, a circle: told while typing.
    tab_to(page, "V1, City administrator")
    type_over(page, "a")
    expect(page.locator("#V1-CA-said")).to_contain_text("Only one role may have the A")
    expect(page.locator("#announcements")).to_contain_text("1 to put right")
    tab_to(page, "V1, Broker or business")
    type_over(page, "r")
    expect(page.locator("#V1-BX-said")).to_contain_text("outside and can only be asked")
    expect(page.get_by_label("V1, Broker or business")).to_have_attribute("aria-invalid", "true")
    tab_to(page, "V2, starts after")
    type_over(page, "v3")
    expect(page.locator("#V2-after-said")).to_contain_text("waits for itself")
    assert problems_at_both_widths(page) == []

    # And taken back: arrow keys go from row to row.
    type_over(page, "v1")
    tab_to(page, "V1, Broker or business", back=True)
    type_over(page, "c")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("V2, Broker or business")).to_be_focused()
    page.keyboard.press("ArrowUp")
    tab_to(page, "V1, City administrator", back=True)
    type_over(page, "i")
    expect(page.locator("[data-verdict]")).to_contain_text("Nothing: every step has one A")
    expect(page.locator("#announcements")).to_have_text("The matrix is sound.")

    # Order by the buttons: the keyboard stays where it was.
    tab_to(page, "Down: step V3")
    press_enter(page)
    expect(page.locator("#V3-down")).to_be_focused()
    expect(page.get_by_label("V3, place")).to_have_value("4")

    # A step of its own.
    tab_to(page, "Save and add a step")
    press_enter(page)
    tab_to(page, "Step required")
    page.keyboard.type("Write to the neighbors")
    tab_to(page, "Time allowed")
    page.keyboard.type("6")
    press_enter(page)
    expect(page.get_by_label("V10, First Stop Shop coordinator")).to_be_focused()
    page.keyboard.type("a, r")
    press_enter(page)
    expect(page.get_by_label("V10, First Stop Shop coordinator")).to_have_value("A/R")
    tab_to(page, "Save and send for review")
    press_enter(page)
    expect(page.get_by_text("Sent for review.")).to_be_visible()
    assert problems_at_both_widths(page) == []

    _approve_by_keyboard(people, page.url)
    page.reload()
    expect(page.get_by_text("Approved").first).to_be_visible()
    expect(page.get_by_text("Unaltered")).to_be_visible()


def _approve_by_keyboard(people: Visitors, url: str) -> None:
    page = people.visit("director", url)
    tab_to(page, "Decide")
    press_enter(page)
    changes = page.get_by_role("table", name="What this version changes")
    expect(changes).to_contain_text("Write to the neighbors")
    assert problems_at_both_widths(page) == []
    tab_to(page, "Approved by required")
    page.keyboard.type("Steering committee")
    tab_to(page, "Approve this version")
    press_enter(page)
    expect(page.get_by_text("holds from now on")).to_be_visible()


def test_a_matrix_goes_out_is_changed_and_comes_back_with_what_changes_shown_first(
    people: Visitors,
) -> None:
    page = people.visit("coordinator", "/process/")
    page.get_by_role("table", name="Approved processes").get_by_role(
        "link", name=re.compile("Permitting")
    ).first.click()
    page.get_by_role("button", name="Make a new version").click()
    page.get_by_role("link", name="Bring in a matrix").click()
    with page.expect_download() as told:
        page.get_by_role("link", name="Matrix as it is now (XLSX)").click()
    book = load_workbook(io.BytesIO(told.value.path().read_bytes()))
    sheet = book.active
    assert sheet is not None
    sheet["L2"], sheet["K3"], sheet["M1"] = "I", "perhaps", "Mayor"
    out = io.BytesIO()
    book.save(out)

    page.get_by_label("Workbook").set_input_files(
        {"name": "raci.xlsx", "mimeType": "application/octet-stream", "buffer": out.getvalue()}
    )
    page.get_by_role("button", name="Read the workbook").click()

    unclear = page.get_by_role("table", name="Not understood")
    expect(unclear).to_contain_text("K3")
    expect(unclear).to_contain_text("Column M")
    expect(page.get_by_role("table", name="What changes")).to_contain_text("H1")
    assert problems_at_both_widths(page) == []
    page.get_by_role("button", name="Put it into the draft").click()
    expect(page.get_by_text("The matrix is in the draft.")).to_be_visible()
    page.set_viewport_size(NARROW)  # type: ignore[arg-type]
    assert problems_at_both_widths(page) == []
