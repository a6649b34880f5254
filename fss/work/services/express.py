"""Keeping a client's deadline: does the process fit, what is due if not, go or no-go."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.calendars.queries.calendars import opening_hours
from fss.calendars.rules.calendars import Calendar, CalendarEnds
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity, Role
from fss.process.rules.templates import Template
from fss.timezone import local_date
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.clocks import stored_hours
from fss.work.queries.running import template_of
from fss.work.rules.dues import Offices
from fss.work.rules.express import Course, Express, knows_express, planned_dues, share_out
from fss.work.rules.steps import settled_keys
from fss.work.services.dues import invited_organizations, set_client_deadline, set_due
from fss.work.services.locking import lock_process
from fss.work.services.notices import tell_person
from fss.work.services.running import status_of

TOO_SHORT = (
    "The client's deadline leaves at least one city less than 4 hours of its own. Every city keeps "
    "its 4 hours, so the answer may come too late."
)
DECISION_SUBJECT = "A decision is needed"


def keep_deadline(
    instance: ProcessInstance,
    *,
    deadline: datetime,
    start: datetime,
    actor: Identity,
    now: datetime,
) -> None:
    """Compute anew whether the process fits before the client's deadline, from `start` on.

    Where it does not, the working time is shared out and open steps are due anew; where it does,
    the standards hold. When a city would get less than four hours of its own, the director is
    asked to decide. Nothing changes where no calendar reaches that far.
    """
    lock_process(instance)
    set_client_deadline(instance, deadline)
    template = template_of(instance)
    if not knows_express(template) or instance.finished_at is not None:
        return
    found = _express(instance, template, deadline, start)
    dues = {key: due.isoformat() for key, due in found.dues.items()} if found else None
    if dues != instance.express:
        instance.express = dues
        record("process:express", subject=instance, at=now, title=instance.title, on=bool(dues))
        _reckon_anew(instance, template, actor, now)
    _ask_for_decision(instance, bool(found and found.too_short), now)
    db.session.flush()


def decide_express(
    instance: ProcessInstance, *, go: bool, reason: str, actor: Identity, now: datetime
) -> None:
    """The director says whether the county answers although the time is too short.

    Raises ForbiddenError for anybody else, RuleError without a reason or when nothing is to be
    decided.
    """
    if Role.DIRECTOR not in actor.roles:
        raise ForbiddenError("Only the economic development director decides this.")
    lock_process(instance)
    if instance.decision is None or instance.decision["go"] is not None:
        raise RuleError("There is nothing to decide any more.")
    if not reason.strip():
        raise RuleError("Say why. All invited cities read it.", "reason")
    instance.decision = {
        **instance.decision,
        "go": go,
        "reason": reason.strip(),
        "by": actor.name,
        "at": now.isoformat(),
    }
    record(
        "process:decide",
        subject=instance,
        at=now,
        decision="Go on" if go else "Do not go on",
        reason=reason.strip(),
    )
    db.session.flush()


@dataclass(frozen=True)
class Hurry:
    """A step as the standards would have it and as it is due for a client in a hurry."""

    key: str
    title: str
    usual: datetime | None
    due: datetime


def hurries_of(instance: ProcessInstance) -> list[Hurry]:
    """The steps that are due by the client's deadline instead of the standards, in order."""
    if not instance.express:
        return []
    template = template_of(instance)
    offices = offices_of(instance, template)
    usual: dict[str, datetime] = {}
    if offices is not None:
        usual = planned_dues(
            _here(instance, template), offices, Course(), start=instance.started_at
        )
    return [
        Hurry(
            step.key,
            step.title,
            usual.get(step.key),
            datetime.fromisoformat(instance.express[step.key]),
        )
        for step in template.steps
        if step.key in instance.express
    ]


def offices_of(instance: ProcessInstance, template: Template) -> Offices | None:
    """The county's calendar and those of the invited cities; None without the county's."""
    county = next((found.calendar for found in stored_hours() if found.is_county), None)
    if county is None:
        return None
    invited = invited_organizations(template, instance.steps)
    own = opening_hours(invited)
    calendars: list[Calendar] = [own[key] for key in sorted(own, key=str)]
    if len(own) < len(invited):
        calendars.append(county)
    return Offices(county, tuple(calendars))


def _express(
    instance: ProcessInstance, template: Template, deadline: datetime, start: datetime
) -> Express | None:
    offices = offices_of(instance, template)
    if offices is None:
        return None
    course = Course(
        settled_keys(status_of(step) for step in instance.steps),
        {
            step.key: step.ready_at
            for step in instance.steps
            if step.state is StepState.READY and step.ready_at
        },
    )
    try:
        return share_out(_here(instance, template), offices, course, start=start, deadline=deadline)
    except CalendarEnds:
        return None


def _here(instance: ProcessInstance, template: Template) -> Template:
    """The rows for which this process has steps."""
    keys = {step.key for step in instance.steps}
    return replace(template, steps=tuple(step for step in template.steps if step.key in keys))


def _reckon_anew(
    instance: ProcessInstance, template: Template, actor: Identity, now: datetime
) -> None:
    db.session.flush()
    for step in instance.steps:
        if step.state is StepState.READY and step.ready_at is not None:
            set_due(step, template, instance.steps, actor=actor, now=now)


def _ask_for_decision(instance: ProcessInstance, too_short: bool, now: datetime) -> None:
    if not too_short:
        instance.decision = None
        return
    if instance.decision is not None:
        return
    instance.decision = {"why": TOO_SHORT, "go": None, "reason": "", "by": "", "at": ""}
    record("process:ask_decision", subject=instance, at=now, title=instance.title)
    step = _first_open(instance)
    if step is None:
        return
    for director in accounts.holders(Role.DIRECTOR, None, local_date(now, accounts.get_zone())):
        tell_person(director, DECISION_SUBJECT, step, "leaves too little time for cities", now=now)


def _first_open(instance: ProcessInstance) -> StepInstance | None:
    return next((step for step in instance.steps if step.state is StepState.READY), None)
