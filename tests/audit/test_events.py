"""Events in the database: written by mapper hooks, in order, never changed."""

from __future__ import annotations

import contextvars
import threading
from datetime import datetime, timedelta, timezone

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError

from fss.accounts.models import Organization
from fss.audit.models import AuditEvent, AuditHead
from fss.audit.queries import broken_streams, events_of
from fss.audit.services import record
from fss.db import db as database
from fss.permissions.guard import acting
from fss.permissions.rules import Role
from tests.factories.accounts import identity_of, make_organization, make_user


def tamper(db, statement: str) -> None:
    """Do what somebody with the database's password could do: past the triggers."""
    if db.engine.dialect.name == "sqlite":
        for name in ("update", "delete"):
            db.session.execute(sa.text(f"DROP TRIGGER audit_event_no_{name}"))
    else:
        db.session.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
    db.session.execute(sa.text(statement))
    db.session.commit()
    db.session.expire_all()


def some_events(db) -> str:
    """Five events in one stream: its name."""
    organization = make_organization("Alder")
    for number in range(4):
        organization.website = f"https://{number}.example"
        db.session.flush()
    db.session.commit()
    return organization.audit_stream()


def test_a_change_is_told_with_old_and_new_and_who_did_it(db):
    user = make_user(Role.COORDINATOR, name="Ada Ames")
    city = make_organization("Alder")

    with acting(identity_of(user)):
        city.website = "https://alder.example"
        db.session.flush()

    event = events_of("organization", city.id)[0][0]
    assert (event.verb, event.actor, event.actor_id) == ("organization:update", "Ada Ames", user.id)
    assert event.payload == {
        "old": {"website": ""},
        "new": {"website": "https://alder.example"},
    }


def test_secrets_are_never_told(db):
    user = make_user()
    user.password = "$argon2id$secret"
    user.tf_totp_secret = "totp-secret"

    db.session.flush()

    told = str([event.payload for event in db.session.scalars(sa.select(AuditEvent))])
    assert "secret" not in told
    assert user.fs_uniquifier not in told


def test_a_save_that_changes_nothing_leaves_no_event(db):
    city = make_organization("Alder")
    before = events_of("organization", city.id)[1]

    city.website = "x"
    city.website = ""
    db.session.flush()

    assert events_of("organization", city.id)[1] == before


def test_an_undone_transaction_leaves_no_event(db):
    db.session.commit()
    make_organization()
    record("x:done")

    db.session.rollback()
    db.session.commit()

    assert db.session.scalar(sa.select(sa.func.count()).select_from(AuditEvent)) == 0


def test_a_deed_without_any_other_change_is_written_at_the_commit(db):
    record("system:backup", at=None, size=3)

    db.session.commit()

    event = db.session.scalars(sa.select(AuditEvent)).one()
    assert (event.stream, event.verb, event.payload) == ("system", "system:backup", {"size": 3})


def test_an_undone_savepoint_takes_only_its_own_events(db):
    record("x:before")
    savepoint = db.session.begin_nested()
    record("x:inside")
    savepoint.rollback()

    db.session.commit()

    assert db.session.scalars(sa.select(AuditEvent.verb)).all() == ["x:before"]


def test_the_chain_holds_for_instants_of_other_zones_and_odd_numbers(db):
    at = datetime(2026, 11, 22, 9, 30, tzinfo=timezone(timedelta(hours=-6)))
    record("x:odd", at=at, limit=float("inf"), nothing=float("nan"), text="naïve \u2028 ☃")

    db.session.commit()
    db.session.expire_all()

    assert broken_streams() == {}


def test_the_database_refuses_to_change_or_remove_an_event(db):
    some_events(db)

    for statement in ("UPDATE audit_event SET actor = 'x'", "DELETE FROM audit_event"):
        with pytest.raises(DatabaseError, match="append-only"):
            db.session.execute(sa.text(statement))
        db.session.rollback()


@pytest.mark.parametrize(
    ("statement", "broken_at"),
    [
        ("UPDATE audit_event SET actor = 'Somebody' WHERE sequence = 3", 3),
        ("UPDATE audit_event SET payload = '{}' WHERE sequence = 2", 2),
        ("DELETE FROM audit_event WHERE sequence = 1", 1),
        ("DELETE FROM audit_event WHERE sequence = 5", 5),
        ("UPDATE audit_event SET sequence = 9 WHERE sequence = 4", 4),
        ("DELETE FROM audit_head", 6),
    ],
)
def test_whatever_is_changed_behind_the_program_is_found(db, statement, broken_at):
    stream = some_events(db)

    tamper(db, statement)

    assert broken_streams() == {stream: broken_at}


def test_a_stream_whose_events_are_all_gone_is_found(db):
    stream = some_events(db)

    tamper(db, "DELETE FROM audit_event")

    assert broken_streams() == {stream: 1}


def test_many_writers_at_once_leave_one_unbroken_chain(app, db):
    make_organization("Alder")
    db.session.commit()
    start = threading.Barrier(4)
    failures = []

    threads = [
        threading.Thread(
            target=contextvars.Context().run, args=(visit_ten_times, app, start, failures)
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    head = db.session.scalars(sa.select(AuditHead)).one()
    assert failures == []
    assert head.sequence == 41
    assert broken_streams() == {}


def visit_ten_times(app, start, failures):
    with app.app_context():
        try:
            start.wait()
            for _ in range(10):
                record("organization:visit", subject=one_city())
                database.session.commit()
        except Exception as error:
            failures.append(error)
        finally:
            database.session.remove()


def one_city():
    return database.session.scalars(sa.select(Organization)).one()
