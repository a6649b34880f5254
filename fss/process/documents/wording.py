"""A process in words: what its map shows, step by step, for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping

from fss.process.rules.templates import FanOut, Repeat, Template, TemplateStep

FAN_OUT_WORDS = {
    FanOut.INVITED_CITY: "Once for each invited city",
    FanOut.SITE: "Once for each site",
}
_NARROW = frozenset("fijlrtI .,:;!'()|-/")
_WIDE = frozenset("mwMW@—%")
REPEAT_WORDS = {Repeat.MONTHLY: "Comes back every month", Repeat.YEARLY: "Comes back every year"}


def ordinary(step: TemplateStep) -> str:
    """How long the step may take, as a line begins: "4 business hours", "No set time"."""
    words = step.timing_words
    if step.standard and step.standard.statutory:
        words += ", set by law"
    return words[:1].upper() + words[1:]


def after(step: TemplateStep) -> str:
    """What the step waits for: "At the start", "After P1", "After P6, P7 and P8"."""
    if not step.depends_on:
        return "At the start"
    *most, last = step.depends_on
    return f"After {', '.join(most)} and {last}" if most else f"After {last}"


def conditions(step: TemplateStep) -> str:
    """When it is done, how long it may take, how often: as sentences."""
    return _sentences(
        after(step),
        ordinary(step),
        FAN_OUT_WORDS.get(step.fan_out, ""),
        REPEAT_WORDS.get(step.repeat, ""),
        "Every city is treated alike" if step.equal_treatment else "",
    )


def in_words(step: TemplateStep, state: str = "") -> str:
    """All that the map says of a step, as sentences."""
    return _sentences(f"{step.key} {step.title}", conditions(step), state)


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts if part)


def map_in_words(process: Template, states: Mapping[str, str] | None = None) -> list[str]:
    """A line for each step, in order; `states` says where a running one stands, by its key."""
    return [in_words(step, (states or {}).get(step.key, "")) for step in process.steps]


def span(words: str, size: float) -> float:
    """About how wide words are drawn in bold, rather too wide than too narrow."""
    return size * sum(
        0.34 if sign in _NARROW else 0.92 if sign in _WIDE else 0.72 if sign.isupper() else 0.6
        for sign in words
    )


def wrapped(words: str, size: float, width: float, most: int) -> list[str]:
    """The words in at most `most` lines of that width; what does not fit ends in an ellipsis."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and span(longer, size) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1]}…"]
    return [_fitting(line, size, width) for line in lines]


def _fitting(line: str, size: float, width: float) -> str:
    if span(line, size) <= width:
        return line
    line = line.removesuffix("…")
    while line and span(f"{line}…", size) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
