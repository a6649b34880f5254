"""Stages of a pursuit and the moves between them."""

from __future__ import annotations

from fss.errors import RuleError
from fss.pursuits.rules.labels import Labeled


class Stage(Labeled):
    """Where a pursuit stands."""

    RECEIVED = "received"
    TRIAGE = "triage"
    CALL_FOR_SITES = "call_for_sites"
    DRAFTING = "drafting"
    REVIEW = "review"
    SUBMITTED = "submitted"
    CLARIFICATION = "clarification"
    SHORTLIST = "shortlisted"
    SITE_VISIT = "site_visit"
    NEGOTIATION = "negotiation"
    WON = "won"
    LOST = "lost"
    WITHDRAWN = "withdrawn"
    NO_BID = "no_bid"


UNSENT = frozenset(
    {Stage.RECEIVED, Stage.TRIAGE, Stage.CALL_FOR_SITES, Stage.DRAFTING, Stage.REVIEW}
)
"""Stages before the answer was sent: only there can it be late."""

CLOSED = frozenset({Stage.WON, Stage.LOST, Stage.WITHDRAWN, Stage.NO_BID})

_AHEAD: dict[Stage, tuple[Stage, ...]] = {
    Stage.RECEIVED: (Stage.TRIAGE, Stage.NO_BID),
    Stage.TRIAGE: (Stage.CALL_FOR_SITES, Stage.DRAFTING, Stage.NO_BID),
    Stage.CALL_FOR_SITES: (Stage.DRAFTING, Stage.NO_BID),
    Stage.DRAFTING: (Stage.REVIEW, Stage.CALL_FOR_SITES, Stage.NO_BID),
    Stage.REVIEW: (Stage.SUBMITTED, Stage.DRAFTING, Stage.NO_BID),
    Stage.SUBMITTED: (Stage.CLARIFICATION, Stage.SHORTLIST, Stage.WON, Stage.LOST),
    Stage.CLARIFICATION: (Stage.SUBMITTED, Stage.SHORTLIST, Stage.LOST),
    Stage.SHORTLIST: (Stage.SITE_VISIT, Stage.NEGOTIATION, Stage.WON, Stage.LOST),
    Stage.SITE_VISIT: (Stage.NEGOTIATION, Stage.SHORTLIST, Stage.WON, Stage.LOST),
    Stage.NEGOTIATION: (Stage.SITE_VISIT, Stage.WON, Stage.LOST),
}
MOVES: dict[Stage, tuple[Stage, ...]] = {
    stage: (*_AHEAD[stage], Stage.WITHDRAWN) if stage in _AHEAD else () for stage in Stage
}


def check_move(present: Stage, to: Stage) -> None:
    """Raise RuleError unless a pursuit may go from `present` to `to`."""
    if to not in MOVES[present]:
        raise RuleError(
            f"A pursuit cannot go from {present.label.lower()} to {to.label.lower()}.", "stage"
        )


def needs_reason(to: Stage) -> bool:
    """Whether a move to `to` must say why."""
    return to in {Stage.LOST, Stage.WITHDRAWN, Stage.NO_BID}
