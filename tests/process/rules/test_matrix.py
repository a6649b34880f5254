"""The matrix and the order of steps: invariants I20, I21, I24 and the three default processes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.errors import RuleError
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PERMITTING, PURSUIT, SITE_VISIT
from fss.process.rules.dependencies import cycle_members, topological_order
from fss.process.rules.raci import (
    ROLES,
    Letter,
    ProblemKind,
    check_matrix,
    format_letters,
    missing_holders,
    parse_letters,
    roles_with,
)
from fss.process.rules.templates import (
    FanOut,
    StepStandard,
    Template,
    TemplateStep,
    content_hash,
    template_as_data,
    template_from_data,
)
from tests.calendars.rules.examples import prove
from tests.process.rules.templates import depths_of

EVERY_TEMPLATE = pytest.mark.parametrize(
    "template", DEFAULT_TEMPLATES.values(), ids=lambda template: template.code
)


def step(key: str, *depends_on: str, **letters: str) -> TemplateStep:
    cells = {role: parse_letters(text) for role, text in (letters or {"FC": "A/R"}).items()}
    return TemplateStep(key, 1, key, "", cells, depends_on=depends_on)


def kinds(*steps: TemplateStep) -> list[tuple[str, str | None, ProblemKind]]:
    return [(problem.step, problem.role, problem.kind) for problem in check_matrix(steps)]


@EVERY_TEMPLATE
def test_i20_i21_i24_the_default_processes_are_sound(template: Template) -> None:
    assert check_matrix(template.steps) == []
    assert [one.number for one in template.steps] == list(range(1, len(template.steps) + 1))
    assert topological_order(template.edges) == sorted(
        template.edges, key=lambda key: (depths_of(template.edges)[key], int(key[1:]))
    )


def test_the_default_processes_have_the_steps_the_county_agreed_on() -> None:
    sizes = [len(template.steps) for template in (PURSUIT, SITE_VISIT, PERMITTING)]
    equal = [one.key for one in PURSUIT.steps if one.equal_treatment]
    cells = [format_letters(PURSUIT.step("P8").letters.get(role, ())) for role in ROLES]

    assert sizes == [14, 9, 12]
    assert equal == ["P4", "P5", "P6", "P9", "P10", "P13"]
    assert PURSUIT.step("P6").fan_out is FanOut.INVITED_CITY
    assert cells == ["I", "–", "C", "–", "–", "A/R", "–", "–"]
    assert all(one.promise_text == "" or one.client_text for one in PURSUIT.steps)


@EVERY_TEMPLATE
def test_no_step_of_a_default_process_can_lose_its_a_or_its_r_unnoticed(
    template: Template,
) -> None:
    for one in template.steps:
        for letter in (Letter.ACCOUNTABLE, Letter.RESPONSIBLE):
            without = {role: letters - {letter} for role, letters in one.letters.items()}
            broken = [replace(s, letters=without) if s is one else s for s in template.steps]
            assert [problem.step for problem in check_matrix(broken)] == [one.key]


def test_i20_a_step_needs_exactly_one_a_and_at_least_one_r() -> None:
    assert kinds(step("S1", FC="R")) == [("S1", None, ProblemKind.NO_ACCOUNTABLE)]
    assert kinds(step("S1", FC="A")) == [("S1", None, ProblemKind.NO_RESPONSIBLE)]
    assert kinds(step("S1", FC="A/R", ED="A")) == [("S1", "ED", ProblemKind.MANY_ACCOUNTABLE)]
    assert kinds(step("S1", FC="R", ED="A", CP="R")) == []


@pytest.mark.parametrize("letters", ["R", "A", "A/R"])
def test_i21_a_broker_is_never_responsible_or_accountable(letters: str) -> None:
    problems = check_matrix([step("S1", FC="A/R", BX=letters)])

    assert ("BX", ProblemKind.EXTERNAL_WORKS) in [(one.role, one.kind) for one in problems]


def test_a_broker_is_asked_or_told_and_an_unknown_role_is_named() -> None:
    assert kinds(step("S1", FC="A/R", BX="C/I")) == []
    assert kinds(step("S1", FC="A/R", XY="I")) == [("S1", "XY", ProblemKind.UNKNOWN_ROLE)]


def test_i24_circles_lost_steps_and_unknown_ones_are_each_named_once() -> None:
    found = kinds(
        step("S1"),
        step("S2", "S4"),
        step("S3", "S2"),
        step("S4", "S3"),
        step("S5", "S4"),
        step("S6", "S9"),
        step("S7", "S7"),
        step("S1"),
    )

    assert found == [
        ("S1", None, ProblemKind.DUPLICATE_STEP),
        ("S2", None, ProblemKind.CYCLE),
        ("S3", None, ProblemKind.CYCLE),
        ("S4", None, ProblemKind.CYCLE),
        ("S5", None, ProblemKind.UNREACHABLE),
        ("S6", None, ProblemKind.UNKNOWN_DEPENDENCY),
        ("S7", None, ProblemKind.CYCLE),
    ]


@prove
@given(
    st.dictionaries(
        st.sampled_from("abcdefgh"), st.lists(st.sampled_from("abcdefgh"), max_size=3), max_size=8
    )
)
def test_i24_the_order_holds_exactly_the_steps_that_can_start(edges: dict[str, list[str]]) -> None:
    order = topological_order(edges)

    for number, key in enumerate(order):
        assert set(edges[key]) <= set(order[:number])
    for key in set(edges) - set(order):
        assert set(edges[key]) - set(order)
    assert not set(cycle_members(edges)) & set(order)


def test_the_roles_with_a_letter_come_in_the_order_of_the_columns() -> None:
    assert roles_with(PURSUIT.step("P6"), Letter.CONSULTED) == ("FC", "UP", "CE")


def test_roles_that_nobody_holds_are_listed_with_their_steps() -> None:
    found = missing_holders(PURSUIT.steps, set(ROLES) - {"CE", "BX"})

    assert [(one.step, one.role, one.kind) for one in found] == [
        ("P8", "CE", ProblemKind.NO_HOLDER)
    ]
    assert "County engineer" in found[0].message


@pytest.mark.parametrize(
    ("text", "letters"),
    [("A/R", "A/R"), ("r a", "A/R"), ("c, i", "C/I"), ("", "–"), ("-", "–"), ("–", "–")],
)
def test_letters_are_read_as_people_write_them(text: str, letters: str) -> None:
    assert format_letters(parse_letters(text)) == letters


def test_a_letter_that_does_not_exist_is_refused() -> None:
    with pytest.raises(RuleError, match="“Q” is something else"):
        parse_letters("Q")


@EVERY_TEMPLATE
def test_a_template_survives_being_stored_as_data(template: Template) -> None:
    again = template_from_data(template_as_data(template))

    assert again == template
    assert content_hash(again) == content_hash(template)


def test_any_change_of_content_changes_the_fingerprint_and_the_order_of_roles_does_not() -> None:
    first, *rest = PURSUIT.steps
    changes = [
        replace(first, title="Other"),
        replace(first, checklist=()),
        replace(first, client_text=""),
        replace(first, letters={**first.letters, "SC": parse_letters("I")}),
        replace(first, standard=None),
        replace(first, equal_treatment=True),
    ]
    hashes = {content_hash(replace(PURSUIT, steps=(one, *rest))) for one in changes}
    turned = replace(first, letters=dict(reversed(list(first.letters.items()))))

    assert len(hashes | {content_hash(PURSUIT)}) == len(changes) + 1
    assert content_hash(replace(PURSUIT, steps=(turned, *rest))) == content_hash(PURSUIT)


def test_a_standard_is_said_in_words() -> None:
    brief_team = SITE_VISIT.step("V3")

    assert PURSUIT.step("P5").timing_words == "1 business hour"
    assert brief_team.timing_words == "at least 4 business hours before the visit"
    assert brief_team.limits[0].words == "4 business hours before V5"
    assert PERMITTING.step("H11").timing_words == "no set time"
    assert PURSUIT.step("P6").standard == StepStandard(
        16, Unit.BUSINESS_HOURS, Metric.CITY_RESPONSE, Scope.MAX_OVER_INVITED
    )


def test_a_step_that_does_not_exist_is_named() -> None:
    with pytest.raises(RuleError, match="Pursuit has no step P99"):
        PURSUIT.step("P99")
