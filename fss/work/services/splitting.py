"""Splitting a step that is done for each site into one copy for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.roles import MEMBER_CODES
from fss.process.rules.templates import FanOut
from fss.work.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.work.queries.running import template_of
from fss.work.rules.naming import read_sites
from fss.work.services.consulting import ask_consulted
from fss.work.services.dues import set_due
from fss.work.services.locking import lock_step
from fss.work.services.notices import tell_people


def choose_sites(
    step: StepInstance, *, sites: Sequence[str], actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """Split a step that is done for each site into one copy per site; each is due from `now`.

    Where several cities are invited each site names its own (see `read_sites`), and of the cities
    that one alone is asked and told. Raises RuleError for a step done once, without a site, or
    for a site named twice.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    instance = lock_step(step, version)
    template = template_of(instance)
    if template.step(step.key).fan_out is not FanOut.SITE or step.label:
        raise RuleError(f"“{step.title}” is not waiting for sites to be named.")
    if step.state is not StepState.READY:
        raise RuleError(f"“{step.title}” has not started yet.")
    named = read_sites(sites, _cities(step))
    copies = [step, *(_copy(step, instance, site.city) for site in named[1:])]
    _keep_to(step, named[0].city)
    for copy, site in zip(copies, named, strict=True):
        copy.label, copy.ready_at = site.name, now
    for copy in copies:
        set_due(copy, template, instance.steps, actor=actor, now=now)
    db.session.flush()
    for copy in copies:
        ask_consulted(copy, actor=actor, now=now)
    tell_people(finished=None, started=copies, actor=actor, now=now)
    return copies


def _cities(step: StepInstance) -> list[str]:
    """The invited cities that have a part in a step, by name."""
    return sorted({city for item in step.assignments if (city := _city_of(item))})


def _keep_to(step: StepInstance, city: str) -> None:
    """Take the letters of other cities away."""
    for item in list(step.assignments):
        if not _stays(item, city):
            step.assignments.remove(item)
            db.session.delete(item)


def _stays(item: StepAssignment, city: str) -> bool:
    return not city or _city_of(item) in ("", city)


def _city_of(item: StepAssignment) -> str:
    return item.organization.name if item.organization and item.role_code in MEMBER_CODES else ""


def _copy(step: StepInstance, instance: ProcessInstance, city: str) -> StepInstance:
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
        if _stays(item, city)
    ]
    return copy
