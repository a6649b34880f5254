"""One request is one transaction, and only the edge commits."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import redirect

from fss.accounts.models import Organization
from fss.db import after_commit, db
from fss.errors import RuleError
from fss.permissions.guard import public
from tests.factories.accounts import make_organization


@pytest.fixture
def written(make_app):
    """An application with views that write and then answer in every way; and what was done."""
    app = make_app()
    done = []

    def add(name, answer, *, methods=("GET", "POST"), commits_on_get=False):
        @public("a test's view", commits_on_get=commits_on_get)
        def view():
            make_organization(name)
            after_commit(lambda: done.append(name))
            return answer()

        app.add_url_rule(f"/test/{name}", name, view, methods=list(methods))

    def refuse():
        raise RuleError("Not like this.")

    def fail():
        raise ZeroDivisionError

    add("shown", lambda: "a form with errors")
    add("moved", lambda: redirect("/"))
    add("created", lambda: ("", 201))
    add("accepted", lambda: ("", 202))
    add("empty", lambda: ("", 204))
    add("refused", refuse)
    add("failed", fail)
    add("kept", lambda: "opened", commits_on_get=True)
    return app, done


def names(app):
    with app.app_context():
        return db.session.scalars(sa.select(Organization.name)).all()


@pytest.mark.parametrize("name", ["moved", "created", "accepted", "empty"])
def test_a_post_that_ends_well_is_committed(written, name):
    app, done = written

    app.test_client().post(f"/test/{name}")

    assert names(app) == [name]
    assert done == [name]


@pytest.mark.parametrize(("name", "code"), [("shown", 200), ("refused", 422), ("failed", 500)])
def test_a_post_that_does_not_end_well_writes_nothing(written, name, code):
    app, done = written

    answer = app.test_client().post(f"/test/{name}")

    assert answer.status_code == code
    assert names(app) == []
    assert done == []


@pytest.mark.parametrize("name", ["shown", "moved", "created", "empty"])
def test_a_get_never_writes(written, name):
    app, done = written

    app.test_client().get(f"/test/{name}")

    assert names(app) == []
    assert done == []


def test_a_get_that_must_be_recorded_writes(written):
    app, _ = written

    app.test_client().get("/test/kept")

    assert names(app) == ["kept"]
