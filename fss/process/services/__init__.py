"""Changing calendars, approving processes, starting and moving running ones."""

from fss.process.services.calendars import (
    add_closure,
    add_year,
    confirm_closures,
    create_calendar,
    remove_closure,
    set_hours,
)
from fss.process.services.running import correct_start, rename_process, start_process
from fss.process.services.steps import (
    choose_sites,
    complete_for,
    complete_step,
    skip_before,
    skip_step,
)
from fss.process.services.templates import install_default_templates

__all__ = [
    "add_closure",
    "add_year",
    "choose_sites",
    "complete_for",
    "complete_step",
    "confirm_closures",
    "correct_start",
    "create_calendar",
    "install_default_templates",
    "remove_closure",
    "rename_process",
    "set_hours",
    "skip_before",
    "skip_step",
    "start_process",
]
