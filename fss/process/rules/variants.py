"""A city's own version of a process: what it may change, and the matrix that results."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from fss.process.rules.raci import (
    ALL_ROLES,
    CITY_ROLES,
    Letter,
    Letters,
    Problem,
    ProblemKind,
    ProcessRole,
    Side,
    check_matrix,
    format_letters,
    parse_letters,
)
from fss.process.rules.templates import Template, TemplateStep

#: Cells a city sets anew, by step key and role code; an empty set takes the letters away.
Changes: TypeAlias = Mapping[str, Letters]

#: The two roles of a city that do the work: letters move between them.
OWN_CODES = ("CP", "CA")
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


def real_changes(template: Template, cells: Changes) -> dict[str, dict[str, frozenset[Letter]]]:
    """Those of `cells` that differ from the template; unknown steps are kept, to be refused."""
    found: dict[str, dict[str, frozenset[Letter]]] = {}
    for key, letters in cells.items():
        base = template.step(key).letters if key in template.edges else {}
        changed = {
            code: frozenset(held)
            for code, held in letters.items()
            if frozenset(held) != base.get(code, NONE)
        }
        if changed:
            found[key] = changed
    return found


@dataclass(frozen=True)
class Difference:
    """A cell that a city has otherwise than the county; letters as cells print them."""

    step: TemplateStep
    role: str
    before: str
    after: str


def differences(template: Template, changes: Changes) -> list[Difference]:
    """Every cell changed, in the order of the matrix; steps that are no more are left out."""
    found = real_changes(template, changes)
    return [
        Difference(
            step,
            ALL_ROLES[code].name if code in ALL_ROLES else code,
            format_letters(step.letters.get(code, NONE)),
            format_letters(found[step.key][code]),
        )
        for step in template.steps
        if step.key in found
        for code in sorted(found[step.key], key=_column)
    ]


def changes_as_data(changes: Changes) -> dict[str, dict[str, str]]:
    """Changes as plain data for JSON; "" takes a role's letters away."""
    return {
        key: {code: format_letters(held) if held else "" for code, held in letters.items()}
        for key, letters in changes.items()
    }


def changes_from_data(data: Mapping[str, Mapping[str, str]]) -> Changes:
    """Changes from what `changes_as_data` wrote."""
    return {
        key: {code: parse_letters(words) for code, words in letters.items()}
        for key, letters in data.items()
    }


def check_variant(
    template: Template, changes: Changes, roles: Mapping[str, ProcessRole] = ALL_ROLES
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
    problems += [
        Problem(
            step.key,
            code,
            ProblemKind.NOT_ALLOWED,
            f"{step.key}: nobody signs in for {CITY_ROLES[code].name}, so it can only be asked (C) "
            "or told (I).",
        )
        for code, letters in cells.items()
        if code in CITY_ROLES and not letters <= MAY_BE_ADDED
    ]
    before = _held_by(own, step.letters)
    after = _held_by(own, {**step.letters, **cells})
    if not before <= after <= before | MAY_BE_ADDED:
        message = (
            f"{step.key}: letters may move between the city's own roles, but none may get lost "
            "and no R or A may come to the city."
        )
        problems.append(Problem(step.key, None, ProblemKind.NOT_ALLOWED, message))
    return problems


def _column(code: str) -> tuple[int, str]:
    columns = list(ALL_ROLES)
    return (columns.index(code) if code in ALL_ROLES else len(columns), code)


def _held_by(codes: set[str], letters: Letters) -> frozenset[Letter]:
    return NONE.union(*(letters.get(code, NONE) for code in codes))
