"""My work: what waits for whom, and in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import event

from fss.work import queries, services
from fss.work.models import Task
from fss.work.rules.clocks import PauseReason
from fss.work.services.pauses import pause_clock
from tests.factories.process import local, make_office
from tests.work.running import advance_to, start, step


def test_a_planner_sees_only_the_steps_that_name_them(db: SQLAlchemy) -> None:
    office = make_office(cities=3)
    advance_to(office, start(office), "P6", local(11, 23, 10))

    work = queries.my_work(office.identity(office.planners[1]), local(11, 23, 11))

    assert [(item.step.key, item.step.label, item.letters) for item in work.to_do] == [
        ("P6", "City B", "R")
    ]
    assert {item.step.key for item in work.consulted} == {"P7", "P8"}
    assert work.informed == ()


def test_work_is_ordered_by_due_time_and_late_steps_are_marked(db: SQLAlchemy) -> None:
    office = make_office()
    start(office, at=local(11, 24, 9), title="Second")
    start(office, at=local(11, 23, 9), title="First")

    work = queries.my_work(office.identity(office.coordinator), local(11, 23, 14))

    assert [(item.title, item.late) for item in work.to_do] == [
        ("First", True),
        ("Second", False),
    ]
    assert work.late == 1


def test_a_step_is_not_late_at_the_instant_it_is_due(db: SQLAlchemy) -> None:
    office = make_office()
    start(office, at=local(11, 23, 9))
    due = local(11, 23, 13)
    coordinator = office.identity(office.coordinator)

    assert not queries.my_work(coordinator, due).to_do[0].late
    assert queries.my_work(coordinator, due + timedelta(seconds=1)).to_do[0].late


def test_finished_and_waiting_steps_are_nobodys_work(db: SQLAlchemy) -> None:
    office = make_office()
    advance_to(office, start(office), "P2", local(11, 23, 10))

    work = queries.my_work(office.identity(office.coordinator), local(11, 23, 11))

    assert [item.step.key for item in work.to_do] == ["P2"]


def test_my_work_takes_as_many_queries_for_ten_pursuits_as_for_one(db: SQLAlchemy) -> None:
    office = make_office()
    coordinator = office.identity(office.coordinator)
    start(office)
    db.session.expire_all()
    few = _count(db, lambda: queries.my_work(coordinator, local(11, 23, 10)))
    for _ in range(9):
        start(office)
    db.session.expire_all()

    many = _count(db, lambda: queries.my_work(coordinator, local(11, 23, 10)))

    assert many == few <= 3


def _count(db: SQLAlchemy, action) -> int:  # type: ignore[no-untyped-def]
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        action()
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len(seen)


def test_who_no_longer_holds_the_role_no_longer_sees_the_step(db: SQLAlchemy) -> None:
    office = make_office()
    start(office)
    coordinator = office.identity(office.coordinator)
    assert queries.my_work(coordinator, local(11, 23)).to_do

    moved = replace(coordinator, holdings=frozenset())

    assert queries.my_work(moved, local(11, 23)).is_empty


def test_of_much_work_only_the_first_is_shown_and_the_rest_counted(db: SQLAlchemy) -> None:
    office = make_office()
    coordinator = office.identity(office.coordinator)
    for hour in (9, 10, 11):
        start(office, at=local(11, 23, hour), title=f"At {hour}")

    work = queries.my_work(coordinator, local(11, 23, 13, 30), most=2)
    rest = queries.work_part(coordinator, local(11, 23, 13, 30), queries.Part.TO_DO, page=2, size=2)

    assert [item.title for item in work.to_do] == ["At 9", "At 10"]
    assert (work.parts[queries.Part.TO_DO].count, work.late) == (3, 1)
    assert ([item.title for item in rest.items], rest.count, rest.late) == (["At 11"], 3, 1)


def test_who_has_answered_is_no_longer_asked(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P4", local(11, 23, 10))
    engineer = office.identity(office.engineer)
    now = local(11, 23, 11)
    assert [item.step.key for item in queries.my_work(engineer, now).consulted] == ["P4"]
    asked = next(
        item for item in queries.consultations_of(step(instance, "P4")) if item.role_code == "CE"
    )

    services.answer_consultation(
        asked, answer="Nothing to add", actor=engineer, now=now, version=asked.version
    )

    assert queries.my_work(engineer, now).is_empty


def test_a_paused_step_is_shown_as_paused_and_never_late(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P2", local(11, 23, 10))
    coordinator = office.identity(office.coordinator)
    pause_clock(
        step(instance, "P2"),
        reason=PauseReason.WAITING_CLIENT,
        evidence="Mail of today",
        actor=coordinator,
        now=local(11, 23, 11),
    )

    work = queries.my_work(coordinator, local(12, 23))

    assert [(item.paused, item.late) for item in work.to_do] == [(True, False)]
    assert work.late == 0


def test_own_open_tasks_are_part_of_my_work_soonest_first(db: SQLAlchemy) -> None:
    office = make_office()
    for title, day, owner in (
        ("Later", 25, office.partner),
        ("Sooner", 24, office.partner),
        ("Another's", 24, office.engineer),
    ):
        db.session.add(
            Task(
                subject_type="pursuit",
                subject_id=office.county.id,
                subject_title="Project Heron",
                title=title,
                owner_id=owner.id,
                due_at=local(11, day),
                created_at=local(11, 23),
            )
        )
    db.session.flush()

    work = queries.my_work(office.identity(office.partner), local(11, 23))

    assert [task.title for task in work.tasks] == ["Sooner", "Later"]
    assert work.task_count == 2
    assert not work.is_empty
