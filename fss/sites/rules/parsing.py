"""Reads what people write in a form field or a cell, and never guesses silently.

Every input ends as a fact, as "no data" (blank, N/A, unknown) or as a problem whose sentence
says what is wrong and what to do.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime
from functools import cache

from fss.sites.rules.amounts import UnreadableError, clean, read_statement
from fss.sites.rules.dates import UnreadableDateError, check_day, read_dates
from fss.sites.rules.fields import Field, Kind, TextForm
from fss.sites.rules.outcomes import NO_DATA, Context, Outcome, Parsed, fact, problem
from fss.sites.rules.prices import read_price
from fss.sites.rules.tables import MOST_ROWS, cell_field, join_rows, split_rows
from fss.sites.rules.units import UNITS, can_convert, convert
from fss.sites.rules.values import Qualifier, Value, display, display_amount, number

__all__ = ["Cell", "Context", "Outcome", "Parsed", "normalized", "parse", "words_of"]

Cell = str | int | float | bool | date | datetime | None
"""What a cell of a sheet or a field of a form holds."""

LONGEST_TEXT = 500
LONGEST_LONG_TEXT = 5_000

_NO_DATA = frozenset(
    (
        "", "n/a", "na", "#n/a", "n.a", "n.a.", "unknown", "not known", "tbd", "t.b.d", "t.b.d.",
        "to be determined", "-", "--", "---", "?", "??", "null", "no data", "not provided",
        "no information", "not applicable", "not stated", "unk",
    )
)  # fmt: skip
_EXAMPLES = {"calendar_year": 1995, "usd_acre": 30_000, "usd": 500_000, "usd_year": 50_000}
_NO_LINK = re.compile(r"(?:no|none)(?: (?:website|web site|email|e-mail|phone|url))?", re.I)
_VARIES = re.compile(r"(?:it )?(?:varies|various|variable)(?: by .*)?", re.IGNORECASE)
_LEADING = re.compile(r"(yes|no)\b[\s,;:.(-]*(.*)", re.IGNORECASE | re.DOTALL)
_PLAIN_NO = frozenset(("none", "none currently", "currently none", "not currently", "not yet"))
_HEDGE = re.compile(
    r"\b(?:expired|closed|former|formerly|progress|pending|possib\w+|potential\w*|may|might"
    r"|could|soon|planned|proposed|partly|partial\w*|some|adjacent|qualif\w+|if|unless|except"
    r"|unclear|not|no|yes)\b|\?",
    re.IGNORECASE,
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffd]")
_URL = re.compile(r"(?:https?://)?[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::\d+)?(?:[/?#]\S*)?", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>()\",;:]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+", re.IGNORECASE)
_PHONE = re.compile(r"\+?[\d\s().-]{7,20}(?:\s*(?:x|ext\.?)\s*\d{1,6})?", re.IGNORECASE)


def words_of(cell: Cell) -> str:
    """The words of a cell as a person would read them there: 180.0 is "180"."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "Yes" if cell else "No"
    if isinstance(cell, float):
        return number(cell).replace(",", "") if math.isfinite(cell) else str(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell).strip()


def normalized(words: str) -> str:
    """Lower case letters and digits with single spaces, for comparing labels and choices."""
    return re.sub(r"[^a-z0-9]+", " ", clean(words).lower()).strip()


def parse(field: Field, cell: Cell, *, context: Context | None = None) -> Parsed:
    """Read one cell or form field into a value of the field, in the field's own unit."""
    context = context or Context()
    words = words_of(cell)
    if _CONTROL.search(words):
        return problem("Some characters could not be read. Type the value again.")
    if field.is_set:
        return _parse_choices(field, cell, words)
    if clean(words).lower() in _NO_DATA:
        return NO_DATA
    if field.is_table:
        return _parse_table(field, words, context)
    if field.is_text:
        return _parse_text(field, words)
    if field.kind is Kind.DATE:
        return _parse_date(field, cell, words, context)
    return _parse_number(field, cell, words, context)


