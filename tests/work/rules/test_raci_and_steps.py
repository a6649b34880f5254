"""The matrix and the order of steps: invariants I20, I21, I24 and the three default processes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.calendars.rules.standards import Metric, Scope, Unit
from fss.errors import RuleError
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PERMITTING, PURSUIT, SITE_VISIT
from fss.process.rules.dependencies import cycle_members, dependency_depths, topological_order
from fss.process.rules.raci import (
    ROLES,
    Letter,
    ProblemKind,
    check_matrix,
    format_letters,
    letters_held,
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
from fss.work.rules.steps import (
    StepState,
    StepStatus,
    blocking_steps,
    check_complete,
    check_reopen,
    check_skip,
    fan_out,
    initial_statuses,
    is_finished,
    ready_steps,
)
from tests.calendars.rules.examples import prove

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
        template.edges, key=lambda key: (dependency_depths(template.edges)[key], int(key[1:]))
    )


def test_the_default_processes_have_the_steps_the_county_agreed_on() -> None:
    sizes = [len(template.steps) for template in (PURSUIT, SITE_VISIT, PERMITTING)]
    equal = [one.key for one in PURSUIT.steps if one.equal_treatment]
    cells = [format_letters(PURSUIT.step("P8").letters.get(role, ())) for role in ROLES]

    assert sizes == [14, 9, 12]
    assert equal == ["P4", "P5", "P6", "P9", "P10", "P13"]
    assert PURSUIT.step("P6").fan_out is FanOut.INVITED_CITY
    assert cells == ["I", "–", "C", "–", "–", "A/R", "–", "–"]
    assert all(one.promise_text == "" or one.client_visible for one in PURSUIT.steps)


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
    depths = dependency_depths(edges)

    for number, key in enumerate(order):
        assert set(edges[key]) <= set(order[:number])
        assert depths[key] == max((depths[needed] + 1 for needed in edges[key]), default=0)
    for key in set(edges) - set(order):
        assert set(edges[key]) - set(order)
    assert not set(cycle_members(edges)) & set(order)


@prove
@given(st.sampled_from(list(DEFAULT_TEMPLATES.values())), st.data())
def test_i24_a_step_is_ready_exactly_when_all_before_it_are_settled(
    template: Template, data: st.DataObject
) -> None:
    statuses = initial_statuses(template)
    for _ in template.steps:
        ready = ready_steps(template, statuses)
        settled = {status.key for status in statuses if status.settled}
        for one in template.steps:
            is_ready = one.key in {status.key for status in ready}
            assert is_ready == (one.key not in settled and settled.issuperset(one.depends_on))
        chosen = data.draw(st.sampled_from(ready))
        end = data.draw(st.sampled_from((StepState.DONE, StepState.SKIPPED)))
        statuses[statuses.index(chosen)] = replace(chosen, state=end, reason="not needed")

    assert is_finished(statuses)
    assert ready_steps(template, statuses) == []


def test_i24_a_step_skipped_without_a_reason_holds_up_the_next() -> None:
    template = Template("T", "Test", "", (step("S1"), step("S2", "S1")))

    silent = [StepStatus("S1", StepState.SKIPPED, reason=" "), StepStatus("S2")]
    reasoned = [StepStatus("S1", StepState.SKIPPED, reason="no need"), StepStatus("S2")]

    assert ready_steps(template, silent) == []
    assert ready_steps(template, reasoned) == [StepStatus("S2")]


def test_responses_are_opened_only_when_every_invited_city_has_answered() -> None:
    done = [StepStatus(f"P{number}", StepState.DONE) for number in range(1, 6)]
    cities = fan_out(PURSUIT.step("P6"), ["Alder", "Birch"])
    roads = [
        *fan_out(PURSUIT.step("P7"), [], nothing="no site asks for it"),
        *fan_out(PURSUIT.step("P8"), ["site 1"]),
    ]
    rest = [StepStatus("P9")]

    both = ready_steps(PURSUIT, [*done, *cities, *roads, *rest])
    answered = [replace(city, state=StepState.DONE) for city in cities]
    one_left = [*done, answered[0], cities[1], *roads, *rest]
    city_left = [*done, answered[0], cities[1], roads[0], StepStatus("P8", StepState.DONE), *rest]
    road_left = [*done, *answered, *roads, *rest]
    none_left = [*done, *answered, roads[0], replace(roads[1], state=StepState.DONE), *rest]

    assert [(one.key, one.subject) for one in both] == [
        ("P6", "Alder"),
        ("P6", "Birch"),
        ("P8", "site 1"),
    ]
    assert [one.key for one in ready_steps(PURSUIT, one_left)] == ["P6", "P8"]
    assert [one.key for one in ready_steps(PURSUIT, city_left)] == ["P6"]
    assert [one.key for one in blocking_steps(PURSUIT, road_left, "P9")] == ["P8"]
    assert ready_steps(PURSUIT, none_left) == rest


def test_fanning_out_refuses_doubles_silence_and_steps_done_once() -> None:
    with pytest.raises(RuleError, match="listed twice"):
        fan_out(PURSUIT.step("P6"), ["Alder", "Alder"])
    with pytest.raises(RuleError, match="Say why nobody is asked"):
        fan_out(PURSUIT.step("P6"), [])
    with pytest.raises(RuleError, match="done once"):
        fan_out(PURSUIT.step("P1"), ["Alder"])


def test_a_step_is_completed_when_it_has_started_and_its_checklist_is_ticked() -> None:
    ready = StepStatus("P1", StepState.READY)
    statuses = [ready, *initial_statuses(PURSUIT)[1:]]
    checklist = PURSUIT.step("P1").checklist

    check_complete(PURSUIT, statuses, ready, ticked=checklist)
    check_complete(PURSUIT, statuses, ready, ticked=checklist[:1], waiver="Sender called us")
    with pytest.raises(RuleError, match="Reply sent by a person"):
        check_complete(PURSUIT, statuses, ready, ticked=checklist[:1])
    with pytest.raises(RuleError, match="Finish “Log and acknowledge” first"):
        check_complete(PURSUIT, statuses, statuses[1])
    with pytest.raises(RuleError, match="has not started"):
        check_complete(PURSUIT, statuses, StepStatus("P1"))
    with pytest.raises(RuleError, match="finished already"):
        check_complete(PURSUIT, statuses, StepStatus("P1", StepState.DONE))


def test_skipping_needs_a_reason_and_reopening_needs_that_nothing_after_it_began() -> None:
    done = StepStatus("P1", StepState.DONE)

    with pytest.raises(RuleError, match="Say why") as refusal:
        check_skip(PURSUIT, StepStatus("P2"), reason=" ")
    with pytest.raises(RuleError, match="finished already"):
        check_skip(PURSUIT, done, reason="no need")
    with pytest.raises(RuleError, match="was begun already"):
        check_reopen(PURSUIT, [done, StepStatus("P2", StepState.RUNNING)], done)
    with pytest.raises(RuleError, match="is not finished"):
        check_reopen(PURSUIT, [], StepStatus("P1", StepState.READY))

    assert refusal.value.field == "reason"
    check_skip(PURSUIT, StepStatus("P2"), reason="information only, answered")
    check_reopen(PURSUIT, [done, StepStatus("P2", StepState.READY)], done)


def test_a_person_holds_the_letters_of_all_their_roles() -> None:
    respond = PURSUIT.step("P6")

    assert letters_held(respond, {"CP"}) == {Letter.RESPONSIBLE}
    assert letters_held(respond, {"CA", "CP"}) == {Letter.RESPONSIBLE, Letter.ACCOUNTABLE}
    assert letters_held(respond, {"BX"}) == frozenset()
    assert roles_with(respond, Letter.CONSULTED) == ("FC", "UP", "CE")


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
