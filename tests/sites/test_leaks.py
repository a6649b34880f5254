"""What is kept from somebody stands in nothing they can open: no page, count, name or paper."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.models import Organization, User
from fss.documents.words import plain_text
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM, Role
from fss.proposals.documents.frozen import freeze
from fss.proposals.documents.gathering import gather
from fss.proposals.services import create_proposal
from fss.sites import queries
from fss.sites.documents import site_report
from fss.sites.models import Confidence, DocumentKind, Site
from fss.sites.rules.classes import Audience, DataClass
from fss.sites.services import state_facts
from fss.sites.services.documents import Description, add_document
from fss.sites.services.reporting import report_data, start_report
from fss.sites.services.restoring import classify_values
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.proposals import make_offer
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
NOW = utcnow()
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
SECRETS = ("Quarry Pond Road", "Hush Surveyors", "Buried Deed", "44.6612", "Whispering Rail")
"""An address, a source, a document's title, a latitude and a railroad, found nowhere else."""


@pytest.fixture
def elm(db: SQLAlchemy) -> Organization:
    return make_organization("Elm")


@pytest.fixture
def oak(db: SQLAlchemy) -> Organization:
    return make_organization("Oak")


def keep_back(site: Site) -> None:
    """State the secrets of a site and keep them from others."""
    document = add_document(
        site,
        PDF,
        Description(kind=DocumentKind.TITLE, title="Buried Deed", data_class=DataClass.COUNTY),
        name="x.pdf",
        actor=SYSTEM,
        now=NOW,
    )
    values = {
        "address": "12 Quarry Pond Road",
        "latitude": "44.6612",
        "longitude": "-93.5",
        "rail_status": "on site",
        "railroad": "Whispering Rail",
        "availability": "under option",
    }
    known = {key: words for key, words in values.items() if key in queries_fields(site)}
    state_facts(
        site,
        list(known.items()),
        source="Hush Surveyors",
        as_of=date(2026, 6, 2),
        confidence=Confidence.DOCUMENTED,
        document=document.file,
        actor=SYSTEM,
        now=NOW,
    )
    classes = dict.fromkeys(known, DataClass.COUNTY)
    classify_values(site, classes, actor=SYSTEM, now=NOW)
    state_facts(
        site,
        [("address", "13 Quarry Pond Road")],
        source="Hush Surveyors of old",
        as_of=date(2026, 6, 2),
        confidence=Confidence.OWNER,
        beside=True,
        actor=SYSTEM,
        now=NOW,
    )


def queries_fields(site: Site) -> set[str]:
    """The fields that the site's kind has."""
    return set(queries.held_values(site, today=date(2026, 6, 3), audience=Audience.COUNTY))


