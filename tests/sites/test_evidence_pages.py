"""Documents, classes, conflicts and the list as people handle them on the pages of a site."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from PIL import Image

from fss.accounts.models import Organization, User
from fss.permissions.rules import SYSTEM, Role
from fss.sites import queries
from fss.sites.models import Confidence
from fss.sites.rules.classes import Audience, DataClass
from fss.sites.services import state_facts
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
NOW = utcnow()
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"


@pytest.fixture
def oak(db: SQLAlchemy) -> Organization:
    return make_organization("Oak")


def picture() -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (8, 8)).save(made, "PNG")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "told_words"),
    [
        ("plan.pdf", b"<svg><script>alert(1)</script></svg>", "Choose"),
        ("../../plan.pdf", b"%PDF-1.7 /S /JavaScript %%EOF", "a script"),
        ("x" * 300 + ".docx", b"PK\x03\x04 no zip", "cannot tell"),
        ("a\x00b.pdf", b"", "empty"),
    ],
)
def test_a_hostile_upload_is_told_in_words_and_nothing_is_kept(
    client: FlaskClient,
    db: SQLAlchemy,
    oak: Organization,
    sign_in: SignIn,
    name: str,
    data: bytes,
    told_words: str,
) -> None:
    site = make_site("North field", organization=oak)
    planner = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, planner)

    answer = client.post(
        f"/sites/{site.id}/documents/new",
        data={
            "title": "Plan",
            "kind": "plan",
            "data_class": "members",
            "file": (io.BytesIO(data), name),
        },
    )

    assert answer.status_code == 422
    assert told_words in answer.text
    assert queries.documents_of(site, audience=Audience.COUNTY) == []


def test_a_document_is_sent_described_opened_and_removed(
    client: FlaskClient, db: SQLAlchemy, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak)
    planner = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, planner)

    client.post(
        f"/sites/{site.id}/documents/new",
        data={
            "title": "Project Falcon map",
            "kind": "map",
            "data_class": "members",
            "file": (io.BytesIO(picture()), "Project Falcon.png"),
        },
    )
    document = queries.documents_of(site, audience=Audience.COUNTY)[0]
    opened = client.get(f"/sites/documents/{document.id}")
    changed = client.post(
        f"/sites/documents/{document.id}/edit",
        data={"version": 1, "title": "Map", "kind": "map", "data_class": "county"},
    )
    again = client.post(
        f"/sites/documents/{document.id}/edit",
        data={"version": 1, "title": "Mine", "kind": "map", "data_class": "public"},
    )
    removed = client.post(f"/sites/documents/{document.id}/remove")
    db.session.expire_all()

    assert "Falcon" not in opened.headers["Content-Disposition"]
    assert "attachment" in opened.headers["Content-Disposition"]
    assert (changed.status_code, again.status_code, removed.status_code) == (302, 409, 302)
    assert client.get(f"/sites/documents/{document.id}").status_code == 404


def test_a_value_is_stated_with_its_document_and_kept_back_in_one_form(
    client: FlaskClient, db: SQLAlchemy, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak, slope_percent="2")
    planner = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, planner)

    answer = client.post(
        f"/sites/{site.id}/edit/size",
        data={
            "seen": "99999",
            "source": "Surveyor",
            "as_of": "2026-06-01",
            "confidence": "documented",
            "v_total_acres": "40",
            "v_slope_percent": "2%",
            "a_total_acres": "county",
            "a_slope_percent": "pursuit",
            "document_kind": "survey",
            "new_document": (io.BytesIO(PDF), "survey.pdf"),
        },
    )
    db.session.expire_all()
    held = queries.held_values(site, today=date(2026, 6, 3), audience=Audience.COUNTY)
    acres, slope = held["total_acres"].fact, held["slope_percent"].fact

    assert answer.status_code == 302
    assert acres
    assert slope
    assert acres.document_id == queries.documents_of(site, audience=Audience.COUNTY)[0].file_id
    assert (acres.seen_by, slope.seen_by) == (DataClass.COUNTY, DataClass.PURSUIT)
    assert (acres.source, slope.source) == ("Surveyor", "City planner")
    assert site.withheld == "|slope_percent|total_acres|"


def test_a_conflict_is_settled_and_a_value_restored_by_a_click(
    client: FlaskClient, db: SQLAlchemy, oak: Organization, sign_in: SignIn
) -> None:
    site = make_site("North field", organization=oak, total_acres="40")
    planner = make_user(Role.PLANNER, oak)
    state_facts(
        site,
        [("total_acres", "38")],
        source="Surveyor",
        as_of=date(2026, 6, 2),
        confidence=Confidence.DOCUMENTED,
        beside=True,
        actor=SYSTEM,
        now=NOW,
    )
    conflict = queries.conflicts_of(site)[0]
    (old, rival) = conflict.options
    db.session.commit()
    sign_in(client, planner)

    used = client.post(f"/sites/{site.id}/conflicts/total_acres", data=rival.picked)
    late = client.post(f"/sites/{site.id}/conflicts/total_acres", data=rival.picked)
    page = client.get(f"/sites/{site.id}/history/total_acres").text
    db.session.expire_all()
    now = queries.current_ids(site, "total_acres")[False]
    back = client.post(
        f"/sites/{site.id}/history/total_acres/restore", data={"fact": old.fact.id, "seen": now}
    )
    db.session.expire_all()
    value = queries.current_value(site, "total_acres")

    assert (used.status_code, late.status_code, back.status_code) == (302, 409, 302)
    assert "restored or picked by" in page
    assert value
    assert value.low == 40


def test_what_somebody_else_took_off_the_list_is_not_put_back_by_an_old_form(
    client: FlaskClient, db: SQLAlchemy, oak: Organization, sign_in: SignIn
) -> None:
    own = make_site(organization=oak)
    sign_in(client, make_user(Role.PLANNER, oak))
    db.session.commit()
    off = {"listed": "no", "reason": "Sold"}

    first = client.post(f"/sites/{own.id}/listed", data=off)
    second = client.post(f"/sites/{own.id}/listed", data=off)

    db.session.refresh(own)
    assert (first.status_code, second.status_code) == (302, 409)
    assert not own.active
    assert 'value="yes"' in client.get(f"/sites/{own.id}/listed").text
