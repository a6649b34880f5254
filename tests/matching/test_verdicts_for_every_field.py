"""SQL and the pure rule agree for every sort of field, stated, planned or taken over from land.

What is known is kept here as it was stated, so that inheritance is not asked of the program.
"""

from __future__ import annotations

import random
from datetime import date
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from fss.matching.queries.verdicts import VERDICTS, verdict_code
from fss.matching.rules import Planned, Verdict, verdict
from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Site
from fss.sites.rules.criteria import (
    INTERVAL_COMPARISONS,
    SET_COMPARISONS,
    Comparison,
    Criterion,
    Known,
    comparisons_for,
    known_of,
)
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import Field, Kind, PropertyKind
from fss.sites.rules.parsing import Context, parse
from fss.sites.rules.values import Interval
from fss.sites.services import Statement, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import make_organization
from tests.factories.every_field import make_own_fields, words_for
from tests.factories.sites import STATED, make_site

EACH_SORT = 1
POINT = ("latitude", "longitude")
"""A building takes both over from its land, or neither."""
LANDS, ON_LAND, BUILDINGS = 14, 9, 4
DAYS = ["2026-12-01", "2027-06-30", "Q1 2027", "by 2027-03-01"]
PLAN_DAYS = [date(2027, 1, 1), date(2028, 7, 1)]
Stated = dict[tuple[UUID, str, bool], Planned]
"""What was stated of a site's field, planned or not; without day and cost when it was not."""


def sort_of(field: Field) -> tuple[Any, ...]:
    """What may make a difference to a verdict."""
    applies = tuple(sorted(kind.value for kind in field.applies_to))
    return (field.kind.value, field.screened, field.plannable, field.inherited, field.is_own,
            applies)  # fmt: skip


def fields_of_every_sort() -> list[Field]:
    ordered = sorted(FIELDS.values(), key=sort_of)
    return [
        field for _, alike in groupby(ordered, key=sort_of) for field in list(alike)[:EACH_SORT]
    ]


def words_of(field: Field) -> list[str]:
    """Several values of a field in words, numbers with every qualifier that it takes."""
    if field.is_set:
        labels = [choice.label for choice in field.choices][:4]
        pairs = [", ".join(labels[:2]), ", ".join(labels[1:])]
        return [*labels, *pairs] if field.kind is Kind.MULTI else labels
    if field.is_text:
        return [words_for(field)]
    if field.kind is Kind.DATE:
        candidates = DAYS
    else:
        low, middle, high = (_plain(one) for one in _amounts(field))
        candidates = [low, middle, high, f"about {middle}", f"{low} to {middle}", f"{middle}+",
                      f"up to {middle}", f"at least {low}", "negotiable"]  # fmt: skip
    context = Context(as_of=STATED)
    return [words for words in candidates if parse(field, words, context=context).value]


def _amounts(field: Field) -> tuple[float, float, float]:
    low = 1.0 if field.minimum is None else max(field.minimum, -1000.0)
    high = low + 60 if field.maximum is None else min(field.maximum, low + 1000)
    return low, round((low + high) / 2), high


def _plain(number: float) -> str:
    return f"{number:.3f}".rstrip("0").rstrip(".")


