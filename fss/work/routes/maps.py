"""The map of a running process on pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from flask import Flask

from fss.accounts.queries import get_zone
from fss.process.documents.drawing import draw_process
from fss.process.documents.wording import map_in_words
from fss.process.routes.papers import MapOnPage
from fss.work.documents.marking import marks_of
from fss.work.models import ProcessInstance, StepInstance
from fss.work.queries.clocks import paused_steps
from fss.work.queries.running import template_of


def offer_maps_of_runs(app: Flask) -> None:
    """Give templates `map_of_process`."""
    app.jinja_env.globals["map_of_process"] = map_of_process


def map_of_process(
    instance: ProcessInstance, steps: Sequence[StepInstance], now: datetime
) -> MapOnPage:
    """The map of a running process with where each step stands.

    For who may read all its steps: the marks count the copies of all cities.
    """
    process = template_of(instance, steps)
    paused = paused_steps(instance)
    marks = marks_of(process, steps, now=now, zone=get_zone(), paused=paused)
    title = f"Map of “{process.title}” for {instance.title}"
    states = {key: mark.words for key, mark in marks.items()}
    return MapOnPage(draw_process(process, title, marks), map_in_words(process, states))
