"""A building shows what its land states, until it states something itself."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM, Role
from fss.sites import queries
from fss.sites.forms.group import group_form, input_names
from fss.sites.models import Confidence, Fact, Site
from fss.sites.rules.classes import Audience, DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, edit_site, retract_fact, state_facts
from fss.sites.services.facts import current_facts
from fss.sites.services.inheritance import keep_inherited
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

TODAY = date(2026, 6, 15)


def state(site: Site, *statements: Any) -> None:
    state_facts(
        site,
        list(statements),
        source="Owner",
        as_of=TODAY,
        confidence=Confidence.OWNER,
        actor=SYSTEM,
        now=utcnow(),
    )


def put_on(building: Site, land: Site | None) -> None:
    edit_site(
        building,
        name=building.name,
        kind=building.kind,
        organization=building.organization,
        land=land,
        actor=SYSTEM,
        now=utcnow(),
    )


def pair(**words: str) -> tuple[Any, Any]:
    """Land and a building on it."""
    city = make_organization()
    land = make_site("Elm Park", organization=city, **words)
    building = make_site("Elm Hall", organization=city, kind=PropertyKind.BUILDING)
    put_on(building, land)
    return land, building


def test_a_building_shows_what_its_land_states(db: SQLAlchemy) -> None:
    land, building = pair(gas_status="On site", address="1 Elm Street", price_total="$5")

    held = queries.held_values(building, today=TODAY, audience=Audience.COUNTY)

    assert held["gas_status"].words == "On site"
    assert held["gas_status"].fact.site_id == land.id
    assert building.gas_status == "on_site"
    assert not held["price_total"].is_known
    assert building.price_total_low is None


def test_new_words_about_the_land_reach_the_building_at_once(db: SQLAlchemy) -> None:
    land, building = pair()

    state(land, ("gas_status", "On site"))
    assert building.gas_status == "on_site"

    state(land, ("gas_status", "At the boundary"))
    assert building.gas_status == "at_boundary"

    retract_fact(land, "gas_status", reason="Wrong", actor=SYSTEM, now=utcnow())
    assert building.gas_status is None
    assert ("gas_status", False) not in current_facts(building.id)


def test_what_the_building_states_goes_before_and_gives_way_when_taken_back(
    db: SQLAlchemy,
) -> None:
    land, building = pair(gas_status="On site")

    state(building, ("gas_status", "At the boundary"))
    assert building.gas_status == "at_boundary"
    state(land, ("gas_status", "Not available"))
    assert building.gas_status == "at_boundary"

    state(building, ("gas_status", ""))
    assert building.gas_status == "not_available"
    assert land.gas_status == "not_available"


def test_an_empty_answer_takes_nothing_from_the_land(db: SQLAlchemy) -> None:
    _, building = pair(gas_status="On site")

    state(building, ("gas_status", ""))
    gone = retract_fact(building, "gas_status", reason="?", actor=SYSTEM, now=utcnow())

    assert gone is None
    assert building.gas_status == "on_site"
    assert queries.fact_history(building, "gas_status") == []


def test_a_plan_for_the_land_is_a_plan_for_the_building(db: SQLAlchemy) -> None:
    land, building = pair()

    state(
        land,
        Statement(field="gas_status", value="On site", planned=True, plan_on=date(2028, 1, 1)),
    )

    assert building.has_plan
    assert queries.held_values(building, today=TODAY, audience=Audience.COUNTY)[
        "gas_status"
    ].plan_words


def test_a_building_that_leaves_its_land_leaves_its_facts(db: SQLAlchemy) -> None:
    land, building = pair(gas_status="On site")
    other = make_site("Oak Park", organization=land.organization, water_status="On site")

    put_on(building, other)
    assert (building.gas_status, building.water_status) == (None, "on_site")

    put_on(building, None)
    assert (building.gas_status, building.water_status) == (None, None)
    assert current_facts(building.id) == {}


def test_what_was_taken_back_stays_taken_back_without_land(db: SQLAlchemy) -> None:
    _, building = pair(gas_status="On site")
    state(building, ("gas_status", "At the boundary"))
    state(building, ("gas_status", ""))

    put_on(building, None)

    assert building.gas_status is None


def test_the_screening_of_a_building_counts_what_it_takes_over(db: SQLAlchemy) -> None:
    land, building = pair()
    before = building.screening_known

    state(land, ("gas_status", "On site"), ("rail_status", "Not available"))

    assert building.screening_known == before + 2


def test_all_buildings_of_many_lands_are_kept_at_once(db: SQLAlchemy) -> None:
    pairs = [pair(gas_status="On site") for _ in range(3)]

    keep_inherited([land.id for land, _ in pairs], now=utcnow())

    assert [building.gas_status for _, building in pairs] == ["on_site"] * 3


@pytest.mark.parametrize("change", ["kind", "organization"])
def test_land_that_a_building_stands_on_keeps_kind_and_city(db: SQLAlchemy, change: str) -> None:
    land, _ = pair()
    other = {"kind": PropertyKind.BUILDING, "organization": make_organization("Other")}
    values = {"kind": land.kind, "organization": land.organization} | {change: other[change]}

    with pytest.raises(RuleError, match="stands on this land"):
        edit_site(land, name=land.name, actor=SYSTEM, now=utcnow(), **values)


def test_a_building_shows_nothing_of_land_that_fewer_people_may_see(db: SQLAlchemy) -> None:
    land, building = pair(gas_status="On site")
    assert building.gas_status == "on_site"

    land.data_class = DataClass.COUNTY
    keep_inherited([land.id], now=utcnow())
    assert building.gas_status is None

    building.data_class = DataClass.COUNTY
    keep_inherited([land.id], now=utcnow())
    assert building.gas_status == "on_site"


def test_the_page_says_what_comes_from_the_land(
    client: FlaskClient, db: SQLAlchemy, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    land, building = pair(gas_status="On site")
    sign_in(client, make_user(Role.COORDINATOR))

    page = client.get(f"/sites/{building.id}").text
    form = client.get(f"/sites/{building.id}/edit/gas").text

    assert f'from the land <a href="/sites/{land.id}">{land.reference}</a>' in page
    assert f"From the land {land.reference}: On site." in form
    assert "From the land" not in client.get(f"/sites/{land.id}/edit/gas").text


def test_the_form_of_a_building_states_only_what_was_entered(
    client: FlaskClient, db: SQLAlchemy, sign_in: Callable[[FlaskClient, User], None]
) -> None:
    _, building = pair(gas_status="On site", gas_provider="Elm Gas")
    sign_in(client, make_user(Role.COORDINATOR))
    sent = {
        "seen": "0",
        "source": "Utility",
        "as_of": "2026-06-15",
        "confidence": "documented",
        **dict.fromkeys(input_names(group_form(building.kind, "gas").keys), ""),
        "v_gas_main_in": "6",
    }

    answer = client.post(f"/sites/{building.id}/edit/gas", data=sent)

    assert answer.status_code == 302
    stated = db.session.scalars(select(Fact.field).where(Fact.site_id == building.id)).all()
    assert stated == ["gas_main_in"]
    db.session.expire_all()
    assert building.gas_status == "on_site"
