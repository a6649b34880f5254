"""Splitting a step that is done for each site into one copy for each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select

from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.roles import MEMBER_CODES
from fss.process.rules.templates import FanOut
from fss.work.models import (
    AssignmentEvent,
    ProcessInstance,
    StepAssignment,
    StepInstance,
    StepState,
)
from fss.work.queries.running import template_of
from fss.work.rules.naming import NamedSite, read_sites
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
    told = _with_history(step)
    _check_histories_have_a_place(told, named)
    first = {named[0].city: step}
    copies = [step]
    for site in named[1:]:
        # What was told of a letter goes with it: to the first site of its city.
        without = told if site.city not in first else ()
        copies.append(_copy(step, instance, site.city, without=without))
        first.setdefault(site.city, copies[-1])
    _keep_to(step, named[0].city, told, first)
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


def _with_history(step: StepInstance) -> list[StepAssignment]:
    """The letters that changed hands: what was told of them is kept."""
    changed = select(AssignmentEvent.assignment_id).where(
        AssignmentEvent.assignment_id.in_([item.id for item in step.assignments])
    )
    ids = set(db.session.scalars(changed))
    return [item for item in step.assignments if item.id in ids]


def _check_histories_have_a_place(
    told: Sequence[StepAssignment], named: Sequence[NamedSite]
) -> None:
    for item in told:
        if not any(_stays(item, site.city) for site in named):
            raise RuleError(
                f"The part of {_city_of(item)} in this step has changed hands already. Name a "
                "site of it as well.",
                "sites",
            )


def _keep_to(
    step: StepInstance,
    city: str,
    told: Sequence[StepAssignment],
    first: Mapping[str, StepInstance],
) -> None:
    """Take the letters of other cities away; those with a history go to a copy of their city."""
    for item in [item for item in step.assignments if not _stays(item, city)]:
        step.assignments.remove(item)
        if item in told:
            first[_city_of(item)].assignments.append(item)
        else:
            db.session.delete(item)


def _stays(item: StepAssignment, city: str) -> bool:
    return not city or _city_of(item) in ("", city)


def _city_of(item: StepAssignment) -> str:
    return item.organization.name if item.organization and item.role_code in MEMBER_CODES else ""


def _copy(
    step: StepInstance,
    instance: ProcessInstance,
    city: str,
    *,
    without: Sequence[StepAssignment],
) -> StepInstance:
    """A copy for one site; letters of a city in `without` are still to come from the step."""
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
        if _stays(item, city) and not (city and _city_of(item) and item in without)
    ]
    return copy
