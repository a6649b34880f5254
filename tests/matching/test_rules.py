from __future__ import annotations

import math
from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fss.errors import RuleError
from fss.matching.rules import (
    LOTS,
    Candidate,
    Comparison,
    Criterion,
    Draw,
    Importance,
    Known,
    Planned,
    Score,
    Verdict,
    check_criterion,
    comparisons_for,
    draw_for,
    lot_of,
    rank,
    reason,
    score,
    verdict,
)
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.values import UNKNOWN, Interval

ACRES = FIELDS["contiguous_acres_max"]
FORTY = Criterion(field=ACRES.key, comparison=Comparison.AT_LEAST, low=40.0)
INDUSTRIAL = Criterion(
    field="zoning_class",
    comparison=Comparison.ONE_OF,
    options=frozenset({"light_industrial", "heavy_industrial"}),
)

ends = st.one_of(st.none(), st.integers(-50, 50).map(float))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval.of(low, high)


@st.composite
def criteria(draw: st.DrawFn) -> Criterion:
    low, high = sorted((draw(st.integers(-50, 50)), draw(st.integers(-50, 50))))
    comparison = draw(
        st.sampled_from([Comparison.AT_LEAST, Comparison.AT_MOST, Comparison.BETWEEN])
    )
    return Criterion(
        field=ACRES.key,
        comparison=comparison,
        low=float(low),
        high=float(high),
        importance=draw(st.sampled_from(Importance)),
        weight=draw(st.integers(1, 5)),
    )


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Interval(40, 40), Verdict.MEETS),
        (Interval(200, math.inf), Verdict.MEETS),
        (Interval(38, 38), Verdict.FAILS),
        (Interval(30, 42), Verdict.UNKNOWN),
        (Interval(10, math.inf), Verdict.UNKNOWN),
        (UNKNOWN, Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_an_area_is_judged_by_the_one_rule(known: Known, expected: Verdict) -> None:
    assert verdict(FORTY, known) is expected


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (frozenset({"light_industrial"}), Verdict.MEETS),
        (frozenset({"office"}), Verdict.FAILS),
        (frozenset(), Verdict.UNKNOWN),
        (None, Verdict.UNKNOWN),
    ],
)
def test_a_choice_is_judged_by_the_same_rule(known: Known, expected: Verdict) -> None:
    assert verdict(INDUSTRIAL, known) is expected


@given(st.sets(st.sampled_from(["light_industrial", "office", "pud"]), min_size=1))
def test_one_of_and_none_of_are_opposites_of_what_is_known(options: set[str]) -> None:
    one_of = replace(INDUSTRIAL, options=frozenset(options))
    none_of = replace(one_of, comparison=Comparison.NONE_OF)
    for known in (frozenset({"light_industrial"}), frozenset({"office"})):
        assert {verdict(one_of, known), verdict(none_of, known)} == {
            Verdict.MEETS,
            Verdict.FAILS,
        }
    assert verdict(one_of, None) is verdict(none_of, None) is Verdict.UNKNOWN


def test_a_property_for_sale_or_lease_meets_a_wish_to_lease() -> None:
    lease = Criterion(
        field="sale_or_lease", comparison=Comparison.ONE_OF, options=frozenset({"lease"})
    )

    assert verdict(lease, frozenset({"sale", "lease"})) is Verdict.MEETS


@pytest.mark.parametrize("known", [None, UNKNOWN, frozenset()])
def test_asking_for_any_answer_never_fails(known: Known) -> None:
    criterion = Criterion(field=ACRES.key, comparison=Comparison.IS_KNOWN)

    assert verdict(criterion, known) is Verdict.UNKNOWN
    assert verdict(criterion, Interval(5, math.inf)) is Verdict.MEETS
    assert verdict(criterion, frozenset({"yes"})) is Verdict.MEETS


@pytest.mark.parametrize(
    ("planned", "needed_by", "expected"),
    [
        (Planned(Interval(45, 45), date(2027, 5, 1), 250_000), None, Verdict.BY_PLAN),
        (Planned(Interval(45, 45), date(2027, 5, 1), 0), date(2027, 5, 1), Verdict.BY_PLAN),
        (Planned(Interval(45, 45), date(2027, 5, 2), 250_000), date(2027, 5, 1), Verdict.FAILS),
        (Planned(Interval(45, 45), None, 250_000), None, Verdict.FAILS),
        (Planned(Interval(45, 45), date(2027, 5, 1), None), None, Verdict.FAILS),
        (Planned(Interval(30, 45), date(2027, 5, 1), 250_000), None, Verdict.FAILS),
    ],
)
def test_only_a_dated_costed_plan_in_time_meets_by_plan(
    planned: Planned, needed_by: date | None, expected: Verdict
) -> None:
    criterion = replace(FORTY, needed_by=needed_by)

    assert verdict(criterion, Interval(38, 38), planned) is expected


