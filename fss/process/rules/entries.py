"""What people type into the matrix of a draft: read, checked, and never lost."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from fss.errors import RuleError
from fss.process.rules.drafting import (
    check_holders,
    check_template,
    order_steps,
    parse_keys,
    set_rows,
)
from fss.process.rules.matrices import parse_cell
from fss.process.rules.raci import ROLES, Letter, Letters, ProblemKind, format_letters
from fss.process.rules.templates import Template

AFTER, PLACE = "after", "place"
"""Parts of a row beside the letters: the steps before, the place."""
ORDER = frozenset({ProblemKind.CYCLE, ProblemKind.UNKNOWN_DEPENDENCY, ProblemKind.UNREACHABLE})


@dataclass(frozen=True)
class Remark:
    """Something to say at a cell: `part` is a role's code, "after", "place" or "" for the row.

    `is_warning` is something that keeps nobody from going on; `unread` is what could not be
    understood, so that it cannot be kept.
    """

    step: str
    part: str
    message: str
    is_warning: bool = False
    unread: bool = False


@dataclass(frozen=True)
class Entries:
    """What was typed, as it was typed, and what of it could be read."""

    typed: Mapping[str, str]
    letters: Mapping[str, Letters]
    after: Mapping[str, tuple[str, ...]]
    places: Mapping[str, float]
    unread: tuple[Remark, ...] = field(default=())

    def apply(self, template: Template) -> Template:
        """The process with what could be read."""
        return order_steps(set_rows(template, self.letters, self.after), self.places)


def cell_name(key: str, part: str) -> str:
    """The name of a cell's input, such as "P1-FC"."""
    return f"{key}-{part}"


def entries_of(template: Template) -> dict[str, str]:
    """The matrix as it is typed: the words of each cell by the name of its input."""
    words = {}
    for step in template.steps:
        words[cell_name(step.key, PLACE)] = str(step.number)
        words[cell_name(step.key, AFTER)] = ", ".join(step.depends_on)
        for code in ROLES:
            held: Collection[Letter] = step.letters.get(code, frozenset())
            words[cell_name(step.key, code)] = format_letters(held).replace("–", "")
    return words


def read_entries(typed: Mapping[str, str], template: Template) -> Entries:
    """Read the cells that were sent; a cell that was not sent stays as it is."""
    letters: dict[str, Letters] = {}
    after: dict[str, tuple[str, ...]] = {}
    places: dict[str, float] = {}
    unread = []
    kept = {}
    for step in template.steps:
        held = dict(step.letters)
        for code in ROLES:
            words = typed.get(cell_name(step.key, code))
            if words is None:
                continue
            kept[cell_name(step.key, code)] = words
            try:
                held[code] = parse_cell(words)
            except RuleError:
                message = f"{step.key}: use R, A, C or I; “{words[:20]}” is something else."
                unread.append(Remark(step.key, code, message, unread=True))
        letters[step.key] = held
        words = typed.get(cell_name(step.key, AFTER))
        if words is not None:
            kept[cell_name(step.key, AFTER)] = words
            named = parse_keys(words)
            strange = [key for key in named if key not in template.edges]
            if strange:
                message = f"{step.key}: waits for {strange[0][:20]}, which is no step."
                unread.append(Remark(step.key, AFTER, message, unread=True))
            else:
                after[step.key] = named
        words = typed.get(cell_name(step.key, PLACE))
        if words is not None:
            kept[cell_name(step.key, PLACE)] = words
            try:
                places[step.key] = _place(words)
            except ValueError:
                message = f"{step.key}: give its place as a number, such as {step.number}."
                unread.append(Remark(step.key, PLACE, message, unread=True))
    return Entries(kept, letters, after, places, tuple(unread))


def remarks(template: Template, held: Collection[str]) -> list[Remark]:
    """All there is to say about a draft's matrix; `held` are the columns somebody stands behind."""
    found = []
    for problem in check_template(template):
        part = problem.role or ""
        if problem.kind in ORDER:
            part = AFTER
        found.append(Remark(problem.step, part, problem.message))
    found += [
        Remark(problem.step, problem.role or "", problem.message, is_warning=True)
        for problem in check_holders(template, held)
    ]
    return found


def remarks_on(entries: Entries, template: Template, held: Collection[str]) -> list[Remark]:
    """What to say about what was typed: first what could not be read, then what is not sound."""
    unread = {(one.step, one.part) for one in entries.unread}
    sound = [
        one for one in remarks(entries.apply(template), held) if (one.step, one.part) not in unread
    ]
    order = {step.key: step.number for step in template.steps}
    return sorted((*entries.unread, *sound), key=lambda one: (order[one.step], one.is_warning))


def _place(words: str) -> float:
    place = float(words.strip()[:10])
    if not 0 < place < 10_000:
        raise ValueError(words)
    return place
