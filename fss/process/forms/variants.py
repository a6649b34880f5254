"""Forms of a city's own letters: one choice for each cell that the city may change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from fss.errors import RuleError
from fss.process.rules.raci import ALL_ROLES, Letter, ProcessRole, format_letters, parse_letters
from fss.process.rules.templates import Template, TemplateStep
from fss.process.rules.variants import MAY_BE_ADDED, OWN_CODES, Changes
from fss.web.forms import Form, VersionField

LONGEST = Length(max=4000, message="Shorten this to 4,000 characters.")
OWN_CHOICES = ("", "R", "A", "A/R", "C", "I", "C/I")
NONE: frozenset[Letter] = frozenset()


class VariantForm(Form):
    version = VersionField()
    note = TextAreaField(
        "Note",
        [LONGEST],
        description="Why the city does it this way. City and county read it before they sign.",
    )


class SignForm(Form):
    version = VersionField()


class WithdrawForm(Form):
    version = VersionField()
    reason = StringField("Why it is withdrawn", [DataRequired("Say why it is withdrawn."), LONGEST])


@dataclass(frozen=True)
class Cell:
    """A cell of the matrix that a city may change: its name in the form, what may be chosen."""

    role: ProcessRole
    name: str
    base: str
    chosen: str
    choices: tuple[tuple[str, str], ...]

    @property
    def is_changed(self) -> bool:
        """Chosen is something else than the county's letters."""
        return self.chosen != self.base


@dataclass(frozen=True)
class Row:
    """A step with the cells of the city's own roles, and those of all others."""

    step: TemplateStep
    own: tuple[Cell, ...]
    others: tuple[Cell, ...]

    @property
    def changed_others(self) -> tuple[Cell, ...]:
        """Cells of other roles that differ from the county's."""
        return tuple(cell for cell in self.others if cell.is_changed)


def rows_of(base: Template, changes: Changes) -> list[Row]:
    """Every step with its choices, those of `changes` chosen."""
    return [
        Row(
            step,
            tuple(_cell(step, code, changes) for code in OWN_CODES),
            tuple(_cell(step, code, changes) for code in ALL_ROLES if code not in OWN_CODES),
        )
        for step in base.steps
    ]


def read_changes(base: Template, sent: Mapping[str, str]) -> Changes:
    """The cells as they were sent; what was not sent stays as in the county's matrix.

    Raises RuleError for what are no letters.
    """
    return {
        step.key: {
            code: parse_letters(sent[_name(step, code)][:20])
            for code in ALL_ROLES
            if _name(step, code) in sent
        }
        for step in base.steps
    }


def read_or_base(base: Template, sent: Mapping[str, str]) -> Changes:
    """As `read_changes`, and nothing changed where what was sent cannot be read."""
    try:
        return read_changes(base, sent)
    except RuleError:
        return {}


def _cell(step: TemplateStep, code: str, changes: Changes) -> Cell:
    base = step.letters.get(code, NONE)
    chosen = changes.get(step.key, {}).get(code, base)
    if code in OWN_CODES:
        offered = [parse_letters(words) for words in OWN_CHOICES]
    else:
        letters = sorted(MAY_BE_ADDED)
        offered = [base, *(base | {letter} for letter in letters), base | MAY_BE_ADDED]
    found = dict.fromkeys([*offered, base, chosen])
    return Cell(
        ALL_ROLES[code],
        _name(step, code),
        _words(base),
        _words(chosen),
        tuple((_words(held), format_letters(held)) for held in found),
    )


def _name(step: TemplateStep, code: str) -> str:
    return f"{step.key}.{code}"


def _words(letters: frozenset[Letter]) -> str:
    return format_letters(letters) if letters else ""
