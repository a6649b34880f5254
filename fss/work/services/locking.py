"""Letting one person at a time move a running process."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm.attributes import flag_modified

from fss.accounts import queries as accounts
from fss.db import check_version, db
from fss.errors import ConflictError
from fss.timezone import words
from fss.work.models import Clock, ProcessInstance, StepInstance
from fss.work.rules.clocks import OPEN_STATES


def lock_step(step: StepInstance, version: int) -> ProcessInstance:
    """Let nobody else change this process meanwhile, and see it as it is now.

    Without it two people who finish the last two copies of a step at the same time would each
    see the other's as open, and what waits for both would never start. Raises ConflictError, with
    what happened, when the step is not the version the person was shown.
    """
    lock_process(step.instance)
    try:
        check_version(step, version)
    except ConflictError:
        theirs = {"State": step.state.value.capitalize()}
        if step.fixed_at:
            theirs["Takes place"] = words(step.fixed_at, accounts.get_zone())
        # At a step done once for several cities none learns who of another has acted.
        if step.finisher and not step.is_shared_by_cities:
            theirs["By"] = step.finisher.name
        if step.note:
            theirs["Note"] = step.note
        raise ConflictError(
            f"Somebody else changed “{step.full_title}” first.", theirs=theirs
        ) from None
    return step.instance


def lock_process(instance: ProcessInstance) -> None:
    """Let nobody else change this process until the transaction ends; read it anew.

    Its clocks, and those of other processes for the same subject (the client's answer lets them
    go on), are locked before anything is written: the sweep holds clocks when it writes the
    record, so nobody may wait for a clock who holds the record already.
    """
    db.session.scalar(
        select(ProcessInstance.id).where(ProcessInstance.id == instance.id).with_for_update()
    )
    steps = (
        select(StepInstance.id)
        .join(StepInstance.instance)
        .where(
            ProcessInstance.subject_type == instance.subject_type,
            ProcessInstance.subject_id == instance.subject_id,
        )
    )
    db.session.scalars(
        select(Clock.id)
        .where(Clock.step_id.in_(steps), Clock.state.in_(OPEN_STATES))
        .order_by(Clock.id)
        .with_for_update()
    ).all()
    db.session.scalars(
        select(StepInstance)
        .where(StepInstance.instance_id == instance.id)
        .execution_options(populate_existing=True)
    ).all()
    db.session.refresh(instance)


def count_as_change(step: StepInstance) -> None:
    """Let what changed beside the step count as its change, for those who act on it at once."""
    flag_modified(step, "note")