def _parse_number(field: Field, cell: Cell, words: str, context: Context) -> Parsed:
    if isinstance(cell, bool | date):
        return problem(_number_wanted(field, "The cell holds no number."))
    if isinstance(cell, float) and not math.isfinite(cell):
        return problem(_number_wanted(field, "This is no finite number."))
    if clean(words).lower() in ("none", "no"):
        return problem("Write 0 if there is none, or leave the cell empty if nobody knows.")
    if _VARIES.fullmatch(clean(words)):
        return problem("The value varies. Write the smallest and the largest, as in 2 to 10.")
    try:
        value, notes, converted = _number(field, words, context)
        _check_bounds(field, value)
    except UnreadableError as reason:
        return problem(_number_wanted(field, str(reason)))
    return fact(value, notes=notes, converted=converted)


def _number(field: Field, words: str, context: Context) -> tuple[Value, tuple[str, ...], bool]:
    if field.kind is Kind.MONEY:
        price = read_price(field, words, context)
        low, high, qualifier = price.low, price.high, price.qualifier
        notes, converted = price.notes, price.converted
    else:
        stated = read_statement(field, words)
        low, high, qualifier = stated.low, stated.high, stated.qualifier
        unit = stated.unit.key if stated.unit else context.unit or field.unit
        if unit and (not field.unit or not can_convert(unit, field.unit)):
            raise UnreadableError(f"{UNITS[unit].many} is not a unit of {field.label.lower()}.")
        converted = unit != field.unit
        notes = (f"Converted from {UNITS[unit].many}.",) if converted else ()
        if converted:
            low, high = (
                None if end is None else convert(end, source=unit, target=field.unit)
                for end in (low, high)
            )
    if qualifier is Qualifier.RANGE and low == high:
        qualifier = Qualifier.EXACT
    value = Value(
        field=field.key, low=low, high=high, qualifier=qualifier, unit=field.unit, words=words
    )
    return value, notes, converted


def _check_bounds(field: Field, value: Value) -> None:
    for end in (value.low, value.high):
        if end is None:
            continue
        if field.minimum is not None and end < field.minimum:
            least = display_amount(field, field.minimum)
            raise UnreadableError(f"{display_amount(field, end)} is less than {least}.")
        if field.maximum is not None and end > field.maximum:
            most = display_amount(field, field.maximum)
            raise UnreadableError(f"{display_amount(field, end)} is more than {most}.")
        if field.kind is Kind.INTEGER and end != int(end):
            raise UnreadableError(f"{number(end)} is not a whole number.")


def _number_wanted(field: Field, reason: str) -> str:
    example = display_amount(field, _EXAMPLES.get(field.unit, 30))
    return f"{reason} Write one number or a range for {field.label.lower()}, as in {example}."


def _parse_date(field: Field, cell: Cell, words: str, context: Context) -> Parsed:
    try:
        if isinstance(cell, date):
            day = check_day(cell.date() if isinstance(cell, datetime) else cell)
            low, high, qualifier = day, day, Qualifier.EXACT
        elif clean(words).lower() in ("now", "immediately", "today", "immediate"):
            if context.as_of is None:
                raise UnreadableDateError("It is not clear from which day on that is meant.")
            low, high, qualifier = context.as_of, context.as_of, Qualifier.EXACT
        else:
            low, high, qualifier = read_dates(words)  # type: ignore[assignment]
    except UnreadableDateError as reason:
        return problem(f"{reason} Write a date such as 12/1/2026.")
    ends = [None if day is None else float(day.toordinal()) for day in (low, high)]
    return fact(Value(field=field.key, low=ends[0], high=ends[1], qualifier=qualifier, words=words))


def _parse_text(field: Field, words: str) -> Parsed:
    longest = LONGEST_LONG_TEXT if field.kind is Kind.LONG_TEXT else LONGEST_TEXT
    if field.form is not TextForm.FREE and _NO_LINK.fullmatch(words):
        return NO_DATA
    if len(words) > longest:
        return problem(f"The text is longer than {longest:,} characters. Shorten it.")
    if field.form is TextForm.URL and not _URL.fullmatch(words):
        return problem("This is no web address. Write it as in https://www.example.org/park.")
    if field.form is TextForm.EMAIL and not _EMAIL.fullmatch(words):
        return problem("This is no e-mail address. Write it as in name@example.org.")
    if field.form is TextForm.PHONE and not _PHONE.fullmatch(words):
        return problem("This is no telephone number. Write it as in 952-555-0100.")
    return fact(Value(field=field.key, text=words, words=words))


