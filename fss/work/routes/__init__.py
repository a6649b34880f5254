"""Pages of running work: My work, steps and their clocks, tasks, boards, calendar feeds."""

from __future__ import annotations

from flask import Blueprint, Flask

from fss.audit.rules import describe
from fss.permissions.rules import Permission
from fss.web.navigation import Entry, add_entry

WORDS = {
    "step:start": "Step {step}, “{title}”, began",
    "step:complete": "Step {step}, “{title}”, is done",
    "step:stand_in": "Step {step}, “{title}”, was done by somebody standing in",
    "step:skip": "Step {step}, “{title}”, was left out",
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
    "step:agree_time": "Time agreed for step {step}, “{title}”",
    "client_question:reply": "Question of the client acknowledged by a person: {how}",
    "client_question:give": "Question of the client: {after} answers in the place of {before}",
    "client_question:answer": "Question of the client answered: {how}",
    "step:acknowledge": "Request acknowledged by a person: {how}",
    "clock:pause": "Time of step {step}, “{title}”, paused: {evidence}",
    "clock:migrate": "Step {step}, “{title}”, moved to the standard of today: {reason}",
    "clock:resume": "Time of step {step}, “{title}”, goes on",
    "clock:ask": "A past pause asked for at step {step}, “{title}”",
    "clock:approve": "A past pause of step {step}, “{title}”, approved",
    "clock:decline": "A past pause of step {step}, “{title}”, declined",
    "calendar:reckon": "{count} due times follow the changed calendar",
    "calendar_feed:give": "A calendar address was made",
    "calendar_feed:revoke": "A calendar address was ended",
}
bp = Blueprint("work", __name__)


def init_app(app: Flask) -> None:
    """Register the pages and the entry Home."""
    # The pages hang themselves on the blueprint when they are imported.
    from fss.work.routes import (
        asking,
        boards,
        changing,
        clocks,
        feeds,
        handover,
        home,
        maps,
        questions,
        reach,
        reckoning,
        steps,
        tasks,
    )

    del asking, boards, changing, clocks, handover, home, questions, reach, reckoning, steps, tasks
    maps.offer_maps_of_runs(app)
    app.register_blueprint(bp)
    feeds.limit_feeds(app)
    for verb, words in WORDS.items():
        describe(verb, words)
    add_entry(app, Entry("Home", "work.home", Permission.HOME, 0))
