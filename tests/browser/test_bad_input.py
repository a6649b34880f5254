"""What goes wrong in real life: clear words where it happened, and nothing half done."""

from __future__ import annotations

import io
import re
import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing

import pytest
from openpyxl import Workbook
from playwright.sync_api import FilePayload, Page, expect

from tests.browser.checks import check_accessible
from tests.browser.instance import Instance
from tests.browser.journeys import issue_proposal, make_link, open_tab, record_request
from tests.browser.journeys import shortlist_first as shortlist
from tests.browser.visitors import Visitors

pytestmark = pytest.mark.browser

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OwnInstance = Callable[..., tuple[Instance, Visitors]]


def workbook(rows: int = 1) -> bytes:
    """A real spreadsheet."""
    book = Workbook()
    assert book.active is not None
    for number in range(rows):
        book.active.append([f"Field {number}", number])
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def send(page: Page, name: str, data: bytes, media_type: str = XLSX) -> None:
    """Send a file on the import page."""
    payload: FilePayload = {"name": name, "mimeType": media_type, "buffer": data}
    page.get_by_label("File").set_input_files(payload)
    page.get_by_role("button", name="Send the file").click()


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("list.pdf", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
        ("list.xlsx", b"\x89PNG\r\n\x1a\n" + bytes(64)),
        ("broken.xlsx", workbook(20)[:900]),
        ("hollow.xlsx", b"PK\x05\x06" + bytes(18)),
        ("empty.csv", b""),
    ],
    ids=["another kind", "a picture called xlsx", "cut off", "an empty archive", "nothing"],
)
def test_a_file_that_is_no_list_is_refused_at_the_field(people: Visitors, name, data):
    people.watch.allow(422)
    page = people.visit("planner", "/exchange/imports/new")
    before = page.get_by_role("row").count()

    send(page, name, data)

    expect(page.get_by_role("alert")).to_contain_text("File:")
    expect(page.locator(".usa-error-message")).not_to_be_empty()
    page.goto("/exchange/imports/new")
    assert page.get_by_role("row").count() == before


@pytest.mark.sweep  # an instance of its own
def test_a_file_that_is_too_large_is_refused_in_words(own_instance: OwnInstance):
    _, people = own_instance(FSS_UPLOAD_LIMIT_MB="1")
    people.watch.allow(413, 422)
    page = people.visit("planner", "/exchange/imports/new")

    send(page, "large.csv", b"Name,Acres\n" + b"Field,1\n" * 400_000, "text/csv")

    expect(page.get_by_role("main")).to_contain_text(re.compile("too large|smaller file"))
    check_accessible(page)


def test_the_second_of_two_editors_sees_both_versions_and_loses_nothing(people: Visitors):
    people.watch.allow(409)
    first = people.visit("planner", "/sites/")
    first.locator("table tbody th a").first.click()
    address = re.sub(r"[?#].*", "", first.url) + "/edit/size"
    second = people.visit("coordinator", address)
    first.goto(address)

    for page, acres in ((first, "41"), (second, "47")):
        page.get_by_label("Total size", exact=True).fill(acres)
        page.get_by_role("textbox", name="Source").fill("County survey")
        page.get_by_label("How sure").select_option(index=1)
        page.get_by_role("button", name="Save", exact=True).click()

    row = second.get_by_role("row").filter(has_text="Total size")
    expect(row).to_contain_text("41")
    expect(row).to_contain_text("47")
    expect(second.get_by_label("Total size", exact=True)).to_have_value(re.compile("47"))
    check_accessible(second)
    second.get_by_role("button", name="Save", exact=True).click()
    second.goto(re.sub("/edit/size$", "", address))
    expect(second.get_by_role("main")).to_contain_text("47 acres")


@pytest.mark.sweep  # an instance of its own
def test_a_link_that_has_expired_says_so_and_whom_to_ask(own_instance: OwnInstance):
    instance, people = own_instance()
    page = people.visit("coordinator")
    record_request(page)
    open_tab(page, "Sites")
    shortlist(page, 1)
    issue_proposal(page)
    address = make_link(page, "Harper Quinn")
    with closing(sqlite3.connect(instance.folder / "fss.sqlite3")) as database:
        database.execute("UPDATE share_link SET expires_at = '2020-01-01 00:00:00.000000'")
        database.commit()
    people.watch.allow(410)

    broker = people.visit(path=address)

    expect(broker.get_by_role("heading", level=1)).to_have_text("This link has ended")
    expect(broker.get_by_role("main")).to_contain_text("first.stop@example.org")
    check_accessible(broker)


@pytest.mark.sweep  # an instance of its own
def test_a_job_says_that_the_worker_is_dead_and_can_be_started_again(own_instance: OwnInstance):
    instance, people = own_instance(FSS_JOB_WAITS_SECONDS="2")
    page = people.visit("planner", "/sites/")
    page.locator("table tbody th a").first.click()
    instance.kill_worker()

    page.get_by_role("button", name="Make the site report").click()
    again = page.get_by_role("button", name="Start again")
    expect(again).to_be_visible()
    expect(page.get_by_role("main")).to_contain_text("stopped before it was done")
    check_accessible(page)
    again.click()
    instance.start_worker()

    download = page.get_by_role("link", name=re.compile("Download|PDF|See the result"))
    pause = threading.Event()
    for _ in range(120):
        page.reload()
        if download.count():
            break
        pause.wait(0.5)
    expect(download.first).to_be_visible()
