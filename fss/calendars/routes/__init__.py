"""Pages of calendars and service standards."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe

WORDS = {
    "standard:propose": "Version {number} of standard {code} proposed",
    "standard:approve": "Version {number} of standard {code} approved",
    "standard:drop": "Proposed version {number} of standard {code} taken back",
    "calendar:confirm": "Closed days of {year} confirmed",
}
bp = Blueprint("calendars", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages; they are reached from Process and from Admin."""
    # The pages hang themselves on the blueprint when they are imported.
    from fss.calendars.routes import calendars, standards

    del calendars, standards
    app.register_blueprint(bp)
    for verb, words in WORDS.items():
        describe(verb, words)
