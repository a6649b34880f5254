"""Pages of the process: My work, steps, the approved processes, calendars."""

from __future__ import annotations

from flask import Blueprint, Flask

work = Blueprint("work", __name__)
bp = Blueprint("process", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages and the entries Home and Process."""
    # The pages hang themselves on the blueprints when they are imported.
    from fss.permissions.rules import Permission
    from fss.process.routes import calendars, home, steps, templates
    from fss.web.navigation import Entry, add_entry

    del calendars, home, steps, templates
    app.register_blueprint(work)
    app.register_blueprint(bp)
    add_entry(app, Entry("Home", "work.home", Permission.HOME, 0))
    add_entry(app, Entry("Process", "process.index", Permission.PROCESS_READ, 40, ("process",)))
