"""Moving a running process to a newer version: invariants I23 and I25."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from fss.accounts.models import User
from fss.errors import ConflictError, RuleError
from fss.process import queries as process
from fss.process import services as processes
from fss.process.models import ProcessTemplate
from fss.process.rules.defaults import PURSUIT
from fss.process.rules.raci import parse_letters
from fss.process.rules.templates import Template, TemplateStep
from fss.work import queries as work
from fss.work import services as running
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.clocks import clocks_of
from fss.work.rules.clocks import ClockState
from fss.work.rules.moves import Fate, plan_move
from fss.work.rules.steps import StepState as RuleState
from fss.work.rules.steps import StepStatus
from tests.calendars.rules.examples import prove
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, finish, start, step

SignIn = Callable[[FlaskClient, User], None]
NOON = local(11, 23, 12)
NEW = TemplateStep(
    key="P8x",
    number=9,
    title="Ask the watershed district",
    description="",
    letters={"FC": parse_letters("A/R")},
    depends_on=("P5",),
)


def newer(**replaced: Any) -> Template:
    """The pursuit process without statements about roads, with a new step and other letters."""
    steps = []
    for row in PURSUIT.steps:
        if row.key == "P8":
            steps.append(NEW)
        elif row.key == "P9":
            steps.append(replace(row, depends_on=("P6", "P7", "P8x"), title="Open the answers"))
        else:
            steps.append(replace(row, **replaced.get(row.key, {})))
    return replace(PURSUIT, steps=tuple(steps))


def _approve(template: Template) -> ProcessTemplate:
    return processes.approve_template(template, body="Steering committee", now=NOON)


def _move(office: Office, instance: ProcessInstance, to: ProcessTemplate) -> list[StepInstance]:
    return running.move_process(
        instance,
        to=to,
        reason="The board approved it",
        actor=office.identity(office.coordinator),
        now=NOON,
        version=instance.version,
    )


def _as_it_is(item: StepInstance) -> tuple[object, ...]:
    people = sorted(
        (a.letter, a.role_code, str(a.organization_id), str(a.user_id)) for a in item.assignments
    )
    return (
        item.state, item.title, item.ready_at, item.due_at, item.done_at, item.done_by,
        item.note, tuple(item.ticked), item.reason, tuple(people),
    )  # fmt: skip


def test_i25_finished_steps_and_open_ones_that_go_on_keep_times_people_and_words(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    before = {
        item.full_title: _as_it_is(item)
        for item in work.steps_of(instance)
        if item.state is not StepState.WAITING and item.key != "P8"
    }

    _move(office, instance, _approve(newer()))

    after = {item.full_title: _as_it_is(item) for item in work.steps_of(instance)}
    assert {title: after[title] for title in before} == before
    assert instance.template.number == 2


def test_i25_steps_that_the_newer_version_lacks_end_with_the_reason_and_new_ones_start(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    gone = step(instance, "P8")

    started = _move(office, instance, _approve(newer()))

    assert gone.state is StepState.SKIPPED
    assert "Version 2" in gone.reason
    assert {clock.state for clock in clocks_of(gone)} <= {ClockState.CANCELLED}
    assert [item.key for item in started] == ["P8x"]
    assert step(instance, "P9").title == "Open the answers"


def test_a_moved_process_runs_to_its_end(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    _move(office, instance, _approve(newer()))

    for key in ("P6", "P7", "P8x", *(f"P{number}" for number in range(9, 15))):
        finish(office, instance, key, local(11, 24, 10))

    assert instance.finished_at == local(11, 24, 10)


def test_waiting_steps_get_the_letters_of_the_newer_version(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    changed = {"letters": {"ED": parse_letters("A/R"), "FC": parse_letters("I")}}

    _move(office, instance, _approve(newer(P11=changed)))

    held = {(item.letter, item.role_code) for item in step(instance, "P11").assignments}
    assert held == {("A", "ED"), ("R", "ED"), ("I", "FC")}


def test_what_was_handed_on_before_the_move_stays_handed_on(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    later = step(instance, "P11")
    letter = next(item for item in later.assignments if item.letter == "R")
    running.delegate_letter(
        letter,
        to=office.director,
        actor=office.identity(office.coordinator),
        now=NOON,
        version=later.version,
    )

    _move(office, instance, _approve(newer()))

    assert letter.delegate_id == office.director.id
    assert letter in later.assignments


def test_a_step_done_under_the_earlier_version_keeps_its_row(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    finish(office, instance, "P8", local(11, 23, 11))

    _move(office, instance, _approve(newer()))

    kept = step(instance, "P8")
    assert kept.state is StepState.SKIPPED
    assert kept.declared is not None
    assert kept.declared["origin"] == "earlier_version"


def test_i23_a_process_moves_only_when_told_to_and_only_to_an_approved_newer_version(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    present = instance.template
    _approve(newer())
    db.session.expire_all()

    assert instance.template_id == present.id
    with pytest.raises(RuleError, match="already"):
        _move(office, instance, present)
    other = process.find_template("D2")
    assert other is not None
    with pytest.raises(RuleError, match="same process"):
        _move(office, instance, other)
    assert instance.template_id == present.id


def test_of_two_who_move_a_process_the_second_gets_a_conflict(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    to, seen = _approve(newer()), instance.version
    _move(office, instance, to)

    with pytest.raises(ConflictError):
        running.move_process(
            instance,
            to=to,
            reason="Again",
            actor=office.identity(office.coordinator),
            now=NOON,
            version=seen,
        )


def test_who_saw_what_one_version_changes_is_not_moved_to_another(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office()
    instance = start(office)
    seen = _approve(newer())
    _approve(newer(P10={"title": "Put it together"}))
    sign_in(client, office.coordinator)

    answer = client.post(
        f"/process/runs/{instance.id}/move",
        data={"to": str(seen.id), "reason": "Seen before", "version": instance.version},
    )

    assert answer.status_code == 422
    assert "That version no longer holds" in answer.text
    assert "what version 3 would change" in answer.text
    assert db.session.scalars(select(ProcessInstance)).one().template.number == 1


states = st.sampled_from(list(RuleState))


@prove
@given(
    st.sets(st.sampled_from([row.key for row in PURSUIT.steps])),
    st.lists(states, min_size=14, max_size=14),
)
def test_i25_every_active_step_goes_on_or_ends_and_every_row_has_a_step(
    kept: set[str], found: list[RuleState]
) -> None:
    statuses = [StepStatus(row.key, state) for row, state in zip(PURSUIT.steps, found, strict=True)]
    rows = tuple(
        replace(row, depends_on=tuple(key for key in row.depends_on if key in kept))
        for row in PURSUIT.steps
        if row.key in kept
    )
    smaller = replace(PURSUIT, steps=(*rows, replace(NEW, depends_on=())))

    move = plan_move(PURSUIT, smaller, statuses)

    assert [status for status, _ in move.fates] == statuses
    for status, fate in move.fates:
        settled = status.state in (RuleState.DONE, RuleState.SKIPPED)
        wanted = Fate.KEPT if settled else Fate.GOES_ON if status.key in kept else Fate.ENDS
        assert fate is wanted
    standing = {status.key for status, fate in move.fates if fate is not Fate.ENDS}
    assert {row.key for row in smaller.steps} == (standing & set(smaller.edges)) | set(move.new)
