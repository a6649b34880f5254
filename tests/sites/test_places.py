"""Point and boundary of a site: evidence, history, what the map suggests, what is refused."""

from __future__ import annotations

import io
import json
import re
from datetime import date

import pytest
from sqlalchemy import func, select

from fss.accounts.models import County, OrganizationKind
from fss.audit.models import AuditEvent
from fss.db import db as database
from fss.layers.rules.kinds import LayerKind
from fss.permissions.guard import acting
from fss.permissions.rules import Role
from fss.sites import queries
from fss.sites.models import Fact, SiteBoundary, SiteShape, Statement
from fss.sites.queries.boundaries import point_of, stated_acres
from fss.sites.queries.suggestions import city_at, suggestions
from fss.sites.rules.classes import DataClass
from tests.factories.accounts import identity_of, make_organization, make_user
from tests.factories.layers import zipped_shapefile
from tests.factories.map_layers import box, line, make_layer
from tests.factories.sites import make_site

EVIDENCE = {"source": "Field visit", "as_of": "2026-06-01", "confidence": "documented"}
SQUARE = "44.60, -93.50\n44.60, -93.49\n44.61, -93.49\n44.61, -93.50"
SMALL = "44.60, -93.50\n44.60, -93.495\n44.605, -93.495\n44.605, -93.50"


@pytest.fixture
def staff(client, db, sign_in):
    db.session.add(County(name="Elm County", state="Minnesota", outline=box(-94, 44.2, -93, 44.9)))
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return client


@pytest.fixture
def site(db):
    made = make_site(organization=make_organization("Elm"), total_acres="200 acres")
    db.session.commit()
    return made


def post(client, site, form, **given):
    prefixed = {f"{form}-{name}": value for name, value in {**EVIDENCE, **given}.items()}
    return client.post(f"/sites/{site.id}/place/{form}", data=prefixed)


def count(of) -> int:
    database.session.expire_all()
    return database.session.scalar(select(func.count()).select_from(of)) or 0


def seen(client, site, form) -> str:
    page = client.get(f"/sites/{site.id}/place").text
    (tag,) = re.findall(rf'<input[^>]*id="{form}-seen"[^>]*>', page)
    found = re.search(r'value="(\d+)"', tag)
    assert found
    return found[1]


def test_a_point_is_stated_with_its_evidence(staff, site, db):
    answer = post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")

    assert answer.status_code == 302
    held = point_of(site)
    assert held.at == (44.6, -93.5)
    assert held.evidence == "Field visit, as of Jun 1, 2026, documented"
    assert count(Fact) == 3


@pytest.mark.parametrize(
    ("latitude", "longitude", "words"),
    [
        ("-93.5", "44.6", "swap"),
        ("44.6", "93.5", "minus"),
        ("41.9", "-87.6", "miles outside"),
        ("44.6", "-92.9", "It is right"),
        ("4961234", "462345", "projection"),
        ("somewhere", "", "degrees"),
        ("", "", "latitude"),
    ],
)
def test_a_point_that_cannot_be_is_refused_and_nothing_is_written(
    staff, site, db, latitude, longitude, words
):
    answer = post(staff, site, "point", latitude=latitude, longitude=longitude, seen="0")

    assert answer.status_code == 422
    assert words in answer.text
    assert count(Fact) == 1


def test_a_point_just_outside_the_county_may_be_confirmed(staff, site, db):
    given = {"latitude": "44.6", "longitude": "-92.9", "seen": "0"}

    assert post(staff, site, "point", **given).status_code == 422
    assert post(staff, site, "point", **given, confirmed="y").status_code == 302


def test_the_second_editor_of_a_point_sees_both(staff, site, db):
    before = seen(staff, site, "point")
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen=before)

    second = post(staff, site, "point", latitude="44.7", longitude="-93.4", seen=before)

    assert second.status_code == 409
    assert ("44.600000" in second.text, "44.700000" in second.text) == (True, True)
    assert point_of(site).at == (44.6, -93.5)


def test_a_boundary_from_corners_is_measured_and_kept_with_its_evidence(staff, site, db):
    answer = post(staff, site, "boundary", corners=SQUARE, seen="0")

    assert answer.status_code == 302
    kept = db.session.scalars(select(SiteBoundary)).one()
    assert (kept.source, kept.as_of, kept.confidence.value) == (
        "Field visit", date(2026, 6, 1), "documented",
    )  # fmt: skip
    # 0.01 by 0.01 degrees at 44.6 north: 0.792 km by 1.112 km.
    page = staff.get(f"/sites/{site.id}/place").text
    assert "The boundary measures 217" in page
    assert "9% more than the 200 acres stated" in page
    assert "9% more than the 200 acres stated" in staff.get(f"/sites/{site.id}").text


def test_the_measured_acres_are_stated_on_demand(staff, site, db):
    post(staff, site, "boundary", corners=SQUARE, seen="0")

    staff.post(f"/sites/{site.id}/place/acres")

    db.session.expire_all()
    fact = db.session.scalars(select(Fact).order_by(Fact.id.desc())).first()
    assert fact is not None
    assert fact.low == pytest.approx(217.7, abs=0.2)
    assert fact.source == "Measured from the boundary, Field visit"
    assert "more than the" not in staff.get(f"/sites/{site.id}").text


