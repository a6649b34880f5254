"""Moving a running process to a newer approved version: shown before, on record, losing nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from fss.accounts.models import Organization
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.roles import MEMBER_CODES
from fss.process.rules.templates import FanOut, Template, template_from_data
from fss.work.models import (
    AssignmentEvent,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepState,
)
from fss.work.queries.running import template_of
from fss.work.rules.additions import Addition, Origin, addition_as_data, addition_from_data
from fss.work.rules.moves import Fate, Move, plan_move
from fss.work.rules.steps import is_finished
from fss.work.services.locking import lock_process
from fss.work.services.notices import tell_people
from fss.work.services.running import (
    Roster,
    add_row,
    letters_of,
    roster_for,
    start_ready,
    status_of,
)
from fss.work.services.steps import leave_out


@dataclass(frozen=True)
class Preview:
    """What a move would do, as its page shows it: the fate of each step, and the new rows."""

    to: ProcessTemplate
    newer: Template
    move: Move
    steps: tuple[tuple[StepInstance, Fate], ...]

    def with_fate(self, fate: Fate) -> list[StepInstance]:
        """The steps that have it."""
        return [step for step, found in self.steps if found is fate]


def preview_move(instance: ProcessInstance, to: ProcessTemplate) -> Preview:
    """What moving to another version would do; changes nothing. RuleError when it cannot be."""
    if instance.finished_at is not None:
        raise RuleError("This process is finished; it keeps its version.")
    if to.code != instance.template.code:
        raise RuleError("Choose a version of the same process.", "to")
    if to.number <= instance.template.number:
        raise RuleError("The process runs by that version, or a newer one, already.", "to")
    if to.status is not TemplateStatus.APPROVED:
        raise RuleError("Choose a version that is approved.", "to")
    newer = template_from_data(to.content)
    added = [
        step.key
        for step in instance.steps
        if step.declared and addition_from_data(step.declared).origin is Origin.ADDED
    ]
    steps = list(instance.steps)
    statuses = [status_of(step) for step in steps]
    move = plan_move(template_of(instance), newer, statuses, added)
    fates = [fate for _, fate in move.fates]
    return Preview(to, newer, move, tuple(zip(steps, fates, strict=True)))


def move_process(
    instance: ProcessInstance,
    *,
    to: ProcessTemplate,
    reason: str,
    actor: Identity,
    now: datetime,
    version: int,
) -> list[StepInstance]:
    """Let a running process go on by a newer approved version; returns the steps that start.

    Finished steps keep times, people and words; open ones that go on keep theirs too, and waiting
    ones get the letters of the newer version unless somebody handed them on. Steps that end are
    left out with a reason. Raises ForbiddenError, ConflictError when somebody changed the process
    meanwhile, RuleError without a reason or when it cannot be.
    """
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    lock_process(instance)
    check_version(instance, version)
    if not reason.strip():
        raise RuleError("Say why the process moves to the newer version.", "reason")
    preview = preview_move(instance, to)
    before = template_of(instance)
    invited = _invited(instance, before)
    record(
        "process:move",
        subject=instance,
        at=now,
        old=instance.template.number,
        new=to.number,
        reason=reason.strip(),
    )
    for step in preview.with_fate(Fate.ENDS):
        leave_out(step, f"Version {to.number} of the process has no such step.", actor, now)
    for step in instance.steps:
        if step.key in preview.newer.edges:
            step.number = preview.newer.step(step.key).number
        elif not step.declared:
            # What was done, or ended, keeps the row it stood in.
            row = Addition(before.step(step.key), Origin.EARLIER_VERSION)
            step.declared = addition_as_data(row)
    instance.template = to
    roster = roster_for(to, invited, now)
    _take_over(preview, roster)
    for key in preview.move.new:
        add_row(instance, preview.newer.step(key), roster)
    db.session.flush()
    template = template_of(instance)
    started = start_ready(instance, template, at=now, actor=actor)
    if is_finished(status_of(step) for step in instance.steps):
        instance.finished_at = now
    db.session.flush()
    tell_people(finished=None, started=started, actor=actor, now=now)
    return started


def _invited(instance: ProcessInstance, template: Template) -> list[Organization]:
    """The cities that have copies of their own, else those with a part in it, by name."""
    found = {
        step.organization.id: step.organization
        for step in instance.steps
        if step.organization and template.step(step.key).fan_out is FanOut.INVITED_CITY
    } or {
        item.organization.id: item.organization
        for step in instance.steps
        for item in step.assignments
        if item.organization and item.role_code in MEMBER_CODES
    }
    return sorted(found.values(), key=lambda city: (city.name, str(city.id)))


def _take_over(preview: Preview, roster: Roster) -> None:
    """Waiting steps get title and letters of the newer version; who was handed one keeps it."""
    waiting = [
        step
        for step in preview.with_fate(Fate.GOES_ON)
        if step.state is StepState.WAITING and step.key in preview.newer.edges
    ]
    handed_on = set(
        db.session.scalars(
            select(StepAssignment.step_id)
            .join(AssignmentEvent, AssignmentEvent.assignment_id == StepAssignment.id)
            .where(StepAssignment.step_id.in_([step.id for step in waiting]))
        )
    )
    for step in waiting:
        row = preview.newer.step(step.key)
        step.title = row.title
        if step.id not in handed_on:
            for item in list(step.assignments):
                step.assignments.remove(item)
                db.session.delete(item)
            db.session.flush()
            step.assignments += letters_of(row, roster, step.organization)
    db.session.flush()
