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
    "template:draft": "Version {number} of process {code} begun as a draft",
    "template:submit": "Version {number} of process {code} sent for review",
    "template:send_back": "Process {code} sent back as a draft: {reason}",
    "template:approve": "Version {number} of process {code} approved by {body}",
    "template:retire": "Process {code} retired: {reason}",
    "template:discard": "Draft of version {number} of process {code} discarded",
    "variant:propose": "Letters of “{process}” proposed",
    "variant:sign_city": "Letters of “{process}” signed by the city",
    "variant:agree": "Letters of “{process}” agreed with the county",
    "variant:withdraw": "Letters of “{process}” withdrawn: {reason}",
    "variant:carry": "Letters proposed again for version {number} of “{process}”",
    "calendar:confirm": "Closed days of {year} confirmed",
}
bp = Blueprint("process", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages and the entries Home and Process."""
    # The pages hang themselves on the blueprints when they are imported.
    from fss.process.routes import calendars, editing, home, interchange, steps, templates, variants

    del calendars, editing, home, interchange, steps, templates, variants
    from fss.process.routes.papers import offer_maps

    offer_maps(app)
    app.register_blueprint(work)
    app.register_blueprint(bp)
    for verb, words in WORDS.items():
        describe(verb, words)
    add_entry(app, Entry("Home", "work.home", Permission.HOME, 0))
    add_entry(app, Entry("Process", "process.index", Permission.PROCESS_LIST, 40, ("process",)))
    add_entry(app, Entry("Our process", "process.ours", Permission.VARIANT_OWN, 41, ("process",)))
