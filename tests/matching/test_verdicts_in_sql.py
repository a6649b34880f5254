"""The verdict in SQL is the verdict of the rules, for every site and criterion, on both engines."""

from __future__ import annotations

import random
from datetime import date
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fss.matching.queries.verdicts import (
    VERDICTS,
    draw_place,
    must_failures,
    must_unknowns,
    sort_key,
    verdict_code,
)
from fss.matching.rules import Candidate, Planned, draw_for, ranking_key, score, verdict
from fss.sites.models import Site, SiteValue, value_of
from fss.sites.rules.criteria import Comparison, Criterion, Importance, Known, comparisons_for
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field
from fss.sites.services import Statement
from tests.factories.accounts import make_organization
from tests.factories.sites import make_site

NUMBERS = ["38", "40", "42.5", "about 40", "30 to 42", "200+", "up to 40", "at least 40", "0"]
ASKED = [0.0, 30.0, 38.0, 40.0, 42.0, 42.5, 200.0]
# Screened and not, with a plan and without, of every kind that a criterion can compare.
WORDS: dict[str, list[str]] = {
    "contiguous_acres_max": NUMBERS,
    "electric_capacity_mw": NUMBERS,
    "road_frontage_ft": NUMBERS,
    "water_plant_mgd": NUMBERS,
    "rail_status": ["On site", "Possible", "No"],
    "water_status": ["On site", "At the boundary", "Extension needed", "Not available"],
    "sale_or_lease": ["Sale", "Lease", "Sale, Lease"],
    "divisible": ["Yes", "No"],
    "certified_site": ["Yes", "No"],
    "available_from": ["2026-12-01", "2027-06-30"],
    "electric_provider": ["Prairie Power"],
}
PLANNED = ("contiguous_acres_max", "electric_capacity_mw", "water_plant_mgd", "water_status")
PLAN_DAYS = [date(2027, 1, 1), date(2028, 7, 1)]


def a_varied_inventory() -> None:
    """Forty sites, each field known or not, some with plans, costed or not."""
    chance = random.Random(7)
    city = make_organization()
    for number in range(40):
        facts = [
            Statement(field=field, value=chance.choice(words))
            for field, words in WORDS.items()
            if chance.random() < 0.75
        ]
        facts += [
            Statement(
                field=field,
                value=chance.choice(WORDS[field]),
                planned=True,
                plan_on=chance.choice(PLAN_DAYS),
                plan_cost=chance.choice([250_000.0, None]),
            )
            for field in PLANNED
            if chance.random() < 0.5
        ]
        make_site(f"Field {number}", organization=city, facts=facts)


def known_of(field: Field, fact: Any) -> Known:
    if fact is None or fact.retracted:
        return None
    value = value_of(fact)
    return value.bounds if field.is_interval else frozenset(value.choices)


@st.composite
def a_criterion(draw: st.DrawFn) -> Criterion:
    key = draw(st.sampled_from([key for key in WORDS if not FIELDS[key].is_text]))
    field = FIELDS[key]
    comparison = draw(st.sampled_from(comparisons_for(field)))
    ends = [float(date(2027, 1, 1).toordinal())] if key == "available_from" else ASKED
    low, high = sorted([draw(st.sampled_from(ends)), draw(st.sampled_from(ends))])
    options = (
        draw(st.sets(st.sampled_from([c.key for c in field.choices]), min_size=1))
        if (field.is_set)
        else set()
    )
    return Criterion(
        field=key,
        comparison=comparison,
        low=low if comparison in (Comparison.AT_LEAST, Comparison.BETWEEN) else None,
        high=high if comparison in (Comparison.AT_MOST, Comparison.BETWEEN) else None,
        options=frozenset(options),
        importance=draw(st.sampled_from(list(Importance))),
        weight=draw(st.integers(1, 5)),
        needed_by=draw(st.sampled_from([None, date(2027, 6, 1)])),
    )


def test_the_verdict_and_the_order_in_sql_are_those_of_the_rules(db: SQLAlchemy) -> None:
    a_varied_inventory()
    facts = {
        (value.site_id, value.field, value.planned): value.fact
        for value in db.session.scalars(select(SiteValue))
    }

    @settings(
        max_examples=60,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(a_criterion(), min_size=1, max_size=6))
    def they_agree(criteria: list[Criterion]) -> None:
        pairs = [(FIELDS[one.field], one) for one in criteria]
        draw = draw_for(UUID(int=7))
        key, place = sort_key(pairs).label("key"), draw_place(draw).label("place")
        codes = [verdict_code(*pair).label(f"v{index}") for index, pair in enumerate(pairs)]
        rows = db.session.execute(
            select(
                Site.id, Site.lot, Site.screening_known, Site.screening_total, key, place, *codes
            )
            .order_by(key, place)
        ).all()  # fmt: skip
        keys = []
        for row in rows:
            found = []
            for index, (field, criterion) in enumerate(pairs):
                plan = facts.get((row.id, field.key, True))
                planned = (
                    Planned(known_of(field, plan), plan.plan_on, plan.plan_cost)
                    if plan is not None
                    else None
                )
                present = known_of(field, facts.get((row.id, field.key, False)))
                expected = verdict(criterion, present, planned)
                assert VERDICTS[getattr(row, f"v{index}")] is expected, (
                    criterion,
                    present,
                    planned,
                )
                found.append((criterion, expected))
            added = score(found)
            assert must_failures(row.key) == added.musts_failed
            assert must_unknowns(row.key) == added.musts_unknown
            percent = 100 * row.screening_known // row.screening_total
            keys.append(ranking_key(Candidate(row.lot, added, percent), draw))
        assert keys == sorted(keys)

    they_agree()
