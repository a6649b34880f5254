"""The to-do list, its pages and its buttons."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import Organization, User
from fss.accounts.queries import DEFAULT_ZONE
from fss.db import db as database
from fss.matching.models import Decision, SiteDecision
from fss.permissions.rules import SYSTEM, Role
from fss.sites.models import CheckDays, Confidence, Fact, Site, SiteValue
from fss.sites.rules.fields import PropertyKind
from fss.sites.rules.screening import CHECK_DAYS
from fss.sites.services import edit_site, state_facts
from fss.timezone import local_date, utcnow
from fss.upkeep.models import MissingFact
from fss.upkeep.queries.details import shown
from fss.upkeep.queries.standing import city_standings, site_standings
from fss.upkeep.queries.tasks import overdue_facts, tasks
from fss.upkeep.rules import TaskKind
from fss.upkeep.services.counting import count_missing_facts
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.process import make_office
from tests.factories.pursuits import make_pursuit
from tests.factories.sites import make_site

TODAY = local_date(utcnow(), DEFAULT_ZONE)
OLD = TODAY - timedelta(100)


def a_city() -> tuple[Organization, User]:
    city = make_organization()
    return city, make_user(Role.PLANNER, city)


def decided(site: Site, pursuit, *, by_rule: bool = False, days_ago: int = 10) -> None:
    database.session.add(
        SiteDecision(
            id=uuid.uuid4(), pursuit=pursuit, site=site, decision=Decision.LEFT_OUT, reason="x",
            by_rule=by_rule, verdicts={}, decided_at=utcnow() - timedelta(days_ago),
        )
    )  # fmt: skip
    database.session.flush()


def test_old_values_are_found_counted_and_said_in_words(db: SQLAlchemy) -> None:
    city, planner = a_city()
    site = make_site(
        organization=city, as_of=OLD, availability="Available", rail_status="On site",
        price_per_acre="$52,000",
    )  # fmt: skip

    [own] = tasks(identity_of(planner), today=TODAY)

    stale = next(task for task in own if task.kind is TaskKind.STALE)
    assert (stale.facts, bool(stale.pressing), stale.days) == (2, True, 10)
    [row] = shown([stale], today=TODAY)
    assert [line.field.key for line in row.lines] == ["availability", "price_per_acre"]
    assert row.lines[1].words == "$52,000 per acre"
    assert row.name == site.name


def test_missing_screening_facts_name_the_fields_to_enter(db: SQLAlchemy) -> None:
    city, planner = a_city()
    make_site(organization=city, as_of=TODAY, availability="Available", total_acres="40")

    [[task]] = tasks(identity_of(planner), today=TODAY)

    [row] = shown([task], today=TODAY, most=50)
    keys = {line.field.key for line in row.lines}
    assert task.kind is TaskKind.MISSING
    assert {"latitude", "zoning_class", "sewer_status"} <= keys
    assert "availability" not in keys


def test_a_planner_sees_the_own_city_only_and_staff_see_all(db: SQLAlchemy) -> None:
    city, planner = a_city()
    mine = make_site(organization=city, as_of=OLD, availability="Available")
    theirs = make_site(as_of=OLD, availability="Available")
    staff = make_user(Role.COORDINATOR)

    own = {found[0].site_id for found in tasks(identity_of(planner), today=TODAY)}
    every = {found[0].site_id for found in tasks(identity_of(staff), today=TODAY)}

    assert own == {mine.id}
    assert every == {mine.id, theirs.id}
    assert tasks(identity_of(make_user(Role.UTILITY_PARTNER)), today=TODAY) == []
    theirs_only = tasks(identity_of(planner), today=TODAY, organization_id=theirs.organization_id)
    assert theirs_only == []


def test_a_missing_must_that_was_never_stated_counts_the_pursuits_it_would_have_decided(
    db: SQLAlchemy,
) -> None:
    city, planner = a_city()
    staff = make_office(cities=1).coordinator
    site = make_site(organization=city, as_of=TODAY, total_acres="60")
    known = make_site("Known", organization=city, as_of=TODAY, rail_status="On site")
    must = (("rail_status", "one_of", "On site", "must", 3),)
    pursuits = [make_pursuit(staff, code_name=name, criteria=must) for name in ("A1", "B2", "C3")]
    for pursuit in pursuits[:2]:
        decided(site, pursuit)
        decided(known, pursuit)
    decided(site, pursuits[2], by_rule=True)

    count_missing_facts(now=utcnow())

    rows = db.session.scalars(select(MissingFact)).all()
    assert [(row.site_id, row.field, row.pursuits) for row in rows] == [(site.id, "rail_status", 2)]
    first = tasks(identity_of(planner), today=TODAY)[0][0]
    assert (first.site_id, first.pursuits) == (site.id, 2)
    assert shown([first], today=TODAY)[0].lines[0].note == "would have decided 2 past pursuits"


def test_a_fact_stated_since_or_a_pursuit_long_ago_decides_nothing(db: SQLAlchemy) -> None:
    city, planner = a_city()
    staff = make_office(cities=1).coordinator
    site, other = make_site(organization=city), make_site("Other", organization=city)
    must = (("rail_status", "one_of", "On site", "must", 3),)
    decided(site, make_pursuit(staff, code_name="A1", criteria=must))
    decided(other, make_pursuit(staff, code_name="B2", criteria=must), days_ago=800)
    count_missing_facts(now=utcnow())

    state_facts(
        site, [("rail_status", "No")], source="Pat", as_of=TODAY, confidence=Confidence.OWNER,
        actor=SYSTEM, now=utcnow(),
    )  # fmt: skip

    found = [task for own in tasks(identity_of(planner), today=TODAY) for task in own]
    assert {task.pursuits for task in found} == {0}


def test_the_name_of_a_pursuit_never_reaches_a_planner(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    city, planner = a_city()
    site = make_site(organization=city)
    must = (("rail_status", "one_of", "On site", "must", 3),)
    staff = make_office(cities=1).coordinator
    decided(site, make_pursuit(staff, code_name="Zephyr", criteria=must))
    count_missing_facts(now=utcnow())
    db.session.commit()
    sign_in(client, planner)

    pages = [client.get(path).text for path in ("/", "/upkeep/", f"/upkeep/sites/{site.id}")]

    for page in pages:
        assert "would have decided 1 past pursuit" in page
        assert "Zephyr" not in page


def test_what_a_building_takes_over_is_asked_of_the_land_alone(db: SQLAlchemy) -> None:
    city, planner = a_city()
    old = TODAY - timedelta(400)
    land = make_site(organization=city, as_of=old, sewer_status="On site")
    hall = make_site("Hall", organization=city, kind=PropertyKind.BUILDING)
    edit_site(
        hall, name="Hall", kind=hall.kind, organization=city, land=land, actor=SYSTEM, now=utcnow()
    )
    assert db.session.get(SiteValue, (hall.id, "sewer_status", False)) is not None

    found = overdue_facts(identity_of(planner), today=TODAY)

    facts = db.session.scalars(select(Fact).where(Fact.id.in_(found))).all()
    assert [fact.site_id for fact in facts] == [land.id]


def test_one_button_confirms_what_the_list_shows_and_the_record_names_the_planner(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    city, planner = a_city()
    site = make_site(organization=city, as_of=OLD, availability="Available")
    fact_id = db.session.get_one(SiteValue, (site.id, "availability", False)).fact_id
    db.session.commit()
    sign_in(client, planner)

    answer = client.post("/upkeep/confirm", data={"fact": [fact_id], "next": "/upkeep/"})
    again = client.post("/upkeep/confirm", data={"fact": [fact_id, "x", "9" * 30]})
    swapped = client.post(
        "/upkeep/confirm", data={"fact": [fact_id]}, headers={"HX-Request": "true"}
    )

    assert (answer.status_code, answer.location) == (302, "/upkeep/")
    assert (again.status_code, swapped.status_code) == (302, 201)
    db.session.expire_all()
    value = db.session.get_one(SiteValue, (site.id, "availability", False))
    assert value.fact.source == planner.name
    assert value.fact.entered_by == planner.id
    assert db.session.scalar(select(func.count()).select_from(Fact)) == 2


@pytest.mark.parametrize("where", ["group", "site", "all"])
def test_a_group_a_site_and_the_whole_list_are_confirmed_at_once(
    db: SQLAlchemy, client: FlaskClient, sign_in, where: str
) -> None:
    city, planner = a_city()
    words = {"availability": "Available", "price_per_acre": "$40,000"}
    site, other = (make_site(name, organization=city, as_of=OLD, **words) for name in "AB")
    theirs = make_site("C", as_of=OLD, **words)
    seen = db.session.scalar(select(func.max(Fact.id)))
    db.session.commit()
    sign_in(client, planner)

    data: dict[str, object] = {"seen": seen}
    if where == "group":
        data["group"] = "price"
    path = "/upkeep/confirm-all" if where == "all" else f"/upkeep/sites/{site.id}/confirm"
    assert client.post(path, data=data).status_code == 302

    fresh = {
        (value.site_id, value.field)
        for value in db.session.scalars(select(SiteValue))
        if value.fact.as_of > OLD
    }
    expected = {
        "group": {(site.id, "price_per_acre")},
        "site": {(site.id, key) for key in words},
        "all": {(one.id, key) for one in (site, other) for key in words},
    }[where]
    assert fresh == expected
    assert theirs.id not in {site_id for site_id, _ in fresh}


def test_only_a_coordinator_or_an_administrator_changes_the_limits(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    site = make_site(as_of=OLD, availability="Available")
    people = {role: make_user(role) for role in (Role.PLANNER, Role.DIRECTOR, Role.COORDINATOR)}
    days = {kind.value: str(number) for kind, number in CHECK_DAYS.items()}
    days["availability"] = "120"
    db.session.commit()
    codes = {}
    for role, user in people.items():
        sign_in(client, user)
        codes[role] = client.post("/upkeep/limits", data=days).status_code
    bad = client.post("/upkeep/limits", data={**days, "land": "2"})

    assert codes == {Role.PLANNER: 403, Role.DIRECTOR: 403, Role.COORDINATOR: 302}
    assert bad.status_code == 422
    assert [row.days for row in db.session.scalars(select(CheckDays))] == [120]
    value = db.session.get_one(SiteValue, (site.id, "availability", False))
    assert value.check_on == OLD + timedelta(120)


def test_a_planner_sets_the_next_check_of_one_value(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    city, planner = a_city()
    site = make_site(organization=city, as_of=TODAY, availability="Available")
    db.session.commit()
    sign_in(client, planner)
    address = f"/upkeep/sites/{site.id}/check/availability"
    day = TODAY + timedelta(30)

    shown_form = client.get(address)
    late = client.post(address, data={"check_on": (TODAY + timedelta(181)).isoformat()})
    done = client.post(address, data={"check_on": day.isoformat()})
    unknown = client.get(f"/upkeep/sites/{site.id}/check/rail_status")

    assert (shown_form.status_code, late.status_code, done.status_code) == (200, 422, 302)
    assert unknown.status_code == 404
    assert db.session.get_one(SiteValue, (site.id, "availability", False)).check_on == day


def test_completeness_is_shown_by_site_with_what_is_missing(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    city, planner = a_city()
    make_site(organization=city, as_of=OLD, availability="Available", zoning_class="Office")
    make_site("Elsewhere")
    db.session.commit()
    [one], total = site_standings(identity_of(planner), today=TODAY)
    [standing] = city_standings(identity_of(planner), today=TODAY)
    sign_in(client, planner)

    page = client.get("/upkeep/sites").text

    assert (one.screening.known, one.screening.total, one.old, total) == (4, 15, 1, 1)
    assert (standing.sites, standing.values, standing.old, standing.fresh) == (1, 2, 1, 50)
    assert "4 of 15" in page
    assert "Rail" in page
    assert "Elsewhere" not in page


def test_staff_choose_a_city_first(db: SQLAlchemy, client: FlaskClient, sign_in) -> None:
    city, _ = a_city()
    site = make_site(organization=city, as_of=OLD, availability="Available")
    staff = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, staff)

    cities = client.get("/upkeep/").text
    one = client.get(f"/upkeep/?city={city.id}").text
    home = client.get("/")

    assert city.name in cities
    assert site.name in one
    assert home.status_code == 200


def test_a_city_administrator_reads_the_list_and_confirms_nothing(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    city = make_organization()
    administrator = make_user(Role.CITY_ADMINISTRATOR, city)
    site = make_site(organization=city, as_of=OLD, availability="Available")
    fact_id = db.session.get_one(SiteValue, (site.id, "availability", False)).fact_id
    db.session.commit()
    sign_in(client, administrator)

    page = client.get("/upkeep/").text
    answer = client.post("/upkeep/confirm", data={"fact": [fact_id]})

    assert site.name in page
    assert "Still right" not in page
    assert answer.status_code == 403
