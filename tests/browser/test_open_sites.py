"""The pages that everybody may see, as a visitor opens them: nothing in the console, axe clean."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browser.checks import check_accessible
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser


def test_a_visitor_finds_a_site_and_the_data_without_signing_in(people: Visitors):
    page = people.visit(None, "/open/sites")
    expect(page.locator(".fss-pin").first).to_be_visible()
    check_accessible(page)

    page.get_by_label("Land or building").select_option("land")
    page.get_by_role("button", name="Show").click()
    page.locator("#open-sites a").first.click()

    expect(page).to_have_url(re.compile(r"/open/sites/\d+-[a-z0-9-]+$"))
    expect(page.get_by_role("link", name="Ask about this site")).to_have_attribute(
        "href", re.compile(r"^mailto:.*\?subject=S-\d{4}%20")
    )
    said = page.evaluate(
        "JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)"
    )
    assert said["@type"] == "RealEstateListing"
    check_accessible(page)

    page.get_by_role("link", name="Data for other systems").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Data for other systems")
    check_accessible(page)
    page.locator("a[href$='/v1/sites']").click()
    expect(page.locator("body")).to_contain_text('"total"')
