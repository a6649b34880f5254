"""The import wizard: few clicks, possible duplicates decided, rows with problems back, undo."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessible
from tests.browser.test_clicks import counted
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEADERS = ("Site name", "Total acres", "Zoning class", "Water service", "Latitude", "Longitude")
AIMED_CLICKS = 6
MANY = 100


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def send(page: Page, name: str, rows: Iterable[Sequence[object]]) -> None:
    """From the list of sites to what the check found."""
    page.get_by_role("link", name="Import a list").click()
    with page.expect_file_chooser() as chooser:
        page.get_by_label("File").click()
    chooser.value.set_files({"name": name, "mimeType": XLSX, "buffer": workbook(rows)})
    page.get_by_role("button", name="Send the file").click()
    page.get_by_label("How sure").select_option(index=1)
    page.get_by_role("button", name="Check the list").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Check before importing")


def write(page: Page) -> None:
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Imported: ")


def names_like(page: Page, words: str) -> list[str]:
    page.goto(f"/sites/?text={words}")
    return sorted(page.locator("table tbody th a").all_inner_texts())


def test_a_hundred_sites_of_a_well_headed_list_come_in_with_at_most_six_clicks(
    people: Visitors,
) -> None:
    page, count = counted(people.visit("planner", "/sites/"))
    sites = [
        (f"Hundredfold {number}", number + 2, "Light industrial", "On site")
        for number in range(1, MANY + 1)
    ]

    count.begin()
    send(page, "hundred.xlsx", [HEADERS[:4], *sites])
    expect(page.get_by_text("Every value can be taken")).to_be_visible()
    write(page)

    assert count.clicks <= AIMED_CLICKS
    expect(page.get_by_text(f"{MANY} new, 0 changed, 0 the same")).to_be_visible()


def test_what_may_be_there_already_is_asked_before_anything_is_written(people: Visitors) -> None:
    page = people.visit("planner", "/sites/")
    here = (43.7411, -94.4422)
    send(page, "first.xlsx", [HEADERS, ("Quarry Meadow", 12, "Commercial", "On site", *here)])
    write(page)

    page.goto("/sites/")
    again = [
        ("Quarry Meadow Tract", 14, "Commercial", "On site", here[0] + 0.0002, here[1]),
        ("Cinder Path", 5, "Commercial", "On site", "", ""),
    ]
    send(page, "second.xlsx", [HEADERS, *again])

    expect(page.get_by_role("heading", name="Is it the same property?")).to_be_visible()
    expect(page.get_by_role("button", name="Import", exact=True)).to_have_count(0)
    check_accessible(page)
    page.get_by_text("The same property", exact=True).click()
    page.get_by_role("button", name="Save the choices and check again").click()
    expect(page.get_by_text("1 new, 1 changed, 0 the same")).to_be_visible()
    write(page)

    assert len(names_like(page, "Quarry+Meadow")) == 1


def test_rows_with_problems_come_back_as_a_sheet_and_corrected_they_are_taken(
    people: Visitors,
) -> None:
    page = people.visit("planner", "/sites/")
    people.watch.allow(422)
    rows = [
        ("Tinplate Switch", 12, "Commercial", "On site"),
        ("Tinplate Siding", -4, "Commercial", "perhaps"),
    ]
    send(page, "tinplate.xlsx", [HEADERS[:4], *rows])
    check_accessible(page)

    with page.expect_download() as started:
        page.get_by_role("link", name="as Excel workbook").click()
    sheet = load_workbook(io.BytesIO(started.value.path().read_bytes())).worksheets[0]
    found = [[str(cell) for cell in row if cell is not None] for row in sheet.values]
    page.get_by_role("button", name="Import", exact=True).click()

    assert found[0][-1] == "Reason"
    assert found[1][0] == "Tinplate Siding"
    assert "Total acres" in found[1][-1]
    assert "Water service" in found[1][-1]
    expect(page.get_by_text("Tick this to leave out what is listed").first).to_be_visible()
    expect(page.get_by_role("link", name="Send a corrected file")).to_be_visible()
    page.goto("/sites/")
    send(
        page,
        "tinplate-2.xlsx",
        [HEADERS[:4], rows[0], ("Tinplate Siding", 4, "Commercial", "On site")],
    )
    write(page)
    assert names_like(page, "Tinplate") == ["Tinplate Siding", "Tinplate Switch"]


def test_an_import_is_undone_as_a_whole_after_a_look_at_what_happens(people: Visitors) -> None:
    page = people.visit("planner", "/sites/")
    rows = [("Undone Ferry", 12, "Commercial", "On site"), ("Undone Wharf", 9, "Commercial", "")]
    send(page, "undone.xlsx", [HEADERS[:4], *rows])
    write(page)
    check_accessible(page)

    page.get_by_role("link", name="Undo the import").click()
    expect(page.get_by_text("2 sites that it added leave the list")).to_be_visible()
    check_accessible(page)
    page.get_by_role("button", name="Undo the import").click()

    expect(page.get_by_text("what was there before holds again")).to_be_visible()
    assert names_like(page, "Undone") == []
