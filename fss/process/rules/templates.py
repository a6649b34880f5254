"""A process as data: its steps, who does them, how long they may take; and its fingerprint."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from fss.calendars.rules.standards import Metric, Scope, Standard, Unit, amount_in_words
from fss.errors import RuleError
from fss.process.rules.dependencies import Edges
from fss.process.rules.raci import Letter, Letters, format_letters, parse_letters


class Kind(StrEnum):
    """What sort of step it is."""

    TASK = "task"
    NOTICE = "notice"
    GATE = "gate"
    COLLECT = "collect"
    SUBPROCESS = "subprocess"


class FanOut(StrEnum):
    """Whether a step is done once, or once for each invited city or each site."""

    NONE = "none"
    INVITED_CITY = "invited_city"
    SITE = "site"


class Repeat(StrEnum):
    """How often a step comes back until the steps after it end it."""

    ONCE = "once"
    MONTHLY = "monthly"
    YEARLY = "yearly"


QUESTION_METRICS = (Metric.ACKNOWLEDGE, Metric.ANSWER)


@dataclass(frozen=True)
class StepStandard:
    """How long a step may take; `before` names a step before whose fixed time it must be done."""

    amount: float
    unit: Unit
    metric: Metric = Metric.STEP
    scope: Scope = Scope.COUNTY
    statutory: bool = False
    before: str | None = None

    @property
    def words(self) -> str:
        """Such as "4 business hours" or "1 business day before V5"."""
        amount = amount_in_words(self.amount, self.unit)
        return f"{amount} before {self.before}" if self.before else amount

    def as_standard(self, code: str) -> Standard:
        """The standard to compute a due time by."""
        return Standard(
            code,
            self.metric,
            self.amount,
            self.unit,
            self.scope,
            self.statutory,
            before=self.before or "",
        )


@dataclass(frozen=True)
class TemplateStep:
    """One row of a process.

    `standard` is None where no length is set; `timing` then says in words what holds instead.
    `limits` are further times: one per question, or counted back from a fixed time.
    `client_text` is what the tracking page says about the step; empty: the client does not see it.
    """

    key: str
    number: int
    title: str
    description: str
    letters: Letters
    kind: Kind = Kind.TASK
    depends_on: tuple[str, ...] = ()
    standard: StepStandard | None = None
    limits: tuple[StepStandard, ...] = ()
    timing: str = ""
    repeat: Repeat = Repeat.ONCE
    fan_out: FanOut = FanOut.NONE
    equal_treatment: bool = False
    promise_text: str = ""
    client_text: str = ""
    checklist: tuple[str, ...] = ()

    @property
    def counted_back(self) -> tuple[StepStandard, ...]:
        """The times that are counted back from the fixed time of another step."""
        times = (self.standard, *self.limits) if self.standard else self.limits
        return tuple(limit for limit in times if limit.before)

    @property
    def question_times(self) -> tuple[StepStandard, ...]:
        """How soon each question of a client is acknowledged and answered; empty: takes none."""
        times = [limit for limit in self.limits if limit.before is None]
        known = {limit.metric: limit for limit in times if limit.metric in QUESTION_METRICS}
        return tuple(known[metric] for metric in QUESTION_METRICS if metric in known)

    @property
    def timing_words(self) -> str:
        """The standard or, without one, what holds instead; "no set time" when nothing does."""
        if self.standard:
            return f"{self.standard.words} ({self.timing})" if self.timing else self.standard.words
        return self.timing or "no set time"


@dataclass(frozen=True)
class Template:
    """A process: its code, its title, its steps in order."""

    code: str
    title: str
    description: str
    steps: tuple[TemplateStep, ...]
    _by_key: dict[str, TemplateStep] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_key", {step.key: step for step in self.steps})

    def step(self, key: str) -> TemplateStep:
        """The step with that key; RuleError when there is none."""
        try:
            return self._by_key[key]
        except KeyError:
            raise RuleError(f"{self.title} has no step {key}.") from None

    @property
    def fixed_keys(self) -> frozenset[str]:
        """Steps that happen at a time people agree on: those that others count back from."""
        return frozenset(
            limit.before for step in self.steps for limit in step.counted_back if limit.before
        )

    @property
    def edges(self) -> Edges:
        """For each step the steps it waits for."""
        return {step.key: step.depends_on for step in self.steps}


def content_hash(template: Template) -> str:
    """SHA-256 (hex) over the template's canonical JSON: any change of content changes it."""
    text = json.dumps(
        template_as_data(template), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return sha256(text.encode()).hexdigest()


def template_as_data(template: Template) -> dict[str, Any]:
    """The template as plain data for JSON; `template_from_data` reads it back."""
    return {
        "code": template.code,
        "title": template.title,
        "description": template.description,
        "steps": [_step_as_data(step) for step in template.steps],
    }


def template_from_data(data: Mapping[str, Any]) -> Template:
    """A template from what `template_as_data` wrote; unknown letters or words raise an error."""
    steps = tuple(_step_from_data(step) for step in data["steps"])
    return Template(data["code"], data["title"], data["description"], steps)


def _step_as_data(step: TemplateStep) -> dict[str, Any]:
    return {
        "key": step.key,
        "number": step.number,
        "title": step.title,
        "description": step.description,
        "letters": {
            code: format_letters(letters) for code, letters in step.letters.items() if letters
        },
        "kind": step.kind.value,
        "depends_on": list(step.depends_on),
        "standard": _standard_as_data(step.standard) if step.standard else None,
        "limits": [_standard_as_data(limit) for limit in step.limits],
        "timing": step.timing,
        "repeat": step.repeat.value,
        "fan_out": step.fan_out.value,
        "equal_treatment": step.equal_treatment,
        "promise_text": step.promise_text,
        "client_text": step.client_text,
        "checklist": list(step.checklist),
    }


def _step_from_data(data: Mapping[str, Any]) -> TemplateStep:
    letters: dict[str, frozenset[Letter]] = {
        code: parse_letters(text) for code, text in data["letters"].items()
    }
    return TemplateStep(
        key=data["key"],
        number=data["number"],
        title=data["title"],
        description=data["description"],
        letters=letters,
        kind=Kind(data["kind"]),
        depends_on=tuple(data["depends_on"]),
        standard=_standard_from_data(data["standard"]) if data["standard"] else None,
        limits=tuple(_standard_from_data(limit) for limit in data["limits"]),
        timing=data["timing"],
        repeat=Repeat(data["repeat"]),
        fan_out=FanOut(data["fan_out"]),
        equal_treatment=data["equal_treatment"],
        promise_text=data["promise_text"],
        client_text=data["client_text"],
        checklist=tuple(data["checklist"]),
    )


def _standard_as_data(standard: StepStandard) -> dict[str, Any]:
    return {
        # 4 and 4.0 are the same amount and must give the same fingerprint.
        "amount": float(standard.amount),
        "unit": standard.unit.value,
        "metric": standard.metric.value,
        "scope": standard.scope.value,
        "statutory": standard.statutory,
        "before": standard.before,
    }


def _standard_from_data(data: Mapping[str, Any]) -> StepStandard:
    return StepStandard(
        amount=data["amount"],
        unit=Unit(data["unit"]),
        metric=Metric(data["metric"]),
        scope=Scope(data["scope"]),
        statutory=data["statutory"],
        before=data["before"],
    )