@given(criteria(), intervals())
def test_meets_fails_and_unknown_are_what_every_possible_number_says(
    criterion: Criterion, known: Interval
) -> None:
    wanted = criterion.interval
    grid = [x / 2 for x in range(-120, 121) if known.low <= x / 2 <= known.high]
    inside = [wanted.low <= number <= wanted.high for number in grid]

    found = verdict(criterion, known)

    assert (found is Verdict.MEETS) == all(inside)
    assert (found is Verdict.FAILS) == (not any(inside))


@given(criteria(), intervals(), intervals())
def test_knowing_more_never_turns_a_pass_into_a_fail(
    criterion: Criterion, vague: Interval, exact: Interval
) -> None:
    assume(exact.inside(vague))

    before, after = verdict(criterion, vague), verdict(criterion, exact)

    assert before is Verdict.UNKNOWN or after is before


@given(intervals(), intervals())
def test_two_intervals_are_disjoint_both_ways_and_never_when_one_is_inside(
    one: Interval, two: Interval
) -> None:
    assert one.disjoint(two) == two.disjoint(one)
    assert not (one.disjoint(two) and one.inside(two))
    assert one.inside(one)
    assert one.inside(UNKNOWN)


@given(criteria(), st.one_of(st.none(), intervals()), intervals())
def test_a_plan_can_only_help(criterion: Criterion, known: Known, planned: Interval) -> None:
    order = [Verdict.FAILS, Verdict.UNKNOWN, Verdict.BY_PLAN, Verdict.MEETS]
    plan = Planned(planned, date(2027, 1, 1), 1.0)

    assert order.index(verdict(criterion, known, plan)) >= order.index(verdict(criterion, known))


@given(st.lists(st.tuples(criteria(), st.sampled_from(Verdict))))
def test_unknown_counts_neither_as_pass_nor_as_fail(
    verdicts: list[tuple[Criterion, Verdict]],
) -> None:
    known = [pair for pair in verdicts if pair[1] is not Verdict.UNKNOWN]

    with_unknown, without = score(verdicts), score(known)

    assert with_unknown.points == without.points
    assert with_unknown.musts_failed == without.musts_failed
    assert with_unknown.wants_failed == without.wants_failed
    assert with_unknown.musts_unknown + with_unknown.wants_unknown == len(verdicts) - len(known)
    assert without.most_points <= with_unknown.most_points


def test_a_want_weighs_and_a_plan_earns_four_of_five() -> None:
    want = replace(FORTY, importance=Importance.WANT, weight=2)

    assert score([(want, Verdict.MEETS)]) == Score(points=10, most_points=10)
    assert score([(want, Verdict.BY_PLAN)]) == Score(points=8, most_points=10)
    assert score([(want, Verdict.FAILS)]) == Score(wants_failed=1, most_points=10)
    assert score([(FORTY, Verdict.FAILS)]) == Score(musts_failed=1)


def test_musts_come_before_wants_and_wants_before_completeness() -> None:
    draw = Draw(1, 0)
    expected = [
        Candidate(6, Score(points=10), completeness=10),
        Candidate(5, Score(points=4), completeness=90),
        Candidate(4, Score(points=4), completeness=80),
        Candidate(3, Score(points=4, wants_failed=1), completeness=99),
        Candidate(2, Score(musts_unknown=1, points=20)),
        Candidate(1, Score(musts_failed=1, points=20)),
    ]

    assert rank(expected[::-1], draw) == expected


scores = st.builds(
    Score,
    musts_failed=st.integers(0, 1),
    musts_unknown=st.integers(0, 1),
    points=st.integers(0, 2),
)


@given(
    st.lists(
        st.tuples(st.uuids(), scores, st.integers(0, 2)),
        max_size=12,
        unique_by=lambda site: lot_of(site[0]),
    ),
    st.uuids(),
    st.randoms(use_true_random=False),
)
def test_which_city_a_site_is_in_and_in_what_order_sites_come_changes_nothing(
    sites: list[tuple[UUID, Score, int]], pursuit: UUID, chance: object
) -> None:
    def order(cities: list[str], places: list[int]) -> list[int]:
        rows = [(cities[place], place, sites[place]) for place in places]
        by_lot = {lot_of(site[0]): place for _, place, site in rows}
        ranked = rank(
            [Candidate(lot_of(site), found, known) for _, _, (site, found, known) in rows],
            draw_for(pursuit),
        )
        return [by_lot[candidate.lot] for candidate in ranked]

    names = [f"City {place % 3}" for place in range(len(sites))]
    shuffled = list(range(len(sites)))
    chance.shuffle(shuffled)  # type: ignore[attr-defined]

    assert order(names, list(range(len(sites)))) == order(names[::-1], shuffled)


