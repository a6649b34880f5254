"""Pauses: with evidence; those that were forgotten asked for by one person, approved by another."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from fss.audit.services import record
from fss.db import db
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.work.models import Clock, PauseRequest, ProcessInstance, StepInstance
from fss.work.queries.clocks import open_clock
from fss.work.rules import clocks as rules
from fss.work.rules.amendments import add_past_pause
from fss.work.rules.clocks import ClockAction, ClockState, PauseReason
from fss.work.services.clocks import (
    ClockRequest,
    change,
    end_stated_pause,
    locked_clock,
    not_before,
    preview,
)


def pause_clock(
    step: StepInstance,
    *,
    reason: PauseReason,
    evidence: str,
    actor: Identity,
    now: datetime,
    until: datetime | None = None,
    version: int | None = None,
) -> Clock:
    """Pause the clock of a step; it goes on `until` then, or when somebody says so.

    `version` is that of the step the person was shown. Raises ForbiddenError for who neither
    works on the step nor is county staff, ConflictError, RuleError without evidence, for a clock
    that never pauses, and when none runs.
    """
    check_may_pause(step, actor)
    clock = locked_clock(step, version)
    end_stated_pause(clock, now=now)
    now = not_before(clock, now)
    if until is not None and until <= now:
        raise RuleError("The pause must end later than now.", "until")
    change(
        clock,
        lambda value: rules.pause(value, at=now, reason=reason, evidence=evidence.strip()),
        actor=actor,
        now=now,
        resume_at=until,
    )
    record("clock:pause", subject=step, step=step.key, title=step.full_title, evidence=evidence)
    return clock


def resume_clock(
    step: StepInstance, *, actor: Identity, now: datetime, version: int | None = None
) -> Clock:
    """Let the clock of a step go on, as somebody says who may pause it (see `pause_clock`)."""
    check_may_pause(step, actor)
    return let_go_on(step, actor=actor, now=now, version=version)


def check_may_pause(step: StepInstance, actor: Identity) -> None:
    """Raise ForbiddenError for who neither works on the step nor is county staff."""
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError


def let_go_on(
    step: StepInstance, *, actor: Identity, now: datetime, version: int | None = None
) -> Clock:
    """End the pause of a clock, whatever ended it; the due time moves by its open hours.

    A pause whose stated end has passed ended then.
    """
    clock = locked_clock(step, version)
    if end_stated_pause(clock, now=now) is None:
        at = not_before(clock, now)
        change(clock, lambda value: rules.resume(value, at=at), actor=actor, now=now)
    record("clock:resume", subject=step, step=step.key, title=step.full_title, due=clock.due_at)
    return clock


def ask_for_pause(
    step: StepInstance,
    *,
    reason: PauseReason,
    evidence: str,
    start: datetime,
    end: datetime,
    actor: Identity,
    now: datetime,
) -> PauseRequest:
    """Ask that a pause which is over be counted; it changes nothing until somebody approves it.

    Raises ForbiddenError and RuleError, as the pause itself would.
    """
    check_may_pause(step, actor)
    clock = open_clock(step.id, lock=True)
    if clock is None:
        raise RuleError("No clock runs for this step.")
    waiting = db.session.scalar(
        select(PauseRequest.id).where(
            PauseRequest.clock_id == clock.id, PauseRequest.approved.is_(None)
        )
    )
    if waiting is not None:
        raise RuleError("Another past pause waits for approval. Decide that one first.")
    preview(
        clock,
        lambda value: add_past_pause(
            value, start=start, end=end, reason=reason, evidence=evidence, now=now
        ),
    )
    request = PauseRequest(
        clock=clock,
        reason=reason,
        evidence=evidence.strip(),
        start_at=start,
        end_at=end,
        requested_by=actor.user_id,
        requested_at=now,
    )
    db.session.add(request)
    db.session.flush()
    record("clock:ask", subject=step, at=now, step=step.key, title=step.full_title)
    return request


def decide_pause(request: PauseRequest, *, approve: bool, actor: Identity, now: datetime) -> None:
    """Approve or decline a pause that was asked for afterwards.

    Raises ForbiddenError for who asked for it, and for who neither answers for the step nor is
    county staff; ConflictError when it was decided already.
    """
    step = request.clock.step
    assert step is not None
    if not may_decide(request, actor):
        raise ForbiddenError("Somebody else who answers for the step has to approve this pause.")
    clock = open_clock(step.id, lock=True)
    db.session.refresh(request)
    if request.approved is not None:
        raise ConflictError("This pause was decided already.")
    if approve:
        if clock is None or clock.id != request.clock_id:
            raise RuleError("The clock has ended meanwhile. Decline the pause.")
        change(
            clock,
            lambda value: add_past_pause(
                value,
                start=request.start_at,
                end=request.end_at,
                reason=request.reason,
                evidence=request.evidence,
                now=now,
            ),
            actor=actor,
            now=now,
            requested=ClockRequest(request.requested_by),
        )
    request.approved, request.decided_by, request.decided_at = approve, actor.user_id, now
    record(
        "clock:approve" if approve else "clock:decline",
        subject=step,
        at=now,
        step=step.key,
        title=step.full_title,
    )
    db.session.flush()


def may_decide(request: PauseRequest, actor: Identity) -> bool:
    """Whether the person may decide: not who asked, but who is accountable, or county staff."""
    if actor.user_id is None or actor.user_id == request.requested_by:
        return False
    step = request.clock.step
    return actor.is_county_staff or (
        step is not None
        and any(item.letter == "A" and item.is_for(actor) for item in step.assignments)
    )


def note_inbound(
    subject_type: str, subject_id: UUID, *, actor: Identity, now: datetime
) -> list[Clock]:
    """The client wrote: clocks of the subject that waited for the client go on."""
    waiting = db.session.scalars(
        select(StepInstance)
        .join(StepInstance.instance)
        .where(
            ProcessInstance.subject_type == subject_type,
            ProcessInstance.subject_id == subject_id,
            StepInstance.paused_at.is_not(None),
        )
        .order_by(StepInstance.number, StepInstance.label, StepInstance.id)
    ).all()
    resumed = []
    for step in waiting:
        clock = open_clock(step.id, lock=True)
        if clock is not None and _waits_for_client(clock):
            resumed.append(let_go_on(step, actor=actor, now=now))
    return resumed


def _waits_for_client(clock: Clock) -> bool:
    last = next(
        (event for event in reversed(clock.events) if event.action is ClockAction.PAUSE), None
    )
    return (
        clock.state is ClockState.PAUSED
        and last is not None
        and last.reason == PauseReason.WAITING_CLIENT.value
    )
