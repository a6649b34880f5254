"""A pursuit from P1 to P14 in people's browsers, the time standing still between their steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from flask_security.utils import hash_password
from flask_sqlalchemy import SQLAlchemy
from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from fss.accounts.models import County, User
from fss.db import reading
from fss.mail.models import OutboxMail
from fss.work.models import StepInstance, StepNotice, StepState
from fss.work.queries.clocks import clocks_of
from fss.work.rules.clocks import ClockAction, ClockState
from tests.browser.checks import check_accessible
from tests.browser.journeys import finish_step, record_request
from tests.browser.stopped_clock import StoppedClock, stopped_clock
from tests.browser.visitors import PASSWORD, fail_on
from tests.factories.process import Office, local, make_office

pytestmark = pytest.mark.browser

EVIDENCE = "E-mail to Harper Quinn about the deadline"
ADDED = "Ask the county attorney"
KNOWN = "Known from last year"
COORDINATOR = "First Stop Shop coordinator, Tamarack County: Cora Coordinator"
DIRECTOR = "Economic development director, Tamarack County: Dana Director"


@pytest.fixture
def engine_name() -> str:
    """One engine: what the pages do on both is tested without a browser."""
    return "sqlite"


@pytest.fixture
def desk(
    app: Flask, db: SQLAlchemy, browser: Browser, run_jobs: Callable[[], int]
) -> Iterator[StoppedClock]:
    """An office on a Monday at 9:00, whose people have passwords."""
    app.config["WTF_CSRF_ENABLED"] = True
    with stopped_clock(app, browser, run_jobs, local(11, 23, 9)) as desk:
        _open_office(db)
        yield desk
    fail_on(desk.visitors.watch.problems)


def _open_office(db: SQLAlchemy) -> Office:
    office = make_office(cities=1)
    db.session.add(County(name="Tamarack County", state="Minnesota"))
    people = (office.coordinator, office.director, office.planners[0])
    for user, mailbox in zip(people, ("coordinator", "director", "planner"), strict=True):
        user.email, user.password = f"{mailbox}@example.org", hash_password(PASSWORD)
    db.session.commit()
    return office


def test_a_pursuit_runs_from_p1_to_p14_with_pause_deviation_delegation_and_escalation(
    desk: StoppedClock, db: SQLAlchemy
) -> None:
    cora = desk.visit("coordinator")
    record_request(cora)
    pursuit = cora.url.removesuffix("/criteria")

    # P1 in time; P2 waits for the client over noon; a step is added; P3 is handed on.
    desk.come(local(11, 23, 10))
    open_step(cora, pursuit, "P1")
    finish_step(cora)
    desk.come(local(11, 23, 11))
    open_step(cora, pursuit, "P2")
    pause(desk, cora)
    desk.come(local(11, 23, 13))
    cora.get_by_role("button", name="Let the time go on").click()
    expect(clock_of(cora)).to_contain_text("Tue, Nov 24, 2026, 11:30 AM CST")
    expect(cora.get_by_role("row").filter(has_text=EVIDENCE)).to_contain_text("Paused")
    desk.come(local(11, 23, 14))
    open_step(cora, pursuit, "P2")
    finish_step(cora)
    desk.come(local(11, 23, 14, 30))
    add_step(cora, pursuit)
    desk.come(local(11, 23, 15))
    open_step(cora, pursuit, "P3")
    hand_on(cora)

    # The director does what was handed on; the added step, a day later, is late.
    desk.come(local(11, 24, 9))
    director = desk.visit("director")
    check_accessible(director)
    work_of(director).get_by_role("link", name="Open the pursuit").click()
    finish_step(director)
    director.goto(f"{pursuit}/process")
    expect(row_of(director, "P4")).to_contain_text("Not yet started")
    check_accessible(director)
    for moment in (local(11, 24, 9, 30), local(11, 24, 10, 30)):
        desk.come(moment)
        desk.sweep()
    look_at_what_is_late(director, mailed_address(db, "director@example.org", "A step is late"))
    for moment in (local(11, 24, 12, 30), local(11, 25, 10)):
        desk.come(moment)
        desk.sweep()
        desk.sweep()  # told once, however often the clocks are looked at
    assert told_of_the_added_step(db) == {
        80: ["Cora Coordinator", "Dana Director"],
        100: ["Cora Coordinator", "Dana Director"],
        150: ["Dana Director"],
        300: ["Dana Director", "Sam Steering"],
    }

    # It is done; the city answers, staff leave out the statements, and the rest goes its way.
    desk.come(local(11, 25, 11))
    cora = desk.visit("coordinator")
    for key in ("P2a", "P4", "P5"):
        open_step(cora, pursuit, key)
        finish_step(cora)
    desk.come(local(11, 30, 9))
    planner = desk.visit("planner")
    work_of(planner).get_by_role("link", name="City responds").click()
    check_accessible(planner)
    finish_step(planner, "We offer what is listed for us.")
    desk.come(local(11, 30, 10))
    cora = desk.visit("coordinator")
    for key in ("P7", "P8"):
        open_step(cora, pursuit, key)
        leave_out(cora)
    check_accessible(cora)
    desk.come(local(12, 1, 8))
    cora = desk.visit("coordinator")
    for number in range(9, 15):
        desk.come(local(12, 1, number))
        open_step(cora, pursuit, f"P{number}")
        finish_step(cora)

    cora.goto(pursuit)
    expect(cora.get_by_text("Every step is finished.")).to_be_visible()
    read_the_timeline(cora, pursuit)
    check_what_is_kept(db)


def row_of(page: Page, key: str) -> Locator:
    """The row of a step in the table of a process."""
    head = page.get_by_role("rowheader", name=re.compile(rf"^{key}\b"))
    return page.get_by_role("row").filter(has=head)


def open_step(page: Page, pursuit: str, key: str) -> None:
    """By the process of the pursuit to one of its steps."""
    page.goto(f"{pursuit}/process")
    row_of(page, key).get_by_role("rowheader").get_by_role("link").click()
    page.get_by_role("heading", name="Who", exact=True).wait_for()


def work_of(page: Page) -> Locator:
    """What is to be done, on the home page."""
    return page.get_by_role("table", name="Steps to do or to answer for")


def unfold(page: Page, summary: str) -> Locator:
    """Open a part of the page that is closed at first."""
    part = page.locator("details.fss-more").filter(
        has=page.locator("summary").get_by_text(summary, exact=True)
    )
    part.locator("summary").click()
    return part


def clock_of(page: Page) -> Locator:
    """How the time of a step stands, on the page of its clock."""
    return page.get_by_role("region", name="The clock", exact=True)


def pause(desk: StoppedClock, page: Page) -> None:
    """From the step to its clock: a pause is refused without evidence, and taken with it."""
    page.get_by_role("link", name="Pause the time, or see how it ran").click()
    expect(clock_of(page)).to_contain_text("Tue, Nov 24, 2026, 9:30 AM CST")
    desk.visitors.watch.allow(422)
    form = unfold(page, "Pause the time")
    form.get_by_role("button", name="Pause the time").click()
    expect(page.locator("#error-summary")).to_contain_text("Name the message that shows")
    check_accessible(page)
    form.get_by_label("Which message shows it").fill(EVIDENCE)
    form.get_by_role("button", name="Pause the time").click()
    expect(page.get_by_text("Paused since Mon, Nov 23, 2026, 11:00 AM")).to_be_visible()
    desk.visitors.watch.intended.clear()
    check_accessible(page)


def add_step(page: Page, pursuit: str) -> None:
    """A step that is not in the approved process, and that holds up P4."""
    page.goto(f"{pursuit}/process")
    page.get_by_role("link", name="Add a step").click()
    page.get_by_label("What is to be done").fill(ADDED)
    page.get_by_label("After which step").select_option("P2")
    page.get_by_label("Which step waits for it").select_option("P4")
    page.get_by_label("Who does it").select_option(label=COORDINATOR)
    page.get_by_label("Who answers for it").select_option(label=DIRECTOR)
    page.get_by_label("Time allowed").fill("4")
    page.get_by_label("Counted in").select_option(label="Business hours")
    page.get_by_label("Why it is needed").fill("The client asks for a guarantee")
    check_accessible(page)
    page.get_by_role("button", name="Add the step").click()
    expect(page.get_by_text("it is on record as a deviation")).to_be_visible()
    expect(row_of(page, "P2a")).to_contain_text("Open")


def hand_on(page: Page) -> None:
    """On a step's page: the director does the work of the coordinator."""
    form = unfold(page, "Hand the work on")
    form.get_by_label("Which part").select_option(
        label="Does it: Cora Coordinator, Tamarack County"
    )
    form.get_by_label("To whom").select_option(label="Dana Director, Tamarack County")
    check_accessible(page)
    form.get_by_role("button", name="Hand on").click()
    who = page.get_by_role("region", name="Who", exact=True)
    expect(who).to_contain_text("Dana Director does the work of Cora Coordinator")


