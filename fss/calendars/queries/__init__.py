"""Reading calendars and service standards."""

from fss.calendars.queries.calendars import (
    calendar_of,
    calendars,
    county_calendar,
    ending_calendars,
    get_calendar,
    get_closure,
    offices_without_calendar,
    opening_hours,
)
from fss.calendars.queries.standards import (
    get_standard,
    public_standards,
    standard_lines,
    standard_on,
    standards_on,
    versions_of,
)

__all__ = [
    "calendar_of",
    "calendars",
    "county_calendar",
    "ending_calendars",
    "get_calendar",
    "get_closure",
    "get_standard",
    "offices_without_calendar",
    "opening_hours",
    "public_standards",
    "standard_lines",
    "standard_on",
    "standards_on",
    "versions_of",
]
