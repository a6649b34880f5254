"""Pages of pursuits: list, intake, criteria, overview, process, history, stage, request sheet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, request, url_for

from fss.audit.rules import describe
from fss.permissions.guard import current_identity
from fss.permissions.rules import Permission, allows
from fss.pursuits.models import Pursuit
from fss.web.navigation import Entry, add_entry

bp = Blueprint("pursuits", __name__, url_prefix="/pursuits")

# Order, label, endpoint (takes pursuit_id), permission. Other features add theirs to the same list.
TABS = (
    (10, "Overview", "pursuits.show", Permission.PURSUIT_READ),
    (20, "Criteria", "pursuits.criteria", Permission.PURSUIT_EDIT),
    (40, "Process", "pursuits.process", Permission.PURSUIT_READ),
    (45, "Timeline", "pursuits.timeline", Permission.PURSUIT_READ),
    (90, "History", "pursuits.history", Permission.PURSUIT_READ),
)
WORDS = {
    "pursuit:create": "Pursuit opened",
    "pursuit:receive": "Request received from {source}",
    "pursuit:criteria:set": "Criteria set: {after}, before {before}",
    "pursuit:stage:advance": "Stage changed from {old} to {new}",
}


def init_app(app: Flask) -> None:
    """Register the pages, their tabs, the entry Pursuits and the part of the home page."""
    # The pages hang themselves on `bp` when they are imported.
    from fss.pursuits.routes import criteria, intake, listing, pages, timeline

    del criteria, intake, pages, timeline
    app.register_blueprint(bp)
    app.extensions.setdefault("fss-pursuit-tabs", []).extend(TABS)
    app.extensions.setdefault("fss-home-panels", []).append(
        (10, Permission.PURSUIT_LIST, "pursuits/_home.html", listing.home_values)
    )
    for verb, words in WORDS.items():
        describe(verb, words)
    add_entry(
        app,
        Entry(
            "Pursuits",
            "pursuits.index",
            Permission.PURSUIT_LIST,
            10,
            ("pursuits", "matching", "proposals"),
        ),
    )

    @app.context_processor
    def _tabs() -> dict[str, Any]:
        return {"pursuit_tabs": lambda pursuit: tabs_of(app, pursuit)}


def tabs_of(app: Flask, pursuit: Pursuit) -> list[dict[str, Any]]:
    """The tabs of a pursuit that this person may open: label, url, current."""
    identity = current_identity()
    return [
        {
            "label": label,
            "url": url_for(endpoint, pursuit_id=pursuit.id),
            "current": endpoint == request.endpoint
            or (request.blueprint != bp.name and endpoint.partition(".")[0] == request.blueprint),
        }
        for _, label, endpoint, permission in sorted(
            app.extensions.get("fss-pursuit-tabs", []), key=lambda tab: tab[0]
        )
        if allows(permission, identity, pursuit)
    ]
