"""The steps of a running process: which may start, which may be finished, skipped or reopened."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from fss.errors import RuleError
from fss.process.rules.templates import FanOut, Template, TemplateStep


class StepState(StrEnum):
    """Where a step stands: ready means that its clock runs, running that somebody has begun."""

    WAITING = "waiting"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    SKIPPED = "skipped"


OPEN_STATES = frozenset({StepState.READY, StepState.RUNNING})


@dataclass(frozen=True)
class StepStatus:
    """A step of a running process.

    `subject` tells apart the copies of a step that is done for each city or site; it is None for
    a step done once, and for a fanned-out step before its cities or sites are known.
    """

    key: str
    state: StepState = StepState.WAITING
    subject: str | None = None
    reason: str = ""

    @property
    def settled(self) -> bool:
        """Done, or skipped with a reason."""
        return self.state is StepState.DONE or (
            self.state is StepState.SKIPPED and bool(self.reason.strip())
        )


def settled_keys(statuses: Iterable[StepStatus]) -> frozenset[str]:
    """Keys of the steps of which every copy is done, or skipped with a reason."""
    copies: defaultdict[str, list[StepStatus]] = defaultdict(list)
    for status in statuses:
        copies[status.key].append(status)
    return frozenset(
        key for key, group in copies.items() if all(status.settled for status in group)
    )


def ready_steps(template: Template, statuses: Sequence[StepStatus]) -> list[StepStatus]:
    """Waiting steps that may start now, in the template's order.

    A step is ready when all steps before it, in all their copies, are done or skipped with a
    reason. A step without a status counts as open.
    """
    settled = settled_keys(statuses)
    order = {step.key: step.number for step in template.steps}
    ready = [
        status
        for status in statuses
        if status.state is StepState.WAITING
        and settled.issuperset(template.step(status.key).depends_on)
    ]
    return sorted(ready, key=lambda status: (order[status.key], status.subject or ""))


def blocking_steps(
    template: Template, statuses: Sequence[StepStatus], key: str
) -> list[TemplateStep]:
    """The steps that a step still waits for, in the template's order."""
    settled = settled_keys(statuses)
    needed = set(template.step(key).depends_on) - settled
    return [step for step in template.steps if step.key in needed]


def check_complete(
    template: Template,
    statuses: Sequence[StepStatus],
    status: StepStatus,
    *,
    ticked: Collection[str] = (),
    waiver: str = "",
) -> None:
    """Raise RuleError unless the step may be marked as done.

    It must have started, and each item of its checklist must be ticked; a `waiver` says why an
    item that is not ticked does not apply.
    """
    step = template.step(status.key)
    if status.state in (StepState.DONE, StepState.SKIPPED):
        raise RuleError(f"“{step.title}” is finished already.")
    blocking = blocking_steps(template, statuses, step.key)
    if blocking:
        titles = ", ".join(f"“{before.title}”" for before in blocking)
        raise RuleError(f"Finish {titles} first.")
    if status.state is StepState.WAITING:
        raise RuleError(f"“{step.title}” has not started yet.")
    if step.fan_out is not FanOut.NONE and status.subject is None:
        raise RuleError(f"Choose the cities or sites of “{step.title}” first.")
    missing = [item for item in step.checklist if item not in ticked]
    if missing and not waiver.strip():
        items = ", ".join(f"“{item}”" for item in missing)
        raise RuleError(f"Tick {items}, or say why it does not apply.", "checklist")


def check_skip(template: Template, status: StepStatus, *, reason: str) -> None:
    """Raise RuleError unless the step may be skipped: it is not finished and a reason is given."""
    step = template.step(status.key)
    if status.state in (StepState.DONE, StepState.SKIPPED):
        raise RuleError(f"“{step.title}” is finished already.")
    if not reason.strip():
        raise RuleError(f"Say why “{step.title}” is skipped.", "reason")


def check_reopen(template: Template, statuses: Sequence[StepStatus], status: StepStatus) -> None:
    """Raise RuleError unless a finished step may be opened again.

    Steps that waited for it must not have been begun; reopen those first.
    """
    step = template.step(status.key)
    if status.state not in (StepState.DONE, StepState.SKIPPED):
        raise RuleError(f"“{step.title}” is not finished.")
    after = {other.key for other in template.steps if step.key in other.depends_on}
    begun = {
        other.key for other in statuses if other.state in (StepState.RUNNING, StepState.DONE)
    } & after
    if begun:
        titles = ", ".join(f"“{other.title}”" for other in template.steps if other.key in begun)
        raise RuleError(f"{titles} came after it and was begun already.")


def is_finished(statuses: Iterable[StepStatus]) -> bool:
    """Whether every step of a process is done, or skipped with a reason."""
    return all(status.settled for status in statuses)
