"""Who does what: responsible, accountable, consulted, informed, and whether a matrix is sound."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from fss.errors import RuleError
from fss.process.rules.dependencies import cycle_members, topological_order


class Letter(StrEnum):
    """R does the work, A answers for it, C is asked before, I is told after."""

    RESPONSIBLE = "R"
    ACCOUNTABLE = "A"
    CONSULTED = "C"
    INFORMED = "I"


class Side(StrEnum):
    """Which side of the table a role sits on."""

    FSS = "fss"
    MEMBER = "member"
    PARTNER = "partner"
    EXTERNAL = "external"


@dataclass(frozen=True)
class ProcessRole:
    """A role of the matrix: its code, its name as pages print it, its side."""

    code: str
    name: str
    side: Side


ROLES: dict[str, ProcessRole] = {
    role.code: role
    for role in (
        ProcessRole("FC", "First Stop Shop coordinator", Side.FSS),
        ProcessRole("ED", "County economic development director", Side.FSS),
        ProcessRole("CP", "City planner", Side.MEMBER),
        ProcessRole("CA", "City administrator", Side.MEMBER),
        ProcessRole("UP", "Utility partner", Side.PARTNER),
        ProcessRole("CE", "County engineer", Side.PARTNER),
        ProcessRole("SC", "Steering committee", Side.PARTNER),
        ProcessRole("BX", "Broker or business", Side.EXTERNAL),
    )
}

#: Roles that a city may have beside its own two. Nobody signs in for them, so they are only asked
#: or told, and whoever does the step does that.
CITY_ROLES: dict[str, ProcessRole] = {
    role.code: role
    for role in (
        ProcessRole("CO", "City council", Side.MEMBER),
        ProcessRole("EDA", "City development authority", Side.MEMBER),
    )
}
#: Every role that a city's matrix may name.
ALL_ROLES: dict[str, ProcessRole] = ROLES | CITY_ROLES

#: Letters of one step by role code; a role without a letter is missing or has an empty set.
Letters = Mapping[str, frozenset[Letter]]


class MatrixStep(Protocol):
    """What a step must have for its row of the matrix to be checked."""

    @property
    def key(self) -> str:
        """The step's key, such as "P6"."""

    @property
    def depends_on(self) -> tuple[str, ...]:
        """Keys of the steps it waits for."""

    @property
    def letters(self) -> Letters:
        """Letters by role code."""


class ProblemKind(StrEnum):
    """What is wrong with a matrix."""

    NO_ACCOUNTABLE = "no_accountable"
    MANY_ACCOUNTABLE = "many_accountable"
    NO_RESPONSIBLE = "no_responsible"
    EXTERNAL_WORKS = "external_works"
    UNKNOWN_ROLE = "unknown_role"
    DUPLICATE_STEP = "duplicate_step"
    UNKNOWN_DEPENDENCY = "unknown_dependency"
    CYCLE = "cycle"
    UNREACHABLE = "unreachable"
    NO_HOLDER = "no_holder"
    UNKNOWN_STEP = "unknown_step"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True)
class Problem:
    """One thing to put right, shown beside its cell; `role` is None when the whole row is meant."""

    step: str
    role: str | None
    kind: ProblemKind
    message: str


def parse_letters(text: str) -> frozenset[Letter]:
    """Letters as people write them: "A", "A/R", "c, i"; "", "-" and "–" are none.

    Anything else raises RuleError.
    """
    parts = text.upper().replace("/", " ").replace(",", " ").split()
    try:
        return frozenset(Letter(part) for part in parts if part not in ("-", "–"))
    except ValueError as error:
        raise RuleError(f"Use R, A, C or I; “{text}” is something else.", "letters") from error


def format_letters(letters: Iterable[Letter]) -> str:
    """Letters as a cell prints them, A first: "A/R"; "–" when there are none."""
    held = set(letters)
    order = (Letter.ACCOUNTABLE, Letter.RESPONSIBLE, Letter.CONSULTED, Letter.INFORMED)
    return "/".join(letter.value for letter in order if letter in held) or "–"


def roles_with(step: MatrixStep, letter: Letter) -> tuple[str, ...]:
    """Role codes that hold a letter at a step, in the order of the matrix's columns."""
    columns = list(ALL_ROLES)
    held = [code for code, letters in step.letters.items() if letter in letters]
    return tuple(
        sorted(held, key=lambda code: (columns.index(code) if code in ALL_ROLES else 99, code))
    )


