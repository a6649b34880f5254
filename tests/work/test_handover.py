"""Deputies, roles that end, vacancies: invariants I27 and I28."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts import services as people
from fss.accounts.models import Holding, Notice, User
from fss.errors import RuleError
from fss.permissions.rules import Role
from fss.process import queries as process
from fss.process.rules.coverage import Reach
from fss.timezone import utcnow
from fss.work import queries as work
from fss.work import services
from fss.work.models import AssignmentEvent, StepAssignment, StepInstance, StepState, Task
from fss.work.queries import handover
from tests.factories.accounts import add_holding, make_user
from tests.factories.process import Office, local, make_office
from tests.work.running import advance_to, start, step

NOW = local(11, 24)
TODAY = date(2026, 11, 24)


def holding_of(user: User) -> Holding:
    return accounts.holdings_of(user.id)[0]


def end(office: Office, user: User, *, successor: User | None = None, vacate: bool = False) -> int:
    return services.end_role(
        holding_of(user),
        held_to=TODAY,
        successor=successor,
        vacate=vacate,
        actor=office.identity(office.director),
        now=NOW,
    )


def test_a_deputy_has_the_rights_of_the_holder_while_the_holding_lasts(db: SQLAlchemy) -> None:
    office = make_office()
    deputy = office.administrators[0]
    holding = holding_of(office.planners[0])
    planner = (Role.PLANNER, office.cities[0].id)
    seen = [planner in accounts.identity_of(deputy.id).holdings]

    people.set_deputy(holding, deputy=deputy, on=accounts.today())
    seen.append(planner in accounts.identity_of(deputy.id).holdings)
    holding.held_to = accounts.today()
    db.session.flush()
    seen.append(planner in accounts.identity_of(deputy.id).holdings)

    assert seen == [False, True, False]


def test_a_deputy_who_left_the_organization_stands_in_for_nobody(db: SQLAlchemy) -> None:
    office = make_office()
    deputy = office.administrators[0]
    people.set_deputy(holding_of(office.planners[0]), deputy=deputy, on=accounts.today())
    add_holding(deputy, Role.PLANNER, office.cities[1])

    holding_of(deputy)
    own = next(one for one in deputy.holdings if one.role is Role.CITY_ADMINISTRATOR)
    own.held_to = accounts.today()
    db.session.flush()

    assert accounts.identity_of(deputy.id).holdings == {(Role.PLANNER, office.cities[1].id)}


def test_only_active_people_of_the_same_organization_can_be_deputies(db: SQLAlchemy) -> None:
    office = make_office()
    holding = holding_of(office.planners[0])
    office.administrators[0].active = False

    for person in (office.planners[0], office.planners[1], office.administrators[0]):
        with pytest.raises(RuleError) as refused:
            people.set_deputy(holding, deputy=person, on=accounts.today())
        assert refused.value.field == "deputy"

    assert holding.deputy_id is None


def test_i27_who_starts_with_a_step_can_be_reached_or_it_is_on_the_list_of_vacancies(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=3)
    office.planners[0].active = False
    office.planners[1].active = False
    people.set_deputy(
        holding_of(office.planners[1]), deputy=office.administrators[1], on=accounts.today()
    )
    instance = start(office)

    advance_to(office, instance, "P6", local(11, 23, 10))

    vacant = {item.id for item in work.vacant_steps()}
    for item in work.steps_of(instance):
        if item.state is not StepState.READY:
            continue
        people_of = work.holders_of(item)
        reached = all(not holder.is_vacant for letter in "RA" for holder in people_of[letter])
        assert reached or item.id in vacant, item.full_title
    assert step(instance, "P6", "City A").id in vacant
    assert step(instance, "P6", "City B").id not in vacant
    named = step(instance, "P6", "City B").assignments
    assert {a.user_id for a in named if a.letter == "R"} == {office.administrators[1].id}


def test_i28_a_successor_takes_over_and_what_is_finished_keeps_its_names(db: SQLAlchemy) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P3", local(11, 23, 10))
    successor = make_user(Role.COUNTY_ENGINEER, office.county, name="Nora New")

    changed = end(office, office.coordinator, successor=successor)

    assert changed > 5
    finished = step(instance, "P1")
    assert office.coordinator.id in {a.user_id for a in finished.assignments}
    for item in work.steps_of(instance):
        if item.state in (StepState.WAITING, StepState.READY):
            assert office.coordinator.id not in {a.user_id for a in item.assignments}
            letters = [a.letter for a in item.assignments]
            assert letters.count("A") == 1
    assert (Role.COORDINATOR, office.county.id) in accounts.identity_of(
        successor.id, TODAY
    ).holdings
    assert step(instance, "P3") not in work.vacant_steps()
    told = db.session.scalars(select(Notice.text).where(Notice.user_id == successor.id)).all()
    assert any("You took over" in text for text in told)


def test_i28_the_last_holder_leaves_only_when_somebody_says_what_becomes_of_the_work(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    planner = office.planners[0]

    with pytest.raises(RuleError) as refused:
        end(office, planner)
    still = holding_of(planner).held_to
    end(office, planner, vacate=True)

    assert refused.value.field == "successor"
    assert still is None
    response = step(instance, "P6", "City A")
    assert {a.user_id for a in response.assignments if a.letter == "R"} == {None}
    assert [a.letter for a in response.assignments].count("A") == 1
    events = db.session.scalars(
        select(AssignmentEvent).where(AssignmentEvent.from_user_id == planner.id)
    ).all()
    assert {event.kind for event in events} == {"vacate"}
    told = db.session.scalars(select(Notice.user_id).where(Notice.kind == "handover")).all()
    assert told == [office.coordinator.id]


def test_i28_colleagues_with_the_same_role_take_over_by_themselves(db: SQLAlchemy) -> None:
    office = make_office()
    colleague = make_user(Role.PLANNER, office.cities[0], name="Col League")
    instance = start(office)

    end(office, office.planners[0])

    response = step(instance, "P6", "City A")
    held = [a.user_id for a in response.assignments if a.letter == "R"]
    assert colleague.id in held
    assert office.planners[0].id not in held


def test_i28_the_work_of_a_deactivated_account_goes_on_or_is_listed_as_vacant(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    colleague = make_user(Role.COORDINATOR, office.county)
    actor = office.identity(colleague)
    task = Task(
        subject_type="pursuit",
        subject_id=instance.subject_id,
        subject_title=instance.title,
        title="Call the broker",
        owner=office.coordinator,
        created_at=NOW,
    )
    db.session.add(task)
    db.session.flush()

    for user in (office.coordinator, office.director):
        people.set_active(user, active=False, actor=actor, now=NOW)
    people.set_active(office.director, active=True, actor=actor, now=NOW)

    at = {item.letter: item.user for item in step(instance, "P1").assignments if item.role}
    assert (at["R"], at["A"], task.owner) == (colleague, None, colleague)
    events = handover.hand_over_of(holding_of(office.director)).events
    assert {(event.kind, event.reason) for event in events} == {
        ("vacate", "The account was deactivated.")
    }


def test_a_role_that_ends_later_hands_over_on_that_day(db: SQLAlchemy) -> None:
    office = make_office()
    successor = make_user(Role.STEERING_COMMITTEE, office.county, name="Nora New")
    instance = start(office)
    services.end_role(
        holding_of(office.coordinator),
        held_to=TODAY + timedelta(days=3),
        successor=successor,
        actor=office.identity(office.director),
        now=NOW,
    )
    before = services.hand_over_ended(now=NOW)

    handed = services.hand_over_ended(now=NOW + timedelta(days=4))

    assert (before, handed) == (0, 1)
    assert {a.user_id for a in step(instance, "P1").assignments if a.letter == "R"} == {
        successor.id
    }
    assert services.hand_over_ended(now=NOW + timedelta(days=4)) == 0


def test_tasks_go_along_with_the_last_role_or_are_listed_as_vacant(db: SQLAlchemy) -> None:
    office = make_office()
    tasks = [
        Task(
            subject_type="pursuit",
            subject_id=office.county.id,
            subject_title="Project Heron",
            title="Call the client",
            owner_id=owner.id,
            created_at=NOW,
        )
        for owner in (office.coordinator, office.planners[0])
    ]
    db.session.add_all(tasks)
    db.session.flush()

    end(office, office.coordinator, successor=office.director)
    end(office, office.planners[0], vacate=True)

    assert tasks[0].owner_id == office.director.id
    assert handover.vacant_tasks(TODAY) == [tasks[1]]
    assert handover.hand_over_of(holding_of(office.coordinator)).tasks == [tasks[0]]


def test_the_report_of_empty_roles_says_why_nobody_can_be_reached(db: SQLAlchemy) -> None:
    office = make_office(cities=3)
    office.planners[0].active = False
    office.planners[1].email = ""
    office.planners[2].active = False
    people.set_deputy(
        holding_of(office.planners[2]), deputy=office.administrators[2], on=accounts.today()
    )

    report = process.reach_report()

    planners = [post.reach for post in report.posts if post.code == "CP"]
    assert planners == [Reach.INACTIVE, Reach.NO_MAIL, Reach.DEPUTY]
    of_pursuit = [one.coverage for one in report.cities if one.process.stored.code == "D1"]
    assert [(one.covered, one.total) for one in of_pursuit] == [(13, 14), (13, 14), (14, 14)]
    assert [gap.step for gap in of_pursuit[0].gaps] == ["P6"]


def test_an_administrator_ends_a_role_and_reads_who_took_over_but_no_code_names(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    office = make_office()
    start(office)
    administrator = make_user(Role.ADMINISTRATOR, office.county)
    holding = holding_of(office.planners[0])
    address = f"/admin/roles/{holding.id}/end"
    sign_in(client, administrator)

    shown = client.get(address)
    refused = client.post(address, data={"held_to": utcnow().date().isoformat()})
    ended = client.post(
        address,
        data={
            "held_to": accounts.today().isoformat(),
            "successor": str(office.administrators[0].id),
        },
        follow_redirects=True,
    )

    assert "City responds" in shown.text
    assert "Project Heron" not in shown.text + ended.text
    assert refused.status_code == 422
    assert "Administrator of City A" in ended.text
    assert ended.request.path == f"/process/handovers/{holding.id}"


def test_a_deputy_is_named_on_the_persons_page(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    office = make_office()
    holding = holding_of(office.planners[0])
    sign_in(client, make_user(Role.ADMINISTRATOR, office.county))

    client.get(f"/admin/roles/{holding.id}/deputy")
    answer = client.post(
        f"/admin/roles/{holding.id}/deputy",
        data={"deputy": str(office.administrators[0].id)},
        follow_redirects=True,
    )

    assert "The deputy is saved" in answer.text
    assert "Administrator of City A" in answer.text


def test_what_was_told_of_a_city_s_part_goes_with_it_to_the_city_s_own_site(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    instance = start(office)
    advance_to(office, instance, "P6", local(11, 23, 10))
    statement, staff = step(instance, "P7"), office.identity(office.coordinator)
    people.set_active(office.planners[1], active=False, actor=staff, now=local(11, 23, 11))
    events = set(db.session.scalars(select(AssignmentEvent.id)))

    def choose(*sites: str) -> list[StepInstance]:
        return services.choose_sites(
            statement, sites=sites, actor=staff, now=local(11, 23, 12), version=statement.version
        )

    with pytest.raises(RuleError, match="Name a site of it as well"):
        choose("Mill Park, City A")
    mine, yours, more = choose("Mill Park, City A", "Track 2, City B", "Yard, City B")

    assert events == set(db.session.scalars(select(AssignmentEvent.id)))
    told = db.session.scalars(select(StepAssignment.step_id).join(AssignmentEvent)).all()
    assert yours.id in told
    assert mine.id not in told
    for copy, city in ((mine, "City A"), (yours, "City B"), (more, "City B")):
        cities = {one.organization.name for one in copy.assignments if one.role_code == "CP"}
        assert cities == {city}
