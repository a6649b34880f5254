"""A running process against its plan: what was planned, what came, who passed the work to whom."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from fss.process.rules.dependencies import topological_order
from fss.process.rules.raci import ROLES, Side
from fss.process.rules.templates import Template, TemplateStep
from fss.work.rules.steps import StepState


@dataclass(frozen=True)
class Progress:
    """One step of a running process, or one of its copies, as far as it has come.

    `does` are the organizations that are responsible (R) for it, `paused_at` since when its time
    stands still, `fixed_at` the time people agreed on for it.
    """

    id: str
    key: str
    state: StepState
    ready_at: datetime | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    does: frozenset[str] = frozenset()
    paused_at: datetime | None = None
    fixed_at: datetime | None = None

    @property
    def is_left_out(self) -> bool:
        """Skipped: nobody did it."""
        return self.state is StepState.SKIPPED


@dataclass(frozen=True)
class Span:
    """From when to when; None where that cannot be told."""

    start: datetime | None = None
    end: datetime | None = None


class Outcome(StrEnum):
    """How a step stands against its due time."""

    ON_TIME = "on_time"
    LATE = "late"
    UNTIMED = "untimed"
    OPEN = "open"
    OVERDUE = "overdue"
    LEFT_OUT = "left_out"
    TO_COME = "to_come"


#: When a step that starts at that instant is due; None when no time is set or can be computed.
DueOf = Callable[[TemplateStep, Progress, datetime], datetime | None]


def outcome_of(step: Progress, now: datetime) -> Outcome:
    """On time or late; a step at its due instant is not late yet."""
    if step.is_left_out:
        return Outcome.LEFT_OUT
    if step.state is StepState.WAITING:
        return Outcome.TO_COME
    if step.state is StepState.DONE:
        # What takes place at an agreed time is marked as done afterwards; nobody was late by that.
        if step.due_at is None or step.done_at is None or step.fixed_at is not None:
            return Outcome.UNTIMED
        return Outcome.LATE if step.done_at > step.due_at else Outcome.ON_TIME
    late = step.due_at is not None and (step.paused_at or now) > step.due_at
    return Outcome.OVERDUE if late else Outcome.OPEN


def first_plan(
    template: Template, steps: Sequence[Progress], due_of: DueOf, start: datetime
) -> dict[str, Span]:
    """What the process promised when it began: each step done exactly when it is due.

    Steps left out since are planned too; what comes after a step without a set time is not.
    """
    fresh = [Progress(step.id, step.key, StepState.WAITING, does=step.does) for step in steps]
    return expected(template, fresh, due_of, begun=start, now=start)


def expected(
    template: Template,
    steps: Sequence[Progress],
    due_of: DueOf,
    *,
    begun: datetime,
    now: datetime,
) -> dict[str, Span]:
    """When each step ran, or may be expected to run: finished ones as they were.

    An open step is expected to be done when it is due, an overdue one now; a step to come starts
    when the last of those before it ends, and never before now.
    """
    copies = _by_key(steps)
    found: dict[str, Span] = {}
    for key in topological_order(template.edges):
        row = template.step(key)
        for step in copies.get(key, ()):
            found[step.id] = _span(row, step, _ends(row, copies, found, begun), due_of, now)
    return found


def touch_points(template: Template, steps: Iterable[Progress]) -> list[str]:
    """Ids of the finished steps at which the client was asked or told: each is one contact."""
    contacts = _contact_keys(template)
    return [step.id for step in steps if step.state is StepState.DONE and step.key in contacts]


def planned_touch_points(template: Template, steps: Iterable[Progress]) -> int:
    """How many contacts with the client the process has in all, but for steps left out."""
    contacts = _contact_keys(template)
    return sum(step.key in contacts and not step.is_left_out for step in steps)


@dataclass(frozen=True)
class HandOff:
    """Work that passed on: a step began at an organization that had no part in the one before."""

    before: str
    after: str


def hand_offs(template: Template, steps: Sequence[Progress]) -> list[HandOff]:
    """Changes of the responsible organization so far, as pairs of the ids of two steps.

    Counted between each finished step and each begun step that waited for it. A step left out
    hands nothing on: what came before it does. Steps that nobody is responsible for do not count.
    """
    copies = _by_key(steps)
    found = []
    for key in topological_order(template.edges):
        for after in copies.get(key, ()):
            if after.state in (StepState.WAITING, StepState.SKIPPED) or not after.does:
                continue
            found += [
                HandOff(before.id, after.id)
                for before in _sources(template, copies, key)
                if before.does and not before.does & after.does
            ]
    return found


def _sources(
    template: Template, copies: Mapping[str, Sequence[Progress]], key: str
) -> list[Progress]:
    """The finished steps from which a step took over, through those left out, each once."""
    found: dict[str, Progress] = {}
    for before in template.step(key).depends_on:
        done = [step for step in copies.get(before, ()) if step.state is StepState.DONE]
        for step in done or _sources(template, copies, before):
            found.setdefault(step.id, step)
    return list(found.values())


def _contact_keys(template: Template) -> frozenset[str]:
    outside = {code for code, role in ROLES.items() if role.side is Side.EXTERNAL}
    return frozenset(
        step.key for step in template.steps if any(step.letters.get(code) for code in outside)
    )


def _by_key(steps: Iterable[Progress]) -> dict[str, list[Progress]]:
    found: defaultdict[str, list[Progress]] = defaultdict(list)
    for step in steps:
        found[step.key].append(step)
    return dict(found)


def _ends(
    row: TemplateStep,
    copies: Mapping[str, Sequence[Progress]],
    found: Mapping[str, Span],
    begun: datetime,
) -> datetime | None:
    """When the last of the steps before ends; None when one of them cannot be told."""
    ends = [begun]
    for key in row.depends_on:
        for step in copies.get(key, ()):
            end = found[step.id].end
            if step.is_left_out:
                ends.append(end or begun)
            elif end is None:
                return None
            else:
                ends.append(end)
    return max(ends)


def _span(
    row: TemplateStep, step: Progress, before: datetime | None, due_of: DueOf, now: datetime
) -> Span:
    if step.state in (StepState.DONE, StepState.SKIPPED):
        return Span(step.ready_at or step.done_at, step.done_at)
    if step.state is not StepState.WAITING:
        return Span(step.ready_at, max(step.due_at, now) if step.due_at else None)
    if step.fixed_at is not None:
        return Span(step.fixed_at, step.fixed_at)
    if before is None:
        return Span()
    start = max(before, now)
    return Span(start, due_of(row, step, start))
