"""Facts on paper: each names its source by a number in brackets, the sources stand below.

Most facts of a site come from a few statements; a column of sources would print each of them
again and again, and fill half as many pages more.
"""

from __future__ import annotations

from fss.documents.blocks import Paragraph
from fss.sites.models import Confidence, Fact
from fss.sites.queries import Held
from fss.sites.rules.values import NOT_PROVIDED, display_date


class Sources:
    """The statements behind the facts of one site, numbered in the order of their first use."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, fact: Fact) -> str:
        """The number of the statement that a fact comes from."""
        words = [fact.source, f"as of {display_date(fact.as_of)}"]
        if fact.confidence is not Confidence.UNKNOWN:
            words.append(fact.confidence.label.lower())
        text = ", ".join(word for word in words if word)
        return str(self._numbers.setdefault(text, len(self._numbers) + 1))

    def block(self) -> Paragraph:
        """The numbered sources in one paragraph, or the words that there are none."""
        if not self._numbers:
            return Paragraph(f"Sources: {NOT_PROVIDED.lower()}")
        listed = "; ".join(f"[{number}] {text}" for text, number in self._numbers.items())
        return Paragraph(f"Sources, each with its date and how sure it is: {listed}.")


def value_words(held: Held, sources: Sources) -> str:
    """The present value and the plan of a field, each with the number of its source."""
    words = held.words
    if held.fact:
        doubt = ", to be confirmed" if held.is_stale else ""
        words += f" [{sources.number(held.fact)}{doubt}]"
    if held.plan is not None:
        words += f". Planned: {held.plan_words} [{sources.number(held.plan)}]"
    return words


def fact_line(held: Held, sources: Sources) -> str:
    """One field on a line: its label and `value_words`."""
    return f"{held.field.label}: {value_words(held, sources)}"