def leave_out(page: Page) -> None:
    """On a step's page: leave it out, with a reason."""
    form = unfold(page, "Leave this step out")
    form.get_by_label("Why it is left out").fill(KNOWN)
    form.get_by_role("button", name="Leave it out").click()
    expect(page.get_by_text("is left out.")).to_be_visible()


def mailed_address(db: SQLAlchemy, mailbox: str, subject: str) -> str:
    """The address in the one mail with this subject; it tells no code name, only the step."""
    with reading():
        mail = db.session.scalars(
            select(OutboxMail).where(OutboxMail.to == mailbox, OutboxMail.subject == subject)
        ).one()
        text = mail.text
        db.session.rollback()
    found = re.search(r"http\S+/process/steps/\S+", text)
    assert f"Step P2a, “{ADDED}”, is late: it was due Tue, Nov 24, 2026, 10:00 AM" in text
    assert found
    return found.group()


def look_at_what_is_late(page: Page, address: str) -> None:
    """By the mail to the step, who was told of it, and the board of what is late."""
    page.goto(address)
    expect(page.get_by_text("Overdue by 30 minutes")).to_be_visible()
    expect(page.get_by_text("Late since Tue, Nov 24, 2026, 10:00 AM")).to_be_visible()
    late = page.get_by_role("table", name="Who was told of this step").get_by_role("row")
    late = late.filter(has_text="100 % of the time")
    expect(late).to_have_count(2)
    expect(late.filter(has_text="Cora Coordinator")).to_contain_text("In the outbox")
    check_accessible(page)
    page.goto("/")
    expect(page.get_by_text("1 step of yours overdue")).to_be_visible()
    page.get_by_role("link", name="Overdue", exact=True).click()
    row = page.get_by_role("row").filter(has_text=ADDED)
    expect(row).to_contain_text("30 minutes")
    expect(row).to_contain_text("Dana Director")
    check_accessible(page)


