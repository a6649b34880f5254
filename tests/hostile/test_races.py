"""Two at the same instant: one outcome, nothing lost, and who comes second is told."""

from __future__ import annotations

import contextvars
import io
import threading
import uuid
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from PIL import Image
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.audit.queries import broken_streams
from fss.db import db as database
from fss.exchange.models import ImportState, SiteImport
from fss.jobs.models import Job
from fss.jobs.services import run_job, start_job
from fss.jobs.services.running import FAILED
from fss.permissions.rules import SYSTEM, Role
from fss.sites import queries
from fss.sites.models import Confidence, Fact, Site, SiteRival
from fss.sites.services import Statement, state_facts
from fss.sites.services.facts import current_facts
from fss.sites.services.photos import add_photo
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.imports import check_list
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
EVIDENCE = {"source": "City", "as_of": "2026-06-01", "confidence": "documented"}


@pytest.fixture
def people(app: Flask, db: SQLAlchemy, sign_in: SignIn) -> list[FlaskClient]:
    """Two coordinators at their browsers."""
    clients = []
    for _ in range(2):
        user = make_user(Role.COORDINATOR)
        db.session.commit()
        client = app.test_client()
        sign_in(client, user)
        clients.append(client)
    return clients


def at_once(*actions: Callable[[], Any]) -> list[Any]:
    """Do all at the same instant; what each gave."""
    # The embedded engine lets nobody write while the test itself still holds a transaction.
    database.session.commit()
    barrier = threading.Barrier(len(actions))
    given: list[Any] = [None] * len(actions)

    def run(place: int, action: Callable[[], Any]) -> None:
        barrier.wait()
        given[place] = contextvars.Context().run(action)

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return given


def send(people: Sequence[FlaskClient], address: str, *forms: dict[str, Any]) -> list[Any]:
    """Each person sends a form to the address, at the same instant."""

    def sender(client: FlaskClient, form: dict[str, Any]) -> Callable[[], Any]:
        return lambda: client.post(address, data=form)

    return at_once(*(sender(*pair) for pair in zip(people, forms, strict=True)))


