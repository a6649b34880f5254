"""A whole process as a JSON file: written, and read back only when every part of it is known."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from enum import StrEnum
from typing import Any, TypeVar

from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.errors import RuleError
from fss.process.rules.drafting import CODE, KEY, MOST_STEPS, numbered
from fss.process.rules.raci import ROLES, Letters, parse_letters
from fss.process.rules.templates import (
    FanOut,
    Kind,
    Repeat,
    StepStandard,
    Template,
    TemplateStep,
    template_as_data,
)

FORMAT = "first-stop-shop/process"
VERSION = 1
NO_PROCESS = "This is not a process file. Export a process as JSON and send that."
MOST_TEXT = 1_000_000
MOST_LIMITS = 10
MOST_ITEMS = 40
TITLE, LINE, TEXT = 200, 500, 4000
"""Longest titles, single lines and longer texts, in characters."""
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
Word = TypeVar("Word", bound=StrEnum)
Read = TypeVar("Read")


def template_as_text(template: Template) -> str:
    """The process as JSON, indented; `read_template` gives the same process back."""
    data = {"format": FORMAT, "version": VERSION, **template_as_data(template)}
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def read_template(text: str) -> Template:
    """The process in a JSON text; RuleError naming the first part that is not as it should be.

    Names that are not known are refused, so that nothing in the file is passed over in silence.
    """
    if len(text) > MOST_TEXT:
        raise RuleError("This file is larger than a process can be (1 MB).", "file")
    try:
        data = json.loads(text, object_pairs_hook=_no_doubles, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RuleError(NO_PROCESS, "file") from None
    return _template(_Part(data, "The file"))


class _Part:
    """A value of the file and where it stands, so that a refusal can name the place."""

    def __init__(self, value: Any, place: str) -> None:
        self.value = value
        self.place = place

    def refuse(self, wanted: str) -> RuleError:
        """What should stand here."""
        return RuleError(f"{self.place}: {wanted}", "file")

    def parts(self, names: tuple[str, ...]) -> dict[str, "_Part"]:
        """The parts of an object that has these names and no others."""
        if not isinstance(self.value, dict):
            raise self.refuse("should be an object with names and values.")
        for name in names:
            if name not in self.value:
                raise self.refuse(f"“{name}” is missing.")
        for name in self.value:
            if name not in names:
                raise self.refuse(f"“{name[:60]}” is not known here. Take it out.")
        return {
            name: _Part(value, f"{self.place}, {name}" if self.place != "The file" else name)
            for name, value in self.value.items()
        }

    def items(self, most: int) -> list["_Part"]:
        """The parts of a list."""
        if not isinstance(self.value, list):
            raise self.refuse("should be a list.")
        if len(self.value) > most:
            raise self.refuse(f"has more than {most} entries.")
        return [_Part(value, f"{self.place} {n}") for n, value in enumerate(self.value, 1)]

    def text(self, most: int, *, least: int = 0) -> str:
        """A text without odd signs, of a length that pages can show."""
        if not isinstance(self.value, str):
            raise self.refuse("should be a text in quotation marks.")
        if CONTROL.search(self.value):
            raise self.refuse("holds signs that cannot be shown.")
        if len(self.value) > most:
            raise self.refuse(f"is longer than {most:,} characters.")
        if len(self.value.strip()) < least:
            raise self.refuse("is empty.")
        return self.value

    def name(self, pattern: re.Pattern[str], example: str) -> str:
        """A key or code."""
        if not isinstance(self.value, str) or not pattern.fullmatch(self.value):
            raise self.refuse(f"should be capital letters and digits, such as {example}.")
        return self.value

    def flag(self) -> bool:
        """true or false."""
        if not isinstance(self.value, bool):
            raise self.refuse("should be true or false.")
        return self.value

    def word(self, kind: type[Word]) -> Word:
        """One of the words of an enumeration."""
        if not isinstance(self.value, str) or self.value not in set(kind):
            listed = ", ".join(kind)
            raise self.refuse(f"should be one of {listed}.")
        return kind(self.value)

    def tried(self, read: Callable[[], Read]) -> Read:
        """What `read` gives; its refusal names this place."""
        try:
            return read()
        except RuleError as error:
            raise self.refuse(error.message) from None


def _template(part: _Part) -> Template:
    parts = part.parts(("format", "version", "code", "title", "description", "steps"))
    if parts["format"].value != FORMAT or parts["version"].value != VERSION:
        raise part.refuse(f"should be a “{FORMAT}” of version {VERSION}.")
    steps = tuple(_step(one) for one in parts["steps"].items(MOST_STEPS))
    keys = [step.key for step in steps]
    for key in keys:
        if keys.count(key) > 1:
            raise parts["steps"].refuse(f"there are two steps {key}.")
    if [step.number for step in steps] != list(range(1, len(steps) + 1)):
        raise parts["steps"].refuse("the numbers should count from 1 in order.")
    template = Template(
        parts["code"].name(CODE, "D4"),
        parts["title"].text(TITLE, least=1),
        parts["description"].text(TEXT),
        steps,
    )
    return numbered(template, steps)


def _step(part: _Part) -> TemplateStep:
    parts = part.parts(tuple(field.name for field in fields(TemplateStep)))
    number = parts["number"].value
    if isinstance(number, bool) or not isinstance(number, int):
        raise parts["number"].refuse("should be a whole number.")
    standard = parts["standard"]
    return TemplateStep(
        key=parts["key"].name(KEY, "P1"),
        number=number,
        title=parts["title"].text(TITLE, least=1),
        description=parts["description"].text(TEXT),
        letters=_letters(parts["letters"]),
        kind=parts["kind"].word(Kind),
        depends_on=_keys(parts["depends_on"]),
        standard=None if standard.value is None else _standard(standard),
        limits=tuple(_standard(one) for one in parts["limits"].items(MOST_LIMITS)),
        timing=parts["timing"].text(LINE),
        repeat=parts["repeat"].word(Repeat),
        fan_out=parts["fan_out"].word(FanOut),
        equal_treatment=parts["equal_treatment"].flag(),
        promise_text=parts["promise_text"].text(LINE),
        client_text=parts["client_text"].text(LINE),
        checklist=_different(
            parts["checklist"],
            [one.text(LINE, least=1) for one in parts["checklist"].items(MOST_ITEMS)],
        ),
    )


def _letters(part: _Part) -> Letters:
    if not isinstance(part.value, dict):
        raise part.refuse("should be an object with roles and letters.")
    found = {}
    for code, words in part.value.items():
        if code not in ROLES:
            raise part.refuse(f"“{code[:60]}” is not a role. Roles are {', '.join(ROLES)}.")
        cell = _Part(words, f"{part.place} {code}")
        held = cell.tried(lambda cell=cell: parse_letters(cell.text(20)))  # type: ignore[misc]
        if not held:
            raise cell.refuse("should be letters such as A/R.")
        found[code] = held
    return found


def _keys(part: _Part) -> tuple[str, ...]:
    return _different(part, [one.name(KEY, "P1") for one in part.items(MOST_STEPS)])


def _different(part: _Part, found: list[str]) -> tuple[str, ...]:
    if len(set(found)) != len(found):
        raise part.refuse("something stands here twice.")
    return tuple(found)


def _standard(part: _Part) -> StepStandard:
    parts = part.parts(tuple(field.name for field in fields(StepStandard)))
    amount = parts["amount"].value
    if isinstance(amount, bool) or not isinstance(amount, int | float):
        raise parts["amount"].refuse("should be a number.")
    if not 0 < amount < 10_000:
        raise parts["amount"].refuse("Give a target above 0 and below 10,000.")
    before = parts["before"]
    standard = StepStandard(
        amount=float(amount),
        unit=parts["unit"].word(Unit),
        metric=parts["metric"].word(Metric),
        scope=parts["scope"].word(Scope),
        statutory=parts["statutory"].flag(),
        before=None if before.value is None else before.name(KEY, "P1"),
    )
    part.tried(lambda: standard.as_standard("file"))
    return standard


def _no_doubles(pairs: list[tuple[str, Any]]) -> Mapping[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _no_constant(name: str) -> float:
    raise ValueError(name)
