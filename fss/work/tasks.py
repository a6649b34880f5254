"""By the clock: whose time runs out, and whose role is over."""

from __future__ import annotations

from fss.jobs.services import periodic
from fss.timezone import utcnow
from fss.work.services import hand_over_ended, sweep_clocks


@periodic("sweep_clocks", minute="*")
def sweep() -> None:
    """Each minute."""
    sweep_clocks(now=utcnow())


@periodic("hand_over", minute="12")
def hand_over() -> None:
    """Each hour, because midnight in the county moves with its zone and season."""
    hand_over_ended(now=utcnow())
