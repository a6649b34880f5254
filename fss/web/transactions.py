"""One request is one transaction, and only the edge commits.

A commit happens for a redirect, 201, 202 or 204 after a writing method; any other answer rolls
back, so a form shown again with errors has changed nothing. A GET never writes, but for views
declared with `commits_on_get`.
"""

from __future__ import annotations

from flask import Flask, Response, request

from fss.db import db, set_reading
from fss.permissions.guard import access_of

READS = {"GET", "HEAD", "OPTIONS"}
COMMITS = {201, 202, 204, 301, 302, 303, 307, 308}


def _commits_on_get(app: Flask) -> bool:
    access = access_of(app, request.endpoint)
    return bool(access and access.commits_on_get)


def init_app(app: Flask) -> None:
    """Begin, commit or roll back at the edge."""

    @app.before_request
    def _begin() -> None:
        set_reading(request.method in READS and not _commits_on_get(app))

    @app.after_request
    def _end(response: Response) -> Response:
        if request.method in READS:
            commit = _commits_on_get(app) and response.status_code < 400
        else:
            commit = response.status_code in COMMITS
        if commit:
            db.session.commit()
        else:
            db.session.rollback()
        return response
