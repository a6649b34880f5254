"""Delivery in the background."""

from __future__ import annotations

import uuid

from fss.jobs.services import background, periodic
from fss.mail import services
from fss.mail.rules import TRIES
from fss.timezone import utcnow


@background("deliver_mail", retries=TRIES - 1, retry_delay=60, retry_backoff=3)
def deliver(mail_id: str) -> None:
    """Deliver one mail; after 1, 3, 9, 27 and 81 minutes it is tried again."""
    services.deliver_mail(uuid.UUID(mail_id), now=utcnow())


@periodic("requeue_mails", minute="*/30")
def put_back_what_waits() -> None:
    """Bring back mails that a lost queue forgot."""
    services.requeue_mails(now=utcnow())