@given(st.uuids(), st.integers(0, LOTS - 1), st.integers(0, LOTS - 1))
def test_two_lots_never_share_a_place_and_fit_a_bigint(pursuit: UUID, one: int, two: int) -> None:
    draw = draw_for(pursuit)

    assert 1 <= draw.a < LOTS
    assert 0 <= draw.b < LOTS
    assert one * draw.a + draw.b < 2**63
    assert (draw.place(one) == draw.place(two)) == (one == two)


def test_over_many_pursuits_no_site_wins_the_tie_more_often_than_another() -> None:
    sites = [UUID(int=number) for number in range(1, 5)]
    lots = {lot_of(site): site for site in sites}
    firsts = dict.fromkeys(sites, 0)

    for number in range(2_000):
        draw = draw_for(UUID(int=number + 1_000))
        firsts[lots[min(lots, key=draw.place)]] += 1

    assert min(firsts.values()) > 400
    assert max(firsts.values()) < 600


def test_the_draw_of_a_pursuit_is_the_same_every_time() -> None:
    pursuit = uuid4()

    assert draw_for(pursuit) == draw_for(pursuit)


@pytest.mark.parametrize(
    ("known", "planned", "expected"),
    [
        (Interval(38, 38), None, "38 acres stated, at least 40 acres asked"),
        (Interval(200, math.inf), None, "at least 200 acres stated, at least 40 acres asked"),
        (None, None, "Not provided, at least 40 acres asked"),
        (
            Interval(38, 38),
            Planned(Interval(45, 45), date(2027, 5, 1), 250_000),
            "38 acres stated, 45 acres planned by May 1, 2027 for $250,000,"
            " at least 40 acres asked",
        ),
        (
            None,
            Planned(Interval(45, 45), None, None),
            "Not provided, 45 acres planned without a date without a cost, at least 40 acres asked",
        ),
    ],
)
def test_the_reason_says_what_is_stated_and_what_is_asked(
    known: Known, planned: Planned | None, expected: str
) -> None:
    assert reason(ACRES, FORTY, known, planned) == expected


def test_the_reason_of_a_late_plan_says_when_it_is_needed() -> None:
    plan = Planned(Interval(45, 45), date(2028, 5, 1), 1_000)

    words = reason(ACRES, replace(FORTY, needed_by=date(2027, 1, 1)), None, plan)

    assert words.endswith("needed by Jan 1, 2027")


def test_the_reason_of_a_choice_uses_labels() -> None:
    words = reason(FIELDS["zoning_class"], INDUSTRIAL, frozenset({"office"}))

    assert words == "Office stated, Light industrial or Heavy industrial asked"


@pytest.mark.parametrize(
    ("criterion", "at"),
    [
        (replace(FORTY, low=None), "low"),
        (replace(FORTY, low=math.nan), "low"),
        (replace(FORTY, comparison=Comparison.AT_MOST), "high"),
        (replace(FORTY, comparison=Comparison.BETWEEN, high=30.0), "low"),
        (replace(FORTY, comparison=Comparison.ONE_OF), "comparison"),
        (replace(FORTY, weight=6), "weight"),
        (replace(INDUSTRIAL, options=frozenset()), "options"),
        (replace(INDUSTRIAL, options=frozenset({"castle"})), "options"),
    ],
)
def test_a_criterion_without_sense_is_refused_at_its_form_field(
    criterion: Criterion, at: str
) -> None:
    with pytest.raises(RuleError) as refused:
        check_criterion(criterion, FIELDS[criterion.field])

    assert refused.value.field == at


def test_every_field_can_be_asked_for() -> None:
    assert all(Comparison.IS_KNOWN in comparisons_for(field) for field in FIELDS.values())
    check_criterion(FORTY, ACRES)
    check_criterion(INDUSTRIAL, FIELDS["zoning_class"])


def test_a_late_plan_is_not_mentioned_where_the_present_value_meets() -> None:
    field = FIELDS["contiguous_acres_max"]
    criterion = Criterion(
        field=field.key, comparison=Comparison.AT_LEAST, low=40, needed_by=date(2027, 1, 1)
    )
    late = Planned(Interval.of(80, 80), date(2029, 1, 1), 1000.0)

    assert reason(field, criterion, Interval.of(60, 60), late) == (
        "60 acres stated, at least 40 acres asked"
    )
