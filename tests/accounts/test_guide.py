"""The planner's guide: the file, the page made of it, its pictures."""

from __future__ import annotations

import re

from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy

from fss.accounts.documents import GUIDE, PICTURES, planner_guide
from fss.permissions.rules import Role
from tests.accounts.signing_in import person

LARGEST_BYTES = 150 * 1024


def test_every_picture_of_the_guide_is_there_small_and_described() -> None:
    named = re.findall(r"!\[([^\]]*)\]\(images/([^)]+)\)", GUIDE.read_text(encoding="utf-8"))

    assert len(named) > 10
    for words, name in named:
        assert len(words) > 10
        assert 0 < (PICTURES / name).stat().st_size <= LARGEST_BYTES


def test_every_link_inside_the_guide_leads_somewhere() -> None:
    found = planner_guide("/help/pictures/")

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


def test_nothing_but_pictures_of_the_guide_is_handed_out(
    db: SQLAlchemy, client: FlaskClient, sign_in
) -> None:
    sign_in(client, person(db, Role.PLANNER))

    for name in ("home.png", "..%2fplanner-guide.md", "planner-.png", "planner-unknown.png"):
        assert client.get(f"/help/pictures/{name}").status_code == 404