class Inventory:
    """Lands, buildings on them and without, whose fields are known, planned, taken back or not."""

    def __init__(self) -> None:
        self.chance = random.Random(11)
        self.fields = fields_of_every_sort()
        self.words = {field.key: words_of(field) for field in self.fields}
        self.stated: Stated = {}
        self.land_of: dict[UUID, UUID] = {}
        self.kinds: dict[UUID, PropertyKind] = {}
        city = make_organization()
        lands = [self._add(make_site(f"Land {one}", organization=city)) for one in range(LANDS)]
        for number in range(ON_LAND + BUILDINGS):
            land = lands[number] if number < ON_LAND else None
            building = make_site(
                f"Hall {number}", organization=city, kind=PropertyKind.BUILDING, land=land
            )
            self._add(building, share=0.35)
            if land is not None:
                self.land_of[building.id] = land.id
        # What land states after a building stands on it reaches the building too.
        for land in lands[: ON_LAND // 2]:
            self._state(land, self._drawn(land, 0.3))

    def known(self, site_id: UUID, field: Field, *, planned: bool) -> Planned | None:
        """What the site states, else what its land states where the field is taken over."""
        together = POINT if field.key in POINT else (field.key,)
        is_own = any((site_id, key, planned) in self.stated for key in together)
        takes_over = field.inherited and not is_own and site_id in self.land_of
        place = self.land_of[site_id] if takes_over else site_id
        return self.stated.get((place, field.key, planned))

    def _add(self, site: Site, share: float = 0.7) -> Site:
        self.kinds[site.id] = site.kind
        self._state(site, self._drawn(site, share))
        kept = [key for site_id, key, planned in self.stated if site_id == site.id and not planned]
        self._state(site, [Statement(field=key, value="") for key in kept if self._is_one_of(8)])
        return site

    def _is_one_of(self, number: int) -> bool:
        return self.chance.randrange(number) == 0

    def _drawn(self, site: Site, share: float) -> list[Statement]:
        drawn = []
        for field in self.fields:
            if site.kind not in field.applies_to:
                continue
            words = self.words[field.key]
            if self.chance.random() < share:
                drawn.append(Statement(field=field.key, value=self.chance.choice(words)))
            if field.plannable and self.chance.random() < share:
                drawn.append(
                    Statement(
                        field=field.key,
                        value=self.chance.choice(words),
                        planned=True,
                        plan_on=self.chance.choice(PLAN_DAYS),
                        plan_cost=self.chance.choice([250_000.0, None]),
                    )
                )
        return drawn

    def _state(self, site: Site, statements: list[Statement]) -> None:
        state_facts(
            site,
            statements,
            source="City planner",
            as_of=STATED,
            confidence=Confidence.OWNER,
            actor=SYSTEM,
            now=utcnow(),
        )
        for one in statements:
            place = (site.id, one.field, one.planned)
            known = read(FIELDS[one.field], str(one.value))
            if known is None:
                self.stated.pop(place, None)
            else:
                self.stated[place] = Planned(known, one.plan_on, one.plan_cost)


def read(field: Field, words: str) -> Known:
    return known_of(field, parse(field, words, context=Context(as_of=STATED)).value)


def ends_of(field: Field, words: list[str]) -> list[float]:
    """Every boundary of a stated value, and what lies just beside it."""
    found = {
        end
        for known in (read(field, one) for one in words)
        if isinstance(known, Interval)
        for end in known.ends
        if end is not None
    }
    return sorted(found | {end + 0.5 for end in found} | {0.0})


def criteria_for(field: Field, words: list[str]) -> st.SearchStrategy[Criterion]:
    """Criteria of every comparison, at the boundaries of what is stated."""

    @st.composite
    def one(draw: st.DrawFn) -> Criterion:
        comparison = draw(st.sampled_from(comparisons_for(field)))
        low = high = None
        if comparison in INTERVAL_COMPARISONS:
            end = st.sampled_from(ends_of(field, words))
            low, high = sorted([draw(end), draw(end)])
        options = (
            draw(st.sets(st.sampled_from([one.key for one in field.choices]), min_size=1))
            if comparison in SET_COMPARISONS
            else ()
        )
        return Criterion(
            field=field.key,
            comparison=comparison,
            low=None if comparison is Comparison.AT_MOST else low,
            high=None if comparison is Comparison.AT_LEAST else high,
            options=frozenset(options),
            needed_by=draw(st.sampled_from([None, date(2027, 6, 1)])),
        )

    return one()


def test_the_verdict_in_sql_is_that_of_the_rule_for_every_sort_of_field(db: SQLAlchemy) -> None:
    make_own_fields()
    inventory = Inventory()
    fields, seen = inventory.fields, set()
    wrong: list[Any] = []
    everything = st.tuples(*(criteria_for(one, inventory.words[one.key]) for one in fields))

    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(everything)
    def they_agree(criteria: tuple[Criterion, ...]) -> None:
        pairs = list(zip(fields, criteria, strict=True))
        codes = [verdict_code(*pair).label(f"v{place}") for place, pair in enumerate(pairs)]
        for row in db.session.execute(select(Site.id, *codes)):
            for place, (field, criterion) in enumerate(pairs):
                present = inventory.known(row.id, field, planned=False)
                plan = inventory.known(row.id, field, planned=True)
                expected = verdict(criterion, present.fact if present else None, plan)
                seen.add((sort_of(field), expected))
                found = VERDICTS[row[place + 1]]
                if found is not expected:
                    wrong.append((found, expected, criterion, present, plan))

    they_agree()

    assert wrong[:3] == []

    assert {found for _, found in seen} == set(Verdict)
    assert {sort for sort, found in seen if found is Verdict.MEETS} == {*map(sort_of, fields)}


def test_the_sorts_tried_are_all_there_are(db: SQLAlchemy) -> None:
    make_own_fields()

    tried = fields_of_every_sort()

    assert {field.kind for field in tried} == set(Kind)
    for quality in ("screened", "plannable", "inherited", "is_own"):
        assert {getattr(field, quality) for field in tried} == {True, False}
    assert {sort_of(field) for field in FIELDS.values()} == {sort_of(field) for field in tried}


@pytest.mark.parametrize("own", [False, True])
def test_of_words_it_is_asked_only_whether_there_are_any(db: SQLAlchemy, own: bool) -> None:
    made = {one.kind: FIELDS[one.key] for one in make_own_fields()}
    field = made[Kind.TEXT] if own else FIELDS["electric_provider"]
    asked = Criterion(field=field.key, comparison=Comparison.IS_KNOWN)

    assert verdict(asked, read(field, "Prairie Power")) is Verdict.MEETS
    assert verdict(asked, read(field, "")) is Verdict.UNKNOWN