def told_of_the_added_step(db: SQLAlchemy) -> dict[int | None, list[str]]:
    """By percent of the time used: who was told."""
    told: dict[int | None, list[str]] = {}
    with reading():
        rows = db.session.execute(
            select(StepNotice.level, User.name)
            .join(StepNotice.user)
            .join(StepNotice.step)
            .where(StepInstance.key == "P2a", StepNotice.level.is_not(None))
            .order_by(StepNotice.level, User.name)
        ).all()
        db.session.rollback()
    for level, name in rows:
        told.setdefault(level, []).append(name)
    return told


def read_the_timeline(page: Page, pursuit: str) -> None:
    """Everything that went another way than planned stands at its step."""
    page.goto(f"{pursuit}/timeline")
    expect(row_of(page, "P2")).to_contain_text(
        "Paused from Mon, Nov 23, 2026, 11:00 AM to Mon, Nov 23, 2026, 1:00 PM"
    )
    expect(row_of(page, "P2a")).to_contain_text("Late by")
    expect(row_of(page, "P2a")).to_contain_text("it was added to this process")
    expect(row_of(page, "P3")).to_contain_text("handed from Cora Coordinator to Dana Director")
    expect(row_of(page, "P3")).to_contain_text("On time")
    expect(row_of(page, "P7")).to_contain_text(KNOWN)
    check_accessible(page)


def check_what_is_kept(db: SQLAlchemy) -> None:
    """The one process is over, and its rows say how it went."""
    db.session.rollback()
    with reading():
        steps = {item.key: item for item in db.session.scalars(select(StepInstance)).all()}
        left_out = {key for key, item in steps.items() if item.state is StepState.SKIPPED}
        paused = [event.action for event in clocks_of(steps["P2"])[0].events]
        late = clocks_of(steps["P2a"])[0]
        assert {f"P{number}" for number in range(1, 15)} | {"P2a"} == steps.keys()
        assert left_out == {"P7", "P8"}
        assert all(item.state in (StepState.DONE, StepState.SKIPPED) for item in steps.values())
        assert {ClockAction.PAUSE, ClockAction.RESUME} <= set(paused)
        assert clocks_of(steps["P2"])[0].state is ClockState.MET
        assert late.state is ClockState.MISSED_CLOSED
        assert late.breached_at == local(11, 24, 10)
        assert steps["P3"].finisher is not None
        assert steps["P3"].finisher.name == "Dana Director"
        assert steps["P14"].instance.finished_at == local(12, 1, 14)
        db.session.rollback()
