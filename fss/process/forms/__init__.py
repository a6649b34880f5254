"""Forms of the process, a module for each part."""

from fss.process.forms.calendars import (
    ChangeForm,
    ChangeHoursForm,
    ClosureForm,
    HoursForm,
    NewCalendarForm,
)
from fss.process.forms.steps import CompleteForm, SitesForm, SkipForm, StandInForm, StepForm

__all__ = [
    "ChangeForm",
    "ChangeHoursForm",
    "ClosureForm",
    "CompleteForm",
    "HoursForm",
    "NewCalendarForm",
    "SitesForm",
    "SkipForm",
    "StandInForm",
    "StepForm",
]
