"""A step that takes questions of a client shows when the first of them is due."""

from __future__ import annotations

from fss.db import db
from fss.work.models import QUESTION, StepInstance
from fss.work.queries.clocks import open_clocks
from fss.work.queries.questions import open_questions


def show_due(step: StepInstance) -> None:
    """Let the step be due when the first of its questions is; None without an open one."""
    db.session.flush()
    clocks = [
        clock
        for question in open_questions(step)
        for clock in open_clocks(QUESTION, question.id)
        if clock.due_at
    ]
    first = min(clocks, key=lambda clock: (clock.due_at, str(clock.id)), default=None)
    if first is None:
        step.due_at, step.trace = None, ["No question of the client is open."]
    else:
        step.due_at = first.due_at
        step.trace = ["The question of the client that is due first decides.", *first.trace]
