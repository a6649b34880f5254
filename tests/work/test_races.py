"""Races for one step: two finish, skip, hand on or replace it at once; one wins, one A always."""

from __future__ import annotations

import random
import threading
import uuid
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fss.accounts import queries as accounts
from fss.db import db
from fss.errors import ConflictError
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.process import queries as process
from fss.work import queries as work
from fss.work import services
from fss.work.models import AssignmentEvent, StepAssignment, StepInstance, StepState
from tests.factories.accounts import make_user
from tests.factories.process import local, make_office
from tests.work.running import checklist, replied, step

NOON = local(11, 23, 12)
Deed = Callable[[StepInstance, Identity, int], object]


def _complete(item: StepInstance, actor: Identity, version: int) -> object:
    return services.complete_step(
        item,
        actor=actor,
        now=NOON,
        version=version,
        ticked=checklist(item),
        without="Agreed",
        reply=replied(local(11, 23, 11)),
    )


def _skip(item: StepInstance, actor: Identity, version: int) -> object:
    return services.skip_step(item, reason="Not needed", actor=actor, now=NOON, version=version)


def _replace(item: StepInstance, actor: Identity, version: int) -> object:
    letter = next(found for found in item.assignments if found.letter == "A")
    directors = process.role_holders(NOON.date())[(Role.DIRECTOR, letter.organization_id)]  # type: ignore[index]
    to = next(user for user in directors if user.id != letter.user_id)
    return services.replace_holder(letter, to=to, reason="", actor=actor, now=NOON, version=version)


def _delegate(item: StepInstance, actor: Identity, version: int) -> object:
    letter = next(found for found in item.assignments if found.letter == "R")
    directors = process.role_holders(NOON.date())[(Role.DIRECTOR, letter.organization_id)]  # type: ignore[index]
    return services.delegate_letter(letter, to=directors[0], actor=actor, now=NOON, version=version)


DEEDS: tuple[Deed, ...] = (_complete, _skip, _replace, _delegate)


class _Race:
    """Two who act at the same time on the version they both saw, and one who only looks."""

    def __init__(self, app: Flask, step_id: uuid.UUID, version: int) -> None:
        self.app, self.step_id, self.version = app, step_id, version
        self.barrier = threading.Barrier(3)
        self.over = threading.Event()
        self.raised: list[BaseException | None] = []
        self.seen: set[int] = set()

    def run(self, runners: list[tuple[Deed, Identity]]) -> None:
        threads = [threading.Thread(target=self._act, args=runner) for runner in runners]
        watcher = threading.Thread(target=self._watch)
        for thread in (*threads, watcher):
            thread.start()
        for thread in threads:
            thread.join()
        self.over.set()
        watcher.join()

    def _act(self, deed: Deed, actor: Identity) -> None:
        with self.app.app_context():
            self.barrier.wait()
            try:
                found = work.get_step(self.step_id, actor)
                assert found is not None
                with acting(actor):
                    deed(found, actor, self.version)
                db.session.commit()
                self.raised.append(None)
            except BaseException as error:
                db.session.rollback()
                self.raised.append(error)
            finally:
                db.session.remove()

    def _watch(self) -> None:
        count = select(func.count()).where(
            StepAssignment.step_id == self.step_id, StepAssignment.letter == "A"
        )
        self.barrier.wait()
        while True:
            last = self.over.is_set()
            with self.app.app_context():
                self.seen.add(db.session.scalar(count) or 0)
                db.session.remove()
            if last:
                return
            self.over.wait(0.005)


def _race_often(app: Flask, times: int) -> None:
    choose = random.Random(20261122)
    with app.app_context():
        office = make_office(cities=1)
        make_user(Role.DIRECTOR, office.county, name="Second Director")
        db.session.commit()
        people = [office.identity(office.coordinator), office.identity(office.director)]
    for number in range(times):
        with app.app_context():
            instance = services.start_process(
                template_code="D1",
                subject_type="pursuit",
                subject_id=uuid.uuid4(),
                title=f"Race {number}",
                invited=accounts.members(NOON.date()),
                started_at=local(11, 23, 9),
                actor=people[0],
                now=NOON,
            )
            first = step(instance, "P1")
            step_id, version = first.id, first.version
            db.session.commit()
            db.session.remove()
        race = _Race(app, step_id, version)
        race.run([(choose.choice(DEEDS), person) for person in people])

        failed = [error for error in race.raised if error is not None]
        assert [type(error) for error in failed] == [ConflictError], (number, race.raised)
        assert race.seen == {1}, number
        with app.app_context():
            _check_one_transition(step_id)
            db.session.remove()


def _check_one_transition(step_id: uuid.UUID) -> None:
    found: Any = db.session.get_one(StepInstance, step_id)
    handed = db.session.scalar(
        select(func.count())
        .select_from(AssignmentEvent)
        .join(AssignmentEvent.assignment)
        .where(StepAssignment.step_id == step_id)
    )
    settled = found.state in (StepState.DONE, StepState.SKIPPED)
    assert settled + (handed or 0) == 1
    second = step(found.instance, "P2")
    assert (second.state is StepState.READY) == settled


def test_in_races_for_a_step_one_wins_and_exactly_one_answers_at_every_moment(app: Flask) -> None:
    _race_often(app, 4)


@pytest.mark.sweep
def test_in_a_thousand_races_one_wins_and_exactly_one_answers_at_every_moment(app: Flask) -> None:
    _race_often(app, 1000)
