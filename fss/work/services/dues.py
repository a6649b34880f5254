"""Computing due times of started steps from the calendars that count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fss.calendars.models import ServiceStandard
from fss.calendars.queries.standards import as_standard, standard_on, version_of
from fss.calendars.rules.calendars import Calendar
from fss.calendars.rules.standards import Due, Standard
from fss.calendars.services.closures import follows_calendars
from fss.db import db
from fss.permissions.rules import SYSTEM, Identity
from fss.process.rules.templates import FanOut, Template, TemplateStep
from fss.timezone import utcnow
from fss.work.models import Clock, ProcessInstance, StepInstance, StepState
from fss.work.queries.clocks import StoredHours, open_clock, stored_hours
from fss.work.queries.questions import open_questions
from fss.work.queries.running import fixed_times, template_of
from fss.work.rules.clocks import ClockState
from fss.work.rules.dues import Offices, reckon
from fss.work.rules.escalation import HIGHEST, latest_finish
from fss.work.services.clocks import Start, cancel_clock, migrate_clock, next_time, start_clock
from fss.work.services.loading import calendar_of, load
from fss.work.services.mirroring import show_due


def set_due(
    step: StepInstance,
    template: Template,
    instance_steps: Sequence[StepInstance],
    *,
    actor: Identity = SYSTEM,
    now: datetime | None = None,
) -> None:
    """Compute when a ready step is due, from `ready_at`, with the reasons, and start its clock.

    A clock that ran from another start is cancelled and followed by one from the right start.
    Without a due time there is no clock, nor for what happens at a time agreed by people.
    """
    assert step.ready_at is not None
    with db.session.no_autoflush:
        # Whoever changes a clock locks it first and writes its step after, so that no two wait
        # for each other. A step not written yet has none.
        running = open_clock(step.id, lock=True) if step.id else None
    db.session.flush()
    now = now or utcnow()
    start = reckon_start(step, template, instance_steps)
    if isinstance(start, str):
        step.due_at, step.trace = None, [start]
    else:
        step.due_at, step.trace = start.reckoned.at, list(start.reckoned.trace)
        if running is not None and _is_same(running, step, start):
            return
    if running is not None:
        cancel_clock(
            step, reason="The time was reckoned anew from its start.", actor=actor, now=now
        )
    if not isinstance(start, str) and start.reckoned.due and start.reckoned.standard:
        start_clock(step, start, actor=actor, now=now)
    if template.step(step.key).question_times and open_questions(step):
        show_due(step)


def reckon_start(
    step: StepInstance,
    template: Template,
    instance_steps: Sequence[StepInstance],
    *,
    hours: Sequence[StoredHours] | None = None,
    day: date | None = None,
    clock: Clock | None = None,
) -> Start | str:
    """What a ready step's clock starts with; words that say why there is no calendar to count by.

    The standard is the catalogue's version of the day on which the step started, where it has
    one; else the process's own figure. `day` asks for the version of another day, `clock` for the
    one by which that clock runs. `hours` are all there are, for who asks of many steps.
    """
    assert step.ready_at is not None
    invited = invited_organizations(template, instance_steps)
    responsible = {
        assignment.organization_id
        for assignment in step.assignments
        if assignment.letter == "R" and assignment.organization_id
    }
    hours = stored_hours(invited | responsible) if hours is None else hours
    county = next((found.calendar for found in hours if found.is_county), None)
    if county is None:
        return "There is no due time yet. Add the county's opening hours under Process first."
    own = {found.organization_id: found.calendar for found in hours}
    declared = template.step(step.key)
    instance = step.instance
    row = None
    if declared.standard is not None and step.declared is None:
        code = f"{template.code}.{step.key}"
        row = version_of(clock.standard_code, clock.standard_number) if clock else None
        row = row or standard_on(code, day or county.local(step.ready_at).date())
    stated = (instance.express or {}).get(step.key)
    reckoned = reckon(
        declared,
        Offices(county, _of(invited, own, county), _of(responsible, own, county)),
        step.ready_at,
        standard=_standard(template, declared, row),
        stated=datetime.fromisoformat(stated) if stated else None,
        fixed=fixed_times(template, step, instance_steps),
    )
    if reckoned.standard is not None and reckoned.standard.before:
        standard = replace(reckoned.standard, code=f"{template.code}.{step.key}")
        reckoned = replace(reckoned, standard=standard)
    return Start(
        reckoned,
        hours,
        row,
        stated=bool(stated),
        risk_at=_risk_at(instance, template, step, reckoned.due),
    )


def reckon_again(
    step: StepInstance, template: Template, *, reason: str, actor: Identity, now: datetime
) -> None:
    """Let an open step follow a changed time; a clock that runs keeps what was used and paused."""
    running = open_clock(step.id, lock=True)
    start = reckon_start(step, template, step.instance.steps, clock=running)
    if (
        running is None
        or isinstance(start, str)
        or start.reckoned.standard is None
        or start.reckoned.due is None
    ):
        set_due(step, template, step.instance.steps, actor=actor, now=now)
    else:
        migrate_clock(step, start, reason=reason, actor=actor, now=now)


def set_client_deadline(instance: ProcessInstance, due_at: datetime | None) -> None:
    """Keep by when the client wants the answer; open clocks warn when that is at risk."""
    if instance.client_due_at == due_at:
        return
    instance.client_due_at = due_at
    hours = stored_hours()
    template = template_of(instance)
    for step in instance.steps:
        clock = open_clock(step.id, lock=True) if step.state is StepState.READY else None
        if clock is not None:
            value = load(clock, calendar_of(clock, hours))
            clock.risk_at = _risk_at(instance, template, step, value.due)
            clock.next_at = next_time(clock, value)
    db.session.flush()


def _standard(
    template: Template, declared: TemplateStep, row: ServiceStandard | None
) -> Standard | None:
    code = f"{template.code}.{declared.key}"
    if row is not None:
        return as_standard(row)
    if declared.standard is None or declared.standard.before is not None:
        return None
    return declared.standard.as_standard(code)


def _risk_at(
    instance: ProcessInstance, template: Template, step: StepInstance, due: Due | None
) -> datetime | None:
    """When the step is late and what follows no longer fits before the client's deadline."""
    if instance.client_due_at is None or due is None:
        return None
    latest = latest_finish(
        template, step.key, deadline=instance.client_due_at, calendar=due.calendar
    )
    return max(latest, due.at) if latest else None


