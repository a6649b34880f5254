"""A matrix as consultants hand it over: rows are steps, columns roles, letters in the cells.

Reading tells by row and column what was not understood; what is not understood changes nothing.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from fss.calendars.rules.standards import Unit
from fss.errors import RuleError
from fss.process.rules.drafting import MOST_STEPS, add_step, next_key, parse_keys
from fss.process.rules.interchange import CONTROL, TITLE
from fss.process.rules.raci import ROLES, Letter, Letters, format_letters
from fss.process.rules.templates import StepStandard, Template, TemplateStep

#: A sheet's words, row by row; "" for empty cells.
Rows = Sequence[Sequence[str]]

STEP, TITLE_HEAD, AFTER, TIME = "Step", "What is done", "After", "Time allowed"
HEAD_ROWS = 20
ALIASES: dict[str, tuple[str, ...]] = {
    "FC": ("coordinator", "coord", "fss coordinator", "first stop shop", "fss"),
    "ED": (
        "economic development director", "county director", "director", "ed director",
        "county economic development", "county ed director",
    ),
    "CP": ("planner", "member city planner", "planning", "community development"),
    "CA": ("administrator", "city admin", "city manager", "manager"),
    "UP": ("utility", "utilities", "utility partners", "utility provider"),
    "CE": ("engineer", "county highway engineer", "county highway", "public works"),
    "SC": ("committee", "steering", "steering group", "sc members"),
    "BX": ("broker", "business", "prospect", "client", "broker or prospect", "company"),
}  # fmt: skip
KEY_HEADS = frozenset({"step", "no", "nr", "number", "id", "key", "code", "step no", "step number"})
TITLE_HEADS = frozenset({
    "what is done", "task", "activity", "title", "step title", "step name", "process step",
    "description", "action", "name", "deliverable",
})  # fmt: skip
AFTER_HEADS = frozenset({"after", "depends on", "predecessor", "predecessors", "waits for"})
TIME_HEADS = frozenset({"time allowed", "standard", "service standard", "duration", "time"})
NOTHING = frozenset({"", "-", "–", "—", "none", "n/a", "na", "."})
WORDS = {
    "RESPONSIBLE": Letter.RESPONSIBLE, "ACCOUNTABLE": Letter.ACCOUNTABLE,
    "APPROVER": Letter.ACCOUNTABLE, "CONSULTED": Letter.CONSULTED, "CONSULT": Letter.CONSULTED,
    "INFORMED": Letter.INFORMED, "INFORM": Letter.INFORMED,
}  # fmt: skip
UNIT_NAMES = {
    Unit.BUSINESS_HOURS: ("bh", "business hour", "business hours"),
    Unit.BUSINESS_DAYS: ("bd", "business day", "business days"),
    Unit.CALENDAR_DAYS: ("cd", "calendar day", "calendar days"),
}


@dataclass(frozen=True)
class Unclear:
    """A cell, row or column that was not understood: where it stands, its words, what to do."""

    row: int
    column: str
    words: str
    message: str

    @property
    def place(self) -> str:
        """Such as "C7", "Column C" or "Row 7"."""
        if self.row and self.column:
            return f"{self.column}{self.row}"
        return f"Column {self.column}" if self.column else f"Row {self.row}"


@dataclass(frozen=True)
class ReadRow:
    """What a row says of a step; `letters` holds only the cells that were understood.

    `key` is that of the step it is, `is_new` when the process has no such step yet. `after` and
    `time` are None where the sheet says nothing of them.
    """

    row: int
    key: str
    title: str
    is_new: bool
    letters: Letters
    after: tuple[str, ...] | None = None
    time: tuple[float, Unit] | None = None


@dataclass(frozen=True)
class Reading:
    """What a sheet says, and what of it was not understood."""

    rows: tuple[ReadRow, ...]
    roles: Mapping[str, str]
    unclear: tuple[Unclear, ...]
    missing: tuple[str, ...]

    @property
    def new_steps(self) -> list[ReadRow]:
        """Rows that the process has no step for."""
        return [row for row in self.rows if row.is_new]


@dataclass(frozen=True)
class _Heads:
    """Where things stand: the head's row (from 0), roles by column, the columns of the rest."""

    row: int
    roles: dict[int, str]
    key: int | None
    title: int | None
    after: int | None
    time: int | None


def matrix_rows(template: Template) -> list[list[str]]:
    """The matrix as a sheet's rows, heads first; `read_matrix` reads it back as the same."""
    heads = [STEP, TITLE_HEAD, AFTER, TIME]
    heads += [f"{role.name} ({code})" for code, role in ROLES.items()]
    return [
        heads,
        *(
            [
                step.key,
                step.title,
                ", ".join(step.depends_on),
                step.timing_words,
                *(format_letters(step.letters.get(code, ())).replace("–", "") for code in ROLES),
            ]
            for step in template.steps
        ),
    ]


