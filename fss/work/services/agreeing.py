"""The time people agree on for a step, such as a visit, and what is counted back from it."""

from __future__ import annotations

from datetime import datetime

from fss.audit.services import record
from fss.calendars.rules.calendars import Calendar, CalendarEnds, open_intervals
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process.rules.templates import Template, TemplateStep
from fss.work.models import StepInstance, StepState
from fss.work.queries.clocks import stored_hours
from fss.work.queries.running import fixed_times, template_of
from fss.work.rules.agreed import squeezed_steps
from fss.work.rules.dues import Offices
from fss.work.rules.express import Course
from fss.work.services.dues import reckon_again
from fss.work.services.locking import lock_step
from fss.work.services.notices import tell_of_time

SETTLED = (StepState.DONE, StepState.SKIPPED)


def agree_time(
    step: StepInstance, *, at: datetime | None, actor: Identity, now: datetime, version: int
) -> list[TemplateStep]:
    """Say when a step takes place; None: the time agreed before holds no longer.

    What is open and counted back from it is due anew; late clocks stay late. Returns the steps
    for which that leaves less time than they may take: to warn of, no refusal. For county staff
    and those who answer for the step. Raises ForbiddenError, ConflictError when somebody changed
    it meanwhile, RuleError for a time that has passed, that lies beyond the county's calendar, or
    for a step that takes place at no agreed time.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    instance = lock_step(step, version)
    template = template_of(instance)
    if step.key not in template.fixed_keys:
        raise RuleError("Nothing is counted back from this step: it needs no agreed time.")
    if step.state in SETTLED:
        raise RuleError(f"“{step.full_title}” is finished. Open it again to change its time.")
    if at == step.fixed_at:
        raise RuleError("That time is agreed already." if at else "Enter day and time.", "at")
    county = _county(at, now)
    before, step.fixed_at = step.fixed_at, at
    record(
        "step:agree_time", subject=step, step=step.key, title=step.full_title, old=before, new=at
    )
    reason = f"The time of {step.key}, “{step.full_title}”, was changed."
    following = [
        other
        for other in instance.steps
        if other.state is StepState.READY and _follows(template, other, step)
    ]
    for other in following:
        reckon_again(other, template, reason=reason, actor=actor, now=now)
    db.session.flush()
    tell_of_time(step, [one for one in following if one is not step], actor=actor, now=now)
    if at is None or county is None:
        return []
    return squeezed_steps(
        template,
        step.key,
        Offices(county),
        Course(
            frozenset(item.key for item in instance.steps if item.state in SETTLED),
            {item.key: item.ready_at for item in instance.steps if item.ready_at},
        ),
        fixed=fixed_times(template, step, instance.steps),
        now=now,
    )


def _county(at: datetime | None, now: datetime) -> Calendar | None:
    """The county's calendar; refuses a time that has passed, or one not confirmed so far."""
    county = next((found.calendar for found in stored_hours() if found.is_county), None)
    if at is None:
        return county
    if at <= now:
        raise RuleError("That time has passed. Enter a day and time to come.", "at")
    if county is not None:
        try:
            open_intervals(county, county.local(at).date())
        except CalendarEnds as reason:
            raise RuleError(reason.message, "at") from None
    return county


def _follows(template: Template, other: StepInstance, step: StepInstance) -> bool:
    limits = template.step(other.key).counted_back
    return other is step or any(limit.before == step.key for limit in limits)
