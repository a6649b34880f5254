"""Forms of running work, a module for each part."""

from fss.work.forms.changes import AddStepForm, FinishTaskForm, MoveForm, ResolveForm, TaskForm
from fss.work.forms.clocks import MoveStandardForm, PastPauseForm, PauseForm, ReplyFields
from fss.work.forms.handover import EndRoleForm
from fss.work.forms.questions import (
    AcknowledgeForm,
    AnswerQuestionForm,
    GiveQuestionForm,
    NewQuestionForm,
)
from fss.work.forms.steps import (
    AgreeTimeForm,
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

__all__ = [
    "AcknowledgeForm",
    "AddStepForm",
    "AgreeTimeForm",
    "AnswerForm",
    "AnswerQuestionForm",
    "CompleteForm",
    "EndRoleForm",
    "GiveQuestionForm",
    "FinishTaskForm",
    "HandOnForm",
    "MoveForm",
    "NewQuestionForm",
    "PainForm",
    "MoveStandardForm",
    "PastPauseForm",
    "PauseForm",
    "QuestionForm",
    "ReopenForm",
    "ReplyFields",
    "ResolveForm",
    "SitesForm",
    "SkipForm",
    "StandInForm",
    "StepForm",
    "TaskForm",
]
