"""Opening what a private link leads to."""

from __future__ import annotations

from datetime import datetime

from fss.errors import GoneError, NotFoundError
from fss.portal import queries
from fss.proposals.models import ShareLink


def open_link(token: str, *, now: datetime) -> ShareLink:
    """The link of a token. NotFoundError when there is none, GoneError when it has ended."""
    found = queries.link_by_token(token)
    if found is None:
        raise NotFoundError("This link is not known. Check that you copied all of it.")
    if not found.is_open(now):
        raise GoneError("This link has ended.")
    return found
