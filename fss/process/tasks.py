"""By the clock: whose time runs out, and whose role is over."""

from __future__ import annotations

from fss.jobs.services import periodic
from fss.process.services.ending import tell_ending_calendars
from fss.process.services.handover import hand_over_ended
from fss.process.services.sweeping import sweep_clocks
from fss.timezone import utcnow


@periodic("sweep_clocks", minute="*")
def sweep() -> None:
    """Each minute."""
    sweep_clocks(now=utcnow())


@periodic("hand_over", minute="12")
def hand_over() -> None:
    """Each hour, because midnight in the county moves with its zone and season."""
    hand_over_ended(now=utcnow())


@periodic("ending_calendars", hour="10", minute="40")
def tell_ending() -> None:
    """Each night, before the daily mail."""
    tell_ending_calendars(now=utcnow())
