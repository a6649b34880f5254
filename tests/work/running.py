"""A running process for the tests of this folder, and ways to move it."""

from __future__ import annotations

import uuid
from datetime import datetime

from fss.work import queries, services
from fss.work.models import ProcessInstance, StepInstance
from fss.work.queries.running import template_of
from fss.work.rules.replies import Channel, Reply
from tests.factories.process import Office, local


def start(
    office: Office, *, at: datetime | None = None, title: str = "Project Heron"
) -> ProcessInstance:
    """Start the pursuit process for a made-up subject; received Monday at 9:00."""
    at = at or local(11, 23, 9)
    return services.start_process(
        template_code="D1",
        subject_type="pursuit",
        subject_id=uuid.uuid4(),
        title=title,
        invited=office.cities,
        started_at=at,
        actor=office.identity(office.coordinator),
        now=at,
    )


def step(instance: ProcessInstance, key: str, label: str = "") -> StepInstance:
    """The step with that key (and, of several copies, that label)."""
    return next(
        item
        for item in queries.steps_of(instance)
        if item.key == key and (not label or item.label == label)
    )


def checklist(item: StepInstance) -> tuple[str, ...]:
    """Everything that has to be ticked."""
    return template_of(item.instance).step(item.key).checklist


def replied(at: datetime) -> Reply:
    """What a person wrote to the one who asked."""
    return Reply(Channel.EMAIL, at, "The broker, that we have it")


def finish(office: Office, instance: ProcessInstance, key: str, at: datetime) -> None:
    """Finish every open copy of a step, each by somebody responsible; P7 and P8 are left out."""
    for item in queries.steps_of(instance):
        if item.key != key or item.state.value != "ready":
            continue
        if key in ("P7", "P8"):
            services.skip_step(
                item,
                reason="Not needed",
                actor=office.identity(office.coordinator),
                now=at,
                version=item.version,
            )
            continue
        doers = [office.coordinator, *office.planners]
        actor = next(
            office.identity(user) for user in doers if item.is_answered_by(office.identity(user))
        )
        services.complete_step(
            item,
            actor=actor,
            now=at,
            version=item.version,
            ticked=checklist(item),
            without="Agreed by telephone",
            reply=replied(at),
        )


def advance_to(office: Office, instance: ProcessInstance, key: str, at: datetime) -> None:
    """Finish everything before a step."""
    for number in range(1, int(key[1:])):
        finish(office, instance, f"P{number}", at)