def read_matrix(rows: Rows, template: Template) -> Reading:
    """What a sheet says about the steps of a process; RuleError where there is no matrix in it."""
    rows = [[_clean(words) for words in row] for row in rows]
    heads, unclear = _heads(rows)
    found: dict[str, ReadRow] = {}
    grown = template
    for place, cells in enumerate(rows[heads.row + 1 :], heads.row + 2):
        if not any(words.strip() for words in cells):
            continue
        row, problems = _row(place, cells, heads, grown)
        unclear += problems
        if row is None:
            continue
        if row.key in found:
            first = found[row.key].row
            message = f"This is step {row.key} again; row {first} is taken."
            unclear.append(Unclear(place, "", row.title, message))
            continue
        if row.is_new:
            grown = add_step(grown, TemplateStep(row.key, 0, row.title, "", {}))
        found[row.key] = row
    if not found:
        raise RuleError("The sheet has roles in its head but no steps below them.", "file")
    known = set(grown.edges)
    checked = tuple(_connected(row, known, heads, unclear) for row in found.values())
    missing = tuple(step.key for step in template.steps if step.key not in found)
    named = {column_letter(column): ROLES[code].name for column, code in heads.roles.items()}
    return Reading(checked, named, tuple(sorted(unclear, key=lambda one: one.row)), missing)


def apply_matrix(template: Template, reading: Reading) -> Template:
    """The process as the sheet says; what it does not say stays as it is."""
    rows = {row.key: row for row in reading.rows}
    for row in reading.new_steps:
        template = add_step(template, TemplateStep(row.key, 0, row.title, "", {}))
    return replace(
        template,
        steps=tuple(
            _changed(step, rows[step.key]) if step.key in rows else step for step in template.steps
        ),
    )


def parse_cell(text: str) -> frozenset[Letter]:
    """Letters as consultants write them: "R/A", "a, r", "AR", "Responsible"; RuleError else."""
    if text.strip().casefold() in NOTHING:
        return frozenset()
    held: set[Letter] = set()
    for part in re.split(r"[\s,;/|+&]+", re.sub(r"\band\b", " ", text, flags=re.I).upper()):
        if part in WORDS:
            held.add(WORDS[part])
        elif re.fullmatch(r"[RACI]{1,2}", part) and len(set(part)) == len(part):
            held |= {Letter(sign) for sign in part}
        elif part not in ("", "-", "–"):
            raise RuleError("Not understood. Use R, A, C or I; the letters stay as they are.")
    return frozenset(held)


def column_letter(place: int) -> str:
    """A column as sheets name it, from 0: A, B, … Z, AA."""
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def role_of(head: str) -> str | None:
    """The role that a column's head names, by its name or code."""
    words = _plain(head)
    names = {_plain(role.name): code for code, role in ROLES.items()}
    names |= {alias: code for code, aliases in ALIASES.items() for alias in aliases}
    without_code = _plain(re.sub(r"\([^)]*\)", " ", head))
    for form in (words, without_code):
        if form in names:
            return names[form]
        if form.upper() in ROLES:
            return form.upper()
    named = [token for token in re.findall(r"[A-Za-z]+", head) if token in ROLES]
    return named[0] if len(named) == 1 else None


def _clean(words: str) -> str:
    return " ".join(CONTROL.sub(" ", words).split())


def _heads(rows: Rows) -> tuple[_Heads, list[Unclear]]:
    best: tuple[int, dict[int, str]] = 0, {}
    for place, cells in enumerate(rows[:HEAD_ROWS]):
        found = {column: code for column, words in enumerate(cells) if (code := role_of(words))}
        if len(set(found.values())) > len(set(best[1].values())):
            best = place, found
    row, found = best
    if len(set(found.values())) < 2:
        listed = ", ".join(f"{role.name} ({code})" for code, role in ROLES.items())
        raise RuleError(
            f"We found no row that names at least two roles. Name them like this: {listed}.", "file"
        )
    unclear = []
    roles: dict[int, str] = {}
    for column, code in found.items():
        if code in roles.values():
            message = f"{ROLES[code].name} has a column already. This one is left out."
            unclear.append(Unclear(0, column_letter(column), rows[row][column], message))
        else:
            roles[column] = code
    rest = {
        column: _plain(words)
        for column, words in enumerate(rows[row])
        if column not in found and words.strip()
    }
    key, title = _first(rest, KEY_HEADS), _first(rest, TITLE_HEADS)
    after, time = _first(rest, AFTER_HEADS), _first(rest, TIME_HEADS)
    if key is None and title is None:
        title = next((column for column in range(min(roles)) if column not in (after, time)), None)
    if key is None and title is None:
        raise RuleError(
            "We found no column of steps. Put the steps left of the roles, under the head Step.",
            "file",
        )
    for column in rest:
        if column not in (key, title, after, time):
            message = "No role or part of a step is called this. The column is left out."
            unclear.append(Unclear(0, column_letter(column), rows[row][column], message))
    return _Heads(row, roles, key, title, after, time), unclear


