"""Draft, review, approved, retired: who decides once, and what is approved stays as it is (I23)."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, text, update
from sqlalchemy.exc import DatabaseError

from fss.accounts.models import Notice
from fss.db import db as database
from fss.errors import ConflictError, RuleError
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.process import queries as process
from fss.process import services as processes
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.defaults import DEFAULT_TEMPLATES
from fss.process.rules.drafting import empty_template, remove_step
from fss.process.rules.templates import template_from_data
from fss.work import queries as work
from fss.work import services as work_services
from fss.work.models import ProcessInstance, StepInstance
from tests.factories.process import Office, local, make_office
from tests.work.at_once import at_once
from tests.work.running import advance_to, checklist, start, step

NOW = local(11, 23, 10)
NEXT_YEAR = date(2027, 11, 1)


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _draft(office: Office, code: str = "D1") -> ProcessTemplate:
    base = process.find_template(code)
    assert base is not None
    return processes.start_version(base, actor=office.identity(office.coordinator))


def _in_review(office: Office, code: str = "D1") -> ProcessTemplate:
    draft = _draft(office, code)
    changed = replace(template_from_data(draft.content), description="Said otherwise.")
    processes.save_draft(draft, changed, version=draft.version)
    processes.submit_draft(
        draft, actor=office.identity(office.coordinator), now=NOW, version=draft.version
    )
    return draft


def _approve(office: Office, stored: ProcessTemplate, **more: Any) -> None:
    told: dict[str, Any] = {
        "body": "Steering committee",
        "approved_on": date(2026, 11, 20),
        "review_due": NEXT_YEAR,
        "actor": office.identity(office.director),
        "now": NOW,
        "version": stored.version,
    }
    processes.approve_draft(stored, **(told | more))


def test_a_version_goes_from_draft_to_approved_and_the_one_before_is_retired(
    office: Office,
) -> None:
    before = process.find_template("D1")
    draft = _in_review(office)

    _approve(office, draft)

    assert before is not None
    assert process.find_template("D1") is draft
    assert (draft.number, draft.base_id, draft.approved_body) == (
        2,
        before.id,
        "Steering committee",
    )
    assert (draft.approved_on, draft.review_due) == (date(2026, 11, 20), NEXT_YEAR)
    assert before.status is TemplateStatus.RETIRED


def test_those_who_approve_are_told_and_a_note_brings_the_draft_back(
    db: SQLAlchemy, office: Office
) -> None:
    draft = _in_review(office)
    told = {one.user_id for one in db.session.scalars(select(Notice))}

    processes.send_back(
        draft,
        note="Shorten P6",
        actor=office.identity(office.director),
        now=NOW,
        version=draft.version,
    )
    back = [one for one in db.session.scalars(select(Notice)) if "Shorten P6" in one.text]

    assert office.director.id in told
    assert office.coordinator.id not in told
    assert (draft.status, draft.note) == (TemplateStatus.DRAFT, "Shorten P6")
    assert [one.user_id for one in back] == [office.coordinator.id]


def test_one_draft_of_a_process_is_open_at_a_time(office: Office) -> None:
    draft = _draft(office)

    with pytest.raises(RuleError, match="draft of this process already"):
        _draft(office)
    with pytest.raises(RuleError):
        processes.start_version(draft, actor=office.identity(office.coordinator))


def test_only_a_draft_is_changed_and_only_what_is_sound_is_sent(office: Office) -> None:
    actor = office.identity(office.coordinator)
    draft = _draft(office, "D2")
    processes.save_draft(draft, empty_template("D2", "Empty"), version=draft.version)
    with pytest.raises(RuleError, match="no steps"):
        processes.submit_draft(draft, actor=actor, now=NOW, version=draft.version)
    with pytest.raises(RuleError, match="not of D3"):
        processes.save_draft(draft, DEFAULT_TEMPLATES["D3"], version=draft.version)
    review = _in_review(office, "D1")

    with pytest.raises(RuleError, match="Only a draft"):
        processes.save_draft(review, DEFAULT_TEMPLATES["D1"], version=review.version)
    with pytest.raises(RuleError, match="Only a draft"):
        processes.discard_draft(review, version=review.version)


def test_a_decision_by_somebody_who_saw_an_older_version_is_a_conflict(office: Office) -> None:
    draft = _in_review(office)
    seen = draft.version - 1

    with pytest.raises(ConflictError):
        _approve(office, draft, version=seen)
    _approve(office, draft)
    with pytest.raises(ConflictError):
        _approve(office, draft)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"approved_on": date(2026, 11, 24)}, "today or before"),
        ({"review_due": date(2026, 11, 23)}, "in the future"),
    ],
)
def test_an_approval_with_a_day_that_cannot_be_is_refused(
    office: Office, more: dict[str, Any], said: str
) -> None:
    draft = _in_review(office)

    with pytest.raises(RuleError, match=said):
        _approve(office, draft, **more)


def test_a_retired_process_starts_nothing_new_and_the_one_requests_need_stays(
    office: Office,
) -> None:
    actor = office.identity(office.director)
    visit, pursuit = process.find_template("D2"), process.find_template("D1")
    assert visit is not None
    assert pursuit is not None

    processes.retire_template(visit, reason="Not used", actor=actor, version=visit.version)
    again = processes.install_default_templates(now=NOW)

    assert process.find_template("D2") is None
    assert again == []
    with pytest.raises(RuleError, match="Every request starts this process"):
        processes.retire_template(pursuit, reason="No", actor=actor, version=pursuit.version)


def test_a_discarded_draft_is_gone_and_its_number_is_free(office: Office) -> None:
    draft = _draft(office)

    processes.discard_draft(draft, version=draft.version)

    assert process.open_version("D1") is None
    assert _draft(office).number == 2


CHANGES: dict[str, Any] = {
    "title": "Another",
    "number": 7,
    "code": "D7",
    "approved_body": "Somebody",
    "approved_on": date(2020, 1, 1),
    "review_due": date(2030, 1, 1),
    "note": "Another",
    "content": {"steps": []},
    "content_hash": "0" * 64,
    "status": TemplateStatus.DRAFT,
    "base_id": None,
}


@pytest.mark.parametrize("retired", [False, True])
def test_i23_the_program_changes_nothing_of_an_approved_or_retired_version(
    db: SQLAlchemy, office: Office, retired: bool
) -> None:
    stored = _in_review(office)
    _approve(office, stored)
    if retired:
        stored.status = TemplateStatus.RETIRED
    db.session.commit()

    for name, value in CHANGES.items():
        setattr(stored, name, value)

        with pytest.raises(RuleError, match="never changed"):
            db.session.flush()
        db.session.rollback()
        assert process.is_unaltered(stored)


def test_i23_the_database_changes_nothing_of_an_approved_version_either(
    db: SQLAlchemy, office: Office
) -> None:
    stored = _in_review(office)
    _approve(office, stored)
    db.session.commit()

    for name, value in CHANGES.items():
        with pytest.raises(DatabaseError, match="never changed"):
            db.session.execute(
                update(ProcessTemplate).where(ProcessTemplate.id == stored.id).values({name: value})
            )
        db.session.rollback()


def test_i23_an_approved_version_is_deleted_by_nobody(db: SQLAlchemy, office: Office) -> None:
    stored = process.find_template("D2")
    assert stored is not None
    db.session.commit()

    db.session.delete(stored)
    with pytest.raises(RuleError, match="never changed"):
        db.session.flush()
    db.session.rollback()
    with pytest.raises(DatabaseError, match="never changed"):
        db.session.execute(text("DELETE FROM process_template"))
    db.session.rollback()


@pytest.mark.parametrize("number", range(4))
def test_i23_what_was_altered_behind_the_programs_back_is_found(
    db: SQLAlchemy, office: Office, number: int
) -> None:
    stored = process.find_template("D1")
    assert stored is not None
    sound = template_from_data(stored.content)
    altered = [
        {**stored.content, "title": "Pursuit."},
        {**stored.content, "steps": stored.content["steps"][:-1]},
        {"code": "D1"},
        {**stored.content, "steps": [{**stored.content["steps"][0], "letters": {"FC": "A"}}]},
    ][number]
    none_altered = process.altered_templates()
    table = "process_template"
    on = f" ON {table}" if db.engine.dialect.name == "postgresql" else ""
    db.session.execute(text(f"DROP TRIGGER {table}_kept{on}"))

    db.session.execute(
        update(ProcessTemplate).where(ProcessTemplate.id == stored.id).values(content=altered)
    )
    db.session.refresh(stored)

    assert sound == DEFAULT_TEMPLATES["D1"]
    assert none_altered == []
    assert process.altered_templates() == [stored]
    with pytest.raises(RuleError, match="changed after it was approved"):
        processes.verify_template(stored)
    with pytest.raises(RuleError, match="changed after it was approved"):
        start(office)


def test_i23_running_work_keeps_its_version(office: Office) -> None:
    instance = start(office)
    before = instance.template
    draft = _draft(office)
    shorter = remove_step(template_from_data(draft.content), "P14")
    processes.save_draft(draft, shorter, version=draft.version)
    actor = office.identity(office.coordinator)
    processes.submit_draft(draft, actor=actor, now=NOW, version=draft.version)

    _approve(office, draft)
    later = start(office)

    assert instance.template is before
    assert "P14" in {one.key for one in work.steps_of(instance)}
    assert later.template is draft
    assert "P14" not in {one.key for one in work.steps_of(later)}


def _approver(template_id: uuid.UUID, actor: Identity, version: int) -> Callable[[], None]:
    def approve() -> None:
        with acting(actor):
            processes.approve_draft(
                process.get_template(template_id),
                body=f"Body of {actor.name}",
                approved_on=date(2026, 11, 20),
                review_due=NEXT_YEAR,
                actor=actor,
                now=NOW,
                version=version,
            )

    return approve


def _finisher(step_id: uuid.UUID, actor: Identity) -> Callable[[], None]:
    def finish() -> None:
        found = database.session.get_one(StepInstance, step_id)
        with acting(actor):
            work_services.complete_step(
                found,
                actor=actor,
                now=NOW,
                version=found.version,
                ticked=checklist(found),
                without="Agreed by telephone",
            )

    return finish


def test_i23_a_step_completed_while_a_version_is_approved_goes_by_the_version_of_its_process(
    app: Flask,
) -> None:
    with app.app_context():
        office = make_office()
        instance = start(office)
        advance_to(office, instance, "P2", NOW)
        running, second = instance.template_id, step(instance, "P2").id
        draft = _in_review(office)
        people = [office.identity(one) for one in (office.director, office.coordinator)]
        approve = _approver(draft.id, people[0], draft.version)
        instance_id, draft_id = instance.id, draft.id
        database.session.commit()

    raised = at_once(app, approve, _finisher(second, people[1]))

    with app.app_context():
        found = database.session.get_one(ProcessInstance, instance_id)
        ready = [one.key for one in work.steps_of(found) if one.state.value == "ready"]
        newest = process.find_template("D1")
        assert raised == [None, None]
        assert found.template_id == running
        assert ready == ["P3"]
        assert newest is not None
        assert newest.id == draft_id


def test_of_two_who_decide_at_once_one_gets_a_conflict(app: Flask) -> None:
    with app.app_context():
        office = make_office()
        draft = _in_review(office)
        actors = [office.identity(one) for one in (office.director, office.coordinator)]
        actions = [_approver(draft.id, actor, draft.version) for actor in actors]
        draft_id = draft.id
        database.session.commit()

    raised = at_once(app, *actions)

    with app.app_context():
        decided = process.get_template(draft_id)
        assert [type(one) for one in raised if one] == [ConflictError]
        assert decided.status is TemplateStatus.APPROVED
        assert process.altered_templates() == []
