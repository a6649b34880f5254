"""Two of a city, or two of the county, act on the same variant at once: one goes through."""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm.exc import StaleDataError

from fss.db import db
from fss.errors import ConflictError
from fss.permissions.rules import Identity
from fss.process import queries, services
from fss.process.models import RaciVariant, VariantStatus
from fss.process.rules.raci import parse_letters
from tests.factories.process import local, make_office

NOW = local(11, 2)


def at_once(app: Flask, *actions: Callable[[], object]) -> list[BaseException]:
    """Run the actions in threads that start together; what was raised."""
    barrier = threading.Barrier(len(actions))
    raised: list[BaseException] = []

    def run(action: Callable[[], object]) -> None:
        with app.app_context():
            barrier.wait()
            try:
                action()
                db.session.commit()
            except BaseException as error:
                db.session.rollback()
                raised.append(error)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=run, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def proposer(city_id: uuid.UUID, actor: Identity, letters: str) -> Callable[[], object]:
    def propose() -> object:
        city, stored = queries.get_city(city_id, actor), queries.find_template("D1")
        assert city
        assert stored
        return services.propose_variant(
            city=city.organization,
            stored=stored,
            changes={"P6": {"CO": parse_letters(letters)}},
            note="",
            actor=actor,
            now=NOW,
        )

    return propose


def test_of_two_who_propose_at_once_one_is_told_to_look_first(app: Flask) -> None:
    with app.app_context():
        office = make_office(with_calendar=False)
        people = [
            office.identity(office.planners[0]),
            office.identity(office.administrators[0]),
        ]
        city_id = office.cities[0].id
        db.session.commit()

    raised = at_once(app, proposer(city_id, people[0], "C"), proposer(city_id, people[1], "I"))

    with app.app_context():
        kept = db.session.scalars(select(RaciVariant.changes)).all()
    assert [type(error) for error in raised] == [ConflictError]
    assert kept in ([{"P6": {"CO": "C"}}], [{"P6": {"CO": "I"}}])


def test_of_two_who_sign_for_the_county_at_once_one_signs(app: Flask) -> None:
    with app.app_context():
        office = make_office(with_calendar=False)
        city = office.identity(office.administrators[0])
        variant = proposer(office.cities[0].id, city, "I")()
        assert isinstance(variant, RaciVariant)
        services.sign_for_city(variant, actor=city, now=NOW, version=variant.version)
        variant_id, version = variant.id, variant.version
        people = [office.identity(office.coordinator), office.identity(office.director)]
        db.session.commit()

    def signer(actor: Identity) -> Callable[[], object]:
        def sign() -> object:
            found = queries.get_variant(variant_id, actor)
            assert found
            return services.sign_for_county(found, actor=actor, now=NOW, version=version)

        return sign

    raised = at_once(app, *(signer(actor) for actor in people))

    with app.app_context():
        signed = db.session.get_one(RaciVariant, variant_id)
        assert signed.status is VariantStatus.AGREED
        assert signed.county_signed_by in {actor.user_id for actor in people}
    assert len(raised) == 1
    assert isinstance(raised[0], (ConflictError, StaleDataError))
