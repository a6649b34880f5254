"""The guides: the files, the pages made of them, their pictures."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.documents import GUIDES, PICTURES, path_of, read_guide
from fss.permissions.rules import Role
from tests.accounts.signing_in import person

LARGEST_BYTES = 150 * 1024


@pytest.mark.parametrize("name", GUIDES)
def test_every_picture_of_a_guide_is_there_small_and_described(name: str) -> None:
    text = path_of(name).read_text(encoding="utf-8")
    named = re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", text)

    assert named
    for words, name in named:
        assert len(words) > 10
        assert 0 < (PICTURES / name).stat().st_size <= LARGEST_BYTES


@pytest.mark.parametrize("name", GUIDES)
def test_every_link_inside_a_guide_leads_somewhere(name: str) -> None:
    found = read_guide(name, "/help/pictures/")

    assert found is not None
    linked = set(re.findall(r'href="#([^"]+)"', found.body))
    assert linked
    assert linked <= set(re.findall(r'id="([^"]+)"', found.body))


def test_whoever_is_signed_in_reads_the_guide_by_the_link_below_each_page(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    sign_in(client, person(db, Role.PLANNER))

    home = client.get("/").text
    page = client.get("/help")

    assert 'href="/help"' in home
    assert "Guide for planners" in page.text
    pictures = re.findall(r'src="(/help/pictures/[^"]+)"', page.text)
    assert pictures
    assert client.get(pictures[0]).mimetype == "image/png"
    others = re.findall(r'href="(/help/[a-z-]+)"', page.text)
    assert others
    assert all(client.get(other).status_code == 200 for other in others)
    assert client.get("/help/nobody").status_code == 404


@pytest.mark.parametrize(
    ("role", "own", "is_offered_the_offices"),
    [
        (Role.DIRECTOR, "Guide for county staff", True),
        (Role.STEERING_COMMITTEE, "Guide for the steering committee", False),
        (Role.CITY_ADMINISTRATOR, "Guide for cities", False),
        (Role.UTILITY_PARTNER, "Guide for planners", False),
    ],
)
def test_help_opens_the_guide_for_ones_own_work(
    db: SQLAlchemy, client: FlaskClient, sign_in, role: Role, own: str, is_offered_the_offices: bool
) -> None:
    sign_in(client, person(db, role))

    page = client.get("/help").text

    assert re.search(f"<h1[^>]*>\\s*{own}", page)
    assert ("county staff" in page) is is_offered_the_offices


def test_nothing_but_pictures_of_the_guide_is_handed_out(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    sign_in(client, person(db, Role.PLANNER))

    for name in ("home.png", "..%2fplanner-guide.md", "planner-.png", "planner-unknown.png"):
        assert client.get(f"/help/pictures/{name}").status_code == 404
