"""Whatever is stated, taken back, linked and moved: own value, else that of the land."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from fss.permissions.rules import SYSTEM
from fss.sites.models import Confidence, Site, typed_values
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, edit_site, retract_fact, state_facts
from fss.sites.services.facts import current_facts
from fss.sites.services.inheritance import keep_inherited
from fss.sites.services.rows import row_columns
from fss.timezone import utcnow
from tests.factories.accounts import make_organization
from tests.factories.sites import make_site

# Inherited and not, with typed columns and without, with plans and without.
VALUES = {
    "water_spare_mgd": ["0.5", "2 to 3", "4+"],
    "gas_status": ["On site", "Not available"],
    "previous_use": ["Field", "Barn"],
    "price_total": ["$5", "$6"],
}
PLANNED = ("water_spare_mgd", "gas_status")
LANDS, BUILDINGS = ("field", "park"), ("hall", "shed")
KEYS = [
    (field, planned)
    for field in VALUES
    for planned in ((False, True) if field in PLANNED else (False,))
]

sites = st.sampled_from([*LANDS, *BUILDINGS])
keys = st.sampled_from(KEYS)
steps = st.lists(
    st.one_of(
        st.tuples(st.just("state"), sites, keys, st.integers(0, 2)),
        st.tuples(st.just("retract"), st.integers(0, 30)),
        st.tuples(st.just("put"), st.sampled_from(BUILDINGS), st.sampled_from([*LANDS, None])),
        st.tuples(st.just("keep")),
    ),
    min_size=4,
    max_size=12,
)


class World:
    """The sites, and beside them what should hold."""

    def __init__(self) -> None:
        city = make_organization()
        self.sites: dict[str, Any] = {
            **{name: make_site(name, organization=city) for name in LANDS},
            **{
                name: make_site(name, organization=city, kind=PropertyKind.BUILDING)
                for name in BUILDINGS
            },
        }
        self.own: dict[tuple[str, str, bool], str] = {}
        self.land: dict[str, str | None] = dict.fromkeys(BUILDINGS)
        for key in KEYS:
            self.state("field", key, 0)
        self.put("hall", "field")

    def state(self, name: str, key: tuple[str, bool], which: int) -> None:
        field, planned = key
        words = VALUES[field][which % len(VALUES[field])]
        plan = {"planned": True, "plan_on": date(2028, 1, 1)} if planned else {}
        state_facts(
            self.sites[name],
            [Statement(field=field, value=words, **plan)],  # type: ignore[arg-type]
            source="Owner",
            as_of=date(2026, 6, 15),
            confidence=Confidence.OWNER,
            actor=SYSTEM,
            now=utcnow(),
        )
        self.own[name, *key] = words

    def retract(self, which: int) -> None:
        # More often of a building: that is where the land's value must come back.
        known = sorted(key for key in self.own if key[0] in BUILDINGS) or sorted(self.own)
        if known:
            name, field, planned = known[which % len(known)]
            retract_fact(
                self.sites[name], field, planned=planned, reason="?", actor=SYSTEM, now=utcnow()
            )
            del self.own[name, field, planned]

    def put(self, name: str, land: str | None) -> None:
        site: Site = self.sites[name]
        edit_site(
            site,
            name=site.name,
            kind=site.kind,
            organization=site.organization,
            land=self.sites[land] if land else None,
            actor=SYSTEM,
            now=utcnow(),
        )
        self.land[name] = land

    def keep(self) -> None:
        keep_inherited([self.sites[name].id for name in LANDS], now=utcnow())

    def expected(self, name: str, key: tuple[str, bool]) -> str | None:
        if (name, *key) in self.own:
            return self.own[name, *key]
        land = self.land.get(name)
        return self.own.get((land, *key)) if land and FIELDS[key[0]].inherited else None

    def check(self) -> None:
        for name, site in self.sites.items():
            current = current_facts(site.id)
            for key in KEYS:
                fact = current.get(key)
                shown = fact.original if fact is not None and not fact.retracted else None
                assert shown == self.expected(name, key), (name, key)
            for column, stored in row_columns(site, current).items():
                assert getattr(site, column) == stored, (name, column)
            for field in VALUES:
                present = current.get((field, False))
                value = present.value if present else None
                for column, stored in typed_values(FIELDS[field], value).items():
                    assert getattr(site, column) == stored, (name, column)


@settings(
    max_examples=12,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking a failure would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps)
def test_a_building_shows_its_own_value_else_that_of_its_land(
    db: SQLAlchemy, done: list[tuple[Any, ...]]
) -> None:
    world = World()

    for what, *how in done:
        getattr(world, what)(*how)
        world.check()

    db.session.rollback()


def test_the_fields_tried_are_of_both_sorts() -> None:
    assert [FIELDS[key].inherited for key in VALUES] == [True, True, True, False]
    assert {key for key in VALUES if FIELDS[key].screened} == {
        "water_spare_mgd",
        "gas_status",
        "price_total",
    }
    assert all(FIELDS[key].plannable for key in PLANNED)