def check_matrix(
    steps: Iterable[MatrixStep], roles: Mapping[str, ProcessRole] = ROLES
) -> list[Problem]:
    """Everything wrong with a matrix, in the order of its rows; an empty list is a sound one.

    Each step needs exactly one A and at least one R; someone outside is never R or A; roles and
    steps named must exist; the order of steps has no circle and each step can be reached.
    """
    rows = list(steps)
    problems = []
    seen: set[str] = set()
    for step in rows:
        if step.key in seen:
            problems.append(
                Problem(
                    step.key, None, ProblemKind.DUPLICATE_STEP, f"There are two steps {step.key}."
                )
            )
        seen.add(step.key)
        problems += _check_letters(step, roles)
    problems += _check_order(rows)
    order = {step.key: number for number, step in reversed(list(enumerate(rows)))}
    return sorted(problems, key=lambda problem: order[problem.step])


def missing_holders(steps: Iterable[MatrixStep], held: Collection[str]) -> list[Problem]:
    """Each R and A whose role nobody holds; `held` are the role codes with a person to reach."""
    return [
        Problem(
            step.key,
            code,
            ProblemKind.NO_HOLDER,
            f"{step.key}: nobody is named as {_name(code, ROLES)}. Name a person for this role.",
        )
        for step in steps
        for code in dict.fromkeys(
            (*roles_with(step, Letter.ACCOUNTABLE), *roles_with(step, Letter.RESPONSIBLE))
        )
        if code not in held
    ]


def _check_letters(step: MatrixStep, roles: Mapping[str, ProcessRole]) -> list[Problem]:
    def problem(kind: ProblemKind, message: str, role: str | None = None) -> Problem:
        return Problem(step.key, role, kind, f"{step.key}: {message}")

    found = []
    accountable = roles_with(step, Letter.ACCOUNTABLE)
    if not accountable:
        found.append(
            problem(
                ProblemKind.NO_ACCOUNTABLE, "nobody is accountable. Give one role the letter A."
            )
        )
    for extra in accountable[1:]:
        message = (
            f"{_name(accountable[0], roles)} is accountable already. Only one role may have the A."
        )
        found.append(problem(ProblemKind.MANY_ACCOUNTABLE, message, extra))
    if not roles_with(step, Letter.RESPONSIBLE):
        found.append(
            problem(
                ProblemKind.NO_RESPONSIBLE, "nobody does the work. Give at least one role an R."
            )
        )
    for code, letters in step.letters.items():
        if not letters:
            continue
        if code not in roles:
            found.append(
                problem(ProblemKind.UNKNOWN_ROLE, f"there is no role called {code}.", code)
            )
        elif roles[code].side is Side.EXTERNAL and letters & {
            Letter.ACCOUNTABLE,
            Letter.RESPONSIBLE,
        }:
            message = f"{roles[code].name} is outside and can only be asked (C) or told (I)."
            found.append(problem(ProblemKind.EXTERNAL_WORKS, message, code))
    return found


def _check_order(rows: list[MatrixStep]) -> list[Problem]:
    edges = {step.key: step.depends_on for step in rows}
    circle = cycle_members(edges)
    reached = set(topological_order(edges))
    found = []
    for key, needed in edges.items():
        unknown = [name for name in needed if name not in edges]
        for name in unknown:
            message = f"{key}: waits for {name}, which is not a step of this process."
            found.append(Problem(key, None, ProblemKind.UNKNOWN_DEPENDENCY, message))
        if key in circle:
            message = f"{key}: waits for itself, by way of {_listed(circle[key])}."
            if circle[key] == (key,):
                message = f"{key}: waits for itself."
            found.append(Problem(key, None, ProblemKind.CYCLE, message))
        elif key not in reached and not unknown:
            message = f"{key}: can never start, because a step before it never can."
            found.append(Problem(key, None, ProblemKind.UNREACHABLE, message))
    return found


def _name(code: str, roles: Mapping[str, ProcessRole]) -> str:
    return roles[code].name if code in roles else code


def _listed(keys: Collection[str]) -> str:
    return ", ".join(keys)
