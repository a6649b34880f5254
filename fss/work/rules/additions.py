"""Steps of one running process that do not stand in its approved version.

A step is added with a reason, which stays on record as a deviation. A step that was done under an
earlier version, and that the present one no longer has, keeps its row as it was.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from string import ascii_lowercase
from typing import Any

from fss.calendars.rules.standards import Unit
from fss.errors import RuleError
from fss.process.rules.raci import ROLES, Letters, check_matrix, parse_letters
from fss.process.rules.templates import (
    StepStandard,
    Template,
    TemplateStep,
    template_as_data,
    template_from_data,
)

LONGEST_TITLE = 200
MOST_AMOUNT = 1000


class Origin(StrEnum):
    """Why a row stands beside the version of the process."""

    ADDED = "added"
    EARLIER_VERSION = "earlier_version"


@dataclass(frozen=True)
class Addition:
    """A row beside the version; `holds_up` is the step that waits for it, if one does."""

    row: TemplateStep
    origin: Origin = Origin.ADDED
    holds_up: str | None = None


def addition_as_data(addition: Addition) -> dict[str, Any]:
    """As `StepInstance.declared` keeps it; `addition_from_data` reads it back."""
    alone = Template("", "", "", (addition.row,))
    row: dict[str, Any] = template_as_data(alone)["steps"][0]
    return {**row, "origin": addition.origin.value, "holds_up": addition.holds_up}


def addition_from_data(data: Mapping[str, Any]) -> Addition:
    """An addition from what `addition_as_data` wrote."""
    alone = template_from_data({"code": "", "title": "", "description": "", "steps": [data]})
    return Addition(alone.steps[0], Origin(data["origin"]), data["holds_up"])


def extended(template: Template, additions: Iterable[Addition]) -> Template:
    """The process with the rows that this run has besides; the version's own come first.

    A row whose key the version has too is left out: the version's counts. What an addition waits
    for but does not exist here (a step of an earlier version) does not hold it up.
    """
    rows = {step.key: step for step in template.steps}
    found = [addition for addition in additions if addition.row.key not in rows]
    for addition in found:
        rows[addition.row.key] = addition.row
    for addition in found:
        later = rows.get(addition.holds_up or "")
        if later is not None and addition.row.key not in later.depends_on:
            rows[later.key] = replace(later, depends_on=(*later.depends_on, addition.row.key))
    steps = tuple(
        replace(step, depends_on=tuple(key for key in step.depends_on if key in rows))
        for step in rows.values()
    )
    return replace(template, steps=steps)


def free_key(template: Template, after: str) -> str:
    """A key for a step added after another: P6a, P6b, …; RuleError when the letters are used up."""
    stem = after.rstrip(ascii_lowercase) or after
    for letter in ascii_lowercase:
        if stem + letter not in template.edges:
            return stem + letter
    raise RuleError("No more steps can be added there.", "after")


def make_addition(
    template: Template,
    *,
    title: str,
    description: str,
    after: str,
    holds_up: str | None,
    responsible: str,
    accountable: str,
    amount: float | None,
    unit: Unit,
) -> Addition:
    """A step to add after `after`; `responsible` and `accountable` are columns of the matrix.

    Raises RuleError (with its field) without a title, for a step that does not exist or would wait
    for itself, and for people outside who would have to work.
    """
    if not title.strip() or len(title) > LONGEST_TITLE:
        raise RuleError(f"Give the step a title of at most {LONGEST_TITLE} characters.", "title")
    before = _row(template, after, "after")
    if holds_up:
        _row(template, holds_up, "holds_up")
    if amount is not None and not 0 < amount <= MOST_AMOUNT:
        raise RuleError(f"Give a number above 0, at most {MOST_AMOUNT}.", "amount")
    row = TemplateStep(
        key=free_key(template, after),
        number=before.number,
        title=title.strip(),
        description=description.strip(),
        letters=_letters(responsible, accountable),
        depends_on=(after,),
        standard=StepStandard(amount, unit) if amount is not None else None,
    )
    if row.standard is not None:
        row.standard.as_standard(row.key)
    addition = Addition(row, holds_up=holds_up or None)
    problems = check_matrix(extended(template, [addition]).steps)
    if problems:
        raise RuleError(problems[0].message, "holds_up" if holds_up else None)
    return addition


def _row(template: Template, key: str, field: str) -> TemplateStep:
    if key not in template.edges:
        raise RuleError("Choose a step of this process.", field)
    return template.step(key)


def _letters(responsible: str, accountable: str) -> Letters:
    for code, field in ((responsible, "responsible"), (accountable, "accountable")):
        if code not in ROLES:
            raise RuleError("Choose who it is.", field)
    if responsible == accountable:
        return {responsible: parse_letters("A/R")}
    return {responsible: parse_letters("R"), accountable: parse_letters("A")}
