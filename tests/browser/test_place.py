"""The place of a site in a real browser: by clicks, by keyboard alone, from a file."""

from __future__ import annotations

import json
import re

import pytest
from playwright.sync_api import Locator, Page, expect

from fss.sample.outlines import position
from tests.browser.checks import check_accessible
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

EAST, NORTH = position(15.2, 10.2)
"""A place in Alder Falls, the planner's own city."""


def new_site(page: Page, name: str) -> str:
    """Add a piece of land and open its place; the address of its page."""
    page.goto("/sites/new")
    page.locator("label[for=kind-0]").click()
    page.locator("#name").fill(name)
    page.get_by_role("button", name="Add the site").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    address = page.url
    page.get_by_role("link", name="Set the point and the boundary").click()
    ready(page)
    return address


def ready(page: Page) -> Locator:
    """The map once everything around is drawn."""
    frame = page.locator("#place-map[data-ready]")
    frame.wait_for()
    frame.scroll_into_view_if_needed()
    return frame


def save_point(page: Page) -> None:
    page.get_by_label("Latitude").fill(f"{NORTH}, {EAST}")
    page.get_by_label("Longitude").fill("")
    page.get_by_role("button", name="Save the point").click()
    expect(page.get_by_text("The point is saved")).to_be_visible()
    ready(page)


def corners(page: Page) -> list[str]:
    return page.get_by_label("Corners").input_value().splitlines()


def test_a_point_and_a_boundary_are_set_by_clicks(people: Visitors):
    page = people.visit("planner")
    new_site(page, "Clicked field")
    frame = ready(page)

    page.get_by_role("button", name="Set the point").click()
    frame.click(position={"x": 400, "y": 200})
    assert float(page.get_by_label("Latitude").input_value()) == pytest.approx(43.7, abs=0.3)
    save_point(page)
    frame = ready(page)
    box = frame.bounding_box()
    assert box is not None
    page.get_by_role("button", name="Draw an area").click()
    middle = (box["width"] / 2, box["height"] / 2)
    for right, down in ((-80, -60), (80, -60), (140, 90), (80, 60)):
        frame.click(position={"x": middle[0] + right, "y": middle[1] + down})
    page.get_by_role("button", name="Undo last corner").click()
    page.get_by_role("button", name="Undo last corner").click()
    frame.click(position={"x": middle[0] + 80, "y": middle[1] + 60})
    frame.dblclick(position={"x": middle[0] - 80, "y": middle[1] + 60})
    assert len(corners(page)) == 4
    expect(page.locator("#place-says")).to_contain_text("4 corners")

    page.get_by_role("button", name="Move corners").click()
    handle = page.locator(".fss-corner--movable").first
    before = corners(page)
    handle.drag_to(frame, target_position={"x": middle[0] - 120, "y": middle[1] - 90})
    assert corners(page) != before
    page.get_by_role("button", name="Save the boundary").click()

    expect(page.get_by_text("The boundary is saved")).to_be_visible()
    ready(page)
    check_accessible(page)
    page.get_by_role("button", name="State the measured acres").click()
    expect(page.get_by_text("The measured acres are stated")).to_be_visible()


def test_an_area_is_drawn_by_the_keyboard_alone(people: Visitors):
    page = people.visit("planner")
    new_site(page, "Typed field")
    save_point(page)
    says = page.locator("#place-says")

    page.get_by_role("button", name="Draw an area").focus()
    page.keyboard.press("Enter")
    expect(says).to_contain_text("arrow keys")
    for way in ("ArrowUp", "ArrowRight", "ArrowDown"):
        for _ in range(6):
            page.keyboard.press(way)
        expect(says).to_contain_text("north")
        page.keyboard.press("Enter")
        expect(says).to_contain_text("Corner")
    page.keyboard.press("Enter")  # the same place once more is no corner
    for _ in range(3):
        page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")

    assert len(corners(page)) == 4
    expect(says).to_contain_text("acres")
    page.get_by_role("button", name="Save the boundary").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("The boundary is saved")).to_be_visible()


def test_a_boundary_comes_from_a_file_and_a_former_one_comes_back(people: Visitors):
    page = people.visit("planner")
    new_site(page, "Sent field")
    for size in (0.004, 0.008):
        ring = [(0, 0), (size, 0), (size, size), (0, size), (0, 0)]
        outline = [[EAST + right, NORTH + up] for right, up in ring]
        page.get_by_label("Or a file").set_input_files(
            {
                "name": "field.geojson",
                "mimeType": "application/geo+json",
                "buffer": json.dumps({"type": "Polygon", "coordinates": [outline]}).encode(),
            }
        )
        page.get_by_role("button", name="Save the boundary").click()
        expect(page.get_by_text("The boundary is saved")).to_be_visible()
        ready(page)
    large = page.get_by_label("Corners").input_value()

    page.get_by_role("button", name=re.compile("Restore")).click()

    expect(page.get_by_text("in force again")).to_be_visible()
    assert page.get_by_label("Corners").input_value() != large


def test_what_the_map_suggests_is_stated_only_when_it_is_chosen(people: Visitors):
    page = people.visit("planner")
    address = new_site(page, "Asked field")
    save_point(page)
    table = page.get_by_role("table", name="What the map layers say of this point")
    expect(table).to_contain_text("Wren River Power & Light")
    expect(table).to_contain_text("Interstate 90")
    check_accessible(page)

    page.locator("label").filter(has_text="Electric provider").click()
    page.locator("label").filter(has_text="Distance to interstate").click()
    page.get_by_role("button", name="State the chosen values").click()

    expect(page.get_by_text("2 values are stated")).to_be_visible()
    row = table.get_by_role("row").filter(has_text="Electric provider")
    expect(row).to_contain_text("The same")
    expect(table.get_by_role("row").filter(has_text="Nearest interstate")).to_contain_text(
        "Not provided"
    )
    page.goto(address)
    expect(page.get_by_text("Wren River Power & Light").first).to_be_visible()


def test_an_administrator_loads_a_layer_in_two_steps(people: Visitors):
    page = people.visit("administrator", "/admin/layers/")
    page.get_by_role("link", name="Add a layer").click()
    page.get_by_label("What it shows").select_option(label="Other, only drawn on maps")
    path = {"type": "LineString", "coordinates": [[EAST, NORTH], [EAST + 0.1, NORTH]]}
    feature = {"type": "Feature", "properties": {"name": "Trail"}, "geometry": path}
    page.get_by_label("GeoJSON file").set_input_files(
        {"name": "trail.geojson", "mimeType": "application/geo+json",
         "buffer": json.dumps(feature).encode()}
    )  # fmt: skip
    page.get_by_role("button", name="Send the file").click()
    expect(page.get_by_label("Property that holds the name")).to_have_value("name")
    check_accessible(page)
    page.get_by_label("Name of the layer").fill("Trails")
    page.get_by_label("Who made the data").fill("The parks office")
    page.get_by_label("Day of the data").fill("2026-01-31")
    page.get_by_role("button", name="Use this layer").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Trails")
    check_accessible(page)
    page.get_by_role("button", name="Remove the layer").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the layer").click()
    expect(page.get_by_text("no longer used").first).to_be_visible()
