"""Once a day: who is told of changes in a list they keep."""

from __future__ import annotations

from fss.jobs.services import periodic
from fss.searches.services import tell_changes
from fss.timezone import utcnow


@periodic("tell_search_changes", hour="10", minute="30")
def tell_search_changes() -> None:
    """Before the daily mail is written."""
    tell_changes(now=utcnow())
