"""The page of a step's clock: pausing, going on, pauses asked for afterwards, what is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

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
        f"{url}/pause", data={"pause-reason": "waiting_client", "pause-evidence": evidence}
    )
    page, clock = client.get(url).text, client.get(f"{url}/clock").text
    again = client.post(
        f"{url}/pause", data={"pause-reason": "waiting_client", "pause-evidence": evidence}
    )
    ended = client.post(f"{url}/resume")

    assert without.status_code == 422
    assert "Name the message" in without.text
    assert sent.status_code == 302
    assert "We wait for the client. E-mail of November 23 &lt;to&gt; the broker" in page
    assert "Let the time go on" in clock
    assert again.status_code == 422
    assert "Only a running clock can be paused." in again.text
    assert ended.status_code == 302
    assert "Went on" in client.get(f"{url}/clock").text


def test_a_window_that_is_the_same_for_all_offers_no_pause(
    client: FlaskClient, office: Office, sign_in: SignIn
) -> None:
    own = _step(office, "P6", "City A")
    sign_in(client, office.planners[0])

    page = client.get(f"/process/steps/{own.id}/clock").text
    refused = client.post(
        f"/process/steps/{own.id}/pause",
        data={"pause-reason": "waiting_client", "pause-evidence": "Message 7"},
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
