"""Pages of processes: the list, one as a matrix, its editor, each city's side, documents."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe
from fss.permissions.rules import Permission
from fss.web.navigation import Entry, add_entry

WORDS = {
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
    "process:print": "Documents of “{title}”, version {version}, made",
}
bp = Blueprint("process", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages and the entry Process."""
    # The pages hang themselves on the blueprint when they are imported.
    from fss.process.routes import editing, interchange, papers, templates, variants

    del editing, interchange, templates, variants
    papers.offer_maps(app)
    app.register_blueprint(bp)
    for verb, words in WORDS.items():
        describe(verb, words)
    parts = ("process", "calendars", "work")
    add_entry(app, Entry("Process", "process.index", Permission.PROCESS_LIST, 40, parts))
    add_entry(app, Entry("Our process", "process.ours", Permission.VARIANT_OWN, 41, parts))
