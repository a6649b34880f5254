"""What the process keeps: calendars, standards, templates, running steps, clocks, who did what."""

from fss.process.models.calendars import Calendar, CalendarClosure, CalendarVersion
from fss.process.models.clocks import Clock, ClockEvent, PauseRequest, StepNotice
from fss.process.models.feeds import CalendarFeed
from fss.process.models.people import AssignmentEvent, Consultation, PainPoint, Task
from fss.process.models.running import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.process.models.standards import ServiceStandard
from fss.process.models.templates import (
    ProcessTemplate,
    RaciVariant,
    TemplateStatus,
    VariantStatus,
)

__all__ = [
    "AssignmentEvent",
    "Calendar",
    "CalendarClosure",
    "CalendarFeed",
    "CalendarVersion",
    "Clock",
    "ClockEvent",
    "Consultation",
    "PainPoint",
    "PauseRequest",
    "ProcessInstance",
    "ProcessTemplate",
    "RaciVariant",
    "ServiceStandard",
    "StepAssignment",
    "StepInstance",
    "StepNotice",
    "StepState",
    "Task",
    "TemplateStatus",
    "VariantStatus",
]
