"""The map of a process on pages, and its documents to download."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import Flask
from markupsafe import Markup

from fss.accounts.queries import get_zone
from fss.process.documents.drawing import draw_process
from fss.process.documents.marking import marks_of
from fss.process.documents.wording import map_in_words
from fss.process.models import ProcessInstance, ProcessTemplate, StepInstance
from fss.process.queries.papers import paused_steps
from fss.process.rules.templates import template_from_data


@dataclass(frozen=True, slots=True)
class MapOnPage:
    """The drawing, and the same in words for those who do not see it."""

    drawing: Markup
    lines: list[str]


def offer_maps(app: Flask) -> None:
    """Give templates `map_of_template` and `map_of_process`."""
    app.jinja_env.globals["map_of_template"] = map_of_template
    app.jinja_env.globals["map_of_process"] = map_of_process


def map_of_template(stored: ProcessTemplate) -> MapOnPage:
    """The map of a version of a process."""
    process = template_from_data(stored.content)
    return MapOnPage(draw_process(process, f"Map of “{process.title}”"), map_in_words(process))


def map_of_process(
    instance: ProcessInstance, steps: Sequence[StepInstance], now: datetime
) -> MapOnPage:
    """The map of a running process with where each step stands.

    For who may read all its steps: the marks count the copies of all cities.
    """
    process = template_from_data(instance.template.content)
    paused = paused_steps(instance)
    marks = marks_of(process, steps, now=now, zone=get_zone(), paused=paused)
    title = f"Map of “{process.title}” for {instance.title}"
    states = {key: mark.words for key, mark in marks.items()}
    return MapOnPage(draw_process(process, title, marks), map_in_words(process, states))
