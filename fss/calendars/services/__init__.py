"""Keeping calendars (hours, closed days, confirmed years) and the catalogue of standards."""

from fss.calendars.services.calendars import create_calendar, set_hours
from fss.calendars.services.closures import (
    add_closure,
    add_year,
    confirm_closures,
    days_to_check,
    proposed_year,
    remove_closure,
)
from fss.calendars.services.ending import tell_ending_calendars
from fss.calendars.services.standards import approve_standard, drop_proposal, propose_standard

__all__ = [
    "add_closure",
    "add_year",
    "approve_standard",
    "confirm_closures",
    "create_calendar",
    "days_to_check",
    "drop_proposal",
    "propose_standard",
    "proposed_year",
    "remove_closure",
    "set_hours",
    "tell_ending_calendars",
]
