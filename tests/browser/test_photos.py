"""Photos as people handle them: several sent, described, ordered by keyboard and by dragging."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Locator, Page, expect

from tests.browser.checks import check_accessible
from tests.browser.visitors import NARROW, Visitors

pytestmark = pytest.mark.browser


def picture(words: str, color: str) -> dict[str, object]:
    image = Image.new("RGB", (900, 600), color)
    ImageDraw.Draw(image).text((40, 40), words, fill="white")
    out = io.BytesIO()
    image.save(out, "JPEG")
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def new_site(page: Page, name: str) -> None:
    page.locator("label[for=kind-0]").click()
    page.get_by_label("Name", exact=False).first.fill(name)
    page.get_by_role("button", name=re.compile("Add")).first.click()
    page.get_by_role("navigation", name="Pages about").get_by_role("link", name="Photos").click()


def order(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-photo]").evaluate_all(
        "all => all.map((one) => one.dataset.called)"
    )
    return found


def named(page: Page, deed: str, photo: str) -> Locator:
    return page.get_by_role("button", name=re.compile(rf"^{deed}\s?: {photo}"))


def describe(page: Page, *words: str) -> None:
    page.get_by_role("link", name="Describe them").click()
    for number, text in enumerate(words, 1):
        page.get_by_label("What the photo shows").fill(text)
        last = number == len(words)
        page.get_by_role("button", name="Save" if last else "Save and describe the next").click()


SAVED = """
() => {
  const photos = [...document.querySelectorAll("[data-photo]")].map((one) => one.dataset.photo);
  return document.getElementById("order-form").elements.seen.value === photos.join(",");
}
"""


def test_photos_are_sent_described_and_ordered_by_keyboard_and_by_dragging(people: Visitors):
    page = people.visit("planner", "/sites/new")
    people.watch.allow(422)
    new_site(page, "Photo field")
    svg = {"name": "x.svg", "mimeType": "image/svg+xml", "buffer": b"<svg/>"}

    page.locator("input[type=file]").set_input_files(
        [picture("one", "darkgreen"), picture("two", "navy"), svg, picture("three", "maroon")]
    )
    page.get_by_role("button", name="Add the photos").click()

    expect(page.locator("#uploads li")).to_have_count(4)
    expect(page.locator("#uploads")).to_contain_text("three.jpg: added")
    expect(page.locator("#uploads")).to_contain_text("x.svg: We cannot tell what this file is")
    expect(page.locator("#announcements")).to_have_text("3 photos added, 1 file not taken.")
    expect(page.locator("[data-photo]")).to_have_count(3)
    check_accessible(page)

    describe(page, "Field one", "Field two", "Field three")
    expect(page.locator("[data-photo]")).to_have_count(3)
    check_accessible(page)
    assert order(page) == ["Field one", "Field two", "Field three"]

    named(page, "Move", "Field three").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#announcements")).to_have_text("Field three: place 2 of 3")
    page.keyboard.press("Home")
    expect(page.locator("#announcements")).to_have_text("Field three: place 1 of 3, the cover")
    expect(named(page, "Move", "Field three")).to_be_focused()
    expect(page.locator("[data-photo]").first).to_contain_text("Cover")
    page.wait_for_function(SAVED)
    page.reload()
    assert order(page) == ["Field three", "Field one", "Field two"]

    source = named(page, "Move", "Field two").bounding_box()
    target = page.locator("[data-photo]").first.bounding_box()
    assert source is not None
    assert target is not None
    page.mouse.move(source["x"] + 8, source["y"] + 8)
    page.mouse.down()
    page.mouse.move(target["x"] + 60, target["y"] + 60, steps=5)
    with page.expect_response("**/photos/order") as saved:
        page.mouse.up()
    assert saved.value.status == 204
    page.reload()
    assert order(page) == ["Field two", "Field three", "Field one"]

    named(page, "Later", "Field two").click()
    page.wait_for_function(SAVED)
    expect(named(page, "Later", "Field two")).to_be_focused()
    named(page, "Remove", "Field one").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("[data-photo]")).to_have_count(3)
    assert order(page) == ["Field three", "Field two", "Field one"]


def test_an_order_that_somebody_else_changed_meanwhile_is_not_saved(people: Visitors):
    page = people.visit("planner", "/sites/new")
    people.watch.allow(409)
    new_site(page, "Photo meadow")
    page.locator("input[type=file]").set_input_files(
        [picture("four", "teal"), picture("five", "indigo")]
    )
    page.get_by_role("button", name="Add the photos").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    other = people.visit("planner", page.url)
    with other.expect_response("**/photos/order"):
        other.locator("[data-handle]").first.press("ArrowRight")

    page.locator("[data-handle]").first.press("ArrowRight")

    expect(page.locator("#order-problem")).to_contain_text("Your order was not saved")


def test_photos_are_sent_and_ordered_without_script(people: Visitors, browser, instance):
    signed_in = people.visit("planner", "/sites/new")
    new_site(signed_in, "Photo slope")
    context = browser.new_context(
        base_url=instance.url,
        java_script_enabled=False,
        storage_state=people.states["planner"],
        viewport=NARROW,
    )
    page = context.new_page()
    page.goto(signed_in.url)

    page.locator("input[type=file]").set_input_files(
        [picture("six", "olive"), picture("seven", "purple")]
    )
    page.get_by_role("button", name="Add the photos").click()
    expect(page.locator("[data-photo]")).to_have_count(2)
    before = order_without_script(page)
    page.locator("button[name=move][value^=later]").first.click()

    expect(page.locator("[data-photo]")).to_have_count(2)
    assert order_without_script(page) == list(reversed(before))
    context.close()


def order_without_script(page: Page) -> list[str | None]:
    return [one.get_attribute("data-photo") for one in page.locator("[data-photo]").all()]
