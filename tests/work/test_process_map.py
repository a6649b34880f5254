"""The drawn map: allowed in documents, every step said in words, states by word and shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import uuid4

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from fss.accounts.models import User
from fss.documents.pictures import check_picture
from fss.process import queries as process_queries
from fss.process.documents.drawing import Mark, State, draw_process, draw_sheets
from fss.process.documents.wording import map_in_words, span, wrapped
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.templates import Template
from fss.work import queries as work
from fss.work.documents.marking import marks_of
from fss.work.models import StepInstance, StepState
from tests.calendars.rules.examples import prove
from tests.factories.process import local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import advance_to

SignIn = Callable[[FlaskClient, User], None]
NOW = local(11, 24, 12)
ZONE = "America/Chicago"


def words_of(svg: str) -> str:
    return " ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))


def a_step(state: StepState, *, key: str = "P6", **values: object) -> StepInstance:
    return StepInstance(id=uuid4(), key=key, number=6, title="", state=state, **values)


def mark_of(*copies: StepInstance, paused: bool = False) -> Mark:
    ids = [one.id for one in copies] if paused else []
    return marks_of(PURSUIT, copies, now=NOW, zone=ZONE, paused=ids)["P6"]


@pytest.mark.parametrize("process", DEFAULT_TEMPLATES.values(), ids=DEFAULT_TEMPLATES)
def test_the_drawing_names_every_step_and_may_stand_in_a_document(process: Template) -> None:
    svg = str(draw_process(process, "Map"))

    check_picture(svg)
    told = words_of(svg)
    assert all(re.search(rf"\b{step.key}\b", told) for step in process.steps)
    assert "style" not in svg


@pytest.mark.parametrize("process", DEFAULT_TEMPLATES.values(), ids=DEFAULT_TEMPLATES)
def test_the_sheets_together_show_every_step_once_and_each_fits_a_page(process: Template) -> None:
    sheets = draw_sheets(process, "Map")

    assert sorted(step.key for _, steps, _ in sheets for step in steps) == sorted(process.edges)
    for title, _, svg in sheets:
        check_picture(str(svg))
        width, height = map(float, re.findall(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg)[0])
        assert height / width < 9 / 6.8
        assert (f"of {len(sheets)}" in title) == (len(sheets) > 1)


def test_a_line_that_leaves_a_sheet_says_where_to_and_on_the_next_where_from() -> None:
    first, second = (words_of(str(svg)) for _, _, svg in draw_sheets(PURSUIT, "Map"))

    assert first.count("to P9") == 3
    assert "from P6, P7, P8" in second


def test_every_state_differs_by_word_and_by_line_or_shape_and_not_by_color_alone() -> None:
    drawn = {}
    for state in State:
        svg = str(draw_process(PURSUIT, "Map", {"P1": Mark(state, state.value)}))
        assert state.value in words_of(svg)
        box = re.findall(r'<rect [^>]*stroke-width="([^"]+)"([^/]*)/>', svg)[0]
        shape = re.findall(r'<path transform="[^"]+" d="([^"]+)"', svg)[0]
        drawn[state] = (*box, shape)
    assert len(set(drawn.values())) == len(State)


def test_a_step_is_as_far_as_its_copies_together() -> None:
    done = a_step(StepState.DONE, done_at=local(11, 23, 15))
    ready = a_step(StepState.READY, due_at=local(11, 30, 12))
    late = a_step(StepState.READY, due_at=local(11, 24, 11))
    waiting = a_step(StepState.WAITING)
    skipped = a_step(StepState.SKIPPED)

    assert mark_of() == Mark(State.WAITING, "To come")
    assert mark_of(waiting, waiting) == Mark(State.WAITING, "To come")
    assert mark_of(done, skipped) == Mark(State.DONE, "Done Nov 23")
    assert mark_of(skipped, skipped) == Mark(State.SKIPPED, "Left out")
    assert mark_of(ready) == Mark(State.OPEN, "Due Nov 30, 12:00 PM")
    assert mark_of(done, ready) == Mark(State.OPEN, "1 of 2 done, due Nov 30, 12:00 PM")
    words = "1 of 3 done, late, was due Nov 24, 11:00 AM"
    assert mark_of(done, ready, late) == Mark(State.LATE, words)
    assert mark_of(ready, paused=True) == Mark(State.PAUSED, "Paused")


@prove
@given(st.text(max_size=80), st.integers(60, 300), st.integers(1, 3))
def test_words_in_a_box_never_leave_it(words: str, width: int, most: int) -> None:
    lines = wrapped(words, 13, width, most)

    assert 1 <= len(lines) <= most
    assert all(span(line, 13) <= width for line in lines)


def test_words_that_look_like_markup_are_drawn_as_words() -> None:
    steps = (replace(PURSUIT.steps[0], title="<script>&", timing='"><image'),)

    svg = str(draw_process(replace(PURSUIT, steps=steps), "A & <b>"))

    check_picture(svg)
    assert "<script" not in svg
    assert "&lt;script&gt;&amp;" in svg


def test_the_page_of_a_process_shows_its_map_and_says_it_in_words(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office = make_office()
    db.session.commit()
    sign_in(client, office.planners[0])
    stored = process_queries.find_template("D1")
    assert stored

    page = client.get(f"/process/templates/{stored.id}").text

    assert "<title>Map of “Pursuit”</title>" in page
    for line in map_in_words(PURSUIT):
        assert line in page


def test_the_process_of_a_pursuit_shows_on_its_map_where_each_step_stands(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    with time_machine.travel(local(11, 23, 12), tick=False):
        office = make_office()
        pursuit = make_pursuit(office)
        instance = work.process_of("pursuit", pursuit.id)
        assert instance is not None
        advance_to(office, instance, "P2", local(11, 23, 11))
        db.session.commit()
        sign_in(client, office.coordinator)

        page = client.get(f"/pursuits/{pursuit.id}/process").text

    assert "P1 Log and acknowledge. At the start. 4 business hours. Done Nov 23." in page
    second = next(line for line in re.findall(r"<li>([^<]*)</li>", page) if line[:3] == "P2 ")
    assert second.endswith("8 business hours. Due Nov 24, 10:30 AM.")
    assert "P3 Open the pursuit. After P2. 4 business hours. To come." in page
