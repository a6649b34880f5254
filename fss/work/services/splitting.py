"""Splitting a step that is done for each site into one copy for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.templates import FanOut
from fss.work.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.work.services.consulting import ask_consulted
from fss.work.services.dues import set_due, template_of
from fss.work.services.locking import lock_step
from fss.work.services.notices import tell_people

MOST_SITES = 50


def choose_sites(
    step: StepInstance, *, sites: Sequence[str], actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """Split a step that is done for each site into one copy per site; each is due from `now`.

    Raises RuleError for a step done once, without a site, or for a site named twice.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    instance = lock_step(step, version)
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
        set_due(copy, template, instance.steps, actor=actor, now=now)
    db.session.flush()
    for copy in copies:
        ask_consulted(copy, actor=actor, now=now)
    tell_people(finished=None, started=copies, actor=actor, now=now)
    return copies


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
            delegate=item.delegate,
        )
        for item in step.assignments
    ]
    return copy
