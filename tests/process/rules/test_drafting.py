"""Working on a draft: whatever is done, it stays a process, and nothing is lost by the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.differences import differences
from fss.process.rules.drafting import (
    MOST_STEPS,
    add_step,
    check_template,
    empty_template,
    move_step,
    next_key,
    order_steps,
    parse_keys,
    remove_step,
    require_sound,
)
from fss.process.rules.entries import entries_of, read_entries, remarks_on
from fss.process.rules.raci import ROLES
from fss.process.rules.templates import Template, TemplateStep
from tests.calendars.rules.examples import prove
from tests.process.rules.templates import processes

Deed = Callable[[Template], Template]


def _deeds(key: str, place: int) -> dict[str, Deed]:
    new = TemplateStep("", 0, "New", "", {})
    return {
        "add": lambda one: add_step(one, replace(new, key=next_key(one))),
        "remove": lambda one: remove_step(one, key) if key in one.edges else one,
        "move": lambda one: move_step(one, key, place) if key in one.edges else one,
        "order": lambda one: order_steps(one, {key: float(place)}),
    }


@prove
@given(
    processes(),
    st.lists(
        st.tuples(
            st.sampled_from(["add", "remove", "move", "order"]),
            st.sampled_from(["K1", "K2", "K3", "K9"]),
            st.integers(-2, 9),
        ),
        max_size=8,
    ),
)
def test_whatever_is_done_to_a_draft_its_steps_stay_different_and_numbered(
    process: Template, deeds: list[tuple[str, str, int]]
) -> None:
    for name, key, place in deeds:
        process = _deeds(key, place)[name](process)

        assert [step.number for step in process.steps] == list(range(1, len(process.steps) + 1))
        assert len({step.key for step in process.steps}) == len(process.steps)


@prove
@given(processes(least=1), st.data())
def test_taking_a_step_out_leaves_no_connection_to_it_and_no_new_circle(
    process: Template, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([step.key for step in process.steps]))
    had_circle = any("waits for itself" in one.message for one in check_template(process))

    left = remove_step(process, key)

    assert all(key not in step.depends_on for step in left.steps)
    if not had_circle:
        assert not any("waits for itself" in one.message for one in check_template(left))


def test_a_step_taken_out_of_the_middle_keeps_the_order_of_those_around_it() -> None:
    left = remove_step(PURSUIT, "P5")

    assert left.step("P6").depends_on == ("P4",)
    assert len(left.steps) == len(PURSUIT.steps) - 1


@prove
@given(processes(least=1), st.data())
def test_a_step_moved_goes_to_the_place_that_was_named(
    process: Template, data: st.DataObject
) -> None:
    key = data.draw(st.sampled_from([step.key for step in process.steps]))
    place = data.draw(st.integers(1, len(process.steps)))

    moved = move_step(process, key, place)
    ordered = order_steps(process, {key: float(place)})

    assert moved.step(key).number == ordered.step(key).number == place


@prove
@given(processes())
def test_a_matrix_shown_and_sent_back_untouched_changes_nothing(process: Template) -> None:
    known = set(process.edges)
    process = replace(
        process,
        steps=tuple(
            replace(step, depends_on=tuple(key for key in step.depends_on if key in known))
            for step in process.steps
        ),
    )

    entries = read_entries(entries_of(process), process)

    assert entries.unread == ()
    assert entries.apply(process) == process


@prove
@given(
    st.dictionaries(
        st.builds(
            "{}-{}".format,
            st.sampled_from(["P1", "P2", "P14", "X"]),
            st.sampled_from([*ROLES, "after", "place", "?"]),
        ),
        st.text(max_size=9) | st.sampled_from(["R", "a/r", "P1,P2", "P99", "nan", "1e9", "-"]),
    )
)
def test_whatever_is_typed_is_read_or_remarked_at_its_cell(typed: dict[str, str]) -> None:
    entries = read_entries(typed, PURSUIT)
    found = remarks_on(entries, PURSUIT, frozenset(ROLES))

    changed = entries.apply(PURSUIT)
    assert {step.key for step in changed.steps} == set(PURSUIT.edges)
    assert all(one.step in PURSUIT.edges and one.message for one in found)
    unread = {(one.step, one.part) for one in entries.unread}
    for key, part in unread:
        if part in ROLES:
            assert changed.step(key).letters.get(part) == PURSUIT.step(key).letters.get(part)


@pytest.mark.parametrize("code", list(DEFAULT_TEMPLATES))
def test_the_default_processes_are_sound(code: str) -> None:
    require_sound(DEFAULT_TEMPLATES[code])


def test_a_process_without_steps_and_one_due_before_a_missing_step_are_not_sound() -> None:
    visit = DEFAULT_TEMPLATES["D2"]

    with pytest.raises(RuleError, match="no steps"):
        require_sound(empty_template("D4", "New"))
    with pytest.raises(RuleError, match="due before V5"):
        require_sound(remove_step(visit, "V5"))


def test_a_process_has_an_end_and_keys_are_keys() -> None:
    process = empty_template("D4", "New")
    for _ in range(MOST_STEPS):
        process = add_step(process, TemplateStep(next_key(process), 0, "Step", "", {}))

    with pytest.raises(RuleError, match="at most"):
        add_step(process, TemplateStep(next_key(process), 0, "Step", "", {}))
    for key in ("", "p1", "1P", "P 1", "P1-2", "S1"):
        with pytest.raises(RuleError):
            add_step(numbered_short(process), TemplateStep(key, 0, "Step", "", {}))
    with pytest.raises(RuleError):
        empty_template("d4 ", "New")


def numbered_short(process: Template) -> Template:
    """The process with its first step only."""
    return replace(process, steps=process.steps[:1])


def test_keys_are_read_as_people_write_them() -> None:
    assert parse_keys(" p1, P2;p1 / P3 and P4") == ("P1", "P2", "P3", "P4")
    assert parse_keys("Start") == parse_keys("–") == ()


@prove
@given(processes(), processes())
def test_differences_are_empty_exactly_between_equal_processes(
    one: Template, other: Template
) -> None:
    assert differences(one, one) == []
    if one != other:
        assert differences(one, other) or _differs_in_form_only(one, other)


def _differs_in_form_only(one: Template, other: Template) -> bool:
    """Times that are printed alike, as 4.1234567 and 4.1234568."""
    return [replace(step, standard=None, limits=()) for step in one.steps] == [
        replace(step, standard=None, limits=()) for step in other.steps
    ]
