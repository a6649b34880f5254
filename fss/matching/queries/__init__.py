"""Reading a match: every site's verdict on every criterion, in an order without bias."""

from fss.matching.queries.asked import Asked, asked_by
from fss.matching.queries.decisions import (
    decisions_of,
    left_out,
    shortlist_counts,
    shortlisted,
)
from fss.matching.queries.match import PAGE, Match, MatchRow, Tally, match, verdicts_of_all

__all__ = [
    "PAGE",
    "Asked",
    "Match",
    "MatchRow",
    "Tally",
    "asked_by",
    "decisions_of",
    "left_out",
    "match",
    "shortlist_counts",
    "shortlisted",
    "verdicts_of_all",
]
