"""The system's record, for administrators; and the macro's words for every history page."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template
from flask.typing import ResponseReturnValue

from fss.audit import queries
from fss.audit.rules import tell
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.web.pagination import Page, page_number

bp = Blueprint("audit", __name__, url_prefix="/audit")
PAGE_SIZE = 50


def init_app(app: Flask) -> None:
    """Register the page, and `tell_event` for `audit/_events.html`."""
    app.register_blueprint(bp)
    app.jinja_env.globals["tell_event"] = tell


@bp.get("/")
@requires(Permission.SYSTEM_VIEW)
def index() -> ResponseReturnValue:
    """What was done to accounts and settings."""
    number = page_number()
    events, total = queries.latest_events(page=number, size=PAGE_SIZE)
    return render_template("audit/index.html", page=Page(events, number, total, PAGE_SIZE))


@bp.get("/check")
@requires(Permission.SYSTEM_VIEW)
def check() -> ResponseReturnValue:
    """Whether the record is whole: every chain is computed anew."""
    return render_template("audit/check.html", broken=queries.broken_streams())
