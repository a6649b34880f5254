"""Facts on paper: each names its source by a number in brackets, the sources stand below.

Most facts of a site come from a few statements; a column of sources would print each of them
again and again, and fill half as many pages more.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from fss.documents.blocks import ComparisonTable, Paragraph
from fss.sites.models import Confidence, Fact
from fss.sites.queries import Held, Study, rows_of, studies_of
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
    words = _rows_in_words(held) if held.field.is_table and held.fact else held.words
    if held.fact:
        doubt = ", to be confirmed" if held.is_stale else ""
        words += f" [{sources.number(held.fact)}{doubt}]"
    if held.plan is not None:
        words += f". Planned: {held.plan_words} [{sources.number(held.plan)}]"
    return words


def fact_line(held: Held, sources: Sources) -> str:
    """One field on a line: its label and `value_words`."""
    return f"{held.field.label}: {value_words(held, sources)}"


def fact_lines(held: Iterable[Held], sources: Sources, *, only: Collection[str]) -> list[str]:
    """A line for each of these fields; a study's date and firm stand on the line of its state."""
    listed = list(held)
    studies = {one.key: one for one in studies_of(listed)}
    lines = []
    for one in listed:
        if one.field.key not in only:
            continue
        if not one.field.row:
            lines.append(fact_line(one, sources))
        elif one.field.row in studies:
            lines.append(_study_line(studies.pop(one.field.row), sources))
    return lines


def study_table(studies: Iterable[Study], sources: Sources) -> ComparisonTable:
    """The studies in rows: state, date, firm, and the number of the source."""
    return ComparisonTable(
        "Studies",
        ("Study", "State", "Date", "Firm", "Source"),
        tuple(
            (
                study.label,
                _state(study),
                study.words("date"),
                study.words("firm"),
                _number_of(study.main, sources),
            )
            for study in studies
        ),
    )


def value_table(held: Held, sources: Sources) -> ComparisonTable:
    """A field that is a table, with the number of its source in the caption."""
    columns = tuple(column.label for column in held.field.columns_of_table)
    caption = f"{held.field.label} {_number_of(held, sources)}".strip()
    return ComparisonTable(caption, columns, tuple(rows_of(held)))


def _study_line(study: Study, sources: Sources) -> str:
    parts = [_state(study), study.words("date"), study.words("firm")]
    words = ", ".join(part for part in parts if part)
    return f"{study.label}: {words or NOT_PROVIDED} {_number_of(study.main, sources)}".rstrip()


def _state(study: Study) -> str:
    words = study.words("status")
    if study.status is not None and study.status.is_stale:
        words += " (to be confirmed)"
    if study.status is not None and study.status.plan is not None:
        words = f"{words}; planned: {study.status.plan_words}".removeprefix("; ")
    return words


def _number_of(held: Held, sources: Sources) -> str:
    fact = held.fact or held.plan
    return f"[{sources.number(fact)}]" if fact else ""


def _rows_in_words(held: Held) -> str:
    """`Site plan (City council, 45 days, $500); Building permit (14 days)`."""
    rows = []
    for first, *others in rows_of(held):
        more = ", ".join(cell for cell in others if cell)
        rows.append(f"{first} ({more})" if more else first)
    return "; ".join(rows)
