"""A process as a file, a matrix as a sheet: out and in again is the same; the rest is refused."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.differences import differences
from fss.process.rules.drafting import check_template
from fss.process.rules.interchange import read_template, template_as_text
from fss.process.rules.matrices import (
    apply_matrix,
    column_letter,
    matrix_rows,
    parse_cell,
    read_matrix,
    role_of,
)
from fss.process.rules.raci import ROLES
from fss.process.rules.templates import Template, content_hash
from tests.calendars.rules.examples import prove
from tests.process.rules.templates import processes


@prove
@given(processes())
def test_a_process_written_and_read_is_the_same(process: Template) -> None:
    again = read_template(template_as_text(process))

    assert again == process
    assert content_hash(again) == content_hash(process)


def _places(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [at]
    items = value.items() if isinstance(value, dict) else ()
    items = enumerate(value) if isinstance(value, list) else items
    for key, item in items:
        found += _places(item, (*at, key))
    return found


FILE = json.loads(template_as_text(replace(PURSUIT, steps=PURSUIT.steps[:6])))
STRANGE = st.sampled_from(
    [None, True, -1, 1.5, 10**400, float("1e308"), "", "\x00", "\ud800", "x" * 5000, [], {}, [[]]]
)


@prove
@given(st.sampled_from(_places(FILE)[1:]), STRANGE)
def test_a_file_with_a_part_replaced_is_read_as_something_that_can_be_written_or_refused(
    at: tuple[Any, ...], strange: Any
) -> None:
    data = copy.deepcopy(FILE)
    inner = data
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = strange

    try:
        process = read_template(json.dumps(data))
    except RuleError:
        return
    assert read_template(template_as_text(process)) == process
    check_template(process)
    template_as_text(process).encode()


@prove
@given(st.sampled_from([at for at in _places(FILE) if at == () or at[-1] != "letters"]))
def test_a_name_that_is_not_known_is_refused_wherever_it_stands(at: tuple[Any, ...]) -> None:
    data = copy.deepcopy(FILE)
    inner = data
    for key in at:
        inner = inner[key]
    if not isinstance(inner, dict):
        return
    inner["color"] = "red"

    with pytest.raises(RuleError, match="“color” is not known here"):
        read_template(json.dumps(data))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not a process file"),
        ("[" * 100_000, "not a process file"),
        ('{"format": 1, "format": 2}', "not a process file"),
        ("NaN", "not a process file"),
        ('"first-stop-shop/process"', "should be an object"),
        ("{}", "“format” is missing"),
        (" " * 1_000_001, "larger than"),
    ],
)
def test_what_is_no_process_file_is_refused_in_words(text: str, said: str) -> None:
    with pytest.raises(RuleError, match=said):
        read_template(text)


def test_a_refusal_names_the_place() -> None:
    data = copy.deepcopy(FILE)
    data["steps"][2]["standard"]["unit"] = "weeks"
    with pytest.raises(RuleError, match="steps 3, standard, unit: should be one of bh, bd, cd"):
        read_template(json.dumps(data))
    data = copy.deepcopy(FILE)
    data["steps"][0]["letters"]["MAYOR"] = "A"
    with pytest.raises(RuleError, match="steps 1, letters: “MAYOR” is not a role"):
        read_template(json.dumps(data))


@prove
@given(processes(least=1))
def test_a_matrix_written_and_read_changes_nothing_and_leaves_nothing_unclear(
    process: Template,
) -> None:
    known = set(process.edges)
    steps = tuple(
        replace(step, depends_on=tuple(key for key in step.depends_on if key in known))
        for step in process.steps
    )
    process = replace(process, steps=steps)

    reading = read_matrix(matrix_rows(process), process)

    assert reading.unclear == ()
    assert reading.missing == ()
    assert apply_matrix(process, reading) == process


@pytest.mark.parametrize("code", list(DEFAULT_TEMPLATES))
def test_a_default_matrix_makes_an_empty_process_into_its_likeness(code: str) -> None:
    wanted = DEFAULT_TEMPLATES[code]
    bare = replace(
        wanted,
        steps=tuple(replace(step, letters={}, depends_on=()) for step in wanted.steps),
    )

    made = apply_matrix(bare, read_matrix(matrix_rows(wanted), bare))

    assert [step.letters for step in made.steps] == [step.letters for step in wanted.steps]
    assert differences(wanted, made) == []


CELLS = {
    "R/A": "AR", "a, r": "AR", "AR": "AR", "ra": "AR", "R & A": "AR", "r and i": "RI",
    "Responsible": "R", "accountable / informed": "AI", "C;I": "CI", "C+I": "CI", "-": "",
    "": "", "n/a": "", " c ": "C", "R\nI": "RI", "—": "",
}  # fmt: skip


@pytest.mark.parametrize(("text", "letters"), CELLS.items())
def test_cells_are_read_as_consultants_write_them(text: str, letters: str) -> None:
    assert parse_cell(text) == set(letters)


@pytest.mark.parametrize("text", ["x", "A*", "RACI", "AA", "=R", "R?", "yes", "A(R)", "1"])
def test_other_cells_are_not_guessed(text: str) -> None:
    with pytest.raises(RuleError):
        parse_cell(text)


@pytest.mark.parametrize(
    ("head", "code"),
    [
        *((role.name, code) for code, role in ROLES.items()),
        *((code.lower(), code) for code in ROLES),
        *((f"{role.name.upper()} ({code})", code) for code, role in ROLES.items()),
        ("Coordinator", "FC"), ("city_planner", "CP"), ("City Manager", "CA"), ("UP – all", "UP"),
        ("Mayor", None), ("", None), ("FC or ED", None), ("Step", None), ("Case", None),
    ],
)  # fmt: skip
def test_heads_are_recognized_by_name_or_code(head: str, code: str | None) -> None:
    assert role_of(head) == code


def test_what_is_not_understood_is_told_by_row_and_column_and_changes_nothing() -> None:
    rows = [
        ["RACI workshop"],
        [],
        ["Task", "Coordinator", "Director", "City planner", "Mayor", "fss", "Time"],
        ["P1 Log and acknowledge", "r", "A", "?", "x", "", "a while"],
        ["Qualify and confirm the deadline", "A/R", "", "i", "", "", "6 bh"],
        ["P1", "C"],
        ["", "R"],
    ]

    reading = read_matrix(rows, PURSUIT)
    made = apply_matrix(PURSUIT, reading)

    assert {one.place for one in reading.unclear} == {
        "Column E", "Column F", "D4", "G4", "Row 6", "Row 7",
    }  # fmt: skip
    assert {one.step for one in differences(PURSUIT, made)} == {"P2"}
    assert made.step("P2").standard == replace(PURSUIT.step("P2").standard, amount=6.0)  # type: ignore[type-var]
    assert len(reading.missing) == len(PURSUIT.steps) - 2


def test_a_row_that_is_no_step_yet_becomes_one_that_others_can_wait_for() -> None:
    rows = [
        ["Step", "What is done", "After", "FC", "ED"],
        ["", "Call the mayor", "P1", "R", "A"],
        ["P2", "", "P1, P15", "R", "A"],
        ["P3", "", "P77", "R", "A"],
    ]

    reading = read_matrix(rows, PURSUIT)
    made = apply_matrix(PURSUIT, reading)

    assert made.steps[-1].title == "Call the mayor"
    assert made.step("P2").depends_on == ("P1", "P15")
    assert made.step("P3").depends_on == PURSUIT.step("P3").depends_on
    assert [one.place for one in reading.unclear] == ["C4"]


@pytest.mark.parametrize(
    "rows",
    [[], [[]], [["a", "b"]], [["Step", "FC"]], [["Step", "FC", "ED"]], [["FC", "ED"], ["R", "A"]]],
)
def test_a_sheet_without_a_matrix_is_refused_in_words(rows: list[list[str]]) -> None:
    with pytest.raises(RuleError):
        read_matrix(rows, PURSUIT)


@prove
@given(
    st.lists(
        st.lists(
            st.text(max_size=6) | st.sampled_from(["Step", "FC", "ED", "CP", "P1", "A/R", "After"]),
            max_size=6,
        ),
        max_size=6,
    )
)
def test_any_sheet_is_read_or_refused_and_what_is_read_can_be_written(
    rows: list[list[str]],
) -> None:
    try:
        made = apply_matrix(PURSUIT, read_matrix(rows, PURSUIT))
    except RuleError:
        return
    assert read_template(template_as_text(made)) == made


def test_columns_are_named_as_sheets_name_them() -> None:
    assert [column_letter(n) for n in (0, 25, 26, 51, 52, 701, 702)] == [
        "A", "Z", "AA", "AZ", "BA", "ZZ", "AAA",
    ]  # fmt: skip
