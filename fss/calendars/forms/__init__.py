"""Forms of calendars and service standards."""

from fss.calendars.forms.calendars import ChangeHoursForm, ClosureForm, HoursForm, NewCalendarForm
from fss.calendars.forms.standards import DecideForm, StandardForm

__all__ = [
    "ChangeHoursForm",
    "ClosureForm",
    "DecideForm",
    "HoursForm",
    "NewCalendarForm",
    "StandardForm",
]
