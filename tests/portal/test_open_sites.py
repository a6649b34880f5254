"""Pages of public sites: what everybody sees, what nobody finds out."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fss.accounts.models import User
from fss.permissions.rules import SYSTEM, Role
from fss.portal.rules import LONGEST_SLUG, address, number_in, number_of_reference, slug
from fss.sites.models import DocumentKind
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement
from fss.sites.services.documents import Description, add_document
from fss.sites.services.photos import add_photo, describe_photo
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.published import make_open_site, publish
from tests.factories.sites import make_site
from tests.sites.test_photos import picture

SignIn = Callable[[FlaskClient, User], None]
PDF = (
    b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj "
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
)


def names(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/open/sites{query}").text
    return re.findall(r'<a href="/open/sites/\d+-[^"]*">([^<]*)</a>', page)


def test_the_list_shows_public_listed_sites_and_nothing_of_others(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish()
    make_open_site("Open field")
    make_site("Shared field")
    make_open_site("Unlisted field").active = False
    for number, kept in enumerate((DataClass.COUNTY, DataClass.PURSUIT)):
        make_open_site(f"Kept field {number}").data_class = kept

    page = client.get("/open/sites").text

    assert names(client) == ["Open field"]
    assert "1 site" in page
    for hidden in ("Shared", "Unlisted", "Kept"):
        assert hidden not in page + client.get("/open/sites/points.geojson").text
    assert client.get("/sitemap.xml").text.count("<loc>") == 2


@pytest.mark.parametrize("address", ["2-shared-field", "2", "999-x", "0", "x", "1e3", "-1", "٣"])
def test_what_is_kept_back_and_what_is_not_there_get_the_same_answer(
    client: FlaskClient, db: SQLAlchemy, address: str
) -> None:
    publish()
    make_open_site("Open field")
    make_site("Shared field")

    answer, unknown = client.get(f"/open/sites/{address}"), client.get("/open/sites/123456-a")

    assert (answer.status_code, answer.text) == (404, unknown.text)


def test_a_page_has_only_the_public_values_photos_and_documents(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish()
    kept = Statement(field="zoning_code", value="Secret code", data_class=DataClass.MEMBERS)
    site = make_open_site("Open field", facts=[kept], total_acres="41", owner="Pat Owner")
    now = utcnow()
    for seed, words, one in ((1, "From the road", "public"), (2, "Inside", "members"), (3, "", "")):
        photo = add_photo(site, picture(seed), name="a.jpg", actor=SYSTEM, now=now)
        if words:
            describe_photo(photo, alt=words, credit="", data_class=DataClass(one), now=now)
    files = {
        one: add_document(
            site,
            PDF,
            Description(kind=DocumentKind.SURVEY, title=f"Survey {one}", data_class=one),
            name="a.pdf",
            actor=SYSTEM,
            now=now,
        )
        for one in (DataClass.PUBLIC, DataClass.MEMBERS)
    }
    photos = site.photos

    page = client.get("/open/sites/1-open-field").text

    assert ("41 acres" in page, "From the road" in page, "Survey public" in page) == (True,) * 3
    for hidden in ("Secret code", "Pat Owner", "Inside", "Survey members", str(photos[2].id)):
        assert hidden not in page
    base = "/open/sites/1-open-field"
    codes = [client.get(f"{base}/photos/{one.id}").status_code for one in photos]
    assert codes == [200, 404, 404]
    assert [client.get(f"{base}/documents/{one.id}").status_code for one in files.values()] == [
        200,
        404,
    ]


def test_a_value_that_is_kept_back_narrows_nothing_and_is_found_by_no_search(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish()
    for name, one in (("Open field", DataClass.PUBLIC), ("Silent field", DataClass.MEMBERS)):
        facts = [
            Statement(field=key, value=value, data_class=one)
            for key, value in (
                ("total_acres", "41"),
                ("availability", "Available"),
                ("address", "7 Secret Road"),
                ("latitude", "44.6"),
                ("longitude", "-93.5"),
            )
        ]
        make_open_site(name, facts=facts)

    for query in ("?acres_min=40", "?availability=available", "?text=secret"):
        assert names(client, query) == ["Open field"], query
    page = client.get("/open/sites").text
    points = client.get("/open/sites/points.geojson").json["features"]
    assert "Available (1)" in page
    assert page.count("41 acres") == 1
    assert [one["properties"]["label"] for one in points] == ["Open field (S-0001)"]
    assert "44.6" not in client.get("/open/sites/2-silent-field").text


def test_a_building_shows_nothing_of_land_that_is_kept_back(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish()
    elm = make_organization("Elm")
    land = make_site("Field", organization=elm, zoning_code="Secret code")
    make_open_site("Hall", organization=elm, kind=PropertyKind.BUILDING, land=land)

    page = client.get("/open/sites/2-hall")

    assert page.status_code == 200
    assert "Secret code" not in page.text
    assert "Field" not in page.text


def test_the_search_finds_name_number_and_city(client: FlaskClient, db: SQLAlchemy) -> None:
    publish()
    make_open_site("Örtel Park", organization=make_organization("Elm City"))
    make_open_site("100% field", organization=make_organization("Oak City"))

    for query, found in (
        ("örtel", ["Örtel Park"]),
        ("s-0002", ["100% field"]),
        ("elm+park", ["Örtel Park"]),
        ("100%25", ["100% field"]),
        ("%25_", []),
        ("%00", ["100% field", "Örtel Park"]),
    ):
        assert names(client, f"?text={query}") == found, query


def test_an_old_address_leads_to_the_present_one(client: FlaskClient, db: SQLAlchemy) -> None:
    publish()
    site = make_open_site("Elm Park (north)")
    old = client.get("/open/sites/1-elm-park-north")
    site.name = "Elm Works"
    db.session.commit()

    moved = client.get("/open/sites/1-elm-park-north")
    bare = client.get("/open/sites/1")

    assert old.status_code == 200
    assert (moved.status_code, moved.location) == (301, "/open/sites/1-elm-works")
    assert bare.location == "/open/sites/1-elm-works"


def test_search_engines_read_a_listing_that_no_name_breaks_out_of(
    client: FlaskClient, db: SQLAlchemy
) -> None:
    publish()
    name = "</script><script>alert('x')</script>&"
    make_open_site(name, latitude="44.6", longitude="-93.5", total_acres="30 to 42")

    page = client.get("/open/sites/1", follow_redirects=True)

    [block] = re.findall(
        r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL
    )
    said = json.loads(block)
    place = said["mainEntity"]
    assert "<script>alert" not in page.text
    assert (said["@type"], said["name"], said["identifier"]) == (
        "RealEstateListing",
        name,
        "S-0001",
    )
    assert place["geo"] == {"@type": "GeoCoordinates", "latitude": 44.6, "longitude": -93.5}
    [acres] = place["additionalProperty"]
    assert (acres["minValue"], acres["maxValue"], acres["unitCode"]) == (30, 42, "ACR")
    assert f'<link rel="canonical" href="{said["url"]}"' in page.text
    assert 'name="robots"' not in page.text
    assert "noindex" not in str(page.headers)


def test_the_office_can_be_asked_by_mail(client: FlaskClient, db: SQLAlchemy) -> None:
    publish()
    make_open_site('Elm & "Oak"')

    page = client.get("/open/sites/1-elm-oak").text

    assert "mailto:office@example.org?subject=S-0001%20Elm%20%26%20%22Oak%22" in page


@pytest.mark.parametrize("opened", [True, False])
def test_search_engines_are_let_in_only_where_the_county_publishes(
    client: FlaskClient, db: SQLAlchemy, opened: bool
) -> None:
    publish(publishes_sites=opened)
    make_open_site("Elm Park")

    robots, sitemap = client.get("/robots.txt"), client.get("/sitemap.xml")

    assert ("Allow: /open/" in robots.text) is opened
    assert "Disallow: /\n" in robots.text
    if opened:
        addresses = [one.text for one in ElementTree.fromstring(sitemap.text).iter() if one.text]
        assert any(one.endswith("/open/sites/1-elm-park") for one in addresses)
        return
    for path in ("open/sites", "open/sites/1-elm-park", "open/sites/points.geojson", "sitemap.xml"):
        assert client.get(f"/{path}").status_code == 404


def test_the_staff_page_links_to_the_public_page_only_when_there_is_one(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    publish()
    opened, kept = make_open_site("Elm Park"), make_site("Oak Park")
    sign_in(client, make_user(Role.COORDINATOR))

    assert "/open/sites/1-elm-park" in client.get(f"/sites/{opened.id}").text
    assert "/open/sites/" not in client.get(f"/sites/{kept.id}").text


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(1, 999_999_999), st.text(max_size=300))
def test_an_address_holds_the_number_and_only_letters_digits_and_hyphens(
    number: int, name: str
) -> None:
    made = address(number, name)

    assert number_in(made) == number
    assert re.fullmatch(r"[a-z0-9-]+", made)
    assert len(slug(name)) <= LONGEST_SLUG
    assert number_of_reference(f"S-{number:04d}") == number
