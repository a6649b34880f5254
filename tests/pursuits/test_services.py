"""Recording, changing and moving pursuits."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import OrganizationKind
from fss.errors import ConflictError, RuleError
from fss.permissions.guard import acting
from fss.pursuits import queries, services
from fss.pursuits.queries import Filters, Order, Shown
from fss.pursuits.rules import Stage
from fss.work import queries as work
from fss.work.models import StepState
from tests.factories.accounts import make_organization
from tests.factories.process import local, make_office
from tests.pursuits.recorded import RECEIVED, make_facts, make_pursuit, make_row
from tests.work.running import advance_to, step


def test_a_recorded_request_starts_the_process_with_every_active_member(db: SQLAlchemy) -> None:
    office = make_office(cities=2)
    township = make_organization("North Township", OrganizationKind.TOWNSHIP)
    left = make_organization("Left City")
    left.active_to = local(6, 1).date()
    db.session.flush()

    pursuit = make_pursuit(office)

    _, steps = queries.process_steps(pursuit)
    invited = {item.organization_id for item in steps if item.key == "P6"}
    assert invited == {office.cities[0].id, office.cities[1].id, township.id}
    assert [item.key for item in steps if item.state is StepState.READY] == ["P1"]


def test_the_first_step_is_due_from_when_the_request_came_not_from_when_it_was_recorded(
    db: SQLAlchemy,
) -> None:
    office = make_office()

    pursuit = make_pursuit(office, now=RECEIVED + timedelta(hours=3))

    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    assert step(instance, "P1").due_at == local(11, 23, 13)


def test_a_code_name_is_given_once_whatever_its_case_and_spaces(db: SQLAlchemy) -> None:
    office = make_office()
    make_pursuit(office, code_name="Silver Heron")

    with pytest.raises(RuleError) as refused:
        make_pursuit(office, code_name="  silver   HERON ")

    assert refused.value.field == "code_name"


def test_tracking_codes_differ_and_hold_at_least_sixteen_signs(db: SQLAlchemy) -> None:
    office = make_office()

    codes = {make_pursuit(office, code_name=f"Name {n}").tracking_code for n in range(5)}

    assert len(codes) == 5
    assert all(re.fullmatch(r"([A-Z2-9]{4}-){3}[A-Z2-9]{4}", code) for code in codes)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"due_at": RECEIVED - timedelta(minutes=1)}, "due_at"),
        ({"due_at": RECEIVED}, "due_at"),
        ({"received_at": datetime(1899, 12, 31, tzinfo=ZoneInfo("UTC"))}, "received_at"),
        ({"received_at": RECEIVED + timedelta(days=1)}, "received_at"),
        ({"needed_by": local(1, 1, year=1899).date()}, "needed_by"),
        ({"code_name": "  "}, "code_name"),
        ({"jobs": -1}, "jobs"),
        ({"investment": -5}, "investment"),
        ({"contact_email": "nobody"}, "contact_email"),
    ],
)
def test_facts_that_cannot_be_are_refused_at_their_field(
    db: SQLAlchemy, facts: dict[str, object], field: str
) -> None:
    office = make_office()

    with pytest.raises(RuleError) as refused:
        make_pursuit(office, **facts)

    assert refused.value.field == field


def test_stages_move_only_along_the_allowed_ways(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    actor = office.identity(office.coordinator)

    services.advance_pursuit(pursuit, to=Stage.TRIAGE, reason="", actor=actor, now=RECEIVED)
    with pytest.raises(RuleError, match="cannot go from triage to won"):
        services.advance_pursuit(pursuit, to=Stage.WON, reason="", actor=actor, now=RECEIVED)

    assert pursuit.stage is Stage.TRIAGE


def test_withdrawing_needs_a_reason_and_leaves_out_what_cities_had_to_do(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    actor = office.identity(office.coordinator)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, "P6", RECEIVED)

    with pytest.raises(RuleError) as refused:
        services.advance_pursuit(pursuit, to=Stage.WITHDRAWN, reason=" ", actor=actor, now=RECEIVED)
    services.advance_pursuit(
        pursuit, to=Stage.WITHDRAWN, reason="The client stopped", actor=actor, now=RECEIVED
    )

    assert refused.value.field == "reason"
    assert step(instance, "P6", "City A").state is StepState.SKIPPED
    assert step(instance, "P13").state is StepState.READY


def test_criteria_change_freely_until_they_are_agreed_and_then_with_a_reason(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    pursuit = make_pursuit(office, criteria=(make_row(),))
    actor = office.identity(office.coordinator)
    services.set_criteria(
        pursuit, [make_row(value="50 acres")], version=pursuit.version, actor=actor, now=RECEIVED
    )
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, "P5", RECEIVED)

    with pytest.raises(RuleError) as refused:
        services.set_criteria(
            pursuit, [make_row(value="60")], version=pursuit.version, actor=actor, now=RECEIVED
        )
    services.set_criteria(
        pursuit,
        [make_row(value="60")],
        version=pursuit.version,
        actor=actor,
        now=RECEIVED,
        reason="The client wrote again",
    )

    assert refused.value.field == "reason"
    assert [one.words for one in queries.criteria_of(pursuit)] == ["at least 60 acres"]


def test_a_criterion_that_stays_keeps_its_identity(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(
        office, criteria=(make_row(), make_row("rail_status", "one_of", "On site"))
    )
    kept = queries.as_row(pursuit.criteria[1])

    services.set_criteria(
        pursuit,
        [kept, make_row("zoning_class", "one_of", "Office")],
        version=pursuit.version,
        actor=office.identity(office.coordinator),
        now=RECEIVED,
    )

    assert [stored.field for stored in pursuit.criteria] == ["rail_status", "zoning_class"]
    assert pursuit.criteria[0].id == kept.id


def test_two_people_who_set_criteria_at_once_do_not_overwrite_each_other(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    seen = pursuit.version
    actor = office.identity(office.coordinator)
    services.set_criteria(pursuit, [make_row()], version=seen, actor=actor, now=RECEIVED)

    with pytest.raises(ConflictError):
        services.set_criteria(pursuit, [], version=seen, actor=actor, now=RECEIVED)

    assert len(pursuit.criteria) == 1


def test_a_second_editor_sees_both_versions(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    seen = pursuit.version
    actor = office.identity(office.coordinator)
    services.edit_pursuit(
        pursuit, make_facts(industry="Food"), version=seen, actor=actor, now=RECEIVED
    )

    with pytest.raises(ConflictError) as refused:
        services.edit_pursuit(
            pursuit, make_facts(industry="Steel"), version=seen, actor=actor, now=RECEIVED
        )

    assert refused.value.theirs == {"Industry": "Food"}
    assert refused.value.yours == {"Industry": "Steel"}


def test_a_corrected_time_of_receipt_moves_the_acknowledgement(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None

    services.edit_pursuit(
        pursuit,
        make_facts(received_at=local(11, 20, 15), code_name="Quiet Otter"),
        version=pursuit.version,
        actor=office.identity(office.coordinator),
        now=RECEIVED,
    )

    assert step(instance, "P1").due_at == local(11, 23, 10, 30)
    assert instance.title == "Quiet Otter"


def test_the_list_shows_next_step_accountable_and_how_many_cities_answered(
    db: SQLAlchemy,
) -> None:
    office = make_office(cities=2)
    pursuit = make_pursuit(office)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, "P6", RECEIVED)
    coordinator = office.identity(office.coordinator)

    rows, total = queries.pursuits(coordinator, Filters(), now=RECEIVED + timedelta(days=3))

    assert total == 1
    line = rows[0].process
    assert line is not None
    assert line.next_step is not None
    assert (line.next_step.key, line.accountable) == ("P7", "Cora Coordinator")
    assert (line.answered, line.cities, line.late) == (0, 2, True)
    assert rows[0].days_in_stage == 3


def test_the_list_is_narrowed_ordered_and_searched_the_same_on_both_engines(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    actor = office.identity(office.coordinator)
    later = {"due_at": RECEIVED + timedelta(days=40)}
    make_pursuit(office, code_name="amber lark", **later)
    make_pursuit(office, code_name="Bright 100% Otter")
    gone = make_pursuit(office, code_name="Calm Wren")
    services.advance_pursuit(gone, to=Stage.NO_BID, reason="No", actor=actor, now=RECEIVED)

    def names(filters: Filters) -> list[str]:
        return [row.pursuit.code_name for row in queries.pursuits(actor, filters, now=RECEIVED)[0]]

    assert names(Filters()) == ["Bright 100% Otter", "amber lark"]
    assert names(Filters(order=Order.NAME, shown=Shown.ALL)) == [
        "amber lark",
        "Bright 100% Otter",
        "Calm Wren",
    ]
    assert names(Filters(shown=Shown.CLOSED)) == ["Calm Wren"]
    assert names(Filters(stage=Stage.NO_BID)) == ["Calm Wren"]
    assert names(Filters(text="OTTER")) == ["Bright 100% Otter"]
    assert names(Filters(text="100%")) == ["Bright 100% Otter"]
    assert names(Filters(text="%")) == ["Bright 100% Otter"]
    assert names(Filters(owner_id=office.director.id)) == []


def test_a_planner_lists_and_reads_no_pursuit(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    planner = office.identity(office.planners[0])

    assert queries.pursuits(planner, Filters(), now=RECEIVED) == ([], 0)
    assert queries.get_pursuit(pursuit.id, planner) is None


def test_cities_may_read_the_request_from_the_moment_all_are_told(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office, criteria=(make_row(),))
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    planner = office.identity(office.planners[0])

    before = queries.get_request_sheet(pursuit.id, planner)
    advance_to(office, instance, "P6", RECEIVED)
    sheet = queries.get_request_sheet(pursuit.id, planner)

    assert before is None
    assert sheet is not None
    assert [one.words for one in sheet.asked] == ["at least 40 acres"]
    assert {item.label for item in sheet.steps if item.key == "P6"} == {"City A"}


def test_the_history_tells_who_did_what(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    director = office.identity(office.director)
    with acting(director):
        services.advance_pursuit(
            pursuit, to=Stage.NO_BID, reason="Too large", actor=director, now=RECEIVED
        )

    events, _ = queries.history(pursuit, size=200)

    told = {(event.verb, event.actor) for event in events}
    assert ("pursuit:receive", "Cora Coordinator") in told
    assert ("pursuit:stage:advance", "Dana Director") in told
    assert [event.payload["reason"] for event in events if event.verb == "pursuit:stage:advance"]
    assert "step:update" not in {verb for verb, _ in told}
    assert "step:update" in {
        event.verb for event in queries.history(pursuit, size=500, everything=True)[0]
    }