def test_a_former_boundary_comes_back_and_every_step_stays(staff, site, db):
    url = f"/sites/{site.id}/place/boundary"
    post(staff, site, "boundary", corners=SQUARE, seen="0")
    post(staff, site, "boundary", corners=SMALL, seen=seen(staff, site, "boundary"))
    staff.post(f"{url}/remove", data={"seen": seen(staff, site, "boundary")})
    first = db.session.scalars(select(SiteBoundary).order_by(SiteBoundary.id)).first()
    assert first is not None
    number = first.id

    answer = staff.post(f"{url}/{number}/restore", data={"seen": "0"})

    assert answer.status_code == 302
    held = db.session.get(SiteShape, site.id)
    assert held is not None
    assert held.outline["coordinates"][0][0] == [-93.5, 44.6]
    assert count(SiteBoundary) == 4
    told = db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.id)).all()
    assert [verb for verb in told if "boundary" in verb] == [
        "site:boundary", "site:boundary", "site:boundary:remove", "site:boundary",
    ]  # fmt: skip


def test_a_boundary_of_another_site_is_not_restored(staff, site, db):
    other = make_site("Other")
    db.session.commit()
    post(staff, other, "boundary", corners=SQUARE, seen="0")
    number = db.session.scalars(select(SiteBoundary.id)).one()

    url = f"/sites/{site.id}/place/boundary"
    assert staff.post(f"{url}/{number}/restore").status_code == 404
    assert staff.post(f"{url}/99999999999999999999999/restore").status_code == 404


def test_the_second_editor_of_a_boundary_is_told(staff, site, db):
    post(staff, site, "boundary", corners=SQUARE, seen="0")

    second = post(staff, site, "boundary", corners=SMALL, seen="0")
    removal = staff.post(f"/sites/{site.id}/place/boundary/remove", data={"seen": "0"})

    assert (second.status_code, removal.status_code) == (409, 409)
    assert count(SiteBoundary) == 1


@pytest.mark.parametrize(
    ("corners", "words"),
    [
        ("44.6, -93.5\n44.61, -93.49\n44.61, -93.5\n44.6, -93.49", "crosses"),
        ("-93.5, 44.60\n-93.49, 44.60\n-93.49, 44.61", "swap"),
        ("41.9, -87.6\n41.9, -87.5\n41.8, -87.5", "miles outside"),
        ("44.6, -93.5\n44.6, -93.5\n44.6, -93.5", "touches itself"),
        ("0, 0\n0, 40\n40, 40", "right one"),
        ("44.6, -93.5", "fewer than three"),
        ("", "at least three"),
    ],
)
def test_a_bad_area_is_refused_in_words(staff, site, db, corners, words):
    answer = post(staff, site, "boundary", corners=corners, seen="0")

    assert answer.status_code == 422
    assert words in answer.text
    assert count(SiteBoundary) == count(SiteShape) == 0


def upload(client, site, data, name):
    return post(client, site, "boundary", file=(io.BytesIO(data), name), corners="", seen="0")


def test_a_boundary_comes_from_geojson_and_from_a_zipped_shapefile(staff, site, db):
    area = box(-93.5, 44.6, -93.49, 44.61)
    ring = [tuple(point) for point in area["coordinates"][0]]

    first = upload(staff, site, json.dumps(area).encode(), "a.geojson")
    second = post(
        staff, site, "boundary", corners="", seen=seen(staff, site, "boundary"),
        file=(io.BytesIO(zipped_shapefile([ring], records=[("Field",)])), "a.zip"),
    )  # fmt: skip

    assert (first.status_code, second.status_code) == (302, 302)
    assert count(SiteBoundary) == 2


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"no json", "GeoJSON"),
        (b'{"type": "Point", "coordinates": [-93.5, 44.6]}', "no area"),
        (b'{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,1],[0,0]]]}', "crosses"),
        (b'{"type":"Polygon","coordinates":[[[462345,4961234],[462445,4961234],[462345,4961334],'
         b"[462345,4961234]]]}", "WGS 84"),
        (b"PK\x03\x04 damaged", ""),
    ],
)  # fmt: skip
def test_a_bad_file_is_refused_in_words(staff, site, db, data, words):
    answer = upload(staff, site, data, "../../a.geojson")

    assert answer.status_code == 422
    assert words in answer.text
    assert count(SiteBoundary) == 0


def layers() -> None:
    make_layer(LayerKind.ELECTRIC, [(box(-94, 44, -93, 45), {"name": "Xcel Energy"})])
    make_layer(LayerKind.CITY, [(box(-94, 44, -93, 45), {"name": "Elm", "sort": "CITY"})])
    road = line((-93.51, 44), (-93.51, 45))
    make_layer(LayerKind.TRAFFIC, [(road, {"name": "US 169", "count": 27660, "year": 2024})])
    make_layer(LayerKind.INTERSTATE, [(line((-93, 44), (-93, 45)), {"name": "Interstate 35"})])


