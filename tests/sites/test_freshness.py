"""The day of the next check, the county's limits, and values that are still right."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.audit.models import AuditEvent
from fss.db import check_version
from fss.db import db as database
from fss.errors import ConflictError, RuleError
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Role
from fss.sites import queries
from fss.sites.models import Fact, Site, SiteValue
from fss.sites.queries.freshness import check_days
from fss.sites.rules.fields import CheckLimit, PropertyKind
from fss.sites.services import edit_site
from fss.sites.services.confirming import confirm_facts
from fss.sites.services.freshness import (
    keep_check_dates,
    latest_check,
    set_check_date,
    set_check_days,
)
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.sites import STATED, make_site

WORDS = {"availability": "Available", "sewer_status": "On site", "zoning_class": "Office"}


def check_on(site: Site, field: str) -> date | None:
    database.session.expire_all()
    return database.session.get_one(SiteValue, (site.id, field, False)).check_on


def fact_id(site: Site, field: str) -> int:
    return database.session.get_one(SiteValue, (site.id, field, False)).fact_id


def confirm(site: Site, *fields: str, actor=SYSTEM, as_of: date | None = None) -> list[int]:
    now: datetime = utcnow()
    ids = [fact_id(site, field) for field in fields]
    return confirm_facts(ids, source="Pat", as_of=as_of or now.date(), actor=actor, now=now)


def test_the_next_check_follows_from_the_kind_of_value(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)

    assert check_on(site, "availability") == STATED + timedelta(90)
    assert check_on(site, "zoning_class") == STATED + timedelta(180)
    assert check_on(site, "sewer_status") == STATED + timedelta(365)


def test_set_based_and_single_computing_agree(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)
    single = {field: check_on(site, field) for field in WORDS}

    keep_check_dates([site.id])

    assert {field: check_on(site, field) for field in WORDS} == single


def test_a_changed_limit_moves_every_check_and_what_is_stated_next(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)

    set_check_days({CheckLimit.AVAILABILITY: 30})

    assert check_days()[CheckLimit.AVAILABILITY] == 30
    assert check_on(site, "availability") == STATED + timedelta(30)
    assert check_on(site, "zoning_class") == STATED + timedelta(180)
    later = make_site("Later", availability="Available")
    assert check_on(later, "availability") == STATED + timedelta(30)


@pytest.mark.parametrize("days", [6, 3651, -1])
def test_a_limit_nobody_can_mean_is_refused(db: SQLAlchemy, days: int) -> None:
    with pytest.raises(RuleError) as refused:
        set_check_days({CheckLimit.LAND: days})

    assert refused.value.field == "land"


def test_a_day_set_by_hand_stays_until_the_value_is_stated_again(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)
    wanted = STATED + timedelta(20)
    set_check_date(site, "availability", check_on=wanted, today=STATED)
    set_check_days({CheckLimit.AVAILABILITY: 60})
    kept = check_on(site, "availability")

    confirm(site, "availability", as_of=STATED + timedelta(5))
    keep_check_dates()

    assert kept == wanted
    assert check_on(site, "availability") == STATED + timedelta(65)


def test_a_check_is_not_put_off_beyond_twice_the_limit(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)
    latest = latest_check("availability", STATED)

    set_check_date(site, "availability", check_on=latest, today=STATED)

    assert latest == STATED + timedelta(180)
    with pytest.raises(RuleError):
        set_check_date(site, "availability", check_on=latest + timedelta(1), today=STATED)
    with pytest.raises(RuleError):
        set_check_date(site, "availability", check_on=STATED - timedelta(1), today=STATED)
    with pytest.raises(RuleError):
        set_check_date(site, "rail_status", check_on=latest, today=STATED)


def test_what_is_no_longer_known_needs_no_check(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)

    from fss.sites.services import retract_fact

    retract_fact(site, "availability", reason="Wrong", actor=SYSTEM, now=utcnow())
    keep_check_dates([site.id])

    assert check_on(site, "availability") is None


def test_still_right_states_the_same_again_and_keeps_the_evidence(db: SQLAlchemy) -> None:
    site = make_site(total_acres="30 to 42", **WORDS)
    old = database.session.get_one(Fact, fact_id(site, "total_acres"))

    new = confirm(site, "total_acres", "availability")

    fact = database.session.get_one(Fact, fact_id(site, "total_acres"))
    assert len(new) == 2
    assert fact.id in new
    for name in ("low", "high", "bound_low", "original", "qualifier", "confidence", "document_id"):
        assert getattr(fact, name) == getattr(old, name)
    assert (fact.source, fact.as_of) == ("Pat", utcnow().date())
    held = queries.held_values(site, today=utcnow().date())
    assert not held["availability"].is_stale
    assert held["sewer_status"].fact is not None
    assert held["sewer_status"].fact.source == "City planner"


def test_confirming_is_recorded_once_for_each_site(db: SQLAlchemy) -> None:
    site, other = make_site(**WORDS), make_site("Other", **WORDS)
    ids = [fact_id(one, field) for one in (site, other) for field in WORDS]

    confirm_facts(ids, source="Pat", as_of=utcnow().date(), actor=SYSTEM, now=utcnow())
    db.session.commit()

    events = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "site:confirm")).all()
    assert {event.subject_id for event in events} == {site.id, other.id}
    assert len(events) == 2
    assert events[0].payload["values"]["Availability"] == "Available"


def test_confirming_twice_or_what_changed_meanwhile_does_nothing(db: SQLAlchemy) -> None:
    site = make_site(**WORDS)
    seen = fact_id(site, "availability")
    confirm(site, "availability")
    count = db.session.scalar(select(func.count()).select_from(Fact))

    again = confirm_facts(
        [seen, fact_id(site, "availability")],
        source="Pat", as_of=utcnow().date(), actor=SYSTEM, now=utcnow(),
    )  # fmt: skip

    assert again == []
    assert db.session.scalar(select(func.count()).select_from(Fact)) == count


def test_who_has_a_site_open_for_editing_is_told_that_its_values_were_confirmed(
    db: SQLAlchemy,
) -> None:
    site = make_site(**WORDS)
    shown = site.version

    confirm(site, "availability")

    with pytest.raises(ConflictError):
        check_version(site, shown)


def test_a_planner_confirms_nothing_of_another_city(db: SQLAlchemy) -> None:
    own, other = make_organization(), make_organization()
    planner = identity_of(make_user(Role.PLANNER, own))
    mine, theirs = make_site(organization=own, **WORDS), make_site(organization=other, **WORDS)

    with acting(planner):
        assert len(confirm(mine, "availability", actor=planner)) == 1
        assert confirm(theirs, "availability", actor=planner) == []


def test_a_building_follows_when_its_land_is_confirmed(db: SQLAlchemy) -> None:
    city = make_organization()
    land = make_site(organization=city, **WORDS)
    hall = make_site("Hall", organization=city, kind=PropertyKind.BUILDING)
    edit_site(
        hall, name="Hall", kind=hall.kind, organization=city, land=land, actor=SYSTEM, now=utcnow()
    )
    inherited = [field for field in WORDS if db.session.get(SiteValue, (hall.id, field, False))]

    confirm(land, *WORDS)
    db.session.expire_all()

    for field in inherited:
        assert fact_id(hall, field) == fact_id(land, field)
        assert check_on(hall, field) == check_on(land, field)
    assert "sewer_status" in inherited
