"""Due times that are counted back from a time people agree on."""

from dataclasses import replace
from datetime import datetime

import pytest

from fss.calendars.rules.standards import Metric, Scope, Standard, Unit
from fss.errors import RuleError
from fss.process.rules.defaults import SITE_VISIT
from fss.work.rules import clocks
from fss.work.rules.agreed import squeezed_steps
from fss.work.rules.amendments import migrate, replay
from fss.work.rules.clocks import Clock, ClockState, PauseReason
from fss.work.rules.dues import NOT_AGREED, Fixed, Offices, Reckoned, reckon
from fss.work.rules.express import Course
from tests.calendars.rules.examples import county, local

OFFICES = Offices(county())
START = local(11, 23, 9)


def visit(at: datetime | None) -> dict[str, Fixed]:
    return {"V5": Fixed("V5", "Host the visit", at)}


def due_of(key: str, at: datetime | None, start: datetime = START) -> Reckoned:
    return reckon(SITE_VISIT.step(key), OFFICES, start, fixed=visit(at))


def test_the_visit_is_what_others_are_counted_back_from() -> None:
    assert SITE_VISIT.fixed_keys == {"V5"}


@pytest.mark.parametrize(
    ("key", "at", "due"),
    [
        # Thanksgiving and the Friday after it are closed.
        ("V2", local(12, 10, 10), local(11, 25, 16, 30)),
        ("V2", local(11, 25, 10), local(11, 24, 16, 30)),
        ("V3", local(11, 30, 10), local(11, 25, 14, 30)),
        ("V4", local(11, 30, 10), local(11, 25, 16, 30)),
        ("V5", local(11, 28, 10), local(11, 28, 10)),
    ],
)
def test_a_step_is_due_at_the_earlier_of_its_standard_and_what_is_counted_back(
    key: str, at: datetime, due: datetime
) -> None:
    assert due_of(key, at).at == due


def test_the_reasons_name_the_agreed_time_and_the_closed_days() -> None:
    trace = due_of("V3", local(11, 30, 10)).trace

    assert trace[0] == (
        "At least 4 business hours before V5, “Host the visit”, which is agreed for Mon, Nov 30, "
        "10:00 AM: by Wed, Nov 25, 2:30 PM, counted back by the calendar of Tamarack County."
    )
    assert "Thu, Nov 26: closed, Thanksgiving Day" in trace
    assert trace[-1] == "Due Wed, Nov 25, 2:30 PM."


def test_no_invited_city_reads_by_whose_calendar_was_counted_back() -> None:
    brief = SITE_VISIT.step("V3")
    limits = tuple(replace(one, scope=Scope.MAX_OVER_INVITED) for one in brief.counted_back)
    common = replace(brief, limits=limits, standard=None)
    offices = Offices(county(), invited=(replace(county(), name="Alder Falls"),))

    found = reckon(common, offices, START, fixed=visit(local(11, 30, 10)))

    assert found.at == local(11, 25, 14, 30)
    assert not any("Alder Falls" in row for row in found.trace)


def test_without_an_agreed_time_a_step_has_its_own_standard_or_says_what_is_missing() -> None:
    own, none, visit_itself = (due_of(key, None) for key in ("V2", "V3", "V5"))

    assert own.at == local(11, 25, 16, 30)
    assert any(row.startswith(NOT_AGREED) for row in own.trace)
    assert none.due is None
    assert none.trace[0].startswith(NOT_AGREED)
    assert visit_itself.trace == (f"{NOT_AGREED} for V5, “Host the visit”.",)


def test_i11_an_agreed_time_beyond_the_calendar_gives_no_due_time() -> None:
    assert due_of("V4", local(1, 15, 10, year=2029)).due is None


def test_too_little_time_before_a_visit_names_the_steps() -> None:
    open_since = {"V1": START}

    def squeezed(at: datetime) -> list[str]:
        course = Course(open_since=open_since)
        rows = squeezed_steps(SITE_VISIT, "V5", OFFICES, course, fixed=visit(at), now=START)
        return [row.key for row in rows]

    assert squeezed(local(12, 10, 10)) == []
    assert squeezed(local(11, 24, 10)) == ["V2", "V3", "V4"]


def test_a_clock_follows_a_changed_time_keeps_what_was_and_stays_late() -> None:
    standard = Standard("D2.V3", Metric.STEP, 4, Unit.BUSINESS_HOURS, before="V5")
    idle = Clock("c1", "step-1", standard)
    first, second = local(11, 24, 14, 30), local(11, 30, 14, 30)

    running = clocks.start(idle, [county()], at=START, latest=first)
    late = migrate(
        running, standard, [county()], at=local(11, 25, 9), reason="Moved", latest=second
    )
    paused = clocks.pause(
        late, at=local(11, 25, 10), reason=PauseReason.WAITING_CLIENT, evidence="Letter"
    )
    done = clocks.stop(clocks.resume(paused, at=local(11, 30, 9)), at=local(11, 30, 10))

    assert running.due_at == first
    assert done.due_at == second
    assert [event.evidence for event in late.events][-1] == first.isoformat()
    assert done.breached_at == first
    assert done.state is ClockState.MISSED_CLOSED
    assert replay(idle, [county()], done.events, standards=[standard]) == done


def test_a_standard_that_is_counted_back_needs_a_time_to_count_from() -> None:
    standard = Standard("D2.V3", Metric.STEP, 4, Unit.BUSINESS_HOURS, before="V5")

    with pytest.raises(RuleError, match="No time is agreed yet"):
        clocks.start(Clock("c1", "step-1", standard), [county()], at=START)


def test_a_step_of_several_cities_names_none_of_them_in_its_reasons() -> None:
    cities = (replace(county(), name="Alder Falls"), replace(county(), name="Elm"))
    standard = Standard("S", Metric.STEP, 8, Unit.BUSINESS_HOURS, Scope.ROLE_ORG)

    shared, alone = (
        " ".join(
            reckon(
                SITE_VISIT.steps[0], Offices(county(), responsible=own), START, standard=standard
            ).trace
        )
        for own in (cities, cities[:1])
    )

    assert "Alder Falls" in alone
    assert "the organization that needs longest" in shared
    assert "Alder Falls" not in shared
    assert "Elm" not in shared
