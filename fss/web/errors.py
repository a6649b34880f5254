"""One handler for everything that goes wrong: the right code, plain words, what to do now."""

from __future__ import annotations

import structlog
from flask import Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from fss.db import db
from fss.errors import ConflictError, ProgramError
from fss.permissions.guard import SignInRequiredError

log = structlog.get_logger()
UNIQUE_VIOLATION = "23505"
"""The SQLSTATE of PostgreSQL for a value that may stand only once."""

WORDS: dict[int, tuple[str, str]] = {
    400: ("We could not read that request", "Go back, check what you entered and send it again."),
    401: ("Please sign in", "Sign in and try again."),
    403: ("You cannot do this", "Ask your county's administrator if you think you should."),
    404: ("Page not found", "Check the address, or start again from the home page."),
    405: ("That cannot be done here", "Go back and use the buttons of the page."),
    409: (
        "Somebody else changed this first",
        "Compare both versions, then open the page again and enter what is still right.",
    ),
    410: ("This link has ended", "Ask the First Stop Shop for a new link."),
    413: ("That file is too large", "Choose a smaller file and send it again."),
    422: ("That did not work", "Go back, correct what is named below and send it again."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: ("Something went wrong on our side", "Nothing was saved. Try again in a moment."),
    503: ("We are busy right now", "Nothing was saved. Try again in a moment."),
}


def show(code: int, message: str = "", *, conflict: ConflictError | None = None) -> tuple[str, int]:
    """Render the error page for `code`."""
    title, advice = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    page = "errors/conflict.html" if conflict else "errors/error.html"
    return (
        render_template(
            page, code=code, title=title, advice=advice, message=message, conflict=conflict
        ),
        code,
    )


def init_app(app: Flask) -> None:
    """Answer each kind of failure with its code."""

    @app.errorhandler(SignInRequiredError)
    def _sign_in(_error: SignInRequiredError) -> ResponseReturnValue:
        db.session.rollback()
        if request.method == "GET" and "HX-Request" not in request.headers:
            wanted = request.full_path.rstrip("?")
            return redirect(url_for("security.login", next=wanted if wanted != "/" else None))
        return show(401)

    @app.errorhandler(ProgramError)
    def _program(error: ProgramError) -> ResponseReturnValue:
        db.session.rollback()
        conflict = error if isinstance(error, ConflictError) else None
        return show(error.code, error.message, conflict=conflict)

    @app.errorhandler(StaleDataError)
    def _stale(_error: StaleDataError) -> ResponseReturnValue:
        db.session.rollback()
        error = ConflictError()
        return show(409, error.message, conflict=error)

    @app.errorhandler(IntegrityError)
    def _taken(error: IntegrityError) -> ResponseReturnValue:
        if not _is_taken(error):
            return _unexpected(error)
        # Two did the same at once; the look before the write saw nothing of the other yet.
        db.session.rollback()
        log.warning("request.taken", endpoint=request.endpoint)
        conflict = ConflictError()
        return show(409, conflict.message, conflict=conflict)

    @app.errorhandler(CSRFError)
    def _csrf(_error: CSRFError) -> ResponseReturnValue:
        return show(400, "The form was open for too long, or was not ours. Open it again.")

    @app.errorhandler(HTTPException)
    def _http(error: HTTPException) -> ResponseReturnValue:
        db.session.rollback()
        code = error.code or 500
        if code < 400:
            return error.get_response()
        page, _ = show(code)
        response = error.get_response()
        answer = app.make_response((page, code))
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                answer.headers[name] = response.headers[name]
        return answer

    @app.errorhandler(OperationalError)
    def _database(error: OperationalError) -> ResponseReturnValue:
        db.session.rollback()
        log.error("database.unavailable", kind=type(error.orig).__name__)
        return show(503)

    @app.errorhandler(Exception)
    def _unexpected(error: Exception) -> ResponseReturnValue:
        db.session.rollback()
        # The kind and the route, never the message: messages quote what people typed.
        log.error(
            "request.failed",
            kind=type(error).__name__,
            endpoint=request.endpoint,
            where=_innermost(error),
        )
        if app.debug or app.config.get("PROPAGATE_EXCEPTIONS"):
            raise error
        return show(500)


def _is_taken(error: IntegrityError) -> bool:
    """Whether a value that may stand once stood there already, on either engine."""
    return getattr(error.orig, "sqlstate", "") == UNIQUE_VIOLATION or "UNIQUE constraint" in str(
        error.orig
    )


def _innermost(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    code = trace.tb_frame.f_code
    return f"{code.co_name}:{trace.tb_lineno}"
