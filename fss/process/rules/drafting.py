"""Working on a process: steps added, taken out, put in order, connected; what is wrong with it."""

import re
from collections.abc import Collection, Mapping
from dataclasses import replace

from fss.errors import RuleError
from fss.process.rules.raci import (
    ROLES,
    Letters,
    Problem,
    ProblemKind,
    Side,
    check_matrix,
    missing_holders,
)
from fss.process.rules.templates import Template, TemplateStep

KEY = re.compile(r"[A-Z][A-Z0-9]{0,9}")
CODE = re.compile(r"[A-Z][A-Z0-9-]{0,19}")
MOST_STEPS = 100
NO_STEPS = "This process has no steps yet. Add the first one."


def empty_template(code: str, title: str, description: str = "") -> Template:
    """A process without steps; RuleError for a code that cannot be one."""
    if not CODE.fullmatch(code):
        raise RuleError(
            "Use up to 20 capital letters, digits and hyphens, a letter first, such as D4.", "code"
        )
    return Template(code, title, description, ())


def next_key(template: Template) -> str:
    """A key that no step has yet, like those of the others: P15 after P14."""
    named = [found for step in template.steps if (found := re.match(r"([A-Z]+)\d+$", step.key))]
    prefix = named[-1].group(1) if named else "S"
    numbers = [
        int(step.key.removeprefix(prefix))
        for step in template.steps
        if re.fullmatch(rf"{prefix}\d+", step.key)
    ]
    return f"{prefix}{max(numbers, default=0) + 1}"


def add_step(template: Template, step: TemplateStep) -> Template:
    """The process with one more step, at the end."""
    if not KEY.fullmatch(step.key):
        raise RuleError("Use a capital letter, then digits or capital letters: P15.", "key")
    if step.key in template.edges:
        raise RuleError(f"There is a step {step.key} already. Choose another key.", "key")
    if len(template.steps) >= MOST_STEPS:
        raise RuleError(f"A process has at most {MOST_STEPS} steps. Make two processes of it.")
    return numbered(template, (*template.steps, step))


def replace_step(template: Template, step: TemplateStep) -> Template:
    """The process with another row for the step of that key; its place stays."""
    template.step(step.key)
    return numbered(template, tuple(step if one.key == step.key else one for one in template.steps))


def remove_step(template: Template, key: str) -> Template:
    """The process without a step; what waited for it waits for what the step waited for."""
    gone = template.step(key)
    before = tuple(name for name in gone.depends_on if name != key)
    kept = []
    for step in template.steps:
        if step.key == key:
            continue
        if key in step.depends_on:
            place = step.depends_on.index(key)
            joined = (*step.depends_on[:place], *before, *step.depends_on[place + 1 :])
            after = tuple(dict.fromkeys(name for name in joined if name not in (key, step.key)))
            step = replace(step, depends_on=after)
        kept.append(step)
    return numbered(template, tuple(kept))


def move_step(template: Template, key: str, place: int) -> Template:
    """The process with a step at another place, counted from 1; beyond the ends it stops there."""
    moved = template.step(key)
    others = [step for step in template.steps if step.key != key]
    others.insert(min(max(place, 1), len(template.steps)) - 1, moved)
    return numbered(template, tuple(others))


def order_steps(template: Template, places: Mapping[str, float]) -> Template:
    """The process in the order of the places that people gave.

    A step whose place was changed comes before the one that stood there, or after it when it
    moved down; steps not named keep their place.
    """

    def key(step: TemplateStep) -> tuple[float, float]:
        place = places.get(step.key, step.number)
        moved = place - step.number
        return place, 0 if moved == 0 else moved

    return numbered(template, tuple(sorted(template.steps, key=key)))


def set_rows(
    template: Template,
    letters: Mapping[str, Letters],
    after: Mapping[str, tuple[str, ...]],
) -> Template:
    """The process with these letters and connections; steps that are not named keep theirs."""
    steps = tuple(
        replace(
            step,
            letters=_held(letters.get(step.key, step.letters)),
            depends_on=after.get(step.key, step.depends_on),
        )
        for step in template.steps
    )
    return replace(template, steps=steps)


def parse_keys(text: str) -> tuple[str, ...]:
    """Keys of steps as people write them: "P1, p2" or "P1 P2"; "", "-" and "Start" are none."""
    parts = re.split(r"[\s,;/+&]+", text.upper())
    return tuple(
        dict.fromkeys(part for part in parts if part not in ("", "-", "–", "START", "AND"))
    )


def check_template(template: Template) -> list[Problem]:
    """Everything that keeps a process from being approved, in the order of its rows."""
    problems = check_matrix(template.steps)
    for step in template.steps:
        for limit in (step.standard, *step.limits):
            if limit and limit.before and limit.before not in template.edges:
                message = f"{step.key}: is due before {limit.before}, which is not a step."
                kind = ProblemKind.UNKNOWN_DEPENDENCY
                problems.append(Problem(step.key, None, kind, message))
    order = {step.key: step.number for step in template.steps}
    return sorted(problems, key=lambda problem: order[problem.step])


def check_holders(template: Template, held: Collection[str]) -> list[Problem]:
    """What to look after before the process runs: an R or A whose role nobody holds."""
    outside = {code for code, role in ROLES.items() if role.side is Side.EXTERNAL}
    return missing_holders(template.steps, {*held, *outside})


def require_sound(template: Template) -> None:
    """Raise RuleError, naming each problem, when the process cannot be approved as it is."""
    if not template.steps:
        raise RuleError(NO_STEPS)
    problems = check_template(template)
    if problems:
        raise RuleError(" ".join(problem.message for problem in problems))


def numbered(template: Template, steps: tuple[TemplateStep, ...]) -> Template:
    """The process with these steps, numbered from 1 in their order."""
    rows = tuple(replace(step, number=place) for place, step in enumerate(steps, 1))
    return replace(template, steps=rows)


def _held(letters: Letters) -> Letters:
    return {code: held for code, held in letters.items() if held}
