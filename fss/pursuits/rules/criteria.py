"""Criteria as people write them: a field by its name, a comparison, a value in words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from uuid import UUID

from fss.errors import RuleError
from fss.sites.rules.criteria import (
    INTERVAL_COMPARISONS,
    SET_COMPARISONS,
    Comparison,
    Criterion,
    Importance,
    check_criterion,
    comparisons_for,
)
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind
from fss.sites.rules.outcomes import Outcome
from fss.sites.rules.parsing import normalized, parse
from fss.sites.rules.units import UNITS
from fss.sites.rules.values import Qualifier, Value, display, display_amount, display_date

_LABELS = {
    Comparison.AT_LEAST: ("at least", "on or after"),
    Comparison.AT_MOST: ("at most", "on or before"),
    Comparison.BETWEEN: ("between", "between"),
    Comparison.ONE_OF: ("one of", "one of"),
    Comparison.NONE_OF: ("none of", "none of"),
    Comparison.IS_KNOWN: ("must be stated", "must be stated"),
}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A criterion to keep: what it means, the words it was written in, and, if kept already, id."""

    criterion: Criterion
    words: str = ""
    id: UUID | None = None


def comparison_label(comparison: Comparison, field: Field | None = None) -> str:
    """The comparison in words; of days: "on or after"."""
    return _LABELS[comparison][bool(field and field.kind is Kind.DATE)]


def read_criterion(
    *, field_key: str, comparison: str, value: str, importance: str, weight: int
) -> Criterion:
    """A criterion from what was entered; `value` is in words ("40 acres", "30 to 42", "Yes").

    Raises RuleError that names the form field at fault: field, comparison, value, importance or
    weight.
    """
    field = FIELDS.get(field_key)
    if field is None:
        raise RuleError("Choose a field from the list.", "field")
    try:
        compared, how = Comparison(comparison), Importance(importance)
    except ValueError:
        raise RuleError("Choose one of the answers offered.", "comparison") from None
    if compared not in comparisons_for(field):
        offered = ", ".join(comparison_label(one, field) for one in comparisons_for(field))
        raise RuleError(f"For this field choose one of: {offered}.", "comparison")
    low, high, options = _read_value(field, compared, value.strip())
    criterion = Criterion(
        field=field.key,
        comparison=compared,
        low=low,
        high=high,
        options=options,
        importance=how,
        weight=weight,
    )
    try:
        check_criterion(criterion, field)
    except RuleError as error:
        at_value = error.field in ("low", "high", "options")
        raise RuleError(error.message, "value" if at_value else error.field) from None
    return criterion


def value_in_words(field: Field, criterion: Criterion) -> str:
    """The value as `read_criterion` reads it back: "40 acres", "30 to 42 acres", "Yes"."""
    if criterion.comparison in SET_COMPARISONS:
        return "; ".join(
            choice.label for choice in field.choices if choice.key in criterion.options
        )
    if criterion.comparison is Comparison.BETWEEN:
        return display(
            field,
            Value(
                field=field.key, low=criterion.low, high=criterion.high, qualifier=Qualifier.RANGE
            ),
        )
    end = criterion.low if criterion.comparison is Comparison.AT_LEAST else criterion.high
    if criterion.comparison is Comparison.IS_KNOWN or end is None:
        return ""
    if field.kind is Kind.DATE:
        return display_date(date.fromordinal(int(end)))
    return display_amount(field, end)


def find_field(words: str) -> Field:
    """The field that words name by label or alias, else the only one they are part of,
    else the only one that is counted in the unit they name.

    Raises RuleError that lists the candidates when several fit, or says that none does.
    """
    wanted = normalized(words)
    if not wanted:
        raise RuleError("Write what you look for, such as acres or rail.", "find")
    names = _names(FIELDS.own)
    exact = [FIELDS[key] for key, known in names.items() if wanted in known]
    by_label = [field for field in exact if normalized(field.label) == wanted]
    found = by_label or exact
    if not found:
        found = [
            FIELDS[key]
            for key, known in names.items()
            if any(re.search(rf"\b{re.escape(wanted)}", name) for name in known)
        ] or [
            field
            for field in FIELDS.values()
            if field.unit and wanted in map(normalized, UNITS[field.unit].spellings)
        ]
    if len(found) == 1:
        return found[0]
    if not found:
        raise RuleError(f"No field is called “{words}”. Try another word.", "find")
    listed = ", ".join(field.label for field in found[:8])
    more = f" and {len(found) - 8} more" if len(found) > 8 else ""
    raise RuleError(f"Several fields fit: {listed}{more}. Write one of them.", "find")


@lru_cache(maxsize=4)
def _names(
    own: tuple[Field, ...],  # noqa: ARG001  (what a county adds is found at once)
) -> dict[str, frozenset[str]]:
    return {
        field.key: frozenset(normalized(name) for name in (field.label, *field.aliases))
        for field in FIELDS.values()
    }


def _read_value(
    field: Field, comparison: Comparison, words: str
) -> tuple[float | None, float | None, frozenset[str]]:
    if comparison is Comparison.IS_KNOWN:
        return None, None, frozenset()
    if not words:
        raise RuleError("Enter a value.", "value")
    if comparison in SET_COMPARISONS:
        return None, None, _read_options(field, words)
    assert comparison in INTERVAL_COMPARISONS
    stated = _parsed(field, words)
    bounds = stated.bounds.ends
    is_range = stated.qualifier is Qualifier.RANGE
    if comparison is Comparison.BETWEEN:
        return *bounds, frozenset()
    if is_range and bounds[0] != bounds[1]:
        raise RuleError("This is a range: write one value, or choose between.", "value")
    if comparison is Comparison.AT_LEAST:
        return bounds[0], None, frozenset()
    return None, bounds[1], frozenset()


def _read_options(field: Field, words: str) -> frozenset[str]:
    """Answers separated by semicolons, commas or "or"; an answer may contain a comma itself."""
    whole = parse(field, words)
    if whole.outcome is Outcome.FACT and whole.value is not None:
        return frozenset(whole.value.choices)
    parts = [part for part in re.split(r"[;\n]", words) if part.strip()]
    if len(parts) == 1:
        parts = [part for part in re.split(r",|\bor\b", words) if part.strip()]
    return frozenset(key for part in parts for key in _parsed(field, part).choices)


def _parsed(field: Field, words: str) -> Value:
    parsed = parse(field, words)
    if parsed.value is None:
        raise RuleError(parsed.problem or "Enter a value.", "value")
    return parsed.value
