"""From the shortlist to a draft, and from the draft to something that never changes."""

from __future__ import annotations

from datetime import date

import pytest
from flask_sqlalchemy import SQLAlchemy

from fss.documents.words import plain_text
from fss.errors import ConflictError, RuleError
from fss.proposals import queries, services
from fss.proposals.documents import content_hash
from fss.sites.models import Confidence
from fss.sites.services import state_facts
from fss.timezone import utcnow
from tests.factories.proposals import decide, draft, issue, make_offer


def test_a_draft_needs_a_shortlist_and_says_what_to_do(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=0)

    with pytest.raises(RuleError, match="Open the Sites tab"):
        draft(offer)


def test_there_is_one_draft_at_a_time_and_a_new_number_after_issue(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=2)
    first = draft(offer)

    with pytest.raises(RuleError, match="still a draft"):
        draft(offer)
    issue(offer, first)
    second = draft(offer)

    assert (first.number, second.number) == (1, 2)


def test_a_site_in_a_proposal_counts_as_used_since(db: SQLAlchemy) -> None:
    before = utcnow()
    offer = make_offer(chosen=2)
    proposal = draft(offer)
    ids = [site.id for site in offer.sites]

    since_then = queries.proposed_since(ids, before)
    since_now = queries.proposed_since(ids, utcnow())

    assert {str(one) for one in since_then} == set(proposal.site_ids)
    assert len(since_then) == 2
    assert since_now == {}


def test_the_letter_names_the_county_s_contact_and_no_company(db: SQLAlchemy) -> None:
    offer = make_offer(request_text="Acme Rockets Inc. wants land")

    proposal = draft(offer)

    assert "first.stop@example.org" in proposal.letter
    assert "Acme" not in plain_text(services.document_of(proposal, at=utcnow()))


def test_a_stale_edit_shows_both_versions_and_keeps_the_first(db: SQLAlchemy) -> None:
    offer = make_offer()
    proposal = draft(offer)
    words = {"title": "One", "prepared_for": "", "letter": "Hello"}
    services.edit_proposal(proposal, **words, version=1, actor=offer.actor)

    with pytest.raises(ConflictError) as caught:
        services.edit_proposal(proposal, **{**words, "title": "Two"}, version=1, actor=offer.actor)

    assert caught.value.theirs == {"Title": "One"}
    assert caught.value.yours == {"Title": "Two"}


def test_a_changed_shortlist_stops_the_issue_until_it_is_taken_over(db: SQLAlchemy) -> None:
    offer = make_offer(chosen=1)
    proposal = draft(offer)
    decide(offer, 2)

    with pytest.raises(RuleError, match="shortlist changed"):
        services.issue_proposal(proposal, version=proposal.version, actor=offer.actor, now=utcnow())
    services.take_shortlist(proposal, now=utcnow())
    issue(offer, proposal)

    assert len(proposal.site_ids) == 2


def test_a_proposal_is_issued_once_and_not_edited_afterwards(db: SQLAlchemy) -> None:
    offer = make_offer()
    proposal = issue(offer)

    with pytest.raises(RuleError, match="does not change"):
        issue(offer, proposal)
    with pytest.raises(RuleError, match="does not change"):
        services.edit_proposal(
            proposal, title="x", prepared_for="", letter="", version=2, actor=offer.actor
        )


def test_what_was_issued_stays_when_facts_change_later(db: SQLAlchemy) -> None:
    offer = make_offer()
    proposal = issue(offer)
    before = plain_text(services.frozen_document(proposal))
    state_facts(
        offer.sites[0],
        [("contiguous_acres_max", "1234 acres")],
        source="Somebody else",
        as_of=date(2026, 7, 1),
        confidence=Confidence.OWNER,
        actor=offer.actor,
        now=utcnow(),
    )
    db.session.commit()
    db.session.expire_all()

    after = plain_text(services.frozen_document(proposal))

    assert "60 acres" in before
    assert after == before
    assert content_hash(queries.content_of(proposal) or {}) == proposal.content_hash


def test_the_frozen_content_is_refused_when_somebody_changed_it(db: SQLAlchemy) -> None:
    offer = make_offer()
    proposal = issue(offer)
    content = queries.content_of(proposal)
    assert content is not None
    content["document"]["title"] = "Better"
    proposal.content = dict(content)
    db.session.flush()

    with pytest.raises(Exception, match="SHA-256"):
        services.frozen_document(proposal)


def test_the_issue_leaves_a_deed_in_the_pursuit_s_history(db: SQLAlchemy) -> None:
    from fss.audit.queries import events_of

    offer = make_offer()
    issue(offer)
    db.session.commit()

    events, _ = events_of("pursuit", offer.pursuit.id, page=1, size=100)

    assert "proposal:issue" in [event.verb for event in events]
