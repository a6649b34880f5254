"""Two people never overwrite each other silently; instants have a zone."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import StatementError
from sqlalchemy.orm.exc import StaleDataError

from fss.accounts.models import Organization
from fss.db import after_commit, after_rollback, check_version
from fss.errors import ConflictError
from tests.factories.accounts import make_organization, make_user


def test_every_change_counts_the_version(db):
    city = make_organization("Alder")

    city.website = "https://alder.example"
    db.session.flush()

    assert city.version == 2


def test_the_second_of_two_editors_is_told(db):
    city = make_organization("Alder")
    shown = city.version
    city.website = "https://first.example"
    db.session.flush()

    with pytest.raises(ConflictError):
        check_version(city, shown)


def test_a_write_onto_a_newer_row_fails(db):
    city = make_organization("Alder")
    db.session.commit()
    assert city.website == ""
    db.session.execute(
        sa.update(Organization)
        .values(version=Organization.version + 1, website="https://first.example")
        .execution_options(synchronize_session=False)
    )

    city.website = "https://second.example"
    with pytest.raises(StaleDataError):
        db.session.flush()


def test_an_instant_without_a_zone_is_refused(db):
    user = make_user()
    user.created_at = datetime(2026, 11, 22)  # noqa: DTZ001

    with pytest.raises(StatementError, match="without a time zone"):
        db.session.flush()


def test_follow_ups_wait_for_the_commit_and_savepoints_keep_their_own(db):
    done = []
    after_commit(lambda: done.append("outer"))
    savepoint = db.session.begin_nested()
    after_commit(lambda: done.append("undone"))
    after_rollback(lambda: done.append("savepoint undone"))
    savepoint.rollback()
    with db.session.begin_nested():
        after_commit(lambda: done.append("inner"))
    assert done == ["savepoint undone"]

    db.session.commit()

    assert done == ["savepoint undone", "outer", "inner"]


def test_follow_ups_are_forgotten_with_the_transaction(db):
    done = []
    make_organization()
    after_commit(lambda: done.append("never"))
    after_rollback(lambda: done.append("undone"))

    db.session.rollback()
    db.session.commit()

    assert done == ["undone"]
