"""What an own field may be, and how it becomes a field of the dictionary. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from fss.errors import RuleError
from fss.sites.rules.classes import DataClass
from fss.sites.rules.dictionary import ATTRIBUTES
from fss.sites.rules.fields import (
    GROUPS,
    OWN_PREFIX,
    YES_NO,
    Attribute,
    Choice,
    Field,
    Kind,
    PropertyKind,
)
from fss.sites.rules.parsing import normalized, parse
from fss.sites.rules.units import UNITS

KINDS: dict[Kind, str] = {
    Kind.TEXT: "Words, one line",
    Kind.LONG_TEXT: "Words, several lines",
    Kind.NUMBER: "Number",
    Kind.INTEGER: "Whole number",
    Kind.MONEY: "Amount of money",
    Kind.BOOLEAN: "Yes or no",
    Kind.CHOICE: "One of several answers",
    Kind.MULTI: "Several of several answers",
    Kind.DATE: "Date",
}
"""The kinds that the county can choose, with what they are called."""

LISTED = frozenset({Kind.CHOICE, Kind.MULTI})
MOST_FIELDS = 200
MOST_CHOICES = 60
MOST_ALIASES = 20
LABEL_LENGTH = 120
NAME_LENGTH = 80


@dataclass(frozen=True, kw_only=True)
class Definition:
    """What the county says about a field. `choices` are (key, label); a new one has no key yet."""

    label: str
    group: str
    kind: Kind
    unit: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    applies_to: frozenset[PropertyKind] = frozenset(PropertyKind)
    description: str = ""
    aliases: tuple[str, ...] = ()
    data_class: DataClass = DataClass.PUBLIC
    plannable: bool = False


def as_field(key: str, said: Definition, *, retired: bool) -> Field:
    """The field of the dictionary."""
    listed = tuple(Choice(one, label) for one, label in said.choices)
    return Field(
        key=key,
        label=said.label,
        group=said.group,
        kind=said.kind,
        unit=said.unit,
        choices=YES_NO if said.kind is Kind.BOOLEAN else listed,
        applies_to=said.applies_to,
        description=said.description,
        aliases=said.aliases,
        data_class=said.data_class,
        plannable=said.plannable,
        retired=retired,
    )


def units_for(kind: Kind) -> tuple[str, ...]:
    """The units in which a kind can be stated, "" for none; for money there is always one."""
    if kind is Kind.MONEY:
        return tuple(key for key, unit in UNITS.items() if unit.money)
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return ("", *(key for key, unit in UNITS.items() if not unit.money))
    return ("",)


def new_key(label: str, taken: Collection[str]) -> str:
    """A permanent key that nobody has: `own_barge_slips`, `own_barge_slips_2`."""
    slug = OWN_PREFIX + (_slug(label) or "field")
    number, key = 1, slug
    while key in taken:
        number += 1
        key = f"{slug}_{number}"
    return key


def check_definition(
    said: Definition, others: Iterable[Field], *, before: Definition | None = None
) -> Definition:
    """The definition with keys for its new answers; RuleError (field: the form's) otherwise.

    `others` are all fields of the dictionary but this one, retired ones with them. `before` is
    what the field was when facts were stated under it: kind and unit cannot change any more.
    """
    if not said.label:
        raise RuleError("Enter what the field is called.", "label")
    if len(said.label) > LABEL_LENGTH:
        raise RuleError(f"Use at most {LABEL_LENGTH} characters.", "label")
    if said.kind not in KINDS:
        raise RuleError("Choose one of the kinds offered.", "kind")
    if before is not None and (said.kind, said.unit) != (before.kind, before.unit):
        raise RuleError(
            "Values are stated under this field: kind and unit stay. Add another field instead.",
            "kind" if said.kind is not before.kind else "unit",
        )
    if said.group not in {group.key for group in GROUPS}:
        raise RuleError("Choose one of the sections offered.", "section")
    if said.unit not in units_for(said.kind):
        raise RuleError(_unit_problem(said.kind), "unit")
    if not said.applies_to:
        raise RuleError("Choose land, buildings, or both.", "applies_to")
    _check_names(said, others)
    checked = replace(said, choices=_keyed(said) if said.kind in LISTED else ())
    _check_answers(checked)
    return checked


def _unit_problem(kind: Kind) -> str:
    if kind is Kind.MONEY:
        return "Choose a unit of money, such as dollars or dollars per acre."
    if kind in (Kind.NUMBER, Kind.INTEGER):
        return "This unit is one of money. Choose the kind “Amount of money”, or another unit."
    return "Only numbers and amounts of money have a unit. Leave the unit out."


def _check_names(said: Definition, others: Iterable[Field]) -> None:
    """No two fields may answer to one name: an import could not tell them apart."""
    if len(said.aliases) > MOST_ALIASES:
        raise RuleError(f"Use at most {MOST_ALIASES} other names.", "aliases")
    if any(len(alias) > NAME_LENGTH for alias in said.aliases):
        raise RuleError(f"Use at most {NAME_LENGTH} characters for a name.", "aliases")
    named: list[Field | Attribute] = [*others, *ATTRIBUTES.values()]
    known = {normalized(name): item.label for item in named for name in (item.label, *item.aliases)}
    for where, names in (("label", (said.label,)), ("aliases", said.aliases)):
        for name in names:
            if not normalized(name):
                raise RuleError("Use letters or digits.", where)
            if normalized(name) in known:
                raise RuleError(
                    f"“{known[normalized(name)]}” is called “{name}” already. Use that field, or "
                    "another name.",
                    where,
                )


def _keyed(said: Definition) -> tuple[tuple[str, str], ...]:
    labels = [label for _, label in said.choices]
    if len(labels) < 2:
        raise RuleError("Enter at least two answers, one per line.", "choices")
    if len(labels) > MOST_CHOICES:
        raise RuleError(f"Use at most {MOST_CHOICES} answers.", "choices")
    for label in labels:
        if not normalized(label):
            raise RuleError(f"“{label}” has no letters or digits.", "choices")
        if len(label) > NAME_LENGTH:
            raise RuleError(f"Use at most {NAME_LENGTH} characters for an answer.", "choices")
        if any(mark in label for mark in ";|"):
            raise RuleError(f"Leave “;” and “|” out of “{label}”.", "choices")
        if said.kind is Kind.MULTI and "," in label:
            raise RuleError(f"Leave the comma out of “{label}”: it parts answers.", "choices")
    if len({normalized(label) for label in labels}) < len(labels):
        raise RuleError("Two answers are the same. Keep one.", "choices")
    taken = {key for key, _ in said.choices if key}
    found = []
    for key, label in said.choices:
        if not key:
            slug = _slug(label) or "answer"
            number, key = 1, slug
            while key in taken:
                number += 1
                key = f"{slug}_{number}"
            taken.add(key)
        found.append((key, label))
    return tuple(found)


def _check_answers(said: Definition) -> None:
    """Each answer must be read back as itself, from a list or from one's own words."""
    field = as_field(OWN_PREFIX, said, retired=False)
    for key, label in said.choices:
        value = parse(field, label).value
        if value is None or value.choices != (key,):
            raise RuleError(
                f"“{label}” would not be understood as an answer. Use other words.", "choices"
            )


def check_kept(before: Sequence[tuple[str, str]], after: Definition, used: Collection[str]) -> None:
    """Answers that facts use may be relabeled, not removed. RuleError (field `choices`)."""
    kept = {key for key, _ in after.choices}
    for key, label in before:
        if key in used and key not in kept:
            raise RuleError(f"“{label}” is stated of a site. Keep this answer.", "choices")


def _slug(words: str) -> str:
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
