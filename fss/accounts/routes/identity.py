"""Who acts in a request, and what every page knows of the county."""

from __future__ import annotations

import time
from typing import Any

from flask import Flask, g, has_request_context, request, session, url_for
from flask_login import current_user, logout_user
from sqlalchemy.exc import SQLAlchemyError

from fss.accounts import queries
from fss.accounts.models import County
from fss.accounts.rules.people import SESSION_LIFE
from fss.db import db
from fss.permissions.guard import current_identity, set_identity
from fss.permissions.rules import NOBODY
from fss.timezone import local_date, utcnow


def county() -> County | None:
    """The county, read once per request; None before there is one, or when no database answers."""
    if not has_request_context():
        return queries.get_county()
    if "county" not in g:
        try:
            g.county = queries.get_county()
        except SQLAlchemyError:
            db.session.rollback()
            return None
    found: County | None = g.county
    return found


def zone() -> str:
    """The county's time zone."""
    present = county()
    return present.time_zone if present else queries.DEFAULT_ZONE


def init_app(app: Flask) -> None:
    """Set the identity before each request and forget it afterwards."""
    app.extensions["fss-identity-of"] = queries.identity_of
    app.extensions["fss-zone"] = zone

    @app.before_request
    def _identify() -> None:
        set_identity(NOBODY)
        if request.endpoint == "static" or not current_user.is_authenticated:
            return
        if time.time() - session.get("fs_paa", 0.0) > SESSION_LIFE.total_seconds():
            logout_user()
            return
        set_identity(queries.identity_of(current_user.id, local_date(utcnow(), zone())))

    @app.teardown_request
    def _forget(_error: BaseException | None) -> None:
        # Threads of the server are used again: nobody may inherit the identity.
        set_identity(NOBODY)

    @app.context_processor
    def _county() -> dict[str, Any]:
        identity = current_identity()
        links = (
            []
            if identity.user_id is None or not has_request_context()
            else [
                {"label": "My account", "url": url_for("accounts.account")},
                {"label": "Mail I get", "url": url_for("accounts.mail_choice")},
            ]
        )
        name = "" if identity.is_anonymous else identity.name
        return {"county": county(), "current_user_name": name, "account_links": links}
