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
    "holding:hand_over": "Work of {name} ({role}) handed over to: {successor}",
    "step:begin": "Work on step {step}, “{title}”, began",
    "step:add": "Step {step}, “{title}”, was added: {reason}",
    "step:reopen": "Step {step}, “{title}”, was opened again: {reason}",
    "step:delegate": "Step {step}, “{title}”: {after} does the work of {before}",
    "step:return": "Step {step}, “{title}”: the work went back from {before}",
    "step:replace": "Step {step}, “{title}”: {after} stands in the place of {before}",
    "step:consult:answer": "Step {step}, “{title}”: answer of {who}",
    "process:move": "The process moved from version {old} to {new}: {reason}",
    "process:express": "Due times were computed anew for the client's deadline",
    "process:ask_decision": "The director is asked whether to go on: too little time for cities",
    "process:decide": "{decision}: {reason}",
    "task:give": "Task for {owner}: {title}",
    "task:finish": "Task done: {title}",
    "pain:resolve": "Pain point of step {step} answered",
    "process:print": "Documents of “{title}”, version {version}, made",
    "step:acknowledge": "Request acknowledged by a person: {how}",
    "clock:pause": "Time of step {step}, “{title}”, paused: {evidence}",
    "clock:resume": "Time of step {step}, “{title}”, goes on",
    "clock:ask": "A past pause asked for at step {step}, “{title}”",
    "clock:approve": "A past pause of step {step}, “{title}”, approved",
    "clock:decline": "A past pause of step {step}, “{title}”, declined",
    "standard:propose": "Version {number} of standard {code} proposed",
    "standard:approve": "Version {number} of standard {code} approved",
    "standard:drop": "Proposed version {number} of standard {code} taken back",
    "calendar:confirm": "Closed days of {year} confirmed",
    "calendar:reckon": "{count} due times follow the changed calendar",
    "calendar_feed:give": "A calendar address was made",
    "calendar_feed:revoke": "A calendar address was ended",
}
bp = Blueprint("process", __name__, url_prefix="/process")


def init_app(app: Flask) -> None:
    """Register the pages and the entries Home and Process."""
    # The pages hang themselves on the blueprints when they are imported.
    from fss.process.routes import calendars, editing, home, interchange, steps, templates, variants

    del calendars, editing, home, interchange, steps, templates, variants
    from fss.process.routes import asking, boards, changing, clocks, handover, standards, tasks

    del asking, boards, changing, clocks, handover, standards, tasks
    from fss.process.routes.papers import offer_maps

    offer_maps(app)
    from fss.process.routes.feeds import limit_feeds

    app.register_blueprint(work)
    app.register_blueprint(bp)
    limit_feeds(app)
    for verb, words in WORDS.items():
        describe(verb, words)
    add_entry(app, Entry("Home", "work.home", Permission.HOME, 0))
    add_entry(app, Entry("Process", "process.index", Permission.PROCESS_LIST, 40, ("process",)))
    add_entry(app, Entry("Our process", "process.ours", Permission.VARIANT_OWN, 41, ("process",)))
