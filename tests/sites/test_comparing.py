"""Sites side by side, and one value for many of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import func, select

from fss.accounts.models import User
from fss.permissions.rules import SYSTEM, Role
from fss.sites import queries
from fss.sites.models import Fact, Site
from fss.sites.rules.classes import DataClass
from fss.sites.rules.fields import PropertyKind
from fss.sites.services import Statement, set_listed
from fss.timezone import utcnow
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import STATED, make_site

SignIn = Callable[[FlaskClient, User], None]


@pytest.fixture
def staff(client: FlaskClient, db: SQLAlchemy, sign_in: SignIn) -> FlaskClient:
    user = make_user(Role.COORDINATOR)
    db.session.commit()
    sign_in(client, user)
    return client


def rows_of(sites: list[Site], **wanted: Any) -> dict[str, tuple[bool, tuple[str, ...]]]:
    return {
        row.field.key: (row.differs, tuple(cell.words for cell in row.cells))
        for _, rows in queries.compared(sites, today=STATED, **wanted)
        for row in rows
    }


def test_rows_are_what_one_of_the_sites_knows_and_differences_are_marked(db: SQLAlchemy) -> None:
    one = make_site("One", total_acres="40", rail_status="On site")
    other = make_site("Other", total_acres="40")
    hall = make_site("Hall", kind=PropertyKind.BUILDING, clear_height_ft="30")

    rows = rows_of([one, other, hall])

    assert rows["total_acres"] == (True, ("40 acres", "40 acres", "Not provided"))
    assert rows["rail_status"] == (True, ("On site", "Not provided", "Not provided"))
    assert rows["clear_height_ft"] == (False, ("Does not apply", "Does not apply", "30 ft"))
    assert set(rows) == {"total_acres", "rail_status", "clear_height_ft"}
    assert set(rows_of([one, other], only_different=True)) == {"rail_status"}


def test_a_comparison_takes_six_and_shows_nobody_what_they_may_not_see(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    sites = [make_site(f"Field {n}", organization=oak, total_acres=str(n + 2)) for n in range(7)]
    closed = make_site("Nightingale", organization=elm)
    closed.data_class = DataClass.COUNTY
    secret = Statement(field="owner", value="A. Secret", data_class=DataClass.COUNTY)
    open_site = make_site("Open", organization=elm, total_acres="9", facts=[secret], shared=True)
    ids = [site.id for site in sites]
    planner = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, planner)

    many = client.get("/sites/compare", query_string={"ids": ids}).text
    two = client.get(
        "/sites/compare", query_string={"ids": [ids[0], closed.id, open_site.id, "nonsense"]}
    ).text

    assert ("Field 5" in many, "Field 6" in many) == (True, False)
    assert "1 site of those you ticked are left out" in many
    assert ("Open" in two, "Nightingale" in two, "Secret" in two) == (True, False, False)
    assert "Differs" in two
    assert "Tick at least two" in client.get("/sites/compare").text


def sent(sites: list[Site], **more: str) -> dict[str, Any]:
    return {
        "ids": [str(site.id) for site in sites], "field": "rail_status", "value": "On site",
        "source": "Railroad", "as_of": "2026-06-01", "confidence": "documented", **more,
    }  # fmt: skip


def seen_in(page: str) -> str:
    return page.split('name="seen"')[1].split('value="')[1].split('"')[0]


def test_many_sites_get_a_value_after_a_look_at_what_changes(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    known, unknown = make_site("Known", rail_status="No"), make_site("Unknown")
    sold = make_site("Sold")
    set_listed(sold, listed=False, reason="Sold", now=utcnow())
    sites = [known, unknown, sold]
    db.session.commit()
    before = db.session.scalar(select(func.count()).select_from(Fact))

    step = staff.post("/sites/bulk", data={**sent(sites), "step": "field"})
    look = staff.post("/sites/bulk", data=sent(sites))
    assert (step.status_code, look.status_code) == (200, 200)
    assert "2 sites will be written, 1 site will be left" in " ".join(look.text.split())
    assert "It was taken off the list" in look.text
    assert db.session.scalar(select(func.count()).select_from(Fact)) == before

    done = staff.post("/sites/bulk", data=sent(sites, seen=seen_in(look.text), write="1"))
    db.session.expire_all()
    assert done.status_code == 302
    assert [queries.current_value(site, "rail_status") is not None for site in sites] == [
        True, True, False,
    ]  # fmt: skip
    assert (
        queries.find_sites(queries.SiteFilters(choices={"rail_status": ("on_site",)}), SYSTEM).total
        == 2
    )


def test_what_somebody_else_changed_meanwhile_is_shown_again(
    staff: FlaskClient, db: SQLAlchemy
) -> None:
    site = make_site("Known", rail_status="No")
    db.session.commit()
    seen = seen_in(staff.post("/sites/bulk", data=sent([site])).text)
    staff.post("/sites/bulk", data=sent([site], seen=seen, write="1", value="Possible"))

    late = staff.post("/sites/bulk", data=sent([site], seen=seen, write="1"))

    assert late.status_code == 409
    assert "Nothing was written" in late.text


@pytest.mark.parametrize(
    "bad",
    [
        {"value": "perhaps"},
        {"source": ""},
        {"as_of": "2099-01-01"},
        {"confidence": "x"},
        {"field": "total_acres", "value": "1e999"},
        {"field": "total_acres", "value": "NaN"},
    ],
)
def test_a_value_that_cannot_be_read_is_refused_for_all(
    staff: FlaskClient, db: SQLAlchemy, bad: dict[str, str]
) -> None:
    site = make_site("One")
    db.session.commit()
    seen = seen_in(staff.post("/sites/bulk", data=sent([site])).text)

    answer = staff.post("/sites/bulk", data={**sent([site], seen=seen, write="1"), **bad})

    assert answer.status_code in (409, 422)
    assert db.session.scalar(select(func.count()).select_from(Fact)) == 0


def test_a_planner_writes_own_sites_only(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    own = make_site("Own", organization=elm)
    other = make_site("Other", organization=oak, shared=True)
    planner = make_user(Role.PLANNER, elm)
    db.session.commit()
    sign_in(client, planner)
    look = client.post("/sites/bulk", data=sent([own, other])).text

    client.post("/sites/bulk", data=sent([own, other], seen=seen_in(look), write="1"))

    assert "Another city keeps this site up to date" in look
    db.session.expire_all()
    assert [queries.current_value(site, "rail_status") is not None for site in (own, other)] == [
        True, False,
    ]  # fmt: skip


def test_all_of_a_filtered_list_can_be_chosen(staff: FlaskClient, db: SQLAlchemy) -> None:
    make_site("Big", total_acres="60")
    make_site("Tiny one", total_acres="6")
    db.session.commit()

    page = staff.get("/sites/bulk?acres_min=30&all=1").text

    assert ("Big" in page, "Tiny one" in page) == (True, False)


def test_nobody_knows_is_chosen_in_so_many_words(staff: FlaskClient, db: SQLAlchemy) -> None:
    site = make_site("Known", rail_status="No")
    db.session.commit()

    none = staff.post("/sites/bulk", data=sent([site], value=""))
    look = staff.post("/sites/bulk", data=sent([site], value="unknown"))
    staff.post(
        "/sites/bulk", data=sent([site], value="unknown", seen=seen_in(look.text), write="1")
    )

    assert none.status_code == 422
    db.session.expire_all()
    assert queries.current_value(site, "rail_status") is None


def test_a_preview_tells_nobody_what_another_city_keeps_back(
    client: FlaskClient, db: SQLAlchemy, sign_in: SignIn
) -> None:
    elm, oak = make_organization("Elm"), make_organization("Oak")
    secret = Statement(field="owner", value="A. Secret", data_class=DataClass.COUNTY)
    theirs = make_site("Theirs", organization=elm, facts=[secret], shared=True)
    own = make_site("Own", organization=oak, facts=[secret])
    planner = make_user(Role.PLANNER, oak)
    db.session.commit()
    sign_in(client, planner)

    def preview(site: Site) -> str:
        return client.post(
            "/sites/bulk",
            data={
                "ids": str(site.id),
                "field": "owner",
                "value": "B. Buyer",
                "source": "Planner",
                "as_of": "2026-06-01",
                "confidence": "documented",
            },
        ).text

    assert ("A. Secret" in preview(theirs), "A. Secret" in preview(own)) == (False, True)
