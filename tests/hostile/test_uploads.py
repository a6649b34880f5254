"""Whatever is sent where a file is taken: kept, or refused in words with nothing half written."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from hypothesis import HealthCheck, Phase, given, settings
from sqlalchemy import func, select
from werkzeug.test import encode_multipart

from fss.accounts.models import Organization, User
from fss.audit.models import AuditEvent
from fss.exchange.models import SiteImport
from fss.files.models import StoredFile
from fss.layers.models import MapLayer
from fss.permissions.rules import Role
from fss.sites.models import Fact, Site, SiteBoundary, SiteDocument, SitePhoto
from tests.factories.accounts import add_holding, make_organization, make_user
from tests.factories.published import publish
from tests.factories.sites import make_site
from tests.hostile.files import uploads

SignIn = Callable[[FlaskClient, User], None]
SHARE, ALL = 8, 150
"""Files for each door and engine: in every run, and in the sweep."""
COUNTED = (Site, Fact, StoredFile, SitePhoto, SiteDocument, SiteBoundary, SiteImport, MapLayer,
           AuditEvent)  # fmt: skip
EVIDENCE = {"source": "City", "as_of": "2026-06-01", "confidence": "documented"}
TAKEN = (201, 302)
REFUSED = (400, 409, 413, 422)
LIMIT_OF_A_SITE = 30
"""Photos or documents after which the next site is used, before its own limit refuses them."""


class Door(NamedTuple):
    """Where a file is taken: the address, the name of the input, what is sent beside it."""

    path: str
    name: str
    beside: dict[str, str]
    kinds: tuple[str, ...]


TABLES = (".xlsx", ".csv", ".geojson", ".zip")
PICTURES = (".jpg", ".png", ".webp", ".heic", ".svg")
DOORS = {
    "import": Door("/exchange/imports/new", "file", {}, TABLES),
    "boundary": Door(
        "/sites/{site}/place/boundary",
        "boundary-file",
        {f"boundary-{name}": words for name, words in {**EVIDENCE, "seen": "0"}.items()},
        (".geojson", ".zip"),
    ),
    "document": Door(
        "/sites/{site}/documents/new",
        "file",
        {"title": "A letter", "kind": "utility_letter", "data_class": "members", "version": "1"},
        (".pdf", ".docx", ".geojson", *PICTURES),
    ),
    "evidence": Door(
        "/sites/{site}/edit/size",
        "new_document",
        {**EVIDENCE, "seen": "0", "v_total_acres": "40", "document_kind": "utility_letter"},
        (".pdf", ".docx", ".geojson", *PICTURES),
    ),
    "photo": Door("/sites/{site}/photos", "photos", {}, PICTURES),
    "layer": Door("/admin/layers/new", "file", {"kind": "other"}, (".geojson",)),
    "outline": Door("/admin/organizations/{city}/outline", "outline", {}, (".geojson",)),
    "outlines": Door("/admin/organizations/outlines", "outline", {}, (".geojson",)),
    "county": Door("/admin/county/outline", "outline", {}, (".geojson",)),
}


@pytest.fixture
def user(client: FlaskClient, app: Flask, db: SQLAlchemy, sign_in: SignIn) -> User:
    person = make_user(Role.COORDINATOR)
    publish()
    add_holding(person, Role.ADMINISTRATOR, person.holdings[0].organization)
    db.session.commit()
    sign_in(client, person)
    app.config["PROPAGATE_EXCEPTIONS"] = True  # the trace says more than a page of 500
    return person


def standing(app: Flask, db: SQLAlchemy) -> dict[str, Any]:
    """How much there is of everything that an upload can write."""
    db.session.rollback()
    counts = [select(func.count()).select_from(one).scalar_subquery() for one in COUNTED]
    outlines = select(func.count()).where(Organization.outline.is_not(None)).scalar_subquery()
    row = db.session.execute(select(*counts, outlines)).one()
    folder = app.config["FSS"].data / "files"
    names = [one.__tablename__ for one in COUNTED]
    files = sum(one.is_file() for one in folder.rglob("*")) if folder.exists() else 0
    return {**dict(zip([*names, "outlines"], row, strict=True)), "in the store": files}


def look(door: Door, client: FlaskClient, app: Flask, db: SQLAlchemy, most: int) -> None:
    city = make_organization("Elm")
    site = make_site("Park", organization=city)
    db.session.commit()
    city_id, site_id, taken = city.id, site.id, 0
    before = standing(app, db)

    @settings(
        max_examples=most,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    @given(uploads(*door.kinds))
    def it_is_kept_or_refused(sent: tuple[bytes, str]) -> None:
        nonlocal site_id, taken, before
        data, name = sent
        path = door.path.format(site=site_id, city=city_id)
        # The client would leave a large body in a temporary file that it never closes.
        boundary, body = encode_multipart({**door.beside, door.name: (io.BytesIO(data), name)})
        sort = f"multipart/form-data; boundary={boundary}"
        answer = client.post(path, data=body, content_type=sort)

        after = standing(app, db)
        if answer.status_code in TAKEN:
            if answer.location:
                assert client.get(answer.location).status_code in (200, 302)
            taken += 1
            if taken % LIMIT_OF_A_SITE == 0:
                site_id = make_site(
                    f"Park {taken}", organization=db.session.get(Organization, city_id)
                ).id
                db.session.commit()
                after = standing(app, db)
        else:
            assert answer.status_code in REFUSED, answer.status_code
            assert after == before
        before = after

    it_is_kept_or_refused()


@pytest.mark.parametrize("door", DOORS)
def test_a_share_of_odd_files_is_kept_or_refused(
    client: FlaskClient, app: Flask, db: SQLAlchemy, user: User, door: str
) -> None:
    look(DOORS[door], client, app, db, SHARE)


@pytest.mark.sweep
@pytest.mark.parametrize("door", DOORS)
def test_all_odd_files_are_kept_or_refused(
    client: FlaskClient, app: Flask, db: SQLAlchemy, user: User, door: str
) -> None:
    look(DOORS[door], client, app, db, ALL)
