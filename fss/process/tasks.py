"""By the clock: whose time runs out."""

from __future__ import annotations

from fss.jobs.services import periodic
from fss.process.services.sweeping import sweep_clocks
from fss.timezone import utcnow


@periodic("sweep_clocks", minute="*")
def sweep() -> None:
    """Each minute."""
    sweep_clocks(now=utcnow())
