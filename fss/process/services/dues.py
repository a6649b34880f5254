"""Computing due times of started steps from the calendars that count."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fss.db import db
from fss.errors import RuleError
from fss.process import queries
from fss.process.models import ProcessInstance, StepInstance, StepState
from fss.process.rules.calendars import Calendar
from fss.process.rules.dues import Offices, reckon
from fss.process.rules.templates import FanOut, Template, template_from_data


def template_of(instance: ProcessInstance) -> Template:
    """The version of the process that the instance is bound to."""
    return template_from_data(instance.template.content)


def set_due(step: StepInstance, template: Template, instance_steps: Sequence[StepInstance]) -> None:
    """Compute when a ready step is due, from `ready_at`, and keep the reasons in words."""
    assert step.ready_at is not None
    try:
        county = queries.county_calendar()
    except RuleError as reason:
        step.due_at, step.trace = None, [f"There is no due time yet. {reason.message}"]
        return
    invited = invited_organizations(template, instance_steps)
    responsible = {
        assignment.organization_id
        for assignment in step.assignments
        if assignment.letter == "R" and assignment.organization_id
    }
    own = queries.opening_hours(invited | responsible)
    reckoned = reckon(
        template.step(step.key),
        Offices(county, _of(invited, own, county), _of(responsible, own, county)),
        step.ready_at,
    )
    step.due_at, step.trace = reckoned.at, list(reckoned.trace)


def invited_organizations(template: Template, steps: Sequence[StepInstance]) -> set[UUID]:
    """The cities that were invited: those with a copy of a step that each city does."""
    return {
        step.organization_id
        for step in steps
        if step.organization_id and template.step(step.key).fan_out is FanOut.INVITED_CITY
    }


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
    db.session.flush()


def _of(
    organization_ids: set[UUID], own: dict[UUID, Calendar], county: Calendar
) -> tuple[Calendar, ...]:
    """Each organization's own calendar, once; the county's for those without one."""
    found = [own[key] for key in sorted(organization_ids, key=str) if key in own]
    if len(found) < len(organization_ids):
        found.append(county)
    return tuple(found)
