"""The catalogue of service standards: versions, who may change them, what they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars import queries as calendars
from fss.calendars import services as calendar_services
from fss.calendars.models import ServiceStandard
from fss.calendars.rules.catalogue import Version, version_on
from fss.calendars.rules.standards import Unit
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.process import queries as process
from fss.process import services as processes
from fss.process.models import ProcessTemplate
from fss.process.rules.templates import content_hash, template_as_data, template_from_data
from fss.process.services.adopting import adopt_standards
from fss.work import queries as work
from fss.work.rules.clocks import ClockState
from fss.work.services import move_to_standard, preview_standard
from tests.factories.process import Office, local, make_office
from tests.work.running import finish, start, step

SignIn = Callable[[FlaskClient, Any], None]


def _catalogue() -> Office:
    office = make_office()
    processes.adopt_all_standards(now=local(1, 2))
    return office


def _propose(office: Office, *, target: float = 6, **changed: Any) -> ServiceStandard:
    given = {
        "code": "D1.P2",
        "target": target,
        "unit": Unit.BUSINESS_HOURS,
        "warn_at": (0.5, 0.8),
        "promise": "",
        "is_public": False,
        "source": "County board",
        "valid_from": date(2026, 11, 25),
        "reason": "Clients ask for it",
        "actor": office.identity(office.coordinator),
        "now": local(11, 20),
        **changed,
    }
    return calendar_services.propose_standard(given.pop("code"), **given)


def _approve(office: Office, proposed: ServiceStandard) -> None:
    calendar_services.approve_standard(
        proposed,
        version=proposed.version,
        actor=office.identity(office.director),
        now=local(11, 20),
    )


@given(
    st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 60)), min_size=1, max_size=6),
    st.integers(0, 60),
)
def test_the_version_of_a_day_is_the_last_that_began_unless_it_has_ended(
    begun: list[tuple[int, int | None]], day: int
) -> None:
    def at(number: int) -> date:
        return date.fromordinal(730_000 + number)

    versions = [
        Version(number, at(start), at(end) if end is not None else None)
        for number, (start, end) in enumerate(begun, 1)
    ]

    held = version_on(versions, at(day))

    last = max(
        (version for version in versions if version.valid_from <= at(day)),
        key=lambda version: (version.valid_from, version.number),
        default=None,
    )
    ended = last is not None and last.valid_to is not None and last.valid_to <= at(day)
    assert held == (None if ended else last)


def test_the_catalogue_begins_with_the_times_of_the_approved_processes(db: SQLAlchemy) -> None:
    _catalogue()

    held = calendars.standards_on(date(2026, 11, 23))
    public = calendars.public_standards(date(2026, 11, 23))

    assert (held["D1.P6"].target, held["D1.P6"].scope.value) == (16, "max_over_invited")
    assert held["D3.H5"].statutory
    assert held["D1.P12.answer"].target == 8
    assert [row.code for row in public][:1] == ["D1.P1"]
    assert public[0].promise == "We confirm your request within 4 business hours."
    assert processes.adopt_all_standards(now=local(1, 3)) == []


def test_a_step_counts_by_the_version_that_held_when_it_started(db: SQLAlchemy) -> None:
    office = _catalogue()
    _approve(office, _propose(office))
    before = start(office)
    finish(office, before, "P1", local(11, 24, 10))
    after = start(office)
    finish(office, after, "P1", local(11, 25, 10))

    old, new = (work.clocks_of(step(one, "P2"))[0] for one in (before, after))

    assert (old.target, old.standard_number) == (8, 1)
    assert (new.target, new.standard_number) == (6, 2)


def test_i17_another_version_changes_no_clock_that_runs_or_has_ended_unless_it_is_moved(
    db: SQLAlchemy,
) -> None:
    office = _catalogue()
    instance = start(office)
    first = step(instance, "P1")
    finish(office, instance, "P1", local(11, 23, 10))
    second = step(instance, "P2")
    clock, ended = work.clocks_of(second)[0], work.clocks_of(first)[0]
    kept = (ended.target, ended.due_at, ended.running_seconds, ended.state)

    _approve(office, _propose(office, valid_from=date(2026, 11, 21)))
    _approve(office, _propose(office, code="D1.P1", target=2, valid_from=date(2026, 11, 21)))
    assert office.calendar
    calendar_services.add_closure(
        office.calendar, day=date(2026, 11, 24), reason="Snow", version=office.calendar.version
    )
    unmoved: tuple[object, ...] = (clock.target, clock.due_at)
    seen = preview_standard(second, now=local(11, 23, 11))
    move_to_standard(
        second,
        version=second.version,
        reason="Agreed with the client",
        actor=office.identity(office.director),
        now=local(11, 23, 11),
    )

    moved: tuple[object, ...] = (clock.target, clock.due_at)
    assert unmoved == (8, local(11, 24, 9, 30))
    assert seen
    assert (seen.before, seen.after) == (local(11, 24, 9, 30), local(11, 23, 16))
    assert preview_standard(second, now=local(11, 23, 11)) is None
    assert moved == (6, local(11, 23, 16))
    assert clock.events[-1].reason == "Agreed with the client"
    assert (
        clock.events[-1].evidence
        == local(11, 24, 9, 30).astimezone(clock.started_at.tzinfo).isoformat()
    )
    assert (ended.target, ended.due_at, ended.running_seconds, ended.state) == kept
    assert kept[-1] is ClockState.MET


def test_only_the_director_approves_and_only_staff_propose(db: SQLAlchemy) -> None:
    office = _catalogue()
    proposed = _propose(office)

    with pytest.raises(ForbiddenError):
        calendar_services.approve_standard(
            proposed,
            version=proposed.version,
            actor=office.identity(office.coordinator),
            now=local(11, 20),
        )
    with pytest.raises(ForbiddenError):
        _propose(office, actor=office.identity(office.planners[0]))
    with pytest.raises(ConflictError):
        calendar_services.drop_proposal(
            proposed, version=proposed.version + 1, actor=office.identity(office.coordinator)
        )

    assert calendars.standard_on("D1.P2", date(2026, 12, 1)).number == 1  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"target": 0}, "target"),
        ({"target": 1.5, "unit": Unit.BUSINESS_DAYS}, "target"),
        ({"warn_at": (0.8, 0.5)}, "warn_at"),
        ({"valid_from": date(2026, 11, 19)}, "valid_from"),
        ({"valid_from": date(2026, 1, 2), "now": local(1, 2)}, "valid_from"),
        ({"reason": " "}, "reason"),
        ({"is_public": True}, "promise"),
    ],
)
def test_a_version_that_cannot_be_is_refused_at_its_field(
    db: SQLAlchemy, changed: dict[str, Any], field: str
) -> None:
    office = _catalogue()

    with pytest.raises(RuleError) as refused:
        _propose(office, **changed)

    assert refused.value.field == field


def test_a_process_version_with_another_time_makes_another_version_of_that_standard_alone(
    db: SQLAlchemy,
) -> None:
    office = _catalogue()
    _approve(office, _propose(office, code="D1.P3", target=3, valid_from=date(2026, 11, 21)))
    base = process.find_template("D1")
    assert base
    template = template_from_data(base.content)
    changed = replace(
        template,
        steps=tuple(
            replace(row, standard=replace(row.standard, amount=5.0))
            if row.key == "P2" and row.standard
            else row
            for row in template.steps
        ),
    )
    stored = ProcessTemplate(
        code="D1",
        number=base.number + 1,
        title=base.title,
        status=base.status,
        approved_body="Steering committee",
        approved_on=date(2026, 11, 23),
        content=template_as_data(changed),
        content_hash=content_hash(changed),
    )

    added = adopt_standards(stored, before=template, now=local(11, 23))

    assert [(row.code, row.number, row.target) for row in added] == [("D1.P2", 2, 5)]


def test_a_change_is_proposed_and_approved_on_the_pages(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    office = _catalogue()
    row = calendars.standard_on("D1.P1", date(2026, 11, 23))
    assert row
    sign_in(client, office.coordinator)
    data = {
        "target": "3",
        "unit": "bh",
        "warn_at": "50, 80",
        "promise": "We confirm your request within 3 business hours.",
        "is_public": "y",
        "valid_from": "2090-01-02",
        "reason": "We can do it",
    }

    listed = client.get("/process/standards").text
    refused = client.post(f"/process/standards/{row.id}/change", data={**data, "warn_at": "half"})
    sent = client.post(f"/process/standards/{row.id}/change", data=data)
    proposed = next(one for one in calendars.versions_of("D1.P1") if not one.approved_on)
    page = client.get(sent.location).text
    forbidden = client.post(f"/process/standards/{proposed.id}/approve", data={"version": "1"})
    sign_in(client, office.director)
    approved = client.post(f"/process/standards/{proposed.id}/approve", data={"version": "1"})
    after = client.get(f"/process/standards/{row.id}").text

    assert "Log and acknowledge" in listed
    assert refused.status_code == 422
    assert "whole percents" in refused.text
    assert "Proposed: version 2" in page
    assert (forbidden.status_code, approved.status_code) == (403, 302)
    assert "Dana Director" in after
