"""What differs between two versions of a process, in words that people compare."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fss.process.rules.raci import ROLES, format_letters
from fss.process.rules.templates import FanOut, Kind, Repeat, StepStandard, Template, TemplateStep

KIND_WORDS = {
    Kind.TASK: "Task",
    Kind.NOTICE: "Notice",
    Kind.GATE: "Decision",
    Kind.COLLECT: "Collecting answers",
    Kind.SUBPROCESS: "A process of its own",
}
FAN_OUT_WORDS = {
    FanOut.NONE: "Once",
    FanOut.INVITED_CITY: "Once for each invited city",
    FanOut.SITE: "Once for each site",
}
REPEAT_WORDS = {
    Repeat.ONCE: "Once",
    Repeat.MONTHLY: "Each month until the steps after it end it",
    Repeat.YEARLY: "Each year until the steps after it end it",
}


@dataclass(frozen=True)
class Difference:
    """One thing that is not the same; `step` is "" for the process as a whole."""

    step: str
    what: str
    before: str
    after: str


def differences(before: Template, after: Template) -> list[Difference]:
    """What `after` has that `before` has not, and the other way, in the order of the steps."""
    found = [
        Difference("", what, old, new)
        for what, old, new in (
            ("Title", before.title, after.title),
            ("What it covers", before.description, after.description),
        )
        if old != new
    ]
    for step in after.steps:
        if step.key not in before.edges:
            found.append(Difference(step.key, "Step", "", f"{step.key} {step.title}"))
            found += _of_step(None, step)
        else:
            found += _of_step(before.step(step.key), step)
    found += [
        Difference(step.key, "Step", f"{step.key} {step.title}", "")
        for step in before.steps
        if step.key not in after.edges
    ]
    old_order = [step.key for step in before.steps if step.key in after.edges]
    new_order = [step.key for step in after.steps if step.key in before.edges]
    if old_order != new_order:
        found.append(Difference("", "Order", ", ".join(old_order), ", ".join(new_order)))
    return found


def limit_in_words(limit: StepStandard) -> str:
    """A time with what it counts by: "60 calendar days, statutory"."""
    marks = [limit.words, limit.metric.value, limit.scope.value]
    if limit.statutory:
        marks.append("set by law")
    return ", ".join(marks)


PARTS: tuple[tuple[str, Callable[[TemplateStep], str]], ...] = (
    ("Title", lambda step: step.title),
    ("What is done", lambda step: step.description),
    ("Sort", lambda step: KIND_WORDS[step.kind]),
    ("After", lambda step: ", ".join(step.depends_on) or "Start"),
    ("Time allowed", lambda step: limit_in_words(step.standard) if step.standard else ""),
    ("Further times", lambda step: "; ".join(map(limit_in_words, step.limits))),
    ("Time in words", lambda step: step.timing),
    ("Comes back", lambda step: REPEAT_WORDS[step.repeat]),
    ("Done", lambda step: FAN_OUT_WORDS[step.fan_out]),
    ("Every city alike", lambda step: "Yes" if step.equal_treatment else "No"),
    ("Promise", lambda step: step.promise_text),
    ("What the client sees", lambda step: step.client_text),
    ("Checklist", lambda step: "; ".join(step.checklist)),
)


def _of_step(before: TemplateStep | None, after: TemplateStep) -> list[Difference]:
    found = []
    if before is not None:
        for what, words in PARTS:
            if words(before) != words(after):
                found.append(Difference(after.key, what, words(before), words(after)))
    for code in _codes(before, after):
        old = format_letters(before.letters.get(code, ())) if before else "–"
        new = format_letters(after.letters.get(code, ()))
        if old != new:
            name = ROLES[code].name if code in ROLES else code
            found.append(Difference(after.key, name, old.replace("–", ""), new.replace("–", "")))
    return found


def _codes(before: TemplateStep | None, after: TemplateStep) -> Sequence[str]:
    named = {*after.letters, *(before.letters if before else ())}
    return [*(code for code in ROLES if code in named), *sorted(named - set(ROLES))]
