"""City variants: invariants I20 and I22."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.raci import (
    ROLES,
    Letter,
    ProblemKind,
    ProcessRole,
    Side,
    check_matrix,
    parse_letters,
)
from fss.process.rules.templates import Template
from fss.process.rules.variants import Changes, check_variant, effective_template
from tests.calendars.rules.examples import prove


def changes(step: str, **cells: str) -> Changes:
    return {step: {role: parse_letters(text) for role, text in cells.items()}}


def kinds(changed: Changes) -> list[tuple[str, str | None, ProblemKind]]:
    return [(one.step, one.role, one.kind) for one in check_variant(PURSUIT, changed)]


def test_a_city_without_a_planner_gives_both_letters_to_its_administrator() -> None:
    changed = changes("P6", CP="", CA="A/R")

    assert kinds(changed) == []
    assert effective_template(PURSUIT, changed).step("P6").letters["CP"] == frozenset()


def test_a_city_may_have_its_council_informed() -> None:
    council = ProcessRole("CO", "City council", Side.MEMBER)

    problems = check_variant(PURSUIT, changes("P6", CO="I"), {**ROLES, "CO": council})

    assert problems == []


@pytest.mark.parametrize(
    ("changed", "problem"),
    [
        (changes("P5", FC="I"), ("P5", "FC", ProblemKind.NOT_ALLOWED)),
        (changes("P5", CP="R/I"), ("P5", None, ProblemKind.NOT_ALLOWED)),
        (changes("P5", CP="", CA=""), ("P5", None, ProblemKind.NOT_ALLOWED)),
        (changes("P6", CP=""), ("P6", None, ProblemKind.NO_RESPONSIBLE)),
        (changes("P6", CP="A/R"), ("P6", "CA", ProblemKind.MANY_ACCOUNTABLE)),
        (changes("P6", BX="R"), ("P6", "BX", ProblemKind.EXTERNAL_WORKS)),
        (changes("P99", CP="I"), ("P99", None, ProblemKind.UNKNOWN_STEP)),
    ],
)
def test_i22_what_a_city_may_not_change_is_named(
    changed: Changes, problem: tuple[str, str | None, ProblemKind]
) -> None:
    assert problem in kinds(changed)


CELLS = st.dictionaries(
    st.sampled_from(list(ROLES)), st.frozensets(st.sampled_from(Letter), max_size=2), max_size=3
)


@prove
@given(st.sampled_from(list(DEFAULT_TEMPLATES.values())), st.data())
def test_i20_i22_an_accepted_variant_is_sound_and_keeps_the_work_of_everybody_else(
    template: Template, data: st.DataObject
) -> None:
    changed = data.draw(st.dictionaries(st.sampled_from(list(template.edges)), CELLS, max_size=2))

    result = effective_template(template, changed)

    if check_variant(template, changed) == []:
        assert check_matrix(result.steps) == []
        for before, after in zip(template.steps, result.steps, strict=True):
            assert (before.key, before.standard, before.promise_text, before.equal_treatment) == (
                (after.key, after.standard, after.promise_text, after.equal_treatment)
            )
            for code in ("FC", "ED", "UP", "CE", "SC", "BX"):
                held = after.letters.get(code, frozenset())
                assert before.letters.get(code, frozenset()) <= held
