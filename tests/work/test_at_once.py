"""Two people at once: one transition, and nothing that waits is forgotten."""

from __future__ import annotations

import uuid
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from fss.db import db
from fss.errors import ConflictError
from fss.mail.models import OutboxMail
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.work import queries, services
from fss.work.models import Clock, ProcessInstance, StepInstance, StepNotice, StepState
from fss.work.rules.clocks import ClockState, PauseReason
from fss.work.services.locking import lock_process
from fss.work.services.pauses import pause_clock
from fss.work.services.reminding import PURPOSE
from tests.factories.process import local, make_office
from tests.work.at_once import at_once
from tests.work.running import advance_to, checklist, finish, replied, start, step


def _finisher(step_id: uuid.UUID, actor: Identity, version: int) -> Callable[[], None]:
    def finish_it() -> None:
        found = queries.get_step(step_id, actor)
        assert found is not None
        with acting(actor):
            services.complete_step(
                found,
                actor=actor,
                now=local(11, 23, 10),
                version=version,
                ticked=checklist(found),
                without="Agreed by telephone",
                reply=replied(local(11, 23, 10)),
            )

    return finish_it


def test_of_two_who_finish_the_same_step_one_gets_a_conflict(app: Flask) -> None:
    with app.app_context():
        office = make_office()
        instance = start(office)
        first = step(instance, "P1")
        step_id, instance_id, version = first.id, instance.id, first.version
        people = [office.identity(office.coordinator), office.identity(office.director)]
        db.session.commit()

    raised = at_once(app, *(_finisher(step_id, person, version) for person in people))

    with app.app_context():
        begun = [
            item.key
            for item in queries.steps_of(db.session.get_one(ProcessInstance, instance_id))
            if item.state is StepState.READY
        ]
    assert [type(error) for error in raised if error] == [ConflictError]
    assert begun == ["P2"]


def test_two_cities_that_answer_last_at_the_same_time_let_the_next_step_begin(
    app: Flask,
) -> None:
    with app.app_context():
        office = make_office(cities=2)
        instance = start(office)
        advance_to(office, instance, "P6", local(11, 23, 9))
        for key in ("P7", "P8"):
            finish(office, instance, key, local(11, 23, 9))
        actions = []
        for planner, label in zip(office.planners, ("City A", "City B"), strict=True):
            copy: StepInstance = step(instance, "P6", label)
            actions.append(_finisher(copy.id, office.identity(planner), copy.version))
        instance_id = instance.id
        db.session.commit()

    raised = at_once(app, *actions)

    with app.app_context():
        found = db.session.get_one(ProcessInstance, instance_id)
        state = step(found, "P9").state
    assert raised == [None, None]
    assert state is StepState.READY


def test_whoever_moves_a_process_holds_the_clocks_of_all_processes_of_its_subject(
    app: Flask,
) -> None:
    with app.app_context():
        office = make_office()
        instance = start(office)
        services.start_process(
            template_code="D2",
            subject_type=instance.subject_type,
            subject_id=instance.subject_id,
            title="Visit",
            invited=office.cities[:1],
            started_at=local(11, 23, 9),
            actor=office.identity(office.coordinator),
            now=local(11, 23, 9),
        )
        db.session.commit()
        running = db.session.scalars(select(Clock.id)).all()

        lock_process(instance)

        with db.engine.connect() as other:
            if other.dialect.name == "postgresql":  # the other engine has one writer at a time
                free = select(Clock.id).with_for_update(skip_locked=True)
                assert other.scalars(free).all() == []
        assert len(running) > 1


def _sweep() -> None:
    services.sweep_clocks(now=local(11, 24, 13, 30))


def test_i18_several_sweeps_at_once_tell_and_mail_each_person_once(app: Flask) -> None:
    with app.app_context():
        office = make_office()
        instance = start(office)
        finish(office, instance, "P1", local(11, 23, 10))
        db.session.commit()
    with app.app_context():
        # In the night somebody is told; the mails wait for the morning.
        services.sweep_clocks(now=local(11, 24, 3))
        db.session.commit()

    raised = at_once(app, _sweep, _sweep, _sweep)

    with app.app_context():
        told = db.session.execute(select(StepNotice.level, StepNotice.user_id)).all()
        mails = db.session.scalars(select(OutboxMail.to).where(OutboxMail.purpose == PURPOSE)).all()
    assert raised == [None] * 3
    assert {level for level, _ in told} >= {100, 150}
    assert len(set(told)) == len(told)
    assert len(set(mails)) == len(mails) > 0


def test_a_pause_that_ends_while_somebody_stands_in_makes_neither_wait_for_the_other(
    app: Flask,
) -> None:
    with app.app_context():
        office = make_office()
        instance = start(office)
        finish(office, instance, "P1", local(11, 23, 10))
        second = step(instance, "P2")
        actor = office.identity(office.coordinator)
        pause_clock(
            second,
            reason=PauseReason.WAITING_CLIENT,
            evidence="Mail of today",
            until=local(11, 23, 12),
            actor=actor,
            now=local(11, 23, 11),
        )
        step_id, version = second.id, second.version
        db.session.commit()

    def stand_in() -> None:
        found = queries.get_step(step_id, actor)
        assert found is not None
        services.complete_for(
            found,
            reason="Agreed by telephone",
            actor=actor,
            now=local(11, 24, 14),
            version=version,
            ticked=checklist(found),
        )

    raised = at_once(app, _sweep, stand_in)

    with app.app_context():
        clock = queries.clocks_of(db.session.get_one(StepInstance, step_id))[0]
        state = clock.state
    assert raised[0] is None
    assert raised[1] is None or isinstance(raised[1], ConflictError | StaleDataError)
    assert state is (ClockState.MISSED_CLOSED if raised[1] is None else ClockState.RUNNING)
