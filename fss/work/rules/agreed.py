"""Whether the steps before an agreed time, such as a visit, can be done in time for it."""

from collections.abc import Mapping
from datetime import datetime

from fss.process.rules.dependencies import topological_order
from fss.process.rules.templates import Template, TemplateStep
from fss.work.rules.dues import Fixed, Offices, reckon
from fss.work.rules.express import Course


def squeezed_steps(
    template: Template,
    key: str,
    offices: Offices,
    course: Course,
    *,
    fixed: Mapping[str, Fixed],
    now: datetime,
) -> list[TemplateStep]:
    """Steps before `key` for which its agreed time leaves less than they may take, in order.

    Each step to come begins when those before it end. What a calendar does not tell is not
    counted.
    """
    appointment = fixed[key].at
    assert appointment is not None
    ends: dict[str, datetime] = {}
    found = []
    for wanted in topological_order(template.edges):
        if wanted not in _before(template, key):
            continue
        step = template.step(wanted)
        begins = max([now, *(ends[other] for other in step.depends_on if other in ends)])
        if wanted in course.settled:
            ends[wanted] = now
            continue
        since = course.open_since.get(wanted, begins)
        end = max(begins, reckon(step, offices, since).at or begins)
        if end > (reckon(step, offices, since, fixed=fixed).latest or appointment):
            found.append(step)
        ends[wanted] = end
    return found


def _before(template: Template, key: str) -> set[str]:
    """The steps that a step waits for, directly or through others."""
    found: set[str] = set()
    left = [key]
    while left:
        for other in template.step(left.pop()).depends_on:
            if other not in found:
                found.add(other)
                left.append(other)
    return found
