"""Moving a sample pursuit along its process, each step by somebody who answers for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.process.rules.templates import FanOut
from fss.pursuits.models import Pursuit
from fss.pursuits.queries import process_steps
from fss.work.models import ProcessInstance, StepInstance, StepState
from fss.work.queries.running import template_of
from fss.work.rules.replies import Channel, Reply
from fss.work.services import choose_sites, complete_step


@dataclass(frozen=True)
class Finished:
    """A step that is done: by whom, with which letter."""

    key: str
    title: str
    person: str
    letter: str


def finish_step(
    pursuit: Pursuit,
    key: str,
    *,
    at: datetime,
    note: str = "",
    cities: Sequence[str] | None = None,
) -> list[Finished]:
    """Finish the open copies of a step (of `cities` only, when named), all items ticked."""
    instance, steps = process_steps(pursuit)
    assert instance is not None
    done = []
    for step in steps:
        ready = step.key == key and step.state is StepState.READY
        if ready and (cities is None or step.label in cities):
            done.append(_finish(instance, step, at, note))
    return done


def name_sites(
    pursuit: Pursuit, keys: Sequence[str], *, sites: Sequence[str], at: datetime
) -> None:
    """Split the steps done for each site into one copy for each of `sites`."""
    instance, steps = process_steps(pursuit)
    assert instance is not None
    template = template_of(instance)
    for step in steps:
        if step.key in keys and step.state is StepState.READY:
            assert template.step(step.key).fan_out is FanOut.SITE
            _, identity, _ = _who_answers(step)
            with acting(identity):
                choose_sites(step, sites=sites, actor=identity, now=at, version=step.version)


def _finish(instance: ProcessInstance, step: StepInstance, at: datetime, note: str) -> Finished:
    checklist = template_of(instance).step(step.key).checklist
    user, identity, letter = _who_answers(step)
    with acting(identity):
        complete_step(
            step,
            actor=identity,
            now=at,
            version=step.version,
            note=note,
            ticked=checklist,
            without="Asked by telephone; nothing to add.",
            reply=Reply(Channel.EMAIL, at, "The sender, that we have the request"),
        )
    return Finished(step.key, step.full_title, user.name, letter)


def _who_answers(step: StepInstance) -> tuple[User, Identity, str]:
    """The person with an R, else with the A."""
    for letter in "RA":
        for item in step.assignments:
            if item.letter == letter and item.user is not None:
                return item.user, accounts.identity_of(item.user.id), letter
    raise LookupError(f"nobody answers for {step.full_title}")
