"""Beginning, finishing and skipping the steps of a running process."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from fss.audit.services import record
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.templates import Template
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.running import template_of
from fss.work.rules.replies import Reply
from fss.work.rules.steps import check_complete, check_skip, is_finished
from fss.work.services.clocks import cancel_clock, stop_clock
from fss.work.services.consulting import settle_consultations
from fss.work.services.locking import lock_process, lock_step
from fss.work.services.notices import tell_people
from fss.work.services.questions import check_answered, drop_questions
from fss.work.services.running import start_ready, status_of


def begin_step(step: StepInstance, *, actor: Identity, now: datetime, version: int) -> None:
    """Say that somebody has taken the step up; its time runs since it was ready, as before.

    Raises ForbiddenError for who neither does it nor answers for it, ConflictError, RuleError
    when it is not open or begun already.
    """
    if not (actor.is_system or step.is_answered_by(actor)):
        raise ForbiddenError("Only those responsible or accountable can begin this step.")
    lock_step(step, version)
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.title}” is not open.")
    if step.begun_at is not None:
        raise RuleError(f"“{step.title}” is begun already.")
    step.begun_at, step.begun_by = now, actor.user_id
    record("step:begin", subject=step, step=step.key, title=step.full_title)
    db.session.flush()


def complete_step(
    step: StepInstance,
    *,
    actor: Identity,
    now: datetime,
    version: int,
    note: str = "",
    ticked: Collection[str] = (),
    waiver: str = "",
    without: str = "",
    outside: str = "",
    reply: Reply | None = None,
) -> list[StepInstance]:
    """Mark a step as done by somebody who is responsible or accountable for it.

    Starts the steps that waited for it (they are due from `now`) and returns them; tells those
    informed, and those who now have something to do. `ticked` are items of the checklist,
    `waiver` says why others do not apply; `outside` is what people without an account answered,
    `without` why it is finished without the answers that are missing. A step that acknowledges
    a request ends with the `reply` that a person sent. Raises ForbiddenError,
    ConflictError when the step was changed meanwhile, RuleError when it may not be finished yet.
    """
    if not (actor.is_system or step.is_answered_by(actor)):
        raise ForbiddenError("Only those responsible or accountable can finish this step.")
    instance = lock_step(step, version)
    template = _check_done(step, instance, ticked, waiver)
    settle_consultations(step, without=without, outside=outside, actor=actor, now=now)
    _finish(step, template, actor, now, note=note, ticked=ticked, reason=waiver, reply=reply)
    return _go_on(instance, template, step, actor, now)


def complete_for(
    step: StepInstance,
    *,
    reason: str,
    actor: Identity,
    now: datetime,
    version: int,
    note: str = "",
    ticked: Collection[str] = (),
    reply: Reply | None = None,
) -> list[StepInstance]:
    """County staff finish a step in the place of those who should; the deviation stays on record.

    The reason also says why answers are missing. Raises as `complete_step` does, and RuleError
    without a reason.
    """
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    if not reason.strip():
        raise RuleError("Say why you finish this step for somebody else.", "reason")
    instance = lock_step(step, version)
    template = _check_done(step, instance, ticked, reason)
    settle_consultations(step, without=reason, outside="", actor=actor, now=now)
    _finish(
        step, template, actor, now,
        note=note, ticked=ticked, reason=reason, reply=reply, stood_in=True,
    )  # fmt: skip
    return _go_on(instance, template, step, actor, now)


def skip_step(
    step: StepInstance, *, reason: str, actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """County staff leave a step out, with a reason; what waited for it starts."""
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    instance = lock_step(step, version)
    template = template_of(instance)
    check_skip(template, status_of(step), reason=reason)
    leave_out(step, reason.strip(), actor, now)
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
    lock_process(instance)
    number = template.step(key).number
    last = None
    for step in instance.steps:
        if step.number < number and step.state in (StepState.WAITING, StepState.READY):
            leave_out(step, reason.strip(), actor, now)
            last = step
    return _go_on(instance, template, last, actor, now) if last else []


def leave_out(step: StepInstance, reason: str, actor: Identity, now: datetime) -> None:
    """Mark an open or waiting step as left out; the caller holds the process."""
    cancel_clock(step, reason=reason, actor=actor, now=now)
    drop_questions(step, reason=reason, actor=actor, now=now)
    step.state, step.done_at, step.done_by = StepState.SKIPPED, now, actor.user_id
    step.reason = reason
    record("step:skip", subject=step, step=step.key, title=step.full_title, reason=reason)


def _check_done(
    step: StepInstance, instance: ProcessInstance, ticked: Collection[str], waiver: str
) -> Template:
    template = template_of(instance)
    check_answered(step)
    statuses = [status_of(item) for item in instance.steps]
    known = _known(step, template, ticked)
    check_complete(template, statuses, status_of(step), ticked=known, waiver=waiver)
    return template


def _finish(
    step: StepInstance,
    template: Template,
    actor: Identity,
    now: datetime,
    *,
    note: str,
    ticked: Collection[str],
    reason: str,
    reply: Reply | None,
    stood_in: bool = False,
) -> None:
    standard = template.step(step.key).standard
    metric = standard.metric if standard else None
    stop_clock(step, metric=metric, actor=actor, now=now, reply=reply)
    step.state, step.done_at, step.done_by = StepState.DONE, now, actor.user_id
    step.stood_in = stood_in
    step.note, step.ticked = note.strip(), _known(step, template, ticked)
    # Why a step was added stays beside why something of it was left open.
    added_for = step.reason if step.declared else ""
    step.reason = " ".join(part for part in (added_for, reason.strip()) if part)
    record(
        "step:stand_in" if step.stood_in else "step:complete",
        subject=step,
        step=step.key,
        title=step.full_title,
        note=step.note,
        reason=reason.strip(),
    )


def _known(step: StepInstance, template: Template, ticked: Collection[str]) -> list[str]:
    return [item for item in template.step(step.key).checklist if item in ticked]


def _go_on(
    instance: ProcessInstance,
    template: Template,
    finished: StepInstance,
    actor: Identity,
    now: datetime,
) -> list[StepInstance]:
    started = start_ready(instance, template, at=now, actor=actor)
    if is_finished(status_of(item) for item in instance.steps):
        instance.finished_at = now
    db.session.flush()
    tell_people(finished=finished, started=started, actor=actor, now=now)
    return started
