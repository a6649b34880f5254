"""What is kept beside the facts is what a rebuild makes of them, after whatever was done."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select, update

from fss.accounts.models import Organization
from fss.accounts.services import edit_organization
from fss.exchange.models import Differing, SiteImport
from fss.permissions.rules import SYSTEM, Identity, Role
from fss.sites.models import Confidence, FacetBits, Fact, Site, SiteValue, SiteWords
from fss.sites.queries.evidence import conflicts_of
from fss.sites.rules.classes import DataClass
from fss.sites.rules.facets import VERSION
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import (
    Statement,
    edit_site,
    rebuild_sites,
    retract_fact,
    set_listed,
    state_facts,
)
from fss.sites.services.confirming import confirm_facts
from fss.sites.services.facts import current_facts
from fss.sites.services.restoring import classify_values, restore_fact, use_rival
from fss.timezone import utcnow
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.imports import check_list, undo_list, write_list
from tests.factories.sites import make_site

LATER = date(2026, 7, 1)
LIST = """Name,Kind,Total Acreage,Rail,Latitude,Longitude,Gas
Elm Park,Land,44,no,44.71,-93.41,
Elm Hall,Building,,on site,44.72,,not available
Third field,Land,12,,,,on site
"""


def kept(db: SQLAlchemy) -> dict[str, list[tuple[Any, ...]]]:
    """Everything that repeats facts; when a row last changed says nothing about them."""
    db.session.commit()
    columns = [one for one in Site.__table__.c if one.name not in ("version", "updated_at")]
    bits, words, values = FacetBits.__table__, SiteWords.__table__.c, SiteValue.__table__
    wanted = {
        "rows": select(*columns).order_by(Site.number),
        "pointers": select(values).order_by(*values.primary_key),
        "sets": select(bits).where(bits.c.facet != VERSION).order_by(*bits.primary_key),
        "words": select(words.number, words.shared, words.inside).order_by(words.number),
    }
    return {
        name: [tuple(row) for row in db.session.execute(query)] for name, query in wanted.items()
    }


def changes(db: SQLAlchemy) -> dict[Any, Any]:
    """When each site last changed."""
    return {row.id: row.updated_at for row in db.session.execute(select(Site.id, Site.updated_at))}


def state(site: Site, *statements: Any, beside: bool = False, source: str = "Owner") -> None:
    state_facts(
        site,
        statements,
        source=source,
        as_of=LATER,
        confidence=Confidence.OWNER,
        beside=beside,
        actor=SYSTEM,
        now=utcnow(),
    )


def edit(site: Site, **values: Any) -> None:
    edit_site(
        site,
        **{
            "name": site.name,
            "kind": site.kind,
            "organization": site.organization,
            "land": site.land,
            **values,
        },
        actor=SYSTEM,
        now=utcnow(),
    )


def test_after_all_that_can_be_done_a_rebuild_changes_nothing(db: SQLAlchemy) -> None:
    now, elm = utcnow(), make_organization("Elm")
    staff = identity_of(make_user(Role.COORDINATOR))
    words = {
        "latitude": "44.7",
        "longitude": "-93.4",
        "address": "1 Elm Road",
        "zoning_class": "Office",
    }
    park = make_site("Elm Park", organization=elm, total_acres="40", rail_status="On site", **words)
    hall = make_site("Elm Hall", organization=elm, kind=PropertyKind.BUILDING, land=park)
    shed = make_site("Shed", organization=elm, kind=PropertyKind.BUILDING, land=park)

    state(park, ("gas_status", "On site"), ("total_acres", "41"))
    state(park, Statement(field="rail_status", value="No", planned=True, plan_on=LATER))
    state(park, ("total_acres", "39"), beside=True, source="Surveyor")
    state(hall, ("latitude", "44.75"), ("clear_height_ft", "30"), ("address", "2 Elm Road"))
    confirm_facts(
        [fact.id for fact in current_facts(park.id).values()],
        source="Planner",
        as_of=date(2026, 8, 1),
        actor=SYSTEM,
        now=now,
    )
    rival = conflicts_of(park)[0]
    assert rival.current
    use_rival(park, rival.rivals[0].id, seen=rival.current.id, actor=SYSTEM, now=now)
    restore_fact(park, rival.current.id, seen=_seen(park, "total_acres"), actor=SYSTEM, now=now)
    classify_values(park, {"address": DataClass.COUNTY}, actor=SYSTEM, now=now)
    retract_fact(hall, "address", reason="Wrong", actor=SYSTEM, now=now)
    edit(park, data_class=DataClass.COUNTY)
    edit(hall, data_class=DataClass.COUNTY)
    edit(shed, data_class=DataClass.PUBLIC)
    edit(hall, data_class=DataClass.MEMBERS)
    edit(park, data_class=DataClass.MEMBERS, parcels="12-3")
    set_listed(shed, listed=False, reason="Sold", now=now)
    one = import_list(LIST, staff, elm, Differing.REPLACE, date(2026, 8, 2))
    other = import_list(
        LIST.replace("44,", "45,"), staff, elm, Differing.BESIDE, date(2026, 9, 1), "Other list"
    )
    undo_list(other, staff)
    edit_organization(elm, version=elm.version, name="Elmwood")
    before = kept(db)
    assert one.written_at

    rebuild_sites()

    assert kept(db) == before
    assert all(before.values())
    assert "elmwood" in str(before["words"])


def import_list(
    words: str,
    staff: Identity,
    city: Organization,
    differing: Differing,
    as_of: date,
    source: str = "List",
) -> SiteImport:
    checked = check_list(
        words.encode(),
        staff,
        organization=city,
        source=source,
        as_of=as_of,
        differing=differing,
    )
    return write_list(checked, staff)


def _seen(site: Site, field: str) -> int:
    return current_facts(site.id)[field, False].id


def test_rows_of_an_earlier_version_are_filled_without_counting_as_changed(
    db: SQLAlchemy,
) -> None:
    elm = make_organization("Elm")
    park = make_site(
        "Elm Park", organization=elm, total_acres="40", zoning_class="Heavy industrial"
    )
    make_site("Elm Hall", organization=elm, kind=PropertyKind.BUILDING, land=park)
    before = kept(db)
    changed = changes(db)
    for model in (FacetBits, SiteWords):
        db.session.execute(model.__table__.delete())
    db.session.execute(update(Site).values(readiness=None, acres_low=None))
    db.session.execute(
        SiteValue.__table__.delete().where(
            SiteValue.fact_id.in_(select(Fact.id).where(Fact.site_id != SiteValue.site_id))
        )
    )
    db.session.commit()
    assert kept(db) != before

    assert rebuild_sites() == 2

    assert kept(db) == before
    assert changes(db) == changed


def test_a_building_that_states_one_coordinate_takes_none_of_its_land(db: SQLAlchemy) -> None:
    elm = make_organization("Elm")
    park = make_site("Elm Park", organization=elm, latitude="44.7", longitude="-93.4")
    hall = make_site("Elm Hall", organization=elm, kind=PropertyKind.BUILDING, land=park)
    inherited = set(current_facts(hall.id))

    state(hall, ("latitude", "44.9"))
    state(park, ("longitude", "-93.5"))
    half = {key: fact.value for key, fact in current_facts(hall.id).items()}
    retract_fact(hall, "latitude", reason="Wrong", actor=SYSTEM, now=utcnow())

    assert inherited == {("latitude", False), ("longitude", False)}
    assert set(half) == {("latitude", False)}
    assert {fact.site_id for fact in current_facts(hall.id).values()} == {park.id}
    assert set(current_facts(hall.id)) == inherited


def test_a_building_that_is_opened_shows_nothing_of_land_that_stays_closed(db: SQLAlchemy) -> None:
    elm = make_organization("Elm")
    park = make_site("Elm Park", organization=elm, rail_status="On site")
    hall = make_site("Elm Hall", organization=elm, kind=PropertyKind.BUILDING, land=park)
    edit(park, data_class=DataClass.COUNTY)
    edit(hall, data_class=DataClass.COUNTY)
    closed = set(current_facts(hall.id))

    edit(hall, data_class=DataClass.MEMBERS)
    db.session.commit()

    assert closed == {("rail_status", False)}
    assert current_facts(hall.id) == {}
    assert db.session.scalar(select(SiteValue).where(SiteValue.site_id == hall.id)) is None
    row: Any = hall
    assert row.rail_status is None
