"""The Proposal tab as a coordinator uses it, and who may not."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask.testing import FlaskClient
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import User
from fss.documents.words import plain_text
from fss.mail.models import OutboxMail
from fss.proposals.models import Proposal, ShareLink
from fss.proposals.services import document_of
from fss.timezone import utcnow
from tests.factories.proposals import decide, draft, issue, make_offer

SignIn = Callable[[FlaskClient, User], None]
RunJobs = Callable[[], int]


def words_of(page: str) -> str:
    body = page.split('<div class="fss-document"', 1)[1].split("</main>")[0].split(">", 1)[1]
    body = re.sub(r"<title>.*?</title>", lambda found: found[0], body)
    body = re.sub(r"<svg.*?<title>(.*?)</title>.*?</svg>", r" \1 ", body, flags=re.S)
    body = re.sub(r'<img[^>]*alt="([^"]*)"[^>]*>', r" \1 ", body)
    return "".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_the_preview_says_the_words_of_the_document(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    offer = make_offer()
    proposal = draft(offer)
    expected = plain_text(document_of(proposal, at=utcnow()))
    sign_in(client, offer.coordinator)

    page = client.get(f"/proposals/{proposal.id}/preview")

    assert page.status_code == 200
    assert words_of(page.text) == "".join(expected.split())


def test_hostile_words_are_shown_and_not_run(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    offer = make_offer(site_name="{{ 7*7 }} <script>alert(1)</script>")
    proposal = draft(offer)
    sign_in(client, offer.coordinator)

    page = client.get(f"/proposals/{proposal.id}/preview").text

    assert "{{ 7*7 }} &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "<script>alert" not in page


def test_from_shortlist_to_the_link_in_four_requests(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    offer = make_offer()
    sign_in(client, offer.coordinator)
    tab = f"/pursuits/{offer.pursuit.id}/proposal"

    assert "Make the draft" in client.get(tab).text
    client.post(tab)
    proposal = db.session.scalars(select(Proposal)).one()
    client.post(f"/proposals/{proposal.id}/issue", data={"version": proposal.version})
    run_jobs()
    answer = client.post(
        f"/proposals/{proposal.id}/links",
        data={"1-recipient": "Pat Adviser", "1-email": "pat@example.org", "1-days": "30"},
    )

    address = re.search(r'value="(http[^"]+/p/[^"]+)"', answer.text)
    mail = db.session.scalars(select(OutboxMail).where(OutboxMail.purpose == "share-link")).one()
    assert answer.status_code == 201
    assert address is not None
    assert address[1] in mail.text
    assert "Project Heron" not in mail.subject
    assert address[1] not in client.get(tab).text


def test_only_the_hash_of_a_token_is_kept(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn, run_jobs: RunJobs
) -> None:
    import hashlib

    offer = make_offer(chosen=1)
    proposal = issue(offer)
    run_jobs()
    sign_in(client, offer.coordinator)
    answer = client.post(
        f"/proposals/{proposal.id}/links", data={"1-recipient": "Pat", "1-days": "5"}
    )
    token = re.search(r"/p/([A-Za-z0-9_-]{43})", answer.text)
    assert token is not None

    link = db.session.scalars(select(ShareLink)).one()

    assert link.token_hash == hashlib.sha256(token[1].encode()).digest()


@pytest.mark.parametrize("days", ["0", "181", "soon"])
def test_a_link_for_impossible_days_is_refused_at_the_field(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn, run_jobs: RunJobs, days: str
) -> None:
    offer = make_offer(chosen=1)
    proposal = issue(offer)
    run_jobs()
    sign_in(client, offer.coordinator)

    answer = client.post(
        f"/proposals/{proposal.id}/links", data={"1-recipient": "Pat", "1-days": days}
    )

    assert answer.status_code == 422
    assert db.session.scalars(select(ShareLink)).all() == []


def test_a_changed_shortlist_is_said_on_the_tab_and_hides_the_issue_button(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    offer = make_offer(chosen=1)
    proposal = draft(offer)
    decide(offer, 2)
    sign_in(client, offer.coordinator)

    page = client.get(f"/pursuits/{offer.pursuit.id}/proposal").text

    assert "The shortlist changed" in page
    assert f"/proposals/{proposal.id}/issue" not in page


def test_a_stale_issue_is_refused(db: SQLAlchemy, client: FlaskClient, sign_in: SignIn) -> None:
    offer = make_offer(chosen=1)
    proposal = draft(offer)
    sign_in(client, offer.coordinator)

    answer = client.post(f"/proposals/{proposal.id}/issue", data={"version": 99})

    assert answer.status_code == 409
    assert db.session.get_one(Proposal, proposal.id).is_draft


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("get", "/pursuits/{pursuit}/proposal"),
        ("post", "/pursuits/{pursuit}/proposal"),
        ("get", "/proposals/{proposal}/preview"),
        ("get", "/proposals/{proposal}/edit"),
        ("post", "/proposals/{proposal}/issue"),
        ("get", "/proposals/{proposal}/files/pdf"),
        ("post", "/proposals/{proposal}/links"),
    ],
)
def test_a_planner_finds_no_proposal(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn, method: str, path: str
) -> None:
    offer = make_offer(chosen=1)
    proposal = draft(offer)
    sign_in(client, offer.planner)

    answer = getattr(client, method)(path.format(pursuit=offer.pursuit.id, proposal=proposal.id))

    assert answer.status_code == 404


def test_a_picture_that_is_not_in_the_proposal_is_not_found(
    db: SQLAlchemy, client: FlaskClient, sign_in: SignIn
) -> None:
    offer = make_offer()
    proposal = draft(offer)
    photo = offer.sites[0].photos[0].file.sha256
    sign_in(client, offer.coordinator)

    shown = client.get(f"/proposals/{proposal.id}/pictures/{photo}")
    other = client.get(f"/proposals/{proposal.id}/pictures/{'0' * 64}")

    assert (shown.status_code, shown.mimetype) == (200, "image/jpeg")
    assert other.status_code == 404
