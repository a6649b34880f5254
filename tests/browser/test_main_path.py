"""The main job, from a broker's request to an accessible packet, by the people who do it."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.checks import check_accessible
from tests.browser.journeys import (
    CRITERIA,
    arrive,
    await_files,
    confirm,
    finish_step,
    make_link,
    open_tab,
    record_request,
    shortlist_first,
)
from tests.browser.visitors import PATIENCE_MS, Visitors

pytestmark = pytest.mark.browser

OWN_CITY = "Alder Falls"
OFFICE_STEPS = (
    "Log and acknowledge",
    "Qualify and confirm the deadline",
    "Open the pursuit",
    "Agree on criteria and check all members",
    "Tell all cities at once",
)


def test_a_request_becomes_a_packet_by_a_private_link(people: Visitors, tmp_path: Path):
    coordinator = people.visit("coordinator")
    name = record_request(coordinator)
    pursuit = coordinator.url.removesuffix("/criteria")
    advance_to(coordinator, "Triage")
    finish_steps_before_the_cities(coordinator, pursuit)

    planner_answers(people, name)
    coordinator.goto(pursuit)
    see_every_verdict(coordinator)
    chosen = shortlist_first(coordinator, 3)
    check_accessible(coordinator)
    issue(coordinator, chosen)
    files = download_files(coordinator, tmp_path)
    address = make_link(coordinator, "Harper Quinn")
    check_accessible(coordinator)

    broker = people.visit(path=address)
    broker_reads_and_downloads(broker, name, chosen, files, tmp_path)

    open_tab(coordinator, "Proposal")
    coordinator.get_by_role("link", name=re.compile(r"^All \d")).click()
    recorded = coordinator.get_by_role("table").inner_text()
    for words in ("Opened the page", "Read the page version", "PDF", "DOCX"):
        assert words in recorded
    confirm(coordinator, "Withdraw")
    expect(coordinator.get_by_text("does not work any more")).to_be_visible()
    people.watch.allow(410)
    answer = broker.goto(address)
    assert answer is not None
    assert answer.status == 410
    expect(broker.get_by_text("Ask us for a new one")).to_be_visible()
    check_accessible(broker)


def advance_to(page: Page, stage: str) -> None:
    """Move the pursuit on by its stage."""
    open_tab(page, "Overview")
    page.get_by_role("link", name="Change the stage").click()
    arrive(page, "change the stage")
    check_accessible(page)
    page.get_by_text(stage, exact=True).click()
    page.get_by_role("button", name="Change the stage").click()
    expect(page.get_by_text(re.compile(f"is now at the stage {stage}"))).to_be_visible()


def finish_steps_before_the_cities(page: Page, pursuit: str) -> None:
    """Do the office's own steps; when the last is done, all cities are asked."""
    for title in OFFICE_STEPS:
        page.goto(pursuit)
        page.get_by_role("region", name="Next").get_by_role("link", name=title).click()
        arrive(page, title)
        check_accessible(page)
        finish_step(page)


def planner_answers(people: Visitors, name: str) -> None:
    """The planner of one city reads what is asked, answers, and changes no other city's sites."""
    planner = people.visit("planner")
    row = planner.get_by_role("row").filter(has_text=name).filter(has_text="City responds")
    row.get_by_role("link").click()
    planner.get_by_role("link", name="Read what is asked").click()
    arrive(planner, "request")
    check_accessible(planner)
    criteria = planner.get_by_role("region", name="Asked for").get_by_role("row")
    expect(criteria).to_have_count(len(CRITERIA) + 1)
    expect(planner.get_by_text("Harper Quinn")).to_have_count(0)
    planner.get_by_role("link", name="City responds").first.click()
    arrive(planner, "City responds")
    check_accessible(planner)
    finish_step(planner, "We offer what is listed for us.")

    planner.get_by_role("navigation", name="Main").get_by_role("link", name="Sites").click()
    arrive(planner, "Sites")
    cities = planner.locator("td[data-label='City']").all_inner_texts()
    assert OWN_CITY in cities
    coordinator = people.visit("coordinator", "/sites/")
    foreign = coordinator.get_by_role("row").filter(has_text="Kestrel").get_by_role("link").first
    address = foreign.get_attribute("href")
    assert address
    # What another member does not share is not there.
    people.watch.allow(404)
    answers = [planner.goto(address + place) for place in ("", "/edit")]
    assert [answer.status for answer in answers if answer] == [404, 404]


def see_every_verdict(page: Page) -> None:
    """Open the grid of sites and criteria."""
    open_tab(page, "Sites")
    heads = page.locator("table#match thead th")
    expect(heads).to_have_count(len(CRITERIA) + 3)
    rows = page.locator("table#match tbody tr")
    assert rows.count() > 10
    for row in rows.all()[:5]:
        assert row.locator(".fss-tag", has_text=re.compile("Meets|Unknown|Fails")).count() >= len(
            CRITERIA
        )


def issue(page: Page, chosen: list[str]) -> None:
    """Draft, letter, preview, issue; wait for the files as people do, before the progress bar."""
    open_tab(page, "Proposal")
    page.get_by_role("button", name="Make the draft").click()
    page.get_by_role("link", name="Edit letter and title").click()
    arrive(page, "Edit proposal")
    check_accessible(page)
    page.get_by_label("Prepared for").fill("Harper Quinn, Northline Site Advisors")
    page.get_by_label("Letter").fill("Dear Harper Quinn,\n\nthree sites meet your request.")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Preview").click()
    for name in chosen:
        expect(page.get_by_role("heading", name=re.compile(re.escape(name))).first).to_be_visible()
    expect(page.get_by_text("three sites meet your request")).to_be_visible()
    check_accessible(page)
    confirm(page, "Issue")
    expect(page.get_by_text("is issued and does not change any more")).to_be_visible()
    await_files(page)


def download_files(page: Page, folder: Path) -> dict[str, bytes]:
    """Take the files and see that they are what they say; SHA-256 as shown."""
    found = {}
    for ending, start in (("pdf", b"%PDF-"), ("docx", b"PK\x03\x04"), ("zip", b"PK\x03\x04")):
        row = page.get_by_role("row").filter(has_text=f".{ending}")
        with page.expect_download() as started:
            row.get_by_role("link").click()
        path = folder / f"coordinator.{ending}"
        started.value.save_as(path)
        found[ending] = path.read_bytes()
        assert found[ending].startswith(start)
        assert hashlib.sha256(found[ending]).hexdigest() in row.inner_text()
    with zipfile.ZipFile(folder / "coordinator.docx") as parts:
        assert "word/document.xml" in parts.namelist()
    return found


def broker_reads_and_downloads(
    page: Page, name: str, chosen: list[str], files: dict[str, bytes], folder: Path
) -> None:
    """The broker's whole visit, without an account."""
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    check_accessible(page)
    expect(page.get_by_role("navigation")).to_have_count(0)
    page.get_by_role("link", name="Read the proposal as a page").click()
    for site in chosen:
        expect(page.get_by_role("heading", name=re.compile(re.escape(site))).first).to_be_visible()
    check_accessible(page)
    page.go_back()
    for ending in ("pdf", "docx"):
        with page.expect_download(timeout=PATIENCE_MS) as started:
            page.get_by_role("link", name=re.compile(ending, re.IGNORECASE)).first.click()
        path = folder / f"broker.{ending}"
        started.value.save_as(path)
        assert path.read_bytes() == files[ending]
