"""Which steps of a process somebody can be reached for: R and A held by people with mail."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from fss.process.rules.raci import ALL_ROLES, Letter, check_matrix, roles_with
from fss.process.rules.templates import Template


class Reach(StrEnum):
    """Whether somebody behind a role can be reached, best first; the value is what pages say."""

    HOLDER = "Held"
    DEPUTY = "Held by the deputy"
    NO_MAIL = "The holder has no e-mail address"
    INACTIVE = "The holder's account is deactivated"
    EMPTY = "Nobody holds this role"

    @property
    def is_reached(self) -> bool:
        """A holder or the deputy can be reached."""
        return self in (Reach.HOLDER, Reach.DEPUTY)


@dataclass(frozen=True)
class Gap:
    """An R or A of a step behind which nobody can be reached; `role` is a column's code."""

    step: str
    title: str
    letter: Letter
    role: str
    why: Reach

    @property
    def words(self) -> str:
        """Such as "P6 City responds: R of City planner"."""
        name = ALL_ROLES[self.role].name if self.role in ALL_ROLES else self.role
        return f"{self.step} {self.title}: {self.letter.value} of {name}"


@dataclass(frozen=True)
class Coverage:
    """RACI coverage: steps with a sound row and a reachable holder for each R and A, of `total`."""

    total: int
    covered: int
    gaps: tuple[Gap, ...]

    @property
    def missing(self) -> int:
        """Steps for which somebody is missing."""
        return self.total - self.covered


def best(found: Iterable[Reach]) -> Reach:
    """The best of several; EMPTY for none."""
    order = list(Reach)
    return min(found, key=order.index, default=Reach.EMPTY)


def coverage(template: Template, reach: Mapping[str, Reach]) -> Coverage:
    """Where people are missing; `reach` by column of the matrix, a missing column is empty."""
    unsound = {problem.step for problem in check_matrix(template.steps, ALL_ROLES)}
    gaps = tuple(
        Gap(step.key, step.title, letter, code, reach.get(code, Reach.EMPTY))
        for step in template.steps
        for letter in (Letter.ACCOUNTABLE, Letter.RESPONSIBLE)
        for code in roles_with(step, letter)
        if not reach.get(code, Reach.EMPTY).is_reached
    )
    lacking = unsound | {gap.step for gap in gaps}
    return Coverage(len(template.steps), len(template.steps) - len(lacking), gaps)
