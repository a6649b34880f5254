"""Stages and their allowed moves, code names, tracking codes. Pure."""

from __future__ import annotations

import secrets
from enum import StrEnum

from fss.errors import RuleError


class Labeled(StrEnum):
    """A choice whose label is its value in plain words."""

    @property
    def label(self) -> str:
        """As people read it."""
        return self.value.replace("_", " ").capitalize()


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


class RequestSource(Labeled):
    """Where a request came from."""

    STATE_AGENCY = "state_agency"
    REGIONAL_PARTNERSHIP = "regional_partnership"
    SITE_SELECTOR = "site_selector"
    BROKER = "broker"
    COMPANY = "company"
    UTILITY = "utility"
    RAILROAD = "railroad"
    CITY = "city"
    OTHER = "other"


class Confidentiality(Labeled):
    """Who may know of a pursuit."""

    OPEN = "open"
    CONFIDENTIAL = "confidential"
    UNDER_NDA = "under_nda"

    @property
    def label(self) -> str:
        """As people read it."""
        return {"open": "Open", "confidential": "Confidential"}.get(
            self.value, "Confidential, under a non-disclosure agreement"
        )


class ProjectType(Labeled):
    """What the company wants to do."""

    NEW = "new"
    RELOCATION = "relocation"
    EXPANSION = "expansion"
    CONSOLIDATION = "consolidation"
    NOT_SAID = "not_said"


class PropertyWanted(Labeled):
    """Land, a building, or either."""

    LAND = "land"
    BUILDING = "building"
    EITHER = "either"


# No vowels and no look-alikes: no words arise, and it can be read over the telephone.
ALPHABET = "BCDFGHJKLMNPQRSTVWXZ23456789"


def new_tracking_code() -> str:
    """A code that cannot be guessed: 16 signs of 28, about 77 random bits, in groups of four."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def code_key(code_name: str) -> str:
    """What makes two code names the same: case and white space do not count."""
    return " ".join(code_name.split()).casefold()