def _is_same(clock: Clock, step: StepInstance, start: Start) -> bool:
    return (
        clock.started_at == step.ready_at
        and clock.state is ClockState.RUNNING
        and clock.due_at == start.reckoned.at
        and clock.latest_at == start.reckoned.latest
    )


def invited_organizations(template: Template, steps: Sequence[StepInstance]) -> set[UUID]:
    """The cities that were invited: those with a copy of a step that each city does."""
    return {
        step.organization_id
        for step in steps
        if step.organization_id and template.step(step.key).fan_out is FanOut.INVITED_CITY
    }


@follows_calendars
def set_missing_dues() -> None:
    """Give open steps a due time that had none for want of a calendar."""
    waiting = db.session.scalars(
        select(StepInstance)
        .where(StepInstance.state == StepState.READY, StepInstance.due_at.is_(None))
        .options(
            selectinload(StepInstance.assignments),
            joinedload(StepInstance.instance).joinedload(ProcessInstance.template),
        )
        .order_by(StepInstance.id)
    ).all()
    for step in waiting:
        set_due(step, template_of(step.instance), step.instance.steps)
    _find_missing_levels()
    db.session.flush()


def _find_missing_levels() -> None:
    """Levels of escalation that lay beyond a calendar's end can be told when it goes on."""
    hours = stored_hours()
    for clock in db.session.scalars(
        select(Clock).where(
            Clock.state == ClockState.RUNNING,
            Clock.next_at.is_(None),
            Clock.level < HIGHEST,
        )
    ):
        clock.next_at = next_time(clock, load(clock, calendar_of(clock, hours)))


def _of(
    organization_ids: set[UUID], own: dict[UUID, Calendar], county: Calendar
) -> tuple[Calendar, ...]:
    """Each organization's own calendar, once; the county's for those without one."""
    found = [own[key] for key in sorted(organization_ids, key=str) if key in own]
    if len(found) < len(organization_ids):
        found.append(county)
    return tuple(found)
