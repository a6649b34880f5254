"""A city's own version of a process: what it may change, and the matrix that results."""

from collections.abc import Mapping
from dataclasses import replace
from typing import TypeAlias

from fss.process.rules.raci import (
    ROLES,
    Letter,
    Letters,
    Problem,
    ProblemKind,
    ProcessRole,
    Side,
    check_matrix,
)
from fss.process.rules.templates import Template, TemplateStep

#: Cells a city sets anew, by step key and role code; an empty set takes the letters away.
Changes: TypeAlias = Mapping[str, Letters]

MAY_BE_ADDED = frozenset({Letter.CONSULTED, Letter.INFORMED})
NONE: frozenset[Letter] = frozenset()


def effective_template(template: Template, changes: Changes) -> Template:
    """The process as it runs in a city: only letters differ, so every step, time, promise and
    equal-treatment mark of the base stays. Changes to unknown steps are left out.
    """
    steps = tuple(
        replace(step, letters={**step.letters, **changes[step.key]})
        if step.key in changes
        else step
        for step in template.steps
    )
    return replace(template, steps=steps)


def check_variant(
    template: Template, changes: Changes, roles: Mapping[str, ProcessRole] = ROLES
) -> list[Problem]:
    """Everything wrong with a city's changes; an empty list may be agreed.

    Letters may move between the city's own roles, and any role may be consulted or informed in
    addition. The result must be a sound matrix (see `check_matrix`); pass `roles` with the
    city's additional roles, such as its council, in it.
    """
    problems = [
        Problem(key, None, ProblemKind.UNKNOWN_STEP, f"{template.title} has no step {key}.")
        for key in changes
        if key not in template.edges
    ]
    for step in template.steps:
        if step.key in changes:
            problems += _check_cells(step, changes[step.key], roles)
    return problems + check_matrix(effective_template(template, changes).steps, roles)


def _check_cells(
    step: TemplateStep, cells: Letters, roles: Mapping[str, ProcessRole]
) -> list[Problem]:
    problems = []
    own = {code for code, role in roles.items() if role.side is Side.MEMBER}
    for code, letters in cells.items():
        before = step.letters.get(code, NONE)
        if code in own or before <= letters <= before | MAY_BE_ADDED:
            continue
        name = roles[code].name if code in roles else code
        message = f"{step.key}: a city can only add C or I for {name}."
        problems.append(Problem(step.key, code, ProblemKind.NOT_ALLOWED, message))
    before = _held_by(own, step.letters)
    after = _held_by(own, {**step.letters, **cells})
    if not before <= after <= before | MAY_BE_ADDED:
        message = (
            f"{step.key}: letters may move between the city's own roles, but none may get lost "
            "and no R or A may come to the city."
        )
        problems.append(Problem(step.key, None, ProblemKind.NOT_ALLOWED, message))
    return problems


def _held_by(codes: set[str], letters: Letters) -> frozenset[Letter]:
    return NONE.union(*(letters.get(code, NONE) for code in codes))
