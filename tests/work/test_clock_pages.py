"""The page of a step's clock: pausing, going on, pauses asked for afterwards, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.audit.models import AuditEvent
from fss.db import db as database
from fss.errors import ForbiddenError
from fss.process.services import adopt_all_standards
from fss.work import queries, services
from fss.work.models import StepInstance
from fss.work.rules.clocks import PauseReason
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import advance_to, step

SignIn = Callable[[FlaskClient, Any], None]


@pytest.fixture
def office(db: SQLAlchemy) -> Office:
    return make_office()


def _step(office: Office, key: str, label: str = "") -> StepInstance:
    pursuit = make_pursuit(office)
    instance = queries.process_of("pursuit", pursuit.id)
    assert instance is not None
    advance_to(office, instance, key, local(11, 23, 10))
    return step(instance, key, label)


def test_a_pause_is_entered_seen_and_ended_on_the_pages(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    second = _step(office, "P2")
    url, evidence = f"/process/steps/{second.id}", "E-mail of November 23 <to> the broker"
    sign_in(client, office.coordinator)

    without = client.post(f"{url}/pause", data={"pause-reason": "waiting_client"})
    sent = client.post(
        f"{url}/pause",
        data={
            "pause-reason": "waiting_client",
            "pause-evidence": evidence,
            "pause-version": str(second.version),
        },
    )
    page, clock = client.get(url).text, client.get(f"{url}/clock").text
    stale = client.post(f"{url}/resume", data={"version": str(second.version - 1)})
    again = client.post(
        f"{url}/pause",
        data={
            "pause-reason": "waiting_client",
            "pause-evidence": evidence,
            "pause-version": str(second.version),
        },
    )
    ended = client.post(f"{url}/resume", data={"version": str(second.version)})

    assert without.status_code == 422
    assert "Name the message" in without.text
    assert sent.status_code == 302
    assert "We wait for the client. E-mail of November 23 &lt;to&gt; the broker" in page
    assert "Let the time go on" in clock
    assert again.status_code == 422
    assert "Only a running clock can be paused." in again.text
    assert stale.status_code == 409
    assert ended.status_code == 302
    assert "Went on" in client.get(f"{url}/clock").text


def test_nobody_pauses_by_the_service_what_is_not_their_work(
    db: SQLAlchemy, office: Office
) -> None:
    second = _step(office, "P2")
    stranger, now = office.identity(office.planners[0]), local(11, 23, 13)

    with pytest.raises(ForbiddenError):
        services.pause_clock(
            second,
            reason=PauseReason.WAITING_CLIENT,
            evidence="Message 7",
            actor=stranger,
            now=now,
        )
    with pytest.raises(ForbiddenError):
        services.resume_clock(second, actor=stranger, now=now)


def test_staff_move_a_running_time_to_the_standard_of_today_and_read_both_due_times_first(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    second = _step(office, "P2")
    adopt_all_standards(now=local(1, 3))
    clock = queries.clocks_of(second)[0]
    due = clock.due_at
    db.session.commit()
    url = f"/process/steps/{second.id}"

    with time_machine.travel(local(11, 23, 12), tick=False):
        sign_in(client, office.coordinator)
        page = client.get(f"{url}/clock").text
        data = {"move-version": str(second.version), "move-reason": "Agreed by telephone"}
        unexplained = client.post(f"{url}/standard", data={**data, "move-reason": ""})
        moved = client.post(f"{url}/standard", data=data)
        again = client.get(f"{url}/clock").text
        history = deeds_on_clocks()
        sign_in(client, office.planners[0])
        refused = client.post(f"{url}/standard", data=data)

    db.session.refresh(clock)
    assert "Due then" in page
    assert (unexplained.status_code, moved.status_code) == (422, 302)
    assert (clock.standard_number, clock.due_at) == (1, due)
    assert "Due then" not in again
    assert "Agreed by telephone" in again
    assert "clock:migrate" in history
    assert refused.status_code == 404


def deeds_on_clocks() -> list[str]:
    """The deeds on clocks that are on record, as they came."""
    verbs = select(AuditEvent.verb).where(AuditEvent.verb.like("clock:%"))
    return list(database.session.scalars(verbs.order_by(AuditEvent.at)))


def test_a_window_that_is_the_same_for_all_offers_no_pause(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    own = _step(office, "P6", "City A")
    sign_in(client, office.planners[0])

    page = client.get(f"/process/steps/{own.id}/clock").text
    refused = client.post(
        f"/process/steps/{own.id}/pause",
        data={
            "pause-reason": "waiting_client",
            "pause-evidence": "Message 7",
            "pause-version": str(own.version),
        },
    )

    assert "This time never pauses" in page
    assert refused.status_code == 422
    assert "the same for everybody" in refused.text


def test_of_another_citys_clock_nothing_is_known_and_who_is_only_asked_may_not_pause(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    own = _step(office, "P6", "City A")
    sign_in(client, office.planners[1])
    other = client.get(f"/process/steps/{own.id}/clock").status_code
    sign_in(client, office.partner)
    asked = client.post(f"/process/steps/{own.id}/resume").status_code

    assert (other, asked) == (404, 403)


def test_who_asked_for_a_past_pause_cannot_approve_it_but_the_director_can(
    client: FlaskClient, db: SQLAlchemy, office: Office, sign_in: SignIn
) -> None:
    second = _step(office, "P2")
    url = f"/process/steps/{second.id}"
    services.ask_for_pause(
        second,
        reason=PauseReason.WAITING_CLIENT,
        evidence="Message 7",
        start=local(11, 23, 11),
        end=local(11, 23, 12),
        actor=office.identity(office.coordinator),
        now=local(11, 23, 13),
    )
    asked = queries.pause_requests(second)[0].id
    sign_in(client, office.coordinator)
    own_page = client.get(f"{url}/clock").text
    own = client.post(f"/process/pauses/{asked}/approve").status_code
    sign_in(client, office.director)
    page = client.get(f"{url}/clock").text
    declined = client.post(f"/process/pauses/{asked}/decline").status_code

    assert "Waits for approval" in own_page
    assert "Decline" not in own_page
    assert own == 403
    assert "Decline" in page
    assert declined == 302
    assert "Declined" in client.get(f"{url}/clock").text


def test_finishing_the_acknowledgement_asks_how_the_reply_went_out(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    first = _step(office, "P1")
    data = {"complete-version": first.version, "complete-waiver": "All done"}
    sign_in(client, office.coordinator)

    page = client.get(f"/process/steps/{first.id}").text
    refused = client.post(f"/process/steps/{first.id}/complete", data=data)
    half = client.post(
        f"/process/steps/{first.id}/complete", data={**data, "complete-channel": "phone"}
    )

    assert "How the reply went out" in page
    assert refused.status_code == half.status_code == 422
    assert "Say how and when the reply went out." in refused.text
    assert "Enter when the reply went out." in half.text
