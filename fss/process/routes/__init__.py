"""Pages of the process: My work, steps, the approved processes, calendars."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe
from fss.permissions.rules import Permission
from fss.web.navigation import Entry, add_entry

work = Blueprint("work", __name__)
WORDS = {
    "step:start": "Step {step}, “{title}”, began",
    "step:complete": "Step {step}, “{title}”, is done",
    "step:stand_in": "Step {step}, “{title}”, was done by somebody standing in",
    "step:skip": "Step {step}, “{title}”, was left out",
    "calendar:confirm": "Closed days of {year} confirmed",
}
bp = Blueprint("process", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages and the entries Home and Process."""
    # The pages hang themselves on the blueprints when they are imported.
    from fss.process.routes import calendars, home, steps, templates

    del calendars, home, steps, templates
    app.register_blueprint(work)
    app.register_blueprint(bp)
    for verb, words in WORDS.items():
        describe(verb, words)
    add_entry(app, Entry("Home", "work.home", Permission.HOME, 0))
    add_entry(app, Entry("Process", "process.index", Permission.PROCESS_READ, 40, ("process",)))
