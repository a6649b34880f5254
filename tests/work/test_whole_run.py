"""A pursuit from P1 to P14 on its pages, the time standing still between them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import User
from fss.permissions.rules import SYSTEM
from fss.work import queries, services
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.clocks import clocks_of
from fss.work.rules.clocks import ClockAction, ClockState
from tests.factories.process import Office, local, make_office
from tests.pursuits.recorded import make_pursuit
from tests.work.running import checklist, step

SignIn = Callable[[FlaskClient, User], None]


class _Desk:
    """Does on the pages what people do, at instants that the test names."""

    def __init__(self, client: FlaskClient, office: Office, sign_in: SignIn) -> None:
        self.client, self.office, self.sign_in = client, office, sign_in

    def send(self, user: User, path: str, at: datetime, **data: Any) -> int:
        """Post a form as somebody at an instant; the answer's code."""
        with time_machine.travel(at, tick=False):
            self.sign_in(self.client, user)
            return self.client.post(path, data=data).status_code

    def finish(self, user: User, item: StepInstance, at: datetime) -> int:
        """Finish a step with everything ticked."""
        data = {
            "complete-version": item.version,
            "complete-checklist": list(checklist(item)),
            "complete-without": "Asked by telephone",
            "complete-outside": "Agreed",
        }
        if item.key == "P1":
            data |= {
                "complete-channel": "phone",
                "complete-replied_at": f"{at:%Y-%m-%dT%H:%M}",
                "complete-told": "Robin Broker, that we have it",
            }
        return self.send(user, f"/process/steps/{item.id}/complete", at, **data)


def test_a_pursuit_runs_to_its_end_with_pause_deviation_delegation_and_escalation(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = make_office(cities=1)
    desk = _Desk(client, office, sign_in)
    with time_machine.travel(local(11, 23, 9), tick=False):
        pursuit = make_pursuit(office)
        instance = queries.process_of("pursuit", pursuit.id)
    assert instance is not None
    cora, planner = office.coordinator, office.planners[0]

    def present(key: str) -> StepInstance:
        db.session.expire_all()
        return step(db.session.get_one(ProcessInstance, instance.id), key)

    # P1 in time; P2 waits for the client over noon; a step is added; P3 is handed on.
    assert desk.finish(cora, present("P1"), local(11, 23, 10)) == 302
    second = present("P2")
    due = second.due_at
    base = f"/process/steps/{second.id}"
    assert desk.send(
        cora, f"{base}/pause", local(11, 23, 11),
        **{"pause-version": second.version, "pause-reason": "waiting_client",
           "pause-evidence": "E-mail to Robin Broker about the deadline"},
    ) == 302  # fmt: skip
    assert (
        desk.send(cora, f"{base}/resume", local(11, 23, 13), version=present("P2").version) == 302
    )
    moved = present("P2").due_at
    assert desk.finish(cora, present("P2"), local(11, 23, 14)) == 302
    assert desk.send(
        cora, f"/process/runs/{instance.id}/steps/new", local(11, 23, 14, 30),
        title="Ask the county attorney", after="P2", holds_up="P4",
        responsible=f"coordinator:{office.county.id}",
        accountable=f"director:{office.county.id}",
        amount="4", unit="bh", reason="The client asks for a guarantee",
    ) == 302  # fmt: skip
    third = present("P3")
    letter = next(item.id for item in third.assignments if item.letter == "R")
    assert desk.send(
        cora, f"/process/steps/{third.id}/hand-on", local(11, 23, 15),
        **{"hand_on-version": third.version, "hand_on-part": str(letter),
           "hand_on-to": str(office.director.id), "hand_on-how": "delegate"},
    ) == 302  # fmt: skip
    assert desk.finish(office.director, present("P3"), local(11, 24, 9)) == 302
    held_up = present("P4").state

    # The added step is late: whoever answers for it and the coordinator hear of it.
    late = present("P2a")
    with time_machine.travel(local(11, 30, 9), tick=False):
        services.sweep_clocks(now=local(11, 30, 9))
        db.session.commit()
    told = {notice.level for notice in queries.notices_of(present("P2a"), SYSTEM) if notice.level}
    assert desk.finish(cora, late := present("P2a"), local(11, 30, 10)) == 302
    late_clock = clocks_of(present("P2a"))[0]

    # The city answers, staff leave out the statements, and the rest goes its way.
    for key in ("P4", "P5"):
        assert desk.finish(cora, present(key), local(11, 30, 11)) == 302
    assert desk.finish(planner, present("P6"), local(12, 1, 9)) == 302
    for key in ("P7", "P8"):
        item = present(key)
        assert desk.send(
            cora, f"/process/steps/{item.id}/skip", local(12, 1, 10),
            **{"skip-version": item.version, "skip-reason": "Known from last year"},
        ) == 302  # fmt: skip
    for number in range(9, 15):
        assert desk.finish(cora, present(f"P{number}"), local(12, 2, number)) == 302

    db.session.expire_all()
    done = db.session.get_one(ProcessInstance, instance.id)
    assert due is not None
    assert moved is not None
    assert moved > due
    pauses = [event.action for event in clocks_of(step(done, "P2"))[0].events]
    assert {ClockAction.PAUSE, ClockAction.RESUME} <= set(pauses)
    assert held_up is StepState.WAITING
    assert 100 in told
    assert late_clock.state is ClockState.MISSED_CLOSED
    assert late.declared is not None
    assert step(done, "P3").done_by == office.director.id
    assert done.finished_at == local(12, 2, 14)
    assert {item.state for item in queries.steps_of(done)} == {StepState.DONE, StepState.SKIPPED}
