"""What a form or an address can be sent that no page of ours sends: told, never broken by."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.permissions.rules import Role
from fss.sites.models import Fact, Site
from tests.factories.accounts import make_user
from tests.factories.sites import make_site

SignIn = Callable[[FlaskClient, User], None]
EVIDENCE = {"source": "City", "as_of": "2026-06-01", "confidence": "documented"}


@pytest.fixture
def site(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> Site:
    made = make_site("North", owner="City", water_rate_kgal="$4 per 1,000 gallons")
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return made


def facts(db: SQLAlchemy) -> int:
    return db.session.scalar(select(func.count()).select_from(Fact)) or 0


@pytest.mark.parametrize(
    ("group", "name", "value"),
    [
        ("availability", "v_sale_or_lease", "no such answer"),
        ("water", "v_water_rate_kgal", "1" * 30),
        ("water", "v_water_rate_kgal", f"{'1' * 30}.5"),
    ],
)
def test_a_value_that_cannot_be_is_told_and_not_written(
    client: FlaskClient, db: SQLAlchemy, site: Site, group: str, name: str, value: str
) -> None:
    before = facts(db)

    for seen in ("0", "99999"):
        answer = client.post(
            f"/sites/{site.id}/edit/{group}", data={**EVIDENCE, "seen": seen, name: value}
        )
        assert answer.status_code < 500
        assert answer.status_code != 302

    assert facts(db) == before


@pytest.mark.parametrize("seen", [f"-{'9' * 30}", "9" * 400, "-1", "NaN"])
def test_a_mark_of_what_was_seen_that_was_never_given_breaks_nothing(
    client: FlaskClient, site: Site, seen: str
) -> None:
    answer = client.post(
        f"/sites/{site.id}/edit/availability", data={**EVIDENCE, "seen": seen, "v_owner": "County"}
    )

    assert answer.status_code < 500


@pytest.mark.parametrize("group", ["%00", "nothing", "x" * 300])
def test_a_group_that_is_none_is_not_found(client: FlaskClient, site: Site, group: str) -> None:
    assert client.get(f"/sites/{site.id}/edit/{group}").status_code == 404


@pytest.mark.parametrize(
    "query", [f"text={'+'.join(['north'] * 1500)}", f"page={'9' * 5000}", "acres_min=NaN"]
)
def test_a_search_beyond_measure_still_finds(client: FlaskClient, site: Site, query: str) -> None:
    answer = client.get(f"/sites/?{query}")

    assert answer.status_code == 200
    assert ("North" in answer.text) or query.startswith("page=")