def codes(answers: Sequence[Any]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def count(db: SQLAlchemy, model: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def acres(db: SQLAlchemy, site_id: uuid.UUID) -> Fact:
    db.session.rollback()
    return current_facts(site_id)[("total_acres", False)]


def test_of_two_editors_of_a_field_the_second_sees_both_versions(
    db: SQLAlchemy, people: list[FlaskClient]
) -> None:
    site = make_site(total_acres="40")
    db.session.commit()
    seen, before, site_id = acres(db, site.id).id, count(db, Fact), site.id

    answers = send(
        people,
        f"/sites/{site_id}/edit/size",
        *({**EVIDENCE, "seen": str(seen), "v_total_acres": words} for words in ("41", "43")),
    )

    assert codes(answers) == [302, 409]
    told = next(answer.text for answer in answers if answer.status_code == 409)
    assert acres(db, site_id).low in (41, 43)
    assert ("41" in told, "43" in told) == (True, True)
    assert count(db, Fact) == before + 1
    assert broken_streams() == {}


def test_two_imports_of_the_same_list_make_its_sites_once(app: Flask, db: SQLAlchemy) -> None:
    make_organization("Elm")
    staff = identity_of(make_user(Role.COORDINATOR))
    rows = "".join(f"Park {number},Elm,{40 + number}\n" for number in range(8))
    jobs = []
    for _ in range(2):
        imported = check_list(f"Name,City,Total Acreage\n{rows}".encode(), staff)
        job = start_job(
            "site_import",
            title="Import",
            arguments={"import_id": str(imported.id), "leave_out": False},
            actor=staff,
            subject_type="import",
            subject_id=imported.id,
        )
        jobs.append(job.id)
    db.session.commit()

    def worker(job_id: uuid.UUID) -> Callable[[], None]:
        def work() -> None:
            with app.app_context():
                run_job(job_id)

        return work

    at_once(*(worker(job_id) for job_id in jobs))

    db.session.rollback()
    states = [one.state for one in db.session.scalars(select(SiteImport))]
    errors = [one.error for one in db.session.scalars(select(Job))]
    assert ImportState.WRITTEN in states
    assert FAILED not in errors
    assert (count(db, Site), count(db, Fact)) == (8, 8)
    assert broken_streams() == {}


def test_of_two_who_settle_a_conflict_one_decides(
    db: SQLAlchemy, people: list[FlaskClient]
) -> None:
    site = make_site(total_acres="40")
    for source, words in (("Surveyor", "38"), ("Owner", "44")):
        state_facts(
            site,
            [Statement(field="total_acres", value=words)],
            source=source,
            as_of=date(2026, 6, 15),
            confidence=Confidence.OWNER,
            actor=SYSTEM,
            now=utcnow(),
            beside=True,
        )
    first, second = queries.conflicts_of(site)[0].rivals
    seen = current_facts(site.id)[("total_acres", False)].id
    chosen = [str(first.id), str(second.id)]
    before, site_id = count(db, Fact), site.id
    db.session.commit()

    answers = send(
        people,
        f"/sites/{site_id}/conflicts/total_acres",
        *({"fact": one, "seen": str(seen)} for one in chosen),
    )

    db.session.rollback()
    held: Any = db.session.get_one(Site, site_id)
    assert codes(answers) == [302, 409]
    assert held.total_acres_low in (38, 44)
    assert (count(db, Fact), count(db, SiteRival)) == (before + 1, 0)


def test_still_right_clicked_twice_states_it_once(
    db: SQLAlchemy, people: list[FlaskClient]
) -> None:
    site = make_site(as_of=date(2020, 1, 1), total_acres="40", owner="City")
    db.session.commit()
    facts = [str(one.id) for one in current_facts(site.id).values()]
    before, site_id = count(db, Fact), site.id

    answers = send([people[0]] * 2, "/upkeep/confirm", {"fact": facts}, {"fact": facts})

    db.session.rollback()
    dates = {one.as_of for one in current_facts(site_id).values()}
    assert set(codes(answers)) <= {302, 409}
    assert count(db, Fact) == before + 2
    assert min(dates) > date(2020, 1, 1)


def test_of_two_who_send_photos_both_are_kept_in_one_order(
    db: SQLAlchemy, people: list[FlaskClient]
) -> None:
    site = make_site()
    add_photo(site, picture(0), name="a.png", actor=SYSTEM, now=utcnow())
    db.session.commit()
    site_id = site.id

    answers = send(
        people,
        f"/sites/{site_id}/photos",
        *({"photos": (io.BytesIO(picture(shade)), "b.png")} for shade in (80, 160)),
    )

    db.session.rollback()
    photos = db.session.get_one(Site, site_id).photos
    assert codes(answers) == [302, 302]
    assert [photo.position for photo in photos] == [1, 2, 3]


def picture(shade: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


def test_of_two_orders_of_photos_one_holds(db: SQLAlchemy, people: list[FlaskClient]) -> None:
    site = make_site()
    for shade in range(3):
        add_photo(site, picture(shade * 80), name="a.png", actor=SYSTEM, now=utcnow())
    one, two, three = (str(photo.id) for photo in site.photos)
    db.session.commit()
    site_id = site.id
    wanted = [f"{three},{one},{two}", f"{two},{three},{one}"]

    answers = send(
        people,
        f"/sites/{site_id}/photos/order",
        *({"seen": f"{one},{two},{three}", "order": order} for order in wanted),
    )

    db.session.rollback()
    photos = db.session.get_one(Site, site_id).photos
    assert codes(answers) == [302, 409]
    assert ",".join(str(photo.id) for photo in photos) in wanted
    assert [photo.position for photo in photos] == [1, 2, 3]
