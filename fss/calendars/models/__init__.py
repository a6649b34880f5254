"""What calendars keep: weekly hours and closed days, and the catalogue of service standards."""

from fss.calendars.models.calendars import Calendar, CalendarClosure, CalendarVersion
from fss.calendars.models.standards import ServiceStandard

__all__ = [
    "Calendar",
    "CalendarClosure",
    "CalendarVersion",
    "ServiceStandard",
]
