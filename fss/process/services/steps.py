"""Finishing, skipping and splitting the steps of a running process."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import select

from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.process.rules.steps import check_complete, check_skip, is_finished
from fss.process.rules.templates import FanOut, Template
from fss.process.services.dues import set_due, template_of
from fss.process.services.notices import tell_people
from fss.process.services.running import start_ready, status_of

MOST_SITES = 50


def complete_step(
    step: StepInstance,
    *,
    actor: Identity,
    now: datetime,
    version: int,
    note: str = "",
    ticked: Collection[str] = (),
    waiver: str = "",
) -> list[StepInstance]:
    """Mark a step as done by somebody who is responsible or accountable for it.

    Starts the steps that waited for it (they are due from `now`) and returns them; tells those
    informed, and those who now have something to do. `ticked` are items of the checklist,
    `waiver` says why others do not apply. Raises ForbiddenError, ConflictError when the step was
    changed meanwhile, RuleError when it may not be finished yet.
    """
    if not (actor.is_system or step.is_answered_by(actor)):
        raise ForbiddenError("Only those responsible or accountable can finish this step.")
    return _complete(step, actor, now, version, note=note, ticked=ticked, reason=waiver)


def complete_for(
    step: StepInstance,
    *,
    reason: str,
    actor: Identity,
    now: datetime,
    version: int,
    note: str = "",
    ticked: Collection[str] = (),
) -> list[StepInstance]:
    """County staff finish a step in the place of those who should; the deviation stays on record.

    Raises as `complete_step` does, and RuleError without a reason.
    """
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    if not reason.strip():
        raise RuleError("Say why you finish this step for somebody else.", "reason")
    return _complete(
        step, actor, now, version, note=note, ticked=ticked, reason=reason, stood_in=True
    )


def skip_step(
    step: StepInstance, *, reason: str, actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """County staff leave a step out, with a reason; what waited for it starts."""
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    instance = _lock(step)
    _check_present(step, version)
    template = template_of(instance)
    check_skip(template, status_of(step), reason=reason)
    _skip(step, reason.strip(), actor, now)
    return _go_on(instance, template, step, actor, now)


def skip_before(
    instance: ProcessInstance, *, key: str, reason: str, actor: Identity, now: datetime
) -> list[StepInstance]:
    """Leave out every step before `key` that is not finished: the process ends early.

    `key` then starts. Does nothing when the process has no such step.
    """
    template = template_of(instance)
    if key not in template.edges:
        return []
    _lock_instance(instance)
    number = template.step(key).number
    last = None
    for step in instance.steps:
        if step.number < number and step.state in (StepState.WAITING, StepState.READY):
            _skip(step, reason.strip(), actor, now)
            last = step
    return _go_on(instance, template, last, actor, now) if last else []


def choose_sites(
    step: StepInstance, *, sites: Sequence[str], actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """Split a step that is done for each site into one copy per site; each is due from `now`.

    Raises RuleError for a step done once, without a site, or for a site named twice.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    instance = _lock(step)
    _check_present(step, version)
    template = template_of(instance)
    names = [" ".join(name.split()) for name in sites if name.strip()]
    if template.step(step.key).fan_out is not FanOut.SITE or step.label:
        raise RuleError(f"“{step.title}” is not waiting for sites to be named.")
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.title}” has not started yet.")
    if not names:
        raise RuleError("Name at least one site, one on each line.", "sites")
    if len({name.casefold() for name in names}) < len(names):
        raise RuleError("The same site is listed twice.", "sites")
    if len(names) > MOST_SITES or any(len(name) > 200 for name in names):
        raise RuleError(f"Name at most {MOST_SITES} sites, each on a line of its own.", "sites")
    copies = [step, *(_copy(step, instance) for _ in names[1:])]
    for copy, name in zip(copies, names, strict=True):
        copy.label, copy.ready_at = name, now
    for copy in copies:
        set_due(copy, template, instance.steps)
    db.session.flush()
    tell_people(finished=None, started=copies, actor=actor, now=now)
    return copies


def _complete(
    step: StepInstance,
    actor: Identity,
    now: datetime,
    version: int,
    *,
    note: str,
    ticked: Collection[str],
    reason: str,
    stood_in: bool = False,
) -> list[StepInstance]:
    instance = _lock(step)
    _check_present(step, version)
    template = template_of(instance)
    statuses = [status_of(item) for item in instance.steps]
    known = [item for item in template.step(step.key).checklist if item in ticked]
    check_complete(template, statuses, status_of(step), ticked=known, waiver=reason)
    step.state, step.done_at, step.done_by = StepState.DONE, now, actor.user_id
    step.note, step.ticked, step.reason = note.strip(), known, reason.strip()
    step.stood_in = stood_in
    record(
        "step:stand_in" if stood_in else "step:complete",
        subject=step,
        step=step.key,
        title=step.full_title,
        note=step.note,
        reason=step.reason,
    )
    return _go_on(instance, template, step, actor, now)


def _skip(step: StepInstance, reason: str, actor: Identity, now: datetime) -> None:
    step.state, step.done_at, step.done_by = StepState.SKIPPED, now, actor.user_id
    step.reason = reason
    record("step:skip", subject=step, step=step.key, title=step.full_title, reason=reason)


def _go_on(
    instance: ProcessInstance,
    template: Template,
    finished: StepInstance,
    actor: Identity,
    now: datetime,
) -> list[StepInstance]:
    started = start_ready(instance, template, at=now)
    if is_finished(status_of(item) for item in instance.steps):
        instance.finished_at = now
    db.session.flush()
    tell_people(finished=finished, started=started, actor=actor, now=now)
    return started


def _lock(step: StepInstance) -> ProcessInstance:
    """Let nobody else change this process meanwhile, and see it as it is now.

    Without it two people who finish the last two copies of a step at the same time would each
    see the other's as open, and what waits for both would never start.
    """
    _lock_instance(step.instance)
    return step.instance


def _lock_instance(instance: ProcessInstance) -> None:
    db.session.scalar(
        select(ProcessInstance.id).where(ProcessInstance.id == instance.id).with_for_update()
    )
    db.session.scalars(
        select(StepInstance)
        .where(StepInstance.instance_id == instance.id)
        .execution_options(populate_existing=True)
    ).all()
    db.session.refresh(instance)


def _check_present(step: StepInstance, version: int) -> None:
    try:
        check_version(step, version)
    except ConflictError:
        theirs = {"State": step.state.value.capitalize()}
        if step.finisher:
            theirs["By"] = step.finisher.name
        if step.note:
            theirs["Note"] = step.note
        raise ConflictError(
            f"Somebody else changed “{step.full_title}” first.", theirs=theirs
        ) from None


def _copy(step: StepInstance, instance: ProcessInstance) -> StepInstance:
    copy = StepInstance(key=step.key, number=step.number, title=step.title, state=StepState.READY)
    instance.steps.append(copy)
    copy.assignments = [
        StepAssignment(
            letter=item.letter,
            role_code=item.role_code,
            role=item.role,
            organization=item.organization,
            user=item.user,
        )
        for item in step.assignments
    ]
    return copy
