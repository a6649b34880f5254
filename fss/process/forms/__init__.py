"""Forms of the process, a module for each part."""

from fss.process.forms.calendars import (
    ChangeForm,
    ChangeHoursForm,
    ClosureForm,
    HoursForm,
    NewCalendarForm,
)
from fss.process.forms.changes import (
    AddStepForm,
    FinishTaskForm,
    MoveForm,
    ResolveForm,
    TaskForm,
)
from fss.process.forms.clocks import PastPauseForm, PauseForm, ReplyFields
from fss.process.forms.handover import EndRoleForm
from fss.process.forms.standards import DecideForm, StandardForm
from fss.process.forms.steps import (
    AnswerForm,
    CompleteForm,
    HandOnForm,
    PainForm,
    QuestionForm,
    ReopenForm,
    SitesForm,
    SkipForm,
    StandInForm,
    StepForm,
)
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
    "TaskForm",
    "ResolveForm",
    "MoveForm",
    "FinishTaskForm",
    "AddStepForm",
    "ReopenForm",
    "QuestionForm",
    "PainForm",
    "HandOnForm",
    "AnswerForm",
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
    "CompleteForm",
    "EndRoleForm",
    "HoursForm",
    "NewCalendarForm",
    "DecideForm",
    "PastPauseForm",
    "StandardForm",
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
