"""Steps of a running process: who is told, who is missing, what ends early, what is not due."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.calendars import services as calendar_services
from fss.calendars.rules.hours import office_week
from fss.errors import RuleError
from fss.mail.models import OutboxMail
from fss.permissions.rules import Role
from fss.work import queries
from fss.work import services as running
from fss.work.models import StepState
from tests.factories.accounts import make_organization, make_user
from tests.factories.process import local, make_office
from tests.work.running import advance_to, finish, start, step


def test_those_informed_are_told_by_mail_without_the_code_name(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office, title="Project Heron")

    advance_to(office, instance, "P6", local(11, 23, 10))

    mails = db.session.scalars(select(OutboxMail)).all()
    done = {mail.to for mail in mails if "is done" in mail.text}
    assert {person.email for person in (*office.planners, *office.administrators)} <= done
    assert office.coordinator.email not in {mail.to for mail in mails}
    assert not [mail for mail in mails if "Heron" in mail.text or "Heron" in mail.subject]
    assert all("/process/steps/" in mail.text for mail in mails)


def test_a_step_of_a_role_that_nobody_holds_is_listed_until_somebody_does(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=1, with_planners=False)
    instance = start(office)
    running.skip_before(
        instance,
        key="P6",
        reason="Test",
        actor=office.identity(office.coordinator),
        now=local(11, 23, 10),
    )

    before = [item.key for item in queries.vacant_steps()]
    shown = queries.holders_of(step(instance, "P6"))["R"][0]
    planner = make_user(Role.PLANNER, office.cities[0], name="New Planner")
    after = [item.key for item in queries.vacant_steps()]

    assert (before, after) == (["P6"], [])
    assert shown.is_vacant
    assert "Nobody holds this role" in shown.words
    assert queries.holders_of(step(instance, "P6"))["R"][0].names == ("New Planner",)
    assert step(instance, "P6").is_answered_by(office.identity(planner))


def test_a_utility_reads_who_does_a_citys_step_it_is_asked_at_and_no_other_city(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=2)
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    identity = office.identity(office.partner)

    own = queries.holders_of(step(instance, "P6", "City A"), identity)
    all_cities = queries.holders_of(step(instance, "P9"), identity)

    assert [one.names for one in own["R"]] == [(office.planners[0].name,)]
    assert [one.names for one in own["A"]] == [(office.administrators[0].name,)]
    assert {one.organization for one in all_cities["C"]} <= {office.county.name}


def test_statements_about_sites_are_asked_for_each_site_from_now_on(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office, at=local(12, 7, 8))
    advance_to(office, instance, "P6", local(12, 7, 8))
    statement = step(instance, "P7")
    coordinator = office.identity(office.coordinator)

    with pytest.raises(RuleError, match="Choose the cities or sites"):
        running.complete_step(
            statement, actor=coordinator, now=local(12, 7, 9), version=statement.version
        )
    copies = running.choose_sites(
        statement,
        sites=["Mill Park, city a", "Rail  Yard, Track 2, City B"],
        actor=coordinator,
        now=local(12, 7, 14),
        version=statement.version,
    )

    assert [item.label for item in copies] == ["Mill Park", "Rail Yard, Track 2"]
    assert {item.due_at for item in copies} == {local(12, 9, 9)}
    for item in copies:
        assert sorted(a.letter for a in item.assignments if a.letter in "AR") == ["A", "R"]


def test_a_process_that_ends_early_leaves_out_what_was_open_and_goes_on_with_the_outcome(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    finish(office, instance, "P1", local(11, 23, 10))

    running.skip_before(
        instance,
        key="P13",
        reason="Withdrawn by the client",
        now=local(11, 24, 9),
        actor=office.identity(office.coordinator),
    )

    states = {item.key: item.state for item in queries.steps_of(instance)}
    assert states["P1"] is StepState.DONE
    assert states["P6"] is StepState.SKIPPED
    assert states["P13"] is StepState.READY
    assert states["P14"] is StepState.WAITING


def test_a_process_is_finished_with_its_last_step(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)

    advance_to(office, instance, "P14", local(11, 24, 9))
    before = instance.finished_at
    finish(office, instance, "P14", local(11, 30, 9))

    assert before is None
    assert instance.finished_at == local(11, 30, 9)


def test_a_due_time_past_the_confirmed_calendar_is_not_guessed_and_comes_with_the_next_year(
    db: SQLAlchemy,
) -> None:
    office = make_office(years=(2026,))
    assert office.calendar is not None

    instance = start(office, at=local(12, 31, 16))
    before, words = step(instance, "P1").due_at, step(instance, "P1").trace
    year = calendar_services.add_year(office.calendar, version=office.calendar.version)
    calendar_services.confirm_closures(office.calendar, year=year, version=office.calendar.version)

    assert before is None
    assert "confirmed until December 31, 2026" in words[0]
    assert step(instance, "P1").due_at == local(1, 4, 11, 30, year=2027)


def test_without_any_calendar_a_process_runs_without_due_times_until_there_is_one(
    db: SQLAlchemy,
) -> None:
    office = make_office(with_calendar=False)

    instance = start(office, at=local(11, 23, 9))
    before = step(instance, "P1").due_at
    calendar_services.create_calendar(
        organization=office.county, hours=office_week(), years=[2026, 2027]
    )

    assert before is None
    assert step(instance, "P1").due_at == local(11, 23, 13)


def test_a_step_done_once_cannot_have_several_accountable_cities(db: SQLAlchemy) -> None:
    office = make_office(cities=2)

    with pytest.raises(RuleError, match="only one city can be accountable"):
        running.start_process(
            template_code="D2",
            subject_type="visit",
            subject_id=office.county.id,
            title="Visit",
            invited=office.cities,
            started_at=local(11, 23),
            now=local(11, 23),
            actor=office.identity(office.coordinator),
        )


def test_hours_that_change_later_leave_a_running_due_time_alone(db: SQLAlchemy) -> None:
    office = make_office()
    assert office.calendar is not None
    instance = start(office, at=local(11, 23, 9))

    calendar_services.add_closure(
        office.calendar, day=local(11, 23).date(), reason="Snow", version=office.calendar.version
    )
    calendar_services.set_hours(
        office.calendar,
        hours=office_week(),
        valid_from=local(11, 24).date(),
        version=office.calendar.version,
    )

    assert step(instance, "P1").due_at == local(11, 23, 13)


def test_members_of_no_city_are_no_part_of_a_process(db: SQLAlchemy) -> None:
    office = make_office()
    stranger = make_user(Role.PLANNER, make_organization("Far City"))
    instance = start(office)

    involved = queries.is_involved("pursuit", instance.subject_id, office.identity(stranger))
    before = queries.is_involved(
        "pursuit", instance.subject_id, office.identity(office.planners[0])
    )
    advance_to(office, instance, "P6", local(11, 23, 9) + timedelta(hours=1))

    assert not involved
    assert not before
    assert queries.is_involved("pursuit", instance.subject_id, office.identity(office.planners[0]))
