"""The county and its organizations: set up, edited, outlined, and read by day."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts import queries, services
from fss.accounts.models import OrganizationKind, User
from fss.audit.queries import broken_streams, events_of
from fss.errors import RuleError
from fss.permissions.rules import Role
from fss.timezone import utcnow
from fss.web.filters import when
from tests.factories.accounts import make_organization, make_user

SignIn = Callable[[FlaskClient, User], None]
SQUARE = [[[-93.0, 44.0], [-92.9, 44.0], [-92.9, 44.1], [-93.0, 44.1], [-93.0, 44.0]]]
POLYGON: dict[str, Any] = {"type": "Polygon", "coordinates": SQUARE}
CITY = {"kind": "city", "name": "Lakeshore", "code": "lake-1", "version": "0"}


def upload(content: Any) -> dict[str, Any]:
    data = content if isinstance(content, bytes) else json.dumps(content).encode()
    return {"outline": (io.BytesIO(data), "outline.geojson")}


def test_a_county_is_set_up_once_with_the_organization_of_its_staff(db: SQLAlchemy) -> None:
    services.create_county(name="Example County", state="Minnesota", outline=POLYGON)

    with pytest.raises(RuleError, match="has its county already"):
        services.create_county(name="Second", state="Minnesota")

    county, staff = queries.get_county(with_outline=True), queries.get_county_organization()
    assert county is not None
    assert staff is not None
    assert (county.outline, staff.name, staff.code) == (POLYGON, "Example County", "COUNTY")


def test_an_unknown_time_zone_is_refused(db: SQLAlchemy) -> None:
    with pytest.raises(RuleError, match="time zone"):
        services.create_county(name="Example", state="Minnesota", time_zone="Middle/Earth")


def test_pages_write_instants_in_the_zone_of_the_county(app: Flask, db: SQLAlchemy) -> None:
    instant = utcnow().replace(2026, 12, 1, 18, 0)
    before = when(instant)

    services.create_county(name="Example", state="Arizona", time_zone="America/Phoenix")

    assert (before, when(instant)) == ("Tue, Dec 1, 2026, 12:00 PM", "Tue, Dec 1, 2026, 11:00 AM")


def test_the_county_page_saves_and_refuses_a_stale_edit_with_both_versions(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    county = services.create_county(name="Example County", state="Minnesota")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    values = {
        "version": str(county.version),
        "name": "Example County",
        "state": "Minnesota",
        "time_zone": "America/Chicago",
        "office_name": "Site Office",
        "about": "Lakes and rails.",
    }

    saved = client.post("/admin/county", data=values)
    stale = client.post("/admin/county", data={**values, "office_name": "My Office"})

    assert saved.status_code == 302
    assert stale.status_code == 409
    assert "Site Office" in stale.text
    assert "My Office" in stale.text
    db.session.expire_all()
    assert county.office_name == "Site Office"


def test_the_place_of_the_public_holidays_is_chosen_on_the_county_page(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    county = services.create_county(name="Example County", state="Minnesota")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    values = {
        "version": str(county.version),
        "name": "Example County",
        "state": "Ontario",
        "time_zone": "America/Chicago",
        "office_name": "Site Office",
        "country": "CA",
    }

    refused = client.post("/admin/county", data={**values, "subdivision": "MN"})
    saved = client.post("/admin/county", data={**values, "subdivision": "ON"})

    assert (refused.status_code, saved.status_code) == (422, 302)
    assert "state or region of Canada" in refused.text
    assert '<option value="ON">Ontario</option>' in refused.text
    db.session.expire_all()
    assert (county.country, county.subdivision) == ("CA", "ON")


def test_without_a_county_the_page_says_how_to_make_one(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, make_user(Role.ADMINISTRATOR))

    assert "flask --app wsgi county create" in client.get("/admin").text
    assert client.get("/admin/county").status_code == 404


def test_an_organization_is_added_and_edited_by_the_pages(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, make_user(Role.ADMINISTRATOR))

    added = client.post("/admin/organizations/new", data=CITY)
    address = added.headers["Location"]
    edited = client.post(
        f"{address}/edit",
        data={**CITY, "version": "1", "name": "Lakeshore Heights", "active_from": "01/01/2026"},
    )

    assert (added.status_code, edited.status_code) == (302, 302)
    (city,) = queries.organizations(OrganizationKind.CITY)
    assert (city.name, city.code, city.active_from) == (
        "Lakeshore Heights",
        "LAKE-1",
        date(2026, 1, 1),
    )


def test_a_stale_edit_of_an_organization_shows_both_versions_and_changes_nothing(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization("Lakeshore")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    services.edit_organization(city, version=1, website="https://lakeshore.example/")
    db.session.commit()

    answer = client.post(
        f"/admin/organizations/{city.id}/edit",
        data={**CITY, "version": "1", "website": "https://mine.example/"},
    )

    assert answer.status_code == 409
    assert "https://lakeshore.example/" in answer.text
    assert "https://mine.example/" in answer.text
    db.session.expire_all()
    assert city.website == "https://lakeshore.example/"


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "LAKESIDE"}, "Another organization has this name."),
        ({"code": "side"}, "Another organization has this short code."),
        ({"code": "no spaces"}, "letters, digits or hyphens"),
        ({"website": "javascript:alert(1)"}, "starts with https"),
        ({"active_from": "2026-05-01", "active_to": "2026-04-01"}, "end is before the start"),
        ({"active_from": "1850-05-01"}, "1900 or later"),
        ({"kind": "kingdom"}, "Not a valid choice"),
        ({"contact_email": "nobody"}, "Enter an e-mail address"),
    ],
)
def test_what_is_wrong_with_an_organization_is_said_at_its_field(
    db: SQLAlchemy,
    client: FlaskClient,
    sign_in: SignIn,
    changed: dict[str, str],
    words: str,
) -> None:
    services.create_organization(kind=OrganizationKind.CITY, name="Lakeside", code="SIDE")
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post("/admin/organizations/new", data={**CITY, **changed})

    assert answer.status_code == 422
    assert words in answer.text
    assert [one.name for one in queries.organizations(OrganizationKind.CITY)] == ["Lakeside"]


def test_members_are_cities_and_townships_active_on_the_day_by_name(db: SQLAlchemy) -> None:
    for name, kind, since, until in (
        ("beta", OrganizationKind.CITY, None, None),
        ("Alpha", OrganizationKind.TOWNSHIP, date(2026, 1, 1), None),
        ("Gone", OrganizationKind.CITY, None, date(2026, 6, 1)),
        ("Later", OrganizationKind.CITY, date(2026, 6, 2), None),
        ("Power", OrganizationKind.UTILITY, None, None),
    ):
        services.create_organization(
            kind=kind, name=name, code=name, active_from=since, active_to=until
        )

    assert [one.name for one in queries.members(date(2026, 6, 1))] == ["Alpha", "beta"]
    assert [one.name for one in queries.members(date(2026, 5, 31))] == ["Alpha", "beta", "Gone"]


def test_an_outline_is_uploaded_kept_out_of_the_record_and_removed(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))
    address = f"/admin/organizations/{city.id}/outline"

    saved = client.post(address, data=upload(POLYGON))
    with_outline = city.id in queries.outlined()
    page = client.get(f"/admin/organizations/{city.id}").status_code
    client.post(f"{address}/remove")

    assert (saved.status_code, with_outline, page) == (302, True, 200)
    assert city.id not in queries.outlined()
    assert queries.outlined() == set()
    events, _total = events_of("organization", city.id)
    assert sum(event.verb == "organization:outline" for event in events) == 2
    assert "44.1, -93" not in str([event.payload for event in events if "new" in event.payload])
    assert broken_streams() == {}


def test_a_file_that_is_no_outline_is_refused_at_the_field(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    city = make_organization()
    sign_in(client, make_user(Role.ADMINISTRATOR))

    answer = client.post(f"/admin/organizations/{city.id}/outline", data=upload(b"PK\x03\x04\xff"))

    assert answer.status_code == 422
    assert "The file is not" in answer.text
    assert city.id not in queries.outlined()


def test_many_outlines_are_shown_with_their_organizations_and_then_saved_together(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    lake, oak = make_organization("Lakeshore"), make_organization("Oak Township")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    areas = {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"NO": no, "NAME": name}, "geometry": POLYGON}
            for no, name in enumerate(("City of Lakeshore", "<b>Elsewhere</b>"))
        ],
    }

    sent = client.post("/admin/organizations/outlines", data=upload(areas))
    address = sent.headers["Location"]
    preview = client.get(address).text
    other_property = client.get(f"{address}?property_name=NO").text
    nothing_yet = queries.outlined()
    saved = client.post(address, data={"property_name": "NAME"})

    assert "Will be saved" in preview
    assert "&lt;b&gt;Elsewhere&lt;/b&gt;" in preview
    assert "Members without an area in this file" in preview
    assert "No area matches" in other_property
    assert nothing_yet == set()
    assert saved.status_code == 302
    assert queries.outlined() == {lake.id}
    assert oak.id not in queries.outlined()


def test_the_list_of_outlines_of_somebody_else_is_not_found(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    make_organization("Lakeshore")
    sign_in(client, make_user(Role.ADMINISTRATOR))
    sent = client.post("/admin/organizations/outlines", data=upload(POLYGON))
    sign_in(client, make_user(Role.ADMINISTRATOR))

    assert client.get(sent.headers["Location"]).status_code == 404
