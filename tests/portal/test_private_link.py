"""What a broker sees by private link, what is kept of it, and how it ends."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.proposals import services
from fss.proposals.models import Proposal, ShareAccess, ShareLink
from fss.timezone import utcnow
from tests.factories.proposals import Offer, address_of, issue, make_offer
from tests.factories.remembering import remembered

RunJobs = Callable[[], int]


def share(offer: Offer, proposal: Proposal, run_jobs: RunJobs, days: int = 30) -> str:
    run_jobs()
    token = services.share_proposal(
        proposal,
        recipient="Pat Adviser",
        days=days,
        link=address_of,
        actor=offer.actor,
        now=utcnow(),
    )
    run_jobs()
    return token


@pytest.fixture
def token(db: SQLAlchemy, run_jobs: RunJobs) -> str:
    def make() -> dict[str, str]:
        offer = make_offer(chosen=2)
        return {"token": share(offer, issue(offer), run_jobs)}

    token: str = remembered("shared offer", make)["token"]
    db.session.commit()
    return token


def seen(db: SQLAlchemy) -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(ShareAccess.what).order_by(ShareAccess.at)))


def test_the_page_names_files_sizes_hashes_status_and_contact(
    db: SQLAlchemy, client: FlaskClient, token: str
) -> None:
    page = client.get(f"/p/{token}").text

    for words in (
        "Project Heron",
        "Tamarack County",
        "Word document (DOCX)",
        "Project-Heron-proposal-1.pdf",
        "SHA-256",
        "Request received",
        "first.stop@example.org",
    ):
        assert words in page


def test_every_opening_and_download_is_kept_and_nothing_about_who(
    db: SQLAlchemy, client: FlaskClient, token: str
) -> None:
    for path in ("", "/read", "/files/pdf", "/files/docx", "/files/zip"):
        assert client.get(f"/p/{token}{path}").status_code == 200

    assert sorted(seen(db)) == ["docx", "page", "pdf", "read", "zip"]
    assert {column.name for column in ShareAccess.__table__.columns} == {
        "id",
        "link_id",
        "at",
        "what",
    }


def test_a_look_ahead_by_head_is_not_kept(db: SQLAlchemy, client: FlaskClient, token: str) -> None:
    assert client.head(f"/p/{token}").status_code == 200

    assert seen(db) == []


def test_an_unknown_token_is_not_found(client: FlaskClient, db: SQLAlchemy, token: str) -> None:
    assert client.get("/p/" + "x" * 43).status_code == 404
    assert client.get("/p/" + token[:-1]).status_code == 404
    assert seen(db) == []


@pytest.mark.parametrize("path", ["", "/read", "/files/pdf", "/pictures/" + "0" * 64])
def test_a_withdrawn_link_is_gone_and_says_whom_to_ask(
    db: SQLAlchemy, client: FlaskClient, token: str, path: str
) -> None:
    services.revoke_link(db.session.scalars(select(ShareLink)).one(), now=utcnow())

    answer = client.get(f"/p/{token}{path}")

    assert answer.status_code == 410
    assert "first.stop@example.org" in answer.text
    assert "Project Heron" not in answer.text
    assert seen(db) == []


def test_a_link_ends_on_its_day(db: SQLAlchemy, client: FlaskClient, token: str) -> None:
    with time_machine.travel(utcnow() + timedelta(days=31)):
        answer = client.get(f"/p/{token}")

    assert answer.status_code == 410


@pytest.mark.parametrize("path", ["", "/read", "/files/pdf", "/wrong"])
def test_nothing_of_it_is_cached_indexed_or_told_to_other_sites(
    client: FlaskClient, token: str, path: str
) -> None:
    headers = client.get(f"/p/{token}{path}").headers

    assert headers["Cache-Control"] == "no-store"
    if path != "/wrong":
        assert headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in headers["X-Robots-Tag"]


def test_the_page_leads_nowhere_but_to_itself(client: FlaskClient, token: str) -> None:
    import re

    page = client.get(f"/p/{token}").text

    links = set(re.findall(r'<a [^>]*href="(/[^"]*)"', page))
    assert all(link.startswith(f"/p/{token}") for link in links)


def test_a_picture_of_another_proposal_is_not_found(
    db: SQLAlchemy, client: FlaskClient, token: str
) -> None:
    assert client.get(f"/p/{token}/pictures/{'0' * 64}").status_code == 404


def test_the_token_is_never_logged(
    client: FlaskClient, token: str, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get(f"/p/{token}")
    client.get(f"/p/{token}/files/none")

    told = capfd.readouterr()

    assert token not in told.out + told.err
