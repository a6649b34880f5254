"""By the clock: the daily mail, and counting what missing facts cost."""

from __future__ import annotations

from fss.jobs.services import periodic
from fss.timezone import utcnow
from fss.upkeep.services.counting import count_missing_facts
from fss.upkeep.services.mails import send_daily_mails


@periodic("daily_mail", minute="5,35")
def send_mails() -> None:
    """Every half hour, because seven in the county's morning moves with its zone and season."""
    send_daily_mails(now=utcnow())


@periodic("count_missing_facts", hour="9", minute="20")
def count_missing() -> None:
    """Each night."""
    count_missing_facts(now=utcnow())