def told(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


PLACES = (
    "/sites/",
    "/sites/?text=quarry",
    "/sites/?text=whispering",
    "/sites/?rail_status=on_site",
    "/sites/?availability=under_option",
    "/sites/points.geojson",
    "/sites/{id}",
    "/sites/{id}?open=all",
    "/sites/{id}/documents",
    "/sites/{id}/photos",
)


@pytest.mark.parametrize("role", [Role.PLANNER, Role.CITY_ADMINISTRATOR])
def test_nothing_kept_back_is_on_any_page_of_another_member(
    client: FlaskClient,
    db: SQLAlchemy,
    elm: Organization,
    oak: Organization,
    sign_in: SignIn,
    role: Role,
) -> None:
    site = make_site("North field", organization=oak, shared=True, total_acres="40")
    keep_back(site)
    reader = make_user(role, elm)
    db.session.commit()
    sign_in(client, reader)

    pages = {place: client.get(place.format(id=site.id)) for place in PLACES}

    assert {place: told(answer.text) for place, answer in pages.items() if told(answer.text)} == {}
    assert {answer.status_code for answer in pages.values()} == {200}
    listed = [place for place in PLACES[1:5] if "North field" in pages[place].text]
    assert listed == []
    assert "under option" not in pages["/sites/"].text.casefold().split("<tbody")[-1]


def test_what_is_worked_out_from_values_kept_back_is_not_told(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site(
        "North field", organization=oak, shared=True, total_acres="40", owner_type="Private"
    )
    keep_back(site)
    site_id, known = site.id, site.screening_known
    readers = [make_user(Role.PLANNER, elm), make_user(Role.PLANNER, oak)]
    db.session.commit()
    asked = ("?screening=incomplete", "?readiness=-", "")
    seen = []

    for reader in readers:
        sign_in(client, reader)
        lists = [client.get(f"/sites/{one}").text for one in asked]
        page = client.get(f"/sites/{site_id}").text
        row = lists[-1].split("<tbody")[-1]
        seen.append(
            (
                [">North field<" in one for one in lists[:2]],
                "Not shared" in row,
                "Readiness:" in page,
            )
        )

    assert known > 0
    assert seen == [([False, True], True, False), ([True, False], False, True)]


def test_its_own_city_and_the_county_see_everything(
    client: FlaskClient, db: SQLAlchemy, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak, shared=True, total_acres="40")
    keep_back(site)
    people = [make_user(Role.PLANNER, oak), make_user(Role.COORDINATOR)]
    db.session.commit()

    for one in people:
        sign_in(client, one)
        page = client.get(f"/sites/{site.id}").text
        assert told(page) == [secret for secret in SECRETS if secret in page]
        assert {"Quarry Pond Road", "Hush Surveyors", "Buried Deed"} <= set(told(page))
        assert "Sources contradict each other" in page


@pytest.mark.parametrize("field", ["address", "latitude"])
def test_the_history_of_a_value_kept_back_is_not_found(
    client: FlaskClient,
    db: SQLAlchemy,
    elm: Organization,
    oak: Organization,
    sign_in: SignIn,
    field: str,
) -> None:
    site = make_site("North field", organization=oak, shared=True, address="An older, open one")
    keep_back(site)
    reader = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, reader)

    assert client.get(f"/sites/{site.id}/history/{field}").status_code == 404
    assert client.get(f"/sites/{site.id}/history/total_acres").status_code == 200


def test_a_document_kept_back_is_not_found_by_its_address(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak, shared=True)
    keep_back(site)
    document = queries.documents_of(site, audience=Audience.COUNTY)[0]
    reader = make_user(Role.PLANNER, elm)
    addresses = [f"/sites/documents/{document.id}{rest}" for rest in ("", "/edit", "/remove")]
    addresses.append(f"/files/{document.file_id}")
    db.session.commit()
    sign_in(client, reader)

    assert [client.get(address).status_code for address in addresses] == [404] * 4


def test_another_member_can_neither_restore_nor_settle_nor_send(
    client: FlaskClient, db: SQLAlchemy, elm: Organization, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak, shared=True, total_acres="40")
    reader = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, reader)

    answers = [
        client.post(f"/sites/{site.id}/{place}", data={"fact": 1, "seen": 1})
        for place in ("history/total_acres/restore", "conflicts/total_acres", "documents/new")
    ]

    assert [answer.status_code for answer in answers] == [403] * 3


def test_a_report_leaves_out_what_is_kept_back_and_says_nothing_of_it(
    db: SQLAlchemy, oak: Organization
) -> None:
    site = make_site("North field", organization=oak, shared=True, total_acres="40")
    keep_back(site)
    labels = [one.field.label for one in report_data(site, now=NOW).kept_back]

    text = plain_text(site_report(report_data(site, now=NOW)))

    assert told(text) == []
    assert [label for label in labels if f"{label}:" in text or f", {label}" in text] == []
    assert labels


def test_a_site_for_the_county_only_gets_no_report(db: SQLAlchemy, oak: Organization) -> None:
    site = make_site("North field", organization=oak)
    site.data_class = DataClass.COUNTY

    with pytest.raises(RuleError, match="Change who may see it"):
        start_report(site, actor=SYSTEM, now=NOW)


def test_a_proposal_leaves_out_what_is_kept_back_and_says_nothing_of_it(
    db: SQLAlchemy,
) -> None:
    offer = make_offer()
    keep_back(offer.sites[0])
    proposal = create_proposal(offer.pursuit, actor=offer.actor, now=NOW)
    material = gather(proposal, at=NOW)

    content = freeze(material)
    first = [row for row in content["facts"] if row["Place"] == "1"]

    assert told(repr(content)) == []
    kept = {one.field.label for one in material.sheets[0].data.kept_back}
    assert kept
    assert {row["Fact"] for row in first}.isdisjoint(kept)


def test_a_site_for_the_county_only_stands_in_no_proposal(db: SQLAlchemy) -> None:
    offer = make_offer()
    proposal = create_proposal(offer.pursuit, actor=offer.actor, now=NOW)
    offer.sites[0].data_class = DataClass.COUNTY

    with pytest.raises(RuleError, match=offer.sites[0].name):
        gather(proposal, at=NOW)
