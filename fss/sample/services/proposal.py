"""The sample's answered pursuit: shortlist, proposal, packet and private link."""

from __future__ import annotations

from flask import current_app

from fss.db import db
from fss.jobs.rules import JobState
from fss.jobs.services import run_job
from fss.matching.queries import verdicts_of_all
from fss.matching.services import decide_sites
from fss.permissions.guard import acting
from fss.permissions.rules import Identity
from fss.proposals.models import Proposal
from fss.proposals.services import create_proposal, issue_proposal, share_proposal
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import Stage
from fss.sample.services.pursuits import Calendar, advance, gather_statements
from fss.sample.services.steps import finish_step

SHORTLIST_SIZE = 4
LEFT_OUT = "Meets what must be, but the sites above it meet more of what is wished."
LINK_DAYS = 60


def propose(pursuit: Pursuit, times: Calendar, actor: Identity) -> Proposal:
    """Shortlist the best sites, gather the partners' word on them, issue the proposal."""
    with acting(actor):
        best = [row for row in verdicts_of_all(pursuit) if row.is_eligible][:SHORTLIST_SIZE]
        gather_statements(pursuit, [f"{row.name}, {row.city}" for row in best], times)
        decide_sites(
            pursuit,
            chosen={row.site_id for row in best},
            reasons={},
            common_reason=LEFT_OUT,
            actor=actor,
            now=times.at(4, 9, 20),
        )
        advance(pursuit, Stage.DRAFTING, actor, times.at(4, 9, 30))
        proposal = create_proposal(pursuit, actor=actor, now=times.at(4, 10))
        finish_step(pursuit, "P10", at=times.at(4, 15, 30))
        advance(pursuit, Stage.REVIEW, actor, times.at(4, 15, 45))
        issue_proposal(proposal, version=proposal.version, actor=actor, now=times.at(5, 10))
    return proposal


def write_and_send(proposal: Proposal, times: Calendar, actor: Identity) -> None:
    """Write the files here and now, then mail the private link (it stays in the outbox).

    Where the files cannot be written, the proposal waits in review and its page says why.
    """
    assert proposal.job_id is not None
    if run_job(proposal.job_id).state is not JobState.DONE:
        return
    db.session.refresh(proposal)
    with acting(actor):
        share_proposal(
            proposal,
            recipient=proposal.pursuit.contact_name,
            days=LINK_DAYS,
            email=proposal.pursuit.contact_email,
            link=packet_address,
            actor=actor,
            now=times.at(5, 11),
        )
        finish_step(proposal.pursuit, "P11", at=times.at(5, 11), note="Sent by private link.")
        advance(proposal.pursuit, Stage.SUBMITTED, actor, times.at(5, 11, 5))


def packet_address(token: str) -> str:
    """The address of the broker's page."""
    path = current_app.url_map.bind("").build("portal.packet", {"token": token})
    return f"{current_app.config['FSS'].base_url}{path}"
