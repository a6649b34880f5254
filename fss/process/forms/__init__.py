"""Forms of the process, a module for each part."""

from fss.process.forms.calendars import (
    ChangeForm,
    ChangeHoursForm,
    ClosureForm,
    HoursForm,
    NewCalendarForm,
)
from fss.process.forms.clocks import ClockForm, PastPauseForm, PauseForm, ReplyFields
from fss.process.forms.handover import EndRoleForm
from fss.process.forms.steps import CompleteForm, SitesForm, SkipForm, StandInForm, StepForm
from fss.process.forms.templates import (
    AboutForm,
    ApproveForm,
    MatrixFileForm,
    NewProcessForm,
    NewStepForm,
    ProcessFileForm,
    ReadFileForm,
    RetireForm,
    SendBackForm,
    TemplateStepForm,
    VersionForm,
)
from fss.process.forms.variants import SignForm, VariantForm, WithdrawForm

__all__ = [
    "AboutForm",
    "ApproveForm",
    "MatrixFileForm",
    "NewProcessForm",
    "NewStepForm",
    "ProcessFileForm",
    "ReadFileForm",
    "RetireForm",
    "SendBackForm",
    "TemplateStepForm",
    "VersionForm",
    "ChangeForm",
    "ChangeHoursForm",
    "ClosureForm",
    "ClockForm",
    "CompleteForm",
    "EndRoleForm",
    "HoursForm",
    "NewCalendarForm",
    "PastPauseForm",
    "PauseForm",
    "ReplyFields",
    "SignForm",
    "SitesForm",
    "SkipForm",
    "StandInForm",
    "StepForm",
    "VariantForm",
    "WithdrawForm",
]
