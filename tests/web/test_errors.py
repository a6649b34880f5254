"""Every failure has its code, plain words, and never what the program thought."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import RequestEntityTooLarge, TooManyRequests

from fss.accounts.models import Organization
from fss.db import db
from fss.errors import ConflictError, ForbiddenError, GoneError, NotFoundError, RuleError
from fss.permissions.guard import public

SECRET = "what-the-program-thought"
FAILURES = [
    (RuleError("The deadline has passed."), 422, "The deadline has passed."),
    (NotFoundError(), 404, "We could not find that page."),
    (ForbiddenError(), 403, "Your role does not allow this."),
    (GoneError("This link has ended."), 410, "This link has ended"),
    (ConflictError(theirs={"Acres": "41"}, yours={"Acres": "42"}), 409, "Compare both versions"),
    (StaleDataError(SECRET), 409, "Somebody else changed this"),
    (OperationalError(SECRET, {}, Exception(SECRET)), 503, "We are busy right now"),
    (RequestEntityTooLarge(), 413, "too large"),
    (TooManyRequests(retry_after=7), 429, "Wait a minute"),
    (ValueError(SECRET), 500, "Something went wrong on our side"),
]


@pytest.mark.parametrize(("error", "code", "words"), FAILURES)
def test_a_failure_answers_with_its_code_and_plain_words(make_app, error, code, words):
    app = make_app()

    @public("a test's view")
    def view():
        raise error

    app.add_url_rule("/test", "test", view)

    answer = app.test_client().get("/test")

    assert answer.status_code == code
    assert words in answer.text
    assert SECRET not in answer.text
    assert "Traceback" not in answer.text


def test_both_versions_of_a_conflict_are_shown(make_app):
    app = make_app()

    @public("a test's view")
    def view():
        raise ConflictError(theirs={"Acres": "41.25"}, yours={"Acres": "42.75"})

    app.add_url_rule("/test", "test", view)

    page = app.test_client().get("/test").text

    assert "41.25" in page
    assert "42.75" in page


def test_an_address_that_leads_nowhere_answers_404(client):
    assert client.get("/no/such/page").status_code == 404


def test_a_wrong_method_answers_405_and_says_which_are_right(client):
    answer = client.post("/static/x.css")

    assert answer.status_code == 405
    assert "GET" in answer.headers["Allow"]


def test_when_to_come_back_is_kept(make_app):
    app = make_app()

    @public("a test's view")
    def view():
        raise TooManyRequests(retry_after=7)

    app.add_url_rule("/test", "test", view)

    assert app.test_client().get("/test").headers["Retry-After"] == "7"


def test_a_form_without_its_token_is_refused(make_app):
    app = make_app()
    app.config["WTF_CSRF_ENABLED"] = True

    @public("a test's view")
    def view():
        return "", 204

    app.add_url_rule("/test", "test", view, methods=["POST"])

    answer = app.test_client().post("/test")

    assert answer.status_code == 400
    assert "Open it again" in answer.text


@pytest.mark.parametrize(("missing", "code"), [(False, 409), (True, 500)])
def test_of_two_who_add_the_same_at_once_the_second_is_told(make_app, missing, code):
    app = make_app()

    @public("a test's view")
    def view():
        for _ in range(2):
            name = None if missing else "Elm"
            db.session.add(Organization(kind="city", name=name, code="ELM"))
            db.session.flush()

    app.add_url_rule("/test", "test", view, methods=["POST"])

    answer = app.test_client().post("/test")

    assert answer.status_code == code
    assert "Elm" not in answer.text
