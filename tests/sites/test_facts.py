"""Stating facts: append-only, with evidence, repeated on the site's row."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.audit.models import AuditEvent
from fss.audit.queries import broken_streams
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM
from fss.sites import queries
from fss.sites.models import Confidence, Fact, Site
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, edit_site, retract_fact, state_facts
from fss.timezone import utcnow
from tests.factories.accounts import make_organization
from tests.factories.sites import make_site

TODAY = date(2026, 6, 15)


def state(site: Site, *statements: Any, as_of: date = TODAY, source: str = "Owner") -> list[Fact]:
    return state_facts(
        site,
        list(statements),
        source=source,
        as_of=as_of,
        confidence=Confidence.OWNER,
        actor=SYSTEM,
        now=utcnow(),
    )


def count(db: SQLAlchemy) -> int:
    return db.session.scalar(select(func.count()).select_from(Fact)) or 0


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("200+", 200, None),
        ("30 to 42", 30, 42),
        ("43560 SF", 1, 1),
        ("about 40", 38, 42),
        ("0", 0, 0),
    ],
)
def test_words_become_an_interval_on_the_row(
    db: SQLAlchemy, words: str, low: float, high: float | None
) -> None:
    site: Any = make_site()

    state(site, ("total_acres", words))

    assert (site.total_acres_low, site.total_acres_high) == (low, high)
    assert queries.held_values(site, today=TODAY)["total_acres"].fact.original == words


def test_a_new_value_is_added_and_the_old_one_stays(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")

    state(site, ("total_acres", "42"))

    stated = [fact.low for fact, _ in queries.fact_history(site, "total_acres")]
    assert stated == [42, 40]
    assert queries.current_value(site, "total_acres").low == 42


def test_the_same_value_with_the_same_evidence_is_not_stated_twice(db: SQLAlchemy) -> None:
    site = make_site()
    state(site, ("total_acres", "40"))

    again = state(site, ("total_acres", "40"))

    assert again == []
    assert count(db) == 1


def test_the_same_value_as_of_a_later_day_is_a_confirmation(db: SQLAlchemy) -> None:
    site = make_site()
    state(site, ("availability", "Available"), as_of=TODAY - timedelta(days=91))
    before = queries.held_values(site, today=TODAY)["availability"].is_stale

    state(site, ("availability", "Available"), as_of=TODAY)

    after = queries.held_values(site, today=TODAY)["availability"]
    assert (before, after.is_stale) == (True, False)
    assert count(db) == 2


def test_unknown_is_neither_no_nor_zero(db: SQLAlchemy) -> None:
    site: Any = make_site()

    state(site, ("rail_status", "unknown"), ("total_acres", ""), ("gas_status", "Not available"))

    held = queries.held_values(site, today=TODAY)
    assert (site.rail_status, site.total_acres_low) == (None, None)
    assert [held[key].words for key in ("rail_status", "total_acres", "gas_status")] == [
        "Not provided",
        "Not provided",
        "Not available",
    ]


def test_a_cleared_value_is_no_longer_known_but_its_history_stays(db: SQLAlchemy) -> None:
    site: Any = make_site(rail_status="On site")

    retract_fact(site, "rail_status", reason="The spur was removed", actor=SYSTEM, now=utcnow())

    assert site.rail_status is None
    assert [fact.retracted for fact, _ in queries.fact_history(site, "rail_status")] == [
        True,
        False,
    ]


def test_a_plan_stands_beside_the_present_value(db: SQLAlchemy) -> None:
    site: Any = make_site(water_status="Extension needed")

    state(
        site,
        Statement(
            field="water_status",
            value="On site",
            planned=True,
            plan_on=date(2027, 8, 1),
            plan_cost=250_000,
        ),
    )

    held = queries.held_values(site, today=TODAY)["water_status"]
    assert held.words == "Extension needed"
    assert held.plan_words == "On site by Aug 1, 2027, cost $250,000"
    assert site.has_plan
    assert site.water_status == "extension_needed"


@pytest.mark.parametrize(
    ("statement", "field"),
    [
        (("total_acres", "-4"), "total_acres"),
        (("total_acres", "plenty"), "total_acres"),
        (("clear_height_ft", "30"), "clear_height_ft"),
        (("no_such_field", "1"), "no_such_field"),
        (Statement(field="water_status", value="On site", planned=True), "water_status"),
        (
            Statement(field="total_acres", value="4", planned=True, plan_on=TODAY),
            "total_acres",
        ),
    ],
)
def test_what_cannot_be_true_is_refused_at_its_field_and_nothing_is_written(
    db: SQLAlchemy, statement: Any, field: str
) -> None:
    site = make_site()

    with pytest.raises(RuleError) as refused:
        state(site, ("address", "1 Elm Road"), statement)

    assert refused.value.field == field
    assert count(db) == 0


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"source": " "}, "source"),
        ({"as_of": date(1899, 12, 31)}, "as_of"),
        ({"as_of": date(2999, 1, 1)}, "as_of"),
    ],
)
def test_evidence_is_checked(db: SQLAlchemy, given: dict[str, Any], field: str) -> None:
    site = make_site()

    with pytest.raises(RuleError) as refused:
        state(site, ("address", "1 Elm Road"), **given)

    assert refused.value.field == field


def test_the_screening_count_follows_the_facts(db: SQLAlchemy) -> None:
    site = make_site()
    before = site.screening_known

    state(site, ("latitude", "44.6"))
    half = site.screening_known
    state(site, ("longitude", "-93.5"), ("rail_status", "No"))

    assert (before, half, site.screening_known, site.screening_total) == (2, 2, 4, 15)


def test_every_statement_leaves_an_event_that_the_chain_vouches_for(db: SQLAlchemy) -> None:
    site = make_site(total_acres="40")
    db.session.commit()

    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_id == site.id, AuditEvent.verb == "site:facts")
    ).all()

    assert [event.payload["values"] for event in events] == [{"Total size": "40 acres"}]
    assert len(events[0].payload["sha256"]) == 64
    assert broken_streams() == {}


def test_a_city_cannot_have_one_own_number_twice(db: SQLAlchemy) -> None:
    city = make_organization()
    first, second = make_site("A", organization=city), make_site("B", organization=city)
    edit = {"kind": PropertyKind.LAND, "organization": city, "actor": SYSTEM, "now": utcnow()}
    edit_site(first, name="A", own_id="7", **edit)

    with pytest.raises(RuleError) as refused:
        edit_site(second, name="B", own_id="7", **edit)

    assert refused.value.field == "own_id"


def test_a_site_with_land_facts_cannot_become_a_building(db: SQLAlchemy) -> None:
    site = make_site(available_acres="4")

    with pytest.raises(RuleError) as refused:
        edit_site(
            site,
            name=site.name,
            kind=PropertyKind.BUILDING,
            organization=site.organization,
            actor=SYSTEM,
            now=utcnow(),
        )

    assert refused.value.field == "kind"
