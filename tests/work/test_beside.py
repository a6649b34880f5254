"""Tasks, pain points, a client in a hurry, and the pages on which steps are worked on together."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.errors import ForbiddenError, RuleError
from fss.pursuits import services as pursuits
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.work import queries, services
from fss.work.models import ProcessInstance, StepState, Task
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_facts, make_pursuit
from tests.work.running import advance_to, step

SignIn = Callable[[FlaskClient, User], None]
TEN = local(11, 23, 10)


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with time_machine.travel(TEN, tick=False):
        yield


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _run(office: Office, **facts: object) -> tuple[Pursuit, ProcessInstance]:
    pursuit = make_pursuit(office, **facts)
    instance = queries.process_of("pursuit", pursuit.id)
    assert instance is not None
    return pursuit, instance


def _task(office: Office, instance: ProcessInstance, owner: User) -> Task:
    return services.create_task(
        subject_type="pursuit",
        subject_id=instance.subject_id,
        subject_title=instance.title,
        title="Call the railroad",
        owner=owner,
        actor=office.identity(office.coordinator),
        now=TEN,
    )


def test_a_task_is_done_once_by_its_owner(office: Office) -> None:
    _, instance = _run(office)
    task = _task(office, instance, office.director)
    actor = office.identity(office.director)

    services.finish_task(task, note="They say yes", actor=actor, now=TEN, version=task.version)

    assert (task.done_at, task.done_note) == (TEN, "They say yes")
    with pytest.raises(RuleError, match="done already"):
        services.finish_task(task, actor=actor, now=TEN, version=task.version)


def test_a_task_goes_to_nobody_who_may_not_know_of_its_subject(office: Office) -> None:
    _, instance = _run(office)

    with pytest.raises(RuleError) as refused:
        _task(office, instance, office.planners[0])

    assert refused.value.field == "owner"


def test_another_citys_planner_neither_reads_nor_ends_a_task(office: Office) -> None:
    _, instance = _run(office)
    task = _task(office, instance, office.director)
    planner = office.identity(office.planners[0])

    assert queries.get_task(task.id, planner) is None
    with pytest.raises(ForbiddenError):
        services.finish_task(task, actor=planner, now=TEN, version=task.version)


def test_what_is_hard_at_a_step_is_noted_and_answered_by_the_owner_of_the_process(
    office: Office,
) -> None:
    _, instance = _run(office)
    advance_to(office, instance, "P6", TEN)
    response = step(instance, "P6", "City A")
    planner = office.identity(office.planners[0])

    pain = services.note_pain(response, text="Too many fields", actor=planner, now=TEN)
    with pytest.raises(ForbiddenError):
        services.resolve_pain(pain, resolution="No", actor=planner, now=TEN, version=pain.version)
    services.resolve_pain(
        pain,
        resolution="Ten fields went",
        actor=office.identity(office.coordinator),
        now=TEN,
        version=pain.version,
    )

    assert [found.text for found in queries.pains_of("D1")] == ["Too many fields"]
    assert pain.resolved_by == office.coordinator.id


def test_a_city_reads_no_name_of_another_city(office: Office) -> None:
    planner, other = office.planners
    identity = office.identity(planner)

    assert queries.known_as(other, identity) == "somebody of another city"
    assert queries.known_as(planner, identity) == planner.name
    assert queries.known_as(office.coordinator, identity) == office.coordinator.name
    assert queries.known_as(other, office.identity(office.coordinator)) == other.name


def test_a_deadline_that_leaves_time_changes_no_due_time(office: Office) -> None:
    _, instance = _run(office)

    assert instance.express is None
    assert step(instance, "P1").due_at == local(11, 23, 13)


def test_a_near_deadline_shares_the_time_out_and_a_later_one_gives_it_back(
    office: Office,
) -> None:
    pursuit, instance = _run(office, due_at=local(12, 1, 16))
    hurried = step(instance, "P1").due_at
    rows = services.hurries_of(instance)

    pursuits.edit_pursuit(
        pursuit,
        make_facts(due_at=local(12, 23, 16)),
        version=pursuit.version,
        actor=office.identity(office.coordinator),
        now=TEN,
    )

    assert hurried is not None
    assert hurried < local(11, 23, 13)
    assert [row.key for row in rows] == [f"P{number}" for number in range(1, 12)]
    assert all(row.usual and row.due < row.usual for row in rows)
    assert instance.express is None
    assert step(instance, "P1").due_at == local(11, 23, 13)


def test_too_little_time_for_cities_is_the_directors_decision_and_every_city_reads_why(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    pursuit, instance = _run(office, due_at=local(11, 23, 14))
    director = office.identity(office.director)
    asked = dict(instance.decision or {})
    with pytest.raises(ForbiddenError):
        services.decide_express(
            instance, go=True, reason="x", actor=office.identity(office.coordinator), now=TEN
        )

    pursuits.decide_pursuit(
        pursuit,
        go=True,
        reason="A good fit for two cities",
        version=pursuit.version,
        actor=director,
        now=TEN,
    )
    advance_to(office, instance, "P6", TEN)
    response = step(instance, "P6", "City A")
    sign_in(client, office.planners[0])
    sheet = client.get(f"/pursuits/{pursuit.id}/request").text

    assert asked["go"] is None
    assert "A good fit for two cities" in sheet
    assert response.due_at is not None
    assert response.due_at >= local(11, 23, 14)


def test_without_a_go_the_pursuit_is_not_bid_for(office: Office) -> None:
    pursuit, instance = _run(office, due_at=local(11, 23, 14))

    pursuits.decide_pursuit(
        pursuit,
        go=False,
        reason="No city could answer",
        version=pursuit.version,
        actor=office.identity(office.director),
        now=TEN,
    )

    assert pursuit.stage is Stage.NO_BID
    assert step(instance, "P6", "City A").state is StepState.SKIPPED


def test_the_pages_around_a_step_open_and_their_forms_work(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    pursuit, instance = _run(office)
    advance_to(office, instance, "P4", TEN)
    criteria, run = step(instance, "P4"), instance.id
    task = _task(office, instance, office.director)
    template, version, coordinator = instance.template_id, criteria.version, office.coordinator
    step_id, task_id = criteria.id, task.id
    county = office.county.id
    sign_in(client, coordinator)

    opened = {
        path: client.get(path).status_code
        for path in (
            f"/process/steps/{step_id}",
            f"/process/steps/{step_id}/tasks/new",
            f"/process/runs/{run}/steps/new",
            f"/process/runs/{run}/tasks/new",
            f"/process/runs/{run}/move",
            f"/process/tasks/{task_id}",
            f"/process/templates/{template}/pain-points",
            f"/pursuits/{pursuit.id}",
            f"/pursuits/{pursuit.id}/process",
        )
    }
    sent = {
        "begin": client.post(f"/process/steps/{step_id}/begin", data={"version": version}),
        "pain": client.post(
            f"/process/steps/{step_id}/pain-points", data={"pain-text": "Hard", "pain-version": 1}
        ),
        "add": client.post(
            f"/process/runs/{run}/steps/new",
            data={
                "title": "Ask the attorney",
                "after": "P3",
                "holds_up": "P5",
                "responsible": f"coordinator:{county}",
                "accountable": f"director:{county}",
                "amount": "4",
                "unit": "bh",
                "reason": "The client asks for it",
            },
        ),
        "task": client.post(
            f"/process/steps/{step_id}/tasks/new",
            data={"title": "Find the map", "owner": str(coordinator.id)},
        ),
        "done": client.post(
            f"/process/tasks/{task_id}/finish", data={"finish-version": 1, "finish-note": "Yes"}
        ),
    }
    again = client.post(f"/process/steps/{step_id}/begin", data={"version": version + 1})
    page = client.get(f"/process/steps/{step_id}").text

    assert set(opened.values()) == {200}, opened
    assert {name: answer.status_code for name, answer in sent.items()} == dict.fromkeys(sent, 302)
    assert again.status_code == 422
    assert "Taken up" in page
    assert "Why without their answer" in page
    assert "Find the map" in page
    db.session.expire_all()
    assert step(instance, "P3a").state is StepState.READY


def test_somebody_asked_answers_on_the_page_of_the_step(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    _, instance = _run(office)
    advance_to(office, instance, "P4", TEN)
    criteria = step(instance, "P4")
    step_id = criteria.id
    mine = next(
        found
        for found in queries.consultations_of(criteria)
        if found.is_for(office.identity(office.engineer))
    )
    url, name = f"/process/consultations/{mine.id}/answer", f"answer-{mine.id}"
    sign_in(client, office.engineer)

    before = client.get(f"/process/steps/{step_id}").text
    empty = client.post(url, data={f"{name}-answer": " ", f"{name}-version": 1})
    answered = client.post(url, data={f"{name}-answer": "Fine", f"{name}-version": 1})
    after = client.get(f"/process/steps/{step_id}").text

    assert "Your view is asked" in before
    assert (empty.status_code, answered.status_code) == (422, 302)
    assert "Write an answer" in empty.text
    assert "Fine" in after


def test_work_is_handed_on_and_taken_back_on_the_page_of_the_step(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    _, instance = _run(office)
    first = step(instance, "P1")
    step_id, version = first.id, first.version
    letter = next(item.id for item in first.assignments if item.letter == "R")
    director = office.director.id
    sign_in(client, office.coordinator)

    handed = client.post(
        f"/process/steps/{step_id}/hand-on",
        data={
            "hand_on-version": version,
            "hand_on-part": str(letter),
            "hand_on-to": str(director),
            "hand_on-how": "delegate",
        },
    )
    page = client.get(f"/process/steps/{step_id}").text
    back = client.post(f"/process/assignments/{letter}/take-back", data={"version": version + 1})

    assert (handed.status_code, back.status_code) == (302, 302)
    assert "does the work of Cora Coordinator" in page
    assert "Take it back" not in client.get(f"/process/steps/{step_id}").text
