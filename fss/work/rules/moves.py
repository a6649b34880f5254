"""Moving a running process to a newer version: what stays, what goes on, what ends, what is new."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from fss.process.rules.templates import Template
from fss.work.rules.steps import StepState, StepStatus


class Fate(StrEnum):
    """What becomes of a step."""

    KEPT = "kept"
    GOES_ON = "goes_on"
    ENDS = "ends"


@dataclass(frozen=True)
class Move:
    """Each step's fate, in the order given, and the keys of the rows that are new."""

    fates: tuple[tuple[StepStatus, Fate], ...]
    new: tuple[str, ...]

    def with_fate(self, fate: Fate) -> list[StepStatus]:
        """The steps that have it."""
        return [status for status, found in self.fates if found is fate]


def plan_move(
    present: Template, newer: Template, statuses: Sequence[StepStatus], added: Sequence[str] = ()
) -> Move:
    """What moving to `newer` would do to the steps of a process.

    Finished steps stay as they are. Open ones go on where the newer version has the same step,
    done for the same (once, each city, each site), and so do those `added` to this process; the
    others end. Rows of the newer version that no step stands for are new.
    """
    fates = []
    for status in statuses:
        if status.state in (StepState.DONE, StepState.SKIPPED):
            fates.append((status, Fate.KEPT))
        elif status.key in added or _is_same(present, newer, status.key):
            fates.append((status, Fate.GOES_ON))
        else:
            fates.append((status, Fate.ENDS))
    standing = {status.key for status, fate in fates if fate is not Fate.ENDS}
    return Move(tuple(fates), tuple(step.key for step in newer.steps if step.key not in standing))


def _is_same(present: Template, newer: Template, key: str) -> bool:
    return key in newer.edges and newer.step(key).fan_out is present.step(key).fan_out
