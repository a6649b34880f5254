"""By the clock: whose calendar runs out."""

from __future__ import annotations

from fss.calendars.services import tell_ending_calendars
from fss.jobs.services import periodic
from fss.timezone import utcnow


@periodic("ending_calendars", hour="10", minute="40")
def tell_ending() -> None:
    """Each night, before the daily mail."""
    tell_ending_calendars(now=utcnow())