def _parse_table(field: Field, words: str, context: Context) -> Parsed:
    """Read every cell by the rules of its column; the first that cannot be read is the problem."""
    columns = field.columns_of_table
    rows = split_rows(words)
    if len(rows) > MOST_ROWS:
        return problem(f"The table has more than {MOST_ROWS} rows. Leave some out.")
    shown: list[list[str]] = []
    for place, cells in enumerate(rows, 1):
        if len(cells) > len(columns) and any(cells[len(columns) :]):
            labels = " | ".join(column.label for column in columns)
            return problem(f"Row {place} has too many cells. Write each row as: {labels}.")
        shown.append([])
        for column, cell in zip(columns, cells, strict=False):
            parsed = parse(cell_field(column), cell, context=Context(as_of=context.as_of))
            if parsed.problem:
                return problem(f"Row {place}, {column.label.lower()}: {parsed.problem}")
            shown[-1].append(display(cell_field(column), parsed.value) if parsed.value else "")
        if any(shown[-1]) and not shown[-1][0]:
            return problem(f"Row {place} has no {columns[0].label.lower()}. Fill it in.")
    text = join_rows(shown)
    if len(text) > LONGEST_LONG_TEXT:
        return problem(f"The table is longer than {LONGEST_LONG_TEXT:,} characters. Shorten it.")
    return fact(Value(field=field.key, text=text, words=words)) if text else NO_DATA


def _parse_choices(field: Field, cell: Cell, words: str) -> Parsed:
    if isinstance(cell, bool) and field.kind is Kind.BOOLEAN:
        return _chosen(field, ("yes" if cell else "no",), words)
    key = _choice(field, words)
    if key is not None:
        return _chosen(field, (key,), words)
    if clean(words).lower() in _NO_DATA:
        return NO_DATA
    if field.kind is Kind.BOOLEAN:
        return _parse_yes_no(field, words)
    if field.kind is Kind.MULTI:
        parts = [part for part in re.split(r"[;,|/&]|\band\b|\bor\b", words) if part.strip()]
        keys = [_choice(field, part) for part in parts]
        if keys and None not in keys:
            chosen = {key for key in keys if key}
            return _chosen(
                field, tuple(choice.key for choice in field.choices if choice.key in chosen), words
            )
    labels = "; ".join(choice.label for choice in field.choices)
    return problem(f"This is none of the known answers. Write one of: {labels}.")


def _parse_yes_no(field: Field, words: str) -> Parsed:
    text = clean(words)
    if field.yes_pattern and re.fullmatch(field.yes_pattern, text, re.IGNORECASE):
        return _chosen(field, ("yes",), words, "Read as Yes; the words are kept.")
    if text.lower().strip(" .") in _PLAIN_NO:
        return _chosen(field, ("no",), words, "Read as No; the words are kept.")
    found = _LEADING.fullmatch(text)
    if found and not _HEDGE.search(found[2]):
        answer = found[1].lower()
        return _chosen(
            field, (answer,), words, f"Read as {answer.capitalize()}; the words are kept."
        )
    return problem("This is neither a clear Yes nor a clear No. Write Yes or No.")


def _chosen(field: Field, keys: tuple[str, ...], words: str, *notes: str) -> Parsed:
    return fact(Value(field=field.key, choices=keys, words=words), notes=notes)


def _choice(field: Field, words: str) -> str | None:
    return _answers(field).get(normalized(words))


@cache
def _answers(field: Field) -> dict[str, str]:
    return {
        normalized(name): choice.key
        for choice in field.choices
        for name in (choice.key.replace("_", " "), choice.label, *choice.synonyms)
    }