def test_suggestions_are_stated_only_when_they_are_chosen(staff, site, db):
    layers()
    db.session.commit()
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")
    before = count(Fact)
    found = {one.field.key: one for one in suggestions(site)}
    page = staff.get(f"/sites/{site.id}/place").text
    assert ("Xcel Energy" in page, "27,660" in page, count(Fact)) == (True, True, before)

    answer = staff.post(
        f"/sites/{site.id}/place/suggestions",
        data={"take": [found["electric_provider"].token, found["interstate_distance_mi"].token]},
    )

    assert answer.status_code == 302
    facts = db.session.scalars(select(Fact).where(Fact.id > 0).order_by(Fact.id)).all()[before:]
    assert [(one.field, one.confidence.value, one.as_of) for one in facts] == [
        ("electric_provider", "documented", date(2025, 3, 1)),
        ("interstate_distance_mi", "estimated", date(2025, 3, 1)),
    ]
    assert facts[0].source == "Electric service areas, The state"
    assert facts[1].low == pytest.approx(24.6, abs=0.1)
    assert "straight line" in facts[1].source
    again = {one.field.key: one for one in suggestions(site)}
    assert again["electric_provider"].says_the_same(
        queries.current_value(site, "electric_provider")
    )


def test_what_was_not_shown_is_not_accepted(staff, site, db):
    layers()
    db.session.commit()
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")
    before = count(Fact)
    url = f"/sites/{site.id}/place/suggestions"

    forged = staff.post(url, data={"take": ["electric_provider-000000000000"]})
    empty = staff.post(url, data={})

    assert (forged.status_code, empty.status_code, count(Fact)) == (422, 422, before)
    assert "changed meanwhile" in forged.text


def test_two_providers_for_one_value_are_refused(staff, site, db):
    layers()
    make_layer(LayerKind.ELECTRIC, [(box(-94, 44, -93, 45), {"name": "Co-op"})], name="Older")
    db.session.commit()
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")
    both = [one.token for one in suggestions(site) if one.field.key == "electric_provider"]

    answer = staff.post(f"/sites/{site.id}/place/suggestions", data={"take": both})

    assert len(both) == 2
    assert answer.status_code == 422


def test_a_point_in_another_members_city_is_told(staff, site, db):
    oak = make_organization("Oak Township", OrganizationKind.TOWNSHIP)
    oak.outline = box(-93.6, 44.5, -93.4, 44.7)
    db.session.commit()
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")

    found = city_at(site)

    assert found is not None
    assert found.other == "Oak Township"
    page = staff.get(f"/sites/{site.id}/place").text
    assert "The point lies in Oak Township, but the site is listed under Elm" in page


def test_a_city_layer_names_the_member_too(staff, site, db):
    make_layer(LayerKind.CITY, [(box(-94, 44, -93, 45), {"name": "Elm", "sort": "CITY"})])
    db.session.commit()
    post(staff, site, "point", latitude="44.6", longitude="-93.5", seen="0")

    found = city_at(site)

    assert found is not None
    assert (found.name, found.other) == ("Elm", "")


def test_a_point_away_from_the_boundary_is_told(staff, site, db):
    post(staff, site, "boundary", corners=SQUARE, seen="0")
    offered = staff.get(f"/sites/{site.id}/place").text
    post(staff, site, "point", latitude="44.7", longitude="-93.3", seen="0")

    assert "Middle of the boundary" in offered
    assert "outside the boundary" in staff.get(f"/sites/{site.id}/place").text


def test_a_planner_sets_no_place_in_another_city(client, site, db, sign_in):
    user = make_user(Role.PLANNER, make_organization("Pine"))
    db.session.commit()
    sign_in(client, user)

    got = client.get(f"/sites/{site.id}/place").status_code
    around = client.get(f"/sites/{site.id}/place/around.geojson").status_code
    sent = post(client, site, "point", latitude="44.6", longitude="-93.5", seen="0").status_code

    assert {got, around, sent} <= {403, 404}
    assert count(Fact) == 1


def test_the_database_refuses_to_change_a_former_boundary(staff, site, db):
    post(staff, site, "boundary", corners=SQUARE, seen="0")
    kept = db.session.scalars(select(SiteBoundary)).one()
    kept.source = "Somebody else"

    with pytest.raises(Exception, match="append-only"):
        db.session.flush()
    db.session.rollback()


def test_acres_that_are_kept_back_are_compared_with_no_boundary_for_others(db):
    elm, oak = make_organization("Elm"), make_organization("Oak")
    acres = Statement(field="total_acres", value="40", data_class=DataClass.COUNTY)
    site = make_site(organization=elm, facts=[acres])

    def told(city):
        with acting(identity_of(make_user(Role.PLANNER, city))):
            return stated_acres(site)

    assert (told(elm), told(oak)) == ((40, 40), None)
