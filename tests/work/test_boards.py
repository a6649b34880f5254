"""Boards: what is late, who is over-booked, how the work passes; who may see which of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.permissions.rules import Role
from fss.work import queries
from fss.work.models import StepAssignment, Task
from fss.work.rules.clocks import PauseReason
from fss.work.services.pauses import pause_clock
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, start, step

SignIn = Callable[[FlaskClient, User], None]
LATER = local(12, 2, 9)


def at_the_cities(office: Office) -> None:
    """A process whose cities have their copies open, due on Dec 1 at noon."""
    advance_to(office, start(office), "P6", local(11, 25, 13))


def test_overdue_steps_come_longest_late_first_and_can_be_narrowed(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)
    start(office, at=local(11, 24, 9), title="Second")
    staff = office.identity(office.coordinator)

    rows, total = queries.overdue_steps(staff, LATER)
    own, count = queries.overdue_steps(staff, LATER, organization_id=office.cities[0].id)

    assert [row.step.due_at for row in rows] == sorted(row.step.due_at for row in rows)  # type: ignore[type-var]
    assert rows[0].step.instance.title == "Second"
    assert total == len(rows) == 5
    assert [row.step.label for row in own] == ["City A"]
    assert count == 1


def test_a_city_administrator_sees_the_late_steps_of_the_own_city_alone(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)
    start(office, at=local(11, 24, 9), title="Second")
    identity = office.identity(office.administrators[1])

    rows, total = queries.overdue_steps(identity, LATER)

    assert [row.step.label for row in rows] == ["City B"]
    assert total == 1
    assert [one.name for one in queries.late_organizations(identity, LATER)] == ["City B"]


def test_a_city_cannot_ask_whether_another_works_at_the_same_step(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)
    shared = queries.overdue_steps(office.identity(office.administrators[1]), LATER)[0][0].step
    shared.assignments.append(
        StepAssignment(letter="R", role_code="CP", role=Role.PLANNER, organization=office.cities[0])
    )
    db.session.flush()
    identity, other = office.identity(office.administrators[1]), office.cities[0].id

    assert queries.overdue_steps(identity, LATER, organization_id=other) == ([], 0)
    assert queries.overdue_steps(identity, LATER, organization_id=office.cities[1].id)[1] == 1


def test_a_paused_step_is_not_overdue(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", local(11, 23, 10))
    staff = office.identity(office.coordinator)
    pause_clock(
        step(instance, "P2"),
        reason=PauseReason.WAITING_CLIENT,
        evidence="Mail of today",
        actor=staff,
        now=local(11, 23, 11),
    )

    assert queries.overdue_steps(staff, LATER) == ([], 0)
    assert queries.team(staff, LATER).members[0].load.late == 0


def test_a_step_that_was_late_when_it_was_paused_stays_overdue(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", local(11, 23, 10))
    staff = office.identity(office.coordinator)
    pause_clock(
        step(instance, "P2"),
        reason=PauseReason.WAITING_CLIENT,
        evidence="Mail of today",
        actor=staff,
        now=local(11, 25, 11),
    )

    rows, total = queries.overdue_steps(staff, LATER)
    work = queries.my_work(staff, LATER)

    assert (total, [row.step.key for row in rows]) == (1, ["P2"])
    assert (work.late, work.to_do[0].paused, work.to_do[0].late) == (1, True, True)
    assert queries.team(staff, LATER).members[0].load.late == 1


def test_the_team_shows_everybodys_steps_and_tasks_the_latest_first(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)
    start(office, at=LATER - timedelta(hours=1), title="Second")
    db.session.add(
        Task(
            subject_type="pursuit",
            subject_id=office.county.id,
            subject_title="Project Heron",
            title="Call",
            owner_id=office.director.id,
            due_at=LATER,
            created_at=LATER,
        )
    )
    db.session.flush()

    team = queries.team(office.identity(office.coordinator), LATER)

    loads = {one.name: one.load for one in team.members}
    assert loads["Planner of City A"].late == 1
    assert (loads["Planner of City A"].does, loads["Planner of City A"].answers) == (1, 0)
    assert loads["Planner of City A"].asked == timedelta(hours=16)
    assert loads["Cora Coordinator"].does == 1
    assert (loads["Dana Director"].answers, loads["Dana Director"].tasks) == (1, 1)
    lates = [one.load.late for one in team.members]
    assert lates == sorted(lates, reverse=True)


def test_a_city_administrator_sees_the_load_of_the_own_people_alone(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)

    team = queries.team(office.identity(office.administrators[0]), LATER)

    assert {one.name for one in team.members} == {"Planner of City A", "Administrator of City A"}


def test_work_of_a_role_that_nobody_holds_is_counted_as_vacant(db: SQLAlchemy) -> None:
    office = make_office(with_planners=False)
    at_the_cities_without_planners = start(office)
    staff = office.identity(office.coordinator)
    advance_to(office, at_the_cities_without_planners, "P6", local(11, 25, 13))

    assert queries.team(staff, LATER).vacant == 2


def test_running_processes_count_contacts_and_hand_offs(db: SQLAlchemy) -> None:
    office = make_office()
    at_the_cities(office)

    (row,), total = queries.running_processes(LATER)

    assert total == 1
    assert (row.contacts, row.contacts_planned) == (4, 7)
    assert row.hand_offs == 3
    assert (row.done, row.late_now) == (5, 4)


def test_boards_open_for_those_who_watch_over_the_work(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office = make_office()
    at_the_cities(office)
    db.session.commit()
    pages = ("/process/overdue", "/process/team", "/process/running")

    def answers(user: User) -> list[int]:
        sign_in(client, user)
        return [client.get(page).status_code for page in pages]

    with time_machine.travel(LATER, tick=False):
        assert answers(office.coordinator) == [200, 200, 200]
        page = client.get("/process/overdue").get_data(as_text=True)
        assert answers(office.administrators[0]) == [200, 200, 403]
        assert answers(office.planners[0]) == [403, 403, 403]

    assert ": City B" in page
    assert "21 hours" in page


def test_who_only_oversees_a_late_step_reads_no_code_name(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    office = make_office()
    at_the_cities(office)
    own = queries.overdue_steps(office.identity(office.administrators[0]), LATER)[0][0].step
    named = [item for item in own.assignments if item.role is Role.CITY_ADMINISTRATOR]
    for item in named:
        db.session.delete(item)
    db.session.commit()

    with time_machine.travel(LATER, tick=False):
        sign_in(client, office.administrators[0])
        overseen = client.get("/process/overdue").get_data(as_text=True)
        sign_in(client, office.coordinator)
        known = client.get("/process/overdue").get_data(as_text=True)

    assert own.instance.title not in overseen
    assert "Confidential" in overseen
    assert own.instance.title in known
