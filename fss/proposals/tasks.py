"""Writing the packet of an issued proposal."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fss.db import db
from fss.errors import RuleError
from fss.jobs.services import Progress, job
from fss.permissions.guard import current_identity
from fss.proposals import queries, services
from fss.proposals.documents import write_packet
from fss.proposals.rules import file_stem
from fss.timezone import utcnow


@job("packet")
def make_packet(progress: Progress, *, proposal_id: str) -> dict[str, Any]:
    """PDF, DOCX and ZIP from what was frozen at issue, never from the facts as they are now."""
    progress(0, 5, "Reading what was frozen")
    proposal = queries.get_proposal(UUID(proposal_id), current_identity())
    content = queries.content_of(proposal)
    if content is None:
        raise RuleError("This proposal is not issued yet.")
    document = services.frozen_document(proposal)
    stem = file_stem(proposal.pursuit.code_name, proposal.number)
    # Writing takes longest and needs no lock: let others write meanwhile.
    db.session.rollback()
    files = write_packet(document, content["facts"], stem=stem, tell=progress)
    proposal = queries.get_proposal(UUID(proposal_id), current_identity())
    services.keep_packet(proposal, files, actor=current_identity(), now=utcnow())
    progress(5, 5, "Done")
    return {"url": f"/pursuits/{proposal.pursuit_id}/proposal"}
