"""A city changes its side of a process; city and county sign it; the board shows it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import check_accessible
from tests.browser.visitors import PATIENCE_MS, Visitors

pytestmark = pytest.mark.browser

CITY = "Alder Falls"


def own_pursuit_process(page: Page) -> None:
    """By the navigation to the city's side of the pursuit process."""
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Our process").click()
    page.get_by_role("link", name="Pursuit", exact=True).click()


def board_link(page: Page, standing: str) -> Locator:
    """The cell of the review board for the city's pursuit process, when it stands there."""
    return page.get_by_role("link", name=re.compile(f"^{standing}.*Pursuit in {CITY}"))


def test_a_city_variant_is_proposed_signed_by_city_and_county_and_then_agreed(people: Visitors):
    planner = people.visit("planner")
    own_pursuit_process(planner)
    planner.get_by_role("link", name="Change our side").click()
    planner.wait_for_load_state()
    found = planner.locator("#variant-check")
    planner.get_by_label("P6, City planner").select_option("")
    expect(found).to_contain_text("Give at least one role an R", timeout=PATIENCE_MS)
    planner.get_by_label("P6, City administrator").select_option("A/R")
    expect(found).not_to_contain_text("To put right", timeout=PATIENCE_MS)
    # What is agreed here holds for every test that comes after: the planner keeps the work.
    planner.get_by_label("P6, City planner").select_option("R")
    expect(found).not_to_contain_text("To put right", timeout=PATIENCE_MS)
    check_accessible(planner)
    planner.get_by_label("Note").fill("Our administrator answers too.")
    planner.get_by_role("button", name="Save the proposal").click()
    expect(planner.get_by_role("main")).to_contain_text("was A")
    check_accessible(planner)

    administrator = people.visit("city")
    own_pursuit_process(administrator)
    administrator.get_by_role("button", name="Sign for").click()
    expect(administrator.get_by_role("main")).to_contain_text("Next: the county signs.")

    director = people.visit("director", "/process/")
    director.get_by_role("link", name="Review board").click()
    check_accessible(director)
    board_link(director, "Signed by the city").click()
    director.get_by_role("button", name="Sign for the county").click()
    expect(director.get_by_role("main")).to_contain_text("It holds for processes that start")

    director.get_by_role("link", name="Review board").click()
    expect(board_link(director, "Agreed")).to_be_visible()
    director.get_by_role("link", name="Empty or unreachable roles").click()
    check_accessible(director)


def test_a_letter_that_may_not_go_is_refused_with_what_to_do(people: Visitors):
    people.watch.allow(422)
    planner = people.visit("planner.linden")
    own_pursuit_process(planner)
    planner.get_by_role("link", name="Change our side").click()

    planner.get_by_label("P6, City administrator").select_option("A/R")
    planner.get_by_label("P6, City planner").select_option("A/R")
    planner.get_by_role("button", name="Save the proposal").click()

    summary = planner.get_by_role("alert")
    expect(summary).to_contain_text("Only one role may have the A")
    expect(planner.get_by_label("P6, City planner")).to_have_value("A/R")
    check_accessible(planner)
