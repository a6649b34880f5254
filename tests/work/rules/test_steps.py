"""Which steps may begin, end and be opened again: invariant I24."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.process.rules.defaults import DEFAULT_TEMPLATES, PURSUIT
from fss.process.rules.raci import (
    parse_letters,
)
from fss.process.rules.templates import (
    Template,
    TemplateStep,
)
from fss.work.rules.steps import (
    StepState,
    StepStatus,
    blocking_steps,
    check_complete,
    check_reopen,
    check_skip,
    is_finished,
    ready_steps,
)
from tests.calendars.rules.examples import prove


def step(key: str, *depends_on: str, **letters: str) -> TemplateStep:
    cells = {role: parse_letters(text) for role, text in (letters or {"FC": "A/R"}).items()}
    return TemplateStep(key, 1, key, "", cells, depends_on=depends_on)


@prove
@given(st.sampled_from(list(DEFAULT_TEMPLATES.values())), st.data())
def test_i24_a_step_is_ready_exactly_when_all_before_it_are_settled(
    template: Template, data: st.DataObject
) -> None:
    statuses = [StepStatus(one.key) for one in template.steps]
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
    cities = [StepStatus("P6", subject=city) for city in ("Alder", "Birch")]
    roads = [
        StepStatus("P7", StepState.SKIPPED, reason="no site asks for it"),
        StepStatus("P8", subject="site 1"),
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


def test_a_step_is_completed_when_it_has_started_and_its_checklist_is_ticked() -> None:
    ready = StepStatus("P1", StepState.READY)
    statuses = [ready, *(StepStatus(one.key) for one in PURSUIT.steps[1:])]
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
