"""Pages of steps, processes and calendars: who may open them, what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.calendars import queries as calendars
from fss.permissions.rules import Role
from fss.process import queries as process
from fss.work import queries as work
from fss.work import services
from fss.work.models import StepInstance, StepState
from tests.factories.accounts import make_organization, make_user
from tests.factories.process import CHICAGO, Office, local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import advance_to, checklist, step

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture(autouse=True)
def _monday_at_ten() -> Iterator[None]:
    with time_machine.travel(local(11, 23, 10), tick=False):
        yield


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _running(office: Office, until: str = "P1") -> Any:
    pursuit = make_pursuit(office)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, until, local(11, 23, 10))
    return instance


def _finish(item: StepInstance) -> dict[str, Any]:
    return {
        "complete-version": item.version,
        "complete-checklist": list(checklist(item)),
        "complete-note": "Called the broker",
        "complete-channel": "phone",
        "complete-replied_at": f"{item.ready_at.astimezone(CHICAGO):%Y-%m-%dT%H:%M}",
        "complete-told": "The broker, that we have it",
    }


def test_a_coordinator_finishes_a_step_and_the_next_one_waits(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    instance = _running(office)
    first = step(instance, "P1")
    sign_in(client, office.coordinator)

    answer = client.post(f"/process/steps/{first.id}/complete", data=_finish(first))
    told = client.get("/").text
    home = client.get("/").text

    assert answer.status_code == 302
    assert "“Log and acknowledge” is done." in told
    assert "Qualify and confirm the deadline" in home
    assert "Log and acknowledge" not in home


def test_a_step_sent_without_its_checklist_comes_back_with_the_reason_and_changes_nothing(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    first = step(_running(office), "P1")
    sign_in(client, office.coordinator)

    answer = client.post(
        f"/process/steps/{first.id}/complete",
        data={"complete-version": first.version, "complete-note": "kept words"},
    )

    db.session.refresh(first)
    assert answer.status_code == 422
    assert "or say why it does not apply" in answer.text
    assert "kept words" in answer.text
    assert first.state is StepState.READY


def test_a_stale_form_answers_with_a_conflict_that_names_the_other(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    first = step(_running(office), "P1")
    data = _finish(first)
    step_id = first.id
    sign_in(client, office.coordinator)
    client.post(f"/process/steps/{step_id}/complete", data=data)
    sign_in(client, office.director)

    answer = client.post(f"/process/steps/{step_id}/complete", data=data)

    assert answer.status_code == 409
    assert "Cora Coordinator" in answer.text


def test_a_planner_opens_own_steps_and_finds_no_other_citys(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    instance = _running(office, "P6")
    own, other = step(instance, "P6", "City A").id, step(instance, "P6", "City B").id
    later = step(instance, "P9").id
    sign_in(client, office.planners[0])

    assert client.get(f"/process/steps/{own}").status_code == 200
    assert client.get(f"/process/steps/{other}").status_code == 404
    assert client.get(f"/process/steps/{later}").status_code == 404
    assert client.post(f"/process/steps/{other}/complete").status_code == 404


def test_at_a_step_of_several_cities_each_learns_nothing_of_the_others(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    item = step(_running(office, "P9"), "P9")
    asked = {found.words: found for found in work.consultations_of(item)}
    services.answer_consultation(
        asked["City planner, City B"],
        answer="We withdraw the lot",
        actor=office.identity(office.planners[1]),
        now=local(11, 23, 10),
        version=1,
    )
    step_id = item.id
    sign_in(client, office.planners[0])
    planner = client.get(f"/process/steps/{step_id}").text
    task = client.get(f"/process/steps/{step_id}/tasks/new").text
    sign_in(client, office.coordinator)
    staff = client.get(f"/process/steps/{step_id}").text

    assert "City B" not in planner + task
    assert "We withdraw the lot" not in planner
    assert "Planner of City A" in planner
    assert "We withdraw the lot" in staff
    assert "Planner of City B" in staff


def test_a_planner_may_not_skip_or_stand_in_even_at_an_own_step(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    own = step(_running(office, "P6"), "P6", "City A").id
    sign_in(client, office.planners[0])

    assert client.post(f"/process/steps/{own}/skip").status_code == 403
    assert client.post(f"/process/steps/{own}/stand-in").status_code == 403


def test_somebody_only_asked_may_read_a_step_but_not_finish_it(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    own = step(_running(office, "P6"), "P6", "City A")
    step_id, version = own.id, own.version
    sign_in(client, office.partner)

    assert client.get(f"/process/steps/{step_id}").status_code == 200
    assert (
        client.post(
            f"/process/steps/{step_id}/complete", data={"complete-version": version}
        ).status_code
        == 403
    )


def test_a_coordinator_stands_in_with_a_reason(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    response = step(_running(office, "P6"), "P6", "City A")
    sign_in(client, office.coordinator)
    data = {
        "stand_in-version": response.version,
        "stand_in-checklist": list(checklist(response)),
        "stand_in-reason": "",
    }
    url = f"/process/steps/{response.id}/stand-in"

    without = client.post(url, data=data)
    with_reason = client.post(url, data={**data, "stand_in-reason": "The planner is away"})
    page = client.get(f"/process/steps/{response.id}").text

    assert (without.status_code, with_reason.status_code) == (422, 302)
    assert "Done by somebody standing in" in page
    assert "The planner is away" in page


def test_a_step_for_sites_is_split_by_name(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    instance = _running(office, "P6")
    statement = step(instance, "P7")
    sign_in(client, office.coordinator)

    answer = client.post(
        f"/process/steps/{statement.id}/sites",
        data={
            "sites-version": statement.version,
            "sites-sites": "Mill Park, City A\n\nRail Yard, City B\n",
        },
    )

    names = [item.label for item in work.steps_of(instance) if item.key == "P7"]
    assert answer.status_code == 302
    assert names == ["Mill Park", "Rail Yard"]


def test_the_step_page_says_who_when_and_why(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    first = step(_running(office), "P1").id
    sign_in(client, office.coordinator)

    page = client.get(f"/process/steps/{first}").text

    assert "Dana Director" in page
    assert "Mon, Nov 23, 2026, 1:00 PM CST" in page
    assert "9:00 AM to 1:00 PM, 4 h counted" in page


def test_a_vacant_role_is_said_on_the_step_and_on_the_coordinators_home(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office(cities=1, with_planners=False)
    pursuit = make_pursuit(office)
    instance = work.process_of("pursuit", pursuit.id)
    assert instance is not None
    from fss.work.services import skip_before

    skip_before(
        instance,
        key="P6",
        reason="Test",
        now=local(11, 23, 10),
        actor=office.identity(office.coordinator),
    )
    vacant = step(instance, "P6").id
    sign_in(client, office.coordinator)

    assert "Nobody holds this role" in client.get(f"/process/steps/{vacant}").text
    assert "Steps that wait for nobody" in client.get("/").text


def test_the_matrix_reads_letters_aloud(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    template = process.find_template("D1")
    assert template is not None
    url = f"/process/templates/{template.id}"
    sign_in(client, office.planners[0])

    page = client.get(url).text

    assert '<span class="usa-sr-only">Accountable</span>' in page
    assert "Answer questions" in page
    assert "16 business hours" in page


def test_calendars_are_for_staff_and_administrators(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    administrator = make_user(Role.ADMINISTRATOR, office.county)
    found = {}

    for user in (office.planners[0], office.coordinator, administrator):
        sign_in(client, user)
        found[user.name] = client.get("/process/calendars").status_code

    assert list(found.values()) == [403, 200, 200]


def test_a_calendar_is_made_changed_and_confirmed_on_its_pages(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    sign_in(client, office.coordinator)
    city = office.cities[0]
    data = {
        "organization": str(city.id),
        "first_year": "2026",
        "last_year": "2026",
        "monday": "8:00 AM to 12:00 PM, 1:00 PM to 5:00 PM",
        "tuesday": "8-26",
    }

    refused = client.post("/process/calendars/new", data=data)
    data["tuesday"] = ""
    unseen = client.post("/process/calendars/new", data={**data, "checked": "y"})
    unticked = client.post("/process/calendars/new", data={**data, "shown": "2026-2026"})
    assert calendars.calendar_of(city.id) is None
    data |= {"checked": "y", "shown": "2026-2026"}
    made = client.post("/process/calendars/new", data=data)
    calendar = calendars.calendar_of(city.id)
    assert calendar is not None
    base, version = f"/process/calendars/{calendar.id}", calendar.version
    confirmed = client.post(f"{base}/years/2026/confirm", data={"version": version})
    again = client.post(f"{base}/years/2026/confirm", data={"version": version})
    closed = client.post(
        f"{base}/closures",
        data={"day": "1899-01-01", "reason": "Long ago", "version": version + 1},
    )

    db.session.expire_all()
    assert (refused.status_code, made.status_code) == (422, 302)
    assert "Tuesday" in refused.text
    for page in (unseen, unticked):
        assert page.status_code == 422
        assert "then tick that they are right" in page.text
        assert "Day after Thanksgiving" in page.text
    assert (confirmed.status_code, again.status_code) == (302, 409)
    assert closed.status_code == 422
    assert "1900 or later" in closed.text
    assert all(item.confirmed for item in calendar.closures)


def test_people_without_work_are_told_so_and_see_no_dead_link(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    idle = make_user(Role.PLANNER, make_organization("Quiet City"))
    sign_in(client, idle)

    page = client.get("/").text

    assert "No step waits for you" in page
    assert "Nothing to update" in page


def test_an_ending_calendar_warns_those_who_can_extend_it(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office(years=(2026,))
    sign_in(client, office.coordinator)
    staff = client.get("/").text
    sign_in(client, office.planners[0])

    assert "is confirmed until Dec 31, 2026" in staff
    assert "is confirmed until" not in client.get("/").text
