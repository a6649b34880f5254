"""Where a running process stands, as marks on its map."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from fss.process.documents.drawing import Mark, State
from fss.process.rules.templates import Template
from fss.work.models import StepInstance, StepState

SETTLED = (StepState.DONE, StepState.SKIPPED)


def marks_of(
    process: Template,
    steps: Sequence[StepInstance],
    *,
    now: datetime,
    zone: str,
    paused: Collection[UUID] = (),
) -> dict[str, Mark]:
    """For each step of the process one mark over all its copies.

    `paused` are the steps whose clock stands still. A step of which no copy exists is to come.
    """
    copies: defaultdict[str, list[StepInstance]] = defaultdict(list)
    for step in steps:
        copies[step.key].append(step)
    return {step.key: _mark(copies[step.key], now, zone, paused) for step in process.steps}


def _mark(
    copies: Sequence[StepInstance], now: datetime, zone: str, paused: Collection[UUID]
) -> Mark:
    open_ones = [one for one in copies if one.state is StepState.READY]
    settled = [one for one in copies if one.state in SETTLED]
    if copies and all(one.state is StepState.SKIPPED for one in copies):
        return Mark(State.SKIPPED, "Left out")
    if copies and len(settled) == len(copies):
        ended = max((one.done_at for one in settled if one.done_at), default=None)
        return Mark(State.DONE, f"Done {_day(ended, zone)}" if ended else "Done")
    if not open_ones:
        agreed = min((one.fixed_at for one in copies if one.fixed_at), default=None)
        if agreed is not None:
            return Mark(State.WAITING, f"Takes place {_moment(agreed, zone)}")
        return Mark(State.WAITING, "To come")
    count = f"{len(settled)} of {len(copies)} done, " if len(copies) > 1 else ""
    running = [one for one in open_ones if one.id not in paused]
    if not running:
        return Mark(State.PAUSED, _begun(f"{count}paused"))
    due = min((one.due_at for one in running if one.due_at), default=None)
    if due is None:
        return Mark(State.OPEN, _begun(f"{count}open"))
    if any(one.is_late(now) for one in running):
        return Mark(State.LATE, _begun(f"{count}late, was due {_moment(due, zone)}"))
    return Mark(State.OPEN, _begun(f"{count}due {_moment(due, zone)}"))


def _begun(words: str) -> str:
    return words[:1].upper() + words[1:]


def _day(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}"


def _moment(instant: datetime, zone: str) -> str:
    local = instant.astimezone(ZoneInfo(zone))
    return f"{local:%b} {local.day}, {local.hour % 12 or 12}:{local.minute:02d} {local:%p}"
