"""What running work keeps: processes that run, their steps, clocks and people."""

from fss.work.models.clocks import QUESTION, STEP, Clock, ClockEvent, PauseRequest, StepNotice
from fss.work.models.feeds import CalendarFeed
from fss.work.models.people import AssignmentEvent, Consultation, PainPoint, Task
from fss.work.models.questions import ClientQuestion
from fss.work.models.running import ProcessInstance, StepAssignment, StepInstance, StepState

__all__ = [
    "QUESTION",
    "STEP",
    "AssignmentEvent",
    "CalendarFeed",
    "ClientQuestion",
    "Clock",
    "ClockEvent",
    "Consultation",
    "PainPoint",
    "PauseRequest",
    "ProcessInstance",
    "StepAssignment",
    "StepInstance",
    "StepNotice",
    "StepState",
    "Task",
]
