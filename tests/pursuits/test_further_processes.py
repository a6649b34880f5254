"""Site visits and permitting: processes that run beside a pursuit's own."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.errors import RuleError
from fss.process import services as processes
from fss.process.rules.defaults import SITE_VISIT
from fss.pursuits import queries, services
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.work import queries as work
from fss.work import services as running
from fss.work.models import ProcessInstance, StepState
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_facts, make_pursuit
from tests.work.running import step

SignIn = Callable[[FlaskClient, User], None]
VISIT = local(11, 23, 11)


def _visit(office: Office, pursuit: Pursuit, code: str = "D2") -> ProcessInstance:
    return services.start_further_process(
        pursuit,
        template_code=code,
        city=office.cities[0],
        actor=office.identity(office.coordinator),
        now=VISIT,
    )


def test_a_site_visit_runs_beside_the_process_of_the_request(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)

    visit = _visit(office, pursuit)

    own = work.process_of("pursuit", pursuit.id)
    assert own is not None
    assert own.template.code == "D1"
    assert [one.id for one in queries.processes(pursuit)] == [own.id, visit.id]
    assert visit.title == "Silver Heron: Site visit, City A"
    first = step(visit, "V1")
    assert first.state is StepState.READY
    assert first.due_at == local(11, 23, 15)
    walk = {item.letter: item.user for item in step(visit, "V4").assignments if item.user}
    assert walk["R"] == office.planners[0]
    assert walk["A"] == office.administrators[0]
    summary = work.summaries("pursuit", [pursuit.id], VISIT)[pursuit.id]
    assert summary.total == len(own.steps)


def test_every_default_process_can_start_for_a_pursuit(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)

    started = [_visit(office, pursuit, one.code) for one in services.further_templates(pursuit)]

    assert {one.template.code for one in started} == {"D2", "D3"}
    assert all(any(item.state is StepState.READY for item in one.steps) for one in started)


def test_the_process_of_requests_and_unknown_ones_do_not_start_a_second_time(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    pursuit = make_pursuit(office)

    with pytest.raises(RuleError, match="runs already"):
        _visit(office, pursuit, "D1")
    with pytest.raises(RuleError, match="approved"):
        _visit(office, pursuit, "D9")


def test_a_pursuit_that_is_withdrawn_ends_its_visits_too(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    visit = _visit(office, pursuit)

    services.advance_pursuit(
        pursuit,
        to=Stage.WITHDRAWN,
        reason="The client stopped",
        actor=office.identity(office.coordinator),
        now=local(11, 23, 13),
    )

    assert visit.finished_at == local(11, 23, 13)
    assert {item.state for item in visit.steps} == {StepState.SKIPPED}
    with pytest.raises(RuleError, match="has ended"):
        _visit(office, pursuit)


def test_a_new_code_name_is_borne_by_every_process(db: SQLAlchemy) -> None:
    office = make_office()
    pursuit = make_pursuit(office)
    visit = _visit(office, pursuit)

    services.edit_pursuit(
        pursuit,
        make_facts(code_name="Gray Owl"),
        version=pursuit.version,
        actor=office.identity(office.coordinator),
        now=local(11, 23, 12),
    )

    assert visit.title == "Gray Owl: Site visit, City A"


def test_a_visit_that_moves_to_a_newer_version_keeps_the_people_of_its_city(
    db: SQLAlchemy,
) -> None:
    office = make_office()
    visit = _visit(office, make_pursuit(office))
    newer = processes.approve_template(SITE_VISIT, body="Steering committee", now=VISIT)

    running.move_process(
        visit,
        to=newer,
        reason="The board approved it",
        actor=office.identity(office.coordinator),
        now=local(11, 23, 12),
        version=visit.version,
    )

    people = {item.user for item in step(visit, "V4").assignments}
    assert {office.planners[0], office.administrators[0]} <= people


def test_a_visit_is_started_and_read_on_the_pages_of_the_pursuit(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office()
    pursuit, other = make_pursuit(office), make_pursuit(office, code_name="Gray Owl")
    path = f"/pursuits/{pursuit.id}"
    with time_machine.travel(VISIT, tick=False):
        sign_in(client, office.coordinator)
        refused = client.post(f"{path}/processes", data={"code": "D2", "city": "nowhere"})
        sent = client.post(
            f"{path}/processes", data={"code": "D2", "city": str(office.cities[0].id)}
        )
        page = client.get(sent.location).get_data(as_text=True)
        visit = queries.processes(pursuit)[1]
        timeline = client.get(f"{path}/timeline?run={visit.id}")
        overview = client.get(path).get_data(as_text=True)
        foreign = client.get(f"/pursuits/{other.id}/process?run={visit.id}")

    assert refused.status_code == 422
    assert "Choose a city from the list." in refused.get_data(as_text=True)
    assert sent.status_code == 302
    assert "Walk the site and the route" in page
    assert "Site visit, City A" in page
    assert "Walk the site and the route" in timeline.get_data(as_text=True)
    assert "Confirm the visit" in overview.partition("Runs beside it")[2]
    assert foreign.status_code == 404
