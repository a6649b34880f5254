"""Forms of upkeep: the limits, one value's next check, and answers by link."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from wtforms.validators import InputRequired

from fss.errors import RuleError
from fss.sites.rules.fields import CheckLimit
from fss.sites.rules.parsing import Context, Outcome, parse
from fss.upkeep.queries.links import Asked
from fss.upkeep.rules import Answer
from fss.web.forms import CountField, DayField, Form

DAYS = [InputRequired("Enter a number of days.")]


class LimitsForm(Form):
    """After how many days each kind of value must be checked again."""

    availability = CountField("Availability and price", DAYS)
    building = CountField("Building", DAYS)
    community = CountField("Labor, taxes and community", DAYS)
    land = CountField("Land", DAYS)
    utility = CountField("Utilities", DAYS)

    def limits(self) -> dict[CheckLimit, int]:
        """What was entered, by kind."""
        return {kind: getattr(self, kind.value).data for kind in CheckLimit}


class CheckDateForm(Form):
    """When one value is checked next."""

    check_on = DayField("Check again by", [InputRequired("Enter a day.")])


class AnswersForm(Form):
    """The answers to a link's questions; their inputs are named after each question."""

    def read(
        self, entered: Mapping[str, Any], asked: list[Asked], *, today: date
    ) -> dict[str, tuple[Answer, str]]:
        """Answers by name, "all still right" for all; refusals land in `problems`."""
        self.problems: dict[str, str] = {}
        answers: dict[str, tuple[Answer, str]] = {}
        if entered.get("all"):
            return {one.name: (Answer.RIGHT, "") for one in asked}
        for one in asked:
            said = entered.get(one.name, "")
            words = str(entered.get(f"{one.name}-words", "")).replace("\x00", "").strip()
            if said not in list(Answer):
                if words:
                    answers[one.name] = (Answer.CHANGED, words)
                continue
            answers[one.name] = (Answer(said), words)
        for one in asked:
            answer, words = answers.get(one.name, (Answer.UNKNOWN, ""))
            if answer is Answer.CHANGED:
                self._check(one, words, today)
        if not answers:
            self.refuse(RuleError("Choose an answer for at least one value."))
        return answers

    def _check(self, one: Asked, words: str, today: date) -> None:
        if not words:
            self.problems[one.name] = "Enter the new value, or choose another answer."
            return
        parsed = parse(one.field, words, context=Context(as_of=today))
        if parsed.outcome is Outcome.PROBLEM:
            self.problems[one.name] = parsed.problem or "Enter a value."