def _first(heads: Mapping[int, str], known: Iterable[str]) -> int | None:
    return next((column for column, words in heads.items() if words in known), None)


def _row(
    place: int, cells: Sequence[str], heads: _Heads, template: Template
) -> tuple[ReadRow | None, list[Unclear]]:
    def cell(column: int | None) -> str:
        return cells[column].strip() if column is not None and column < len(cells) else ""

    key, title = _identify(cell(heads.key), cell(heads.title), template)
    if not key and not title:
        return None, [Unclear(place, "", "", "This row names no step. It is left out.")]
    is_new = not key
    if is_new:
        if len(title) > TITLE:
            message = f"The step's title is longer than {TITLE} characters. Shorten it."
            return None, [Unclear(place, "", title[:60], message)]
        if len(template.steps) >= MOST_STEPS:
            message = f"A process has at most {MOST_STEPS} steps. This row is left out."
            return None, [Unclear(place, "", title[:60], message)]
        key = next_key(template)
    unclear = []
    letters = {}
    for column, code in heads.roles.items():
        try:
            letters[code] = parse_cell(cell(column))
        except RuleError as error:
            words = cell(column)[:60]
            unclear.append(Unclear(place, column_letter(column), words, error.message))
    present = None if is_new else template.step(key)
    time = None
    if heads.time is not None and cell(heads.time) and not _says_same(cell(heads.time), present):
        time = _time(cell(heads.time))
        if time is None:
            message = "Write the time like “4 business hours”; it stays as it is."
            words = cell(heads.time)[:60]
            unclear.append(Unclear(place, column_letter(heads.time), words, message))
    after = parse_keys(cell(heads.after)) if heads.after is not None else None
    return ReadRow(place, key, title, is_new, letters, after, time), unclear


def _identify(key: str, title: str, template: Template) -> tuple[str, str]:
    """The key of the step that a row is ("" when the process has none such) and its title."""
    for words in (key, title):
        if words.upper() in template.edges:
            return words.upper(), title
    # "P1 Log and acknowledge" or "P1. Log and acknowledge" in one cell.
    for words in (key, title):
        start = re.match(r"([A-Za-z][A-Za-z0-9]*)\s*[.:)–-]?\s+\S", words)
        if start and start.group(1).upper() in template.edges:
            return start.group(1).upper(), words[start.end() - 1 :]
    for words in (title, key):
        same = [step.key for step in template.steps if _plain(step.title) == _plain(words)]
        if words and len(same) == 1:
            return same[0], words
    return "", title or (key if not re.fullmatch(r"[\d.]*", key) else "")


def _connected(row: ReadRow, known: set[str], heads: _Heads, unclear: list[Unclear]) -> ReadRow:
    """The row without steps before it that nobody knows; those are told."""
    if row.after is None:
        return row
    strange = [key for key in row.after if key not in known]
    if not strange:
        return row
    assert heads.after is not None
    words = ", ".join(strange)[:60]
    message = "No step has this key; what the step waits for stays as it is."
    unclear.append(Unclear(row.row, column_letter(heads.after), words, message))
    return replace(row, after=None)


def _changed(step: TemplateStep, row: ReadRow) -> TemplateStep:
    letters = {**step.letters, **row.letters}
    standard = step.standard
    if row.time is not None:
        amount, unit = row.time
        standard = (
            replace(standard, amount=amount, unit=unit) if standard else StepStandard(amount, unit)
        )
    return replace(
        step,
        letters={code: held for code, held in letters.items() if held},
        depends_on=step.depends_on if row.after is None else row.after,
        standard=standard,
    )


def _says_same(words: str, step: TemplateStep | None) -> bool:
    return step is not None and _plain(words) == _plain(step.timing_words)


def _time(words: str) -> tuple[float, Unit] | None:
    found = re.fullmatch(r"(\d{1,4}(?:\.\d{1,2})?)\s*([a-z ]+)", words.strip().lower())
    if found is None:
        return None
    named = " ".join(found.group(2).split())
    unit = next((unit for unit, names in UNIT_NAMES.items() if named in names), None)
    if unit is None:
        return None
    amount = float(found.group(1))
    try:
        StepStandard(amount, unit).as_standard("sheet")
    except RuleError:
        return None
    return amount, unit


def _plain(words: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", words.casefold()))
