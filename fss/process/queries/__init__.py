"""Reading calendars, approved processes, running steps and what waits for a person."""

from fss.process.queries.calendars import (
    calendar_of,
    calendars,
    county_calendar,
    ending_calendars,
    get_calendar,
    get_closure,
    offices_without_calendar,
    opening_hours,
)
from fss.process.queries.people import Holder, holders_of, people_of_steps, role_holders
from fss.process.queries.running import (
    ProcessSummary,
    get_step,
    is_involved,
    is_settled,
    own_steps,
    process_of,
    siblings,
    steps_of,
    summaries,
)
from fss.process.queries.templates import approved_templates, find_template, get_template
from fss.process.queries.work import MyWork, WorkItem, my_work, vacant_steps

__all__ = [
    "Holder",
    "MyWork",
    "ProcessSummary",
    "WorkItem",
    "approved_templates",
    "calendar_of",
    "calendars",
    "county_calendar",
    "ending_calendars",
    "find_template",
    "get_calendar",
    "get_closure",
    "get_step",
    "get_template",
    "holders_of",
    "is_involved",
    "is_settled",
    "my_work",
    "offices_without_calendar",
    "opening_hours",
    "own_steps",
    "people_of_steps",
    "process_of",
    "role_holders",
    "siblings",
    "steps_of",
    "summaries",
    "vacant_steps",
]
