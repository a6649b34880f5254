"""Finding sites by facets, holding some side by side, and one value for many."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessible
from tests.browser.visitors import NARROW, Visitors

pytestmark = pytest.mark.browser


def count_of(page: Page) -> int:
    words = page.locator(".fss-find__count strong").inner_text()
    return int(words.split()[0].replace(",", ""))


def tick(page: Page, number: int) -> None:
    for box in page.get_by_role("checkbox", name=re.compile("^Tick ")).all()[:number]:
        box.check()


def test_facets_narrow_the_list_and_tags_take_them_off(people: Visitors) -> None:
    page = people.visit("coordinator", "/sites/")
    everything = count_of(page)
    land = page.locator("label", has=page.locator("#f-kind-land"))
    counted = int(land.locator(".fss-facet__count").inner_text())

    land.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    page.wait_for_url(re.compile("kind=land"))
    assert count_of(page) == counted < everything
    expect(page.locator("#f-kind-land")).to_be_focused()
    check_accessible(page)

    page.get_by_role("link", name=re.compile("Take off.*Land or building: Land")).click()
    expect(page.locator(".fss-find__count")).to_contain_text(f"{everything} sites")


def test_sites_stand_side_by_side_with_their_differences(people: Visitors) -> None:
    page = people.visit("coordinator", "/sites/?kind=land")
    tick(page, 3)
    page.get_by_role("button", name="Compare the ticked").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 3 sites")
    rows = page.locator("#compare-table tbody tr:not(.fss-compare__group)")
    all_rows, differing = rows.count(), page.locator(".fss-compare__differs").count()
    assert 0 < differing < all_rows
    first = page.locator(".fss-compare__source").first
    first.locator("summary").click()
    expect(first).to_contain_text("as of")
    check_accessible(page)

    page.get_by_role("link", name="Only differences").click()
    expect(rows).to_have_count(differing)
    page.get_by_role("link", name=re.compile("^Take out")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Compare 2 sites")


def test_a_comparison_keeps_the_names_of_facts_in_sight_on_a_telephone(people: Visitors) -> None:
    page = people.visit("coordinator", "/sites/", viewport=NARROW)
    tick(page, 6)
    page.get_by_role("button", name="Compare the ticked").click()
    frame, name = (
        page.locator(".fss-table"),
        page.locator("#compare-table tbody th[scope=row]").first,
    )
    left = name.bounding_box()

    frame.evaluate("(frame) => frame.scrollTo(400, 0)")

    assert left is not None
    assert frame.evaluate("(frame) => frame.scrollLeft") > 100
    assert name.bounding_box()["x"] == pytest.approx(left["x"], abs=2)  # type: ignore[index]


def test_a_comparison_of_six_fits_across_a_landscape_page(people: Visitors) -> None:
    page = people.visit("coordinator", "/sites/")
    tick(page, 6)
    page.get_by_role("button", name="Compare the ticked").click()
    page.set_viewport_size({"width": 1000, "height": 700})

    page.emulate_media(media="print")

    wide = page.evaluate("document.querySelector('#compare-table').getBoundingClientRect().right")
    assert wide <= 1000


def test_many_sites_get_a_value_after_a_look_and_a_search_is_kept(people: Visitors) -> None:
    page = people.visit("planner", "/sites/ours")
    page.goto(f"{page.url}&kind=land")
    page.get_by_role("link", name="Save this search").click()
    page.get_by_label("Name").fill("Land, all of it")
    check_accessible(page)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("link", name="Land, all of it", exact=True)).to_be_visible()
    check_accessible(page)

    page.get_by_role("button", name=re.compile("Open the list")).click()
    tick(page, 2)
    page.get_by_role("button", name="Edit the ticked").click()
    page.get_by_label("Which fact").select_option("Rail")
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("New value").select_option(index=1)
    page.get_by_label("How sure").select_option(index=1)
    page.get_by_role("button", name="Look at what changes").click()
    expect(page.locator("#preview tbody tr")).to_have_count(2)
    check_accessible(page)
    page.get_by_role("button", name=re.compile("^Write for")).click()

    expect(page.get_by_text(re.compile(r"Written for \d sites?: Rail"))).to_be_visible()
