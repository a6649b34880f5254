"""When the client needs the answer sooner than the process takes: the time there is, shared out.

The working time until the deadline is split: 10 % until the pursuit is open (P1 to P3), 10 % for
criteria and notice (P4, P5), 50 % for the cities and statements (P6 to P8), 20 % to put the
proposal together (P9, P10), 10 % to send it (P11). No city ever gets less than four hours of its
own; where that does not fit, the director decides whether to go on.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from fss.calendars.rules.calendars import Calendar, add_hours, elapsed
from fss.calendars.rules.standards import Unit
from fss.process.rules.templates import FanOut, Template, TemplateStep
from fss.work.rules.dues import Offices, reckon

#: The last step of each part of the process, and the part's share of the working time.
PARTS: tuple[tuple[str, Fraction], ...] = (
    ("P3", Fraction(10, 100)),
    ("P5", Fraction(10, 100)),
    ("P8", Fraction(50, 100)),
    ("P10", Fraction(20, 100)),
    ("P11", Fraction(10, 100)),
)
ANSWER = PARTS[-1][0]
"""By the end of this step the client has the answer."""
LEAST_WINDOW = timedelta(hours=4)
HOURS_OF_A_DAY = 8


@dataclass(frozen=True)
class Course:
    """How far a process has come: settled steps, and since when the open ones run."""

    settled: frozenset[str] = frozenset()
    open_since: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True)
class Express:
    """The due times that replace the standards, by step.

    `too_short`: a city would have had less than four hours of its own, so its window was kept and
    the answer may come too late.
    """

    dues: Mapping[str, datetime]
    too_short: bool


def knows_express(template: Template) -> bool:
    """Whether the process has the steps by which the time is shared out."""
    return all(key in template.edges for key, _ in PARTS)


def planned_answer(
    template: Template, offices: Offices, course: Course, *, start: datetime
) -> datetime | None:
    """When the answer goes out if every step takes the time it may; None when that is unknown."""
    return planned_dues(template, offices, course, start=start).get(ANSWER)


def planned_dues(
    template: Template, offices: Offices, course: Course, *, start: datetime
) -> dict[str, datetime]:
    """When each step until the answer is due if every step takes the time it may.

    Steps that are not open yet begin when the last step before them is due, never before `start`.
    From the first due time that the calendars do not tell on, there is none.
    """
    dues: dict[str, datetime] = {}
    for step in _until_answer(template):
        if any(key not in dues for key in step.depends_on if key in template.edges):
            continue
        begins = max([start, *(dues[key] for key in step.depends_on if key in dues)])
        if step.key in course.settled:
            dues[step.key] = start
            continue
        due = reckon(step, offices, course.open_since.get(step.key, begins)).at
        if due is not None or step.standard is None:
            dues[step.key] = max(begins, due or begins)
    return dues


def share_out(
    template: Template,
    offices: Offices,
    course: Course,
    *,
    start: datetime,
    deadline: datetime,
) -> Express | None:
    """Due times of the open and coming steps, when the process takes longer than there is time.

    None when the standards fit, or cannot be counted, or the process has other steps. What is
    settled takes no part: the shares of the rest are stretched over the time from `start`.
    Raises CalendarEnds when a calendar does not reach the deadline.
    """
    if not knows_express(template) or ANSWER in course.settled:
        return None
    planned = planned_answer(template, offices, course, start=start)
    if planned is None or planned <= deadline:
        return None
    parts = [
        (steps, share)
        for steps, share in _parts(template)
        if any(step.key not in course.settled for step in steps)
    ]
    dues: dict[str, datetime] = {}
    begins, left, too_short = start, sum((share for _, share in parts), Fraction(0)), False
    for steps, share in parts:
        time = elapsed(offices.county, begins, max(begins, deadline))
        ends = add_hours(offices.county, begins, _minutes(time * float(share / left)))
        open_steps = [step for step in steps if step.key not in course.settled]
        window = _least_end(open_steps, offices, course, begins)
        if window is not None and window > ends:
            ends, too_short = window, True
        ends = max(begins, ends)
        dues.update(_within(open_steps, offices.county, begins, ends))
        begins, left = ends, left - share
    return Express(dues, too_short)


def _until_answer(template: Template) -> Sequence[TemplateStep]:
    last = template.step(ANSWER).number
    return sorted(
        (step for step in template.steps if step.number <= last), key=lambda step: step.number
    )


def _parts(template: Template) -> list[tuple[list[TemplateStep], Fraction]]:
    """Each part's steps: those after the last step of the part before, in the order of rows."""
    parts, before = [], 0
    for key, share in PARTS:
        last = template.step(key).number
        rows = [step for step in template.steps if before < step.number <= last]
        parts.append((rows, share))
        before = last
    return parts


def _least_end(
    steps: Collection[TemplateStep], offices: Offices, course: Course, begins: datetime
) -> datetime | None:
    """When every invited city has had four hours of its own; None where none is asked."""
    asked = [step for step in steps if step.fan_out is FanOut.INVITED_CITY]
    if not asked or not offices.invited:
        return None
    since = max(begins, *(course.open_since.get(step.key, begins) for step in asked))
    return max(add_hours(calendar, since, LEAST_WINDOW) for calendar in offices.invited)


def _within(
    steps: Collection[TemplateStep], county: Calendar, begins: datetime, ends: datetime
) -> dict[str, datetime]:
    """Due times inside a part: the time is shared by how long the steps take one after another.

    Each is due as late as what follows it in the part allows; those side by side at the end.
    """
    keys = {step.key for step in steps}
    after: dict[str, float] = {}
    before: dict[str, float] = {}
    rows = sorted(steps, key=lambda step: step.number)
    for step in rows:
        earlier = [before[key] for key in step.depends_on if key in before]
        before[step.key] = max(earlier, default=0.0) + _hours(step)
    for step in reversed(rows):
        later = [
            after[other.key] + _hours(other)
            for other in rows
            if step.key in other.depends_on and other.key in keys and other.key in after
        ]
        after[step.key] = max(later, default=0.0)
    longest = max(before.values(), default=0.0)
    time = elapsed(county, begins, ends)
    dues = {}
    for step in rows:
        if not after[step.key] or not longest:
            dues[step.key] = ends
        else:
            part = max(0.0, 1 - after[step.key] / longest)
            dues[step.key] = min(ends, add_hours(county, begins, _minutes(time * part)))
    return dues


def _minutes(length: timedelta) -> timedelta:
    """Whole minutes: nobody is due at a fraction of one."""
    return timedelta(minutes=length // timedelta(minutes=1))


def _hours(step: TemplateStep) -> float:
    if step.standard is None:
        return 0.0
    days = step.standard.unit is not Unit.BUSINESS_HOURS
    return step.standard.amount * (HOURS_OF_A_DAY if days else 1)
