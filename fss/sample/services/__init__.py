"""Making the sample county in an empty database, through the same services that people use."""

from __future__ import annotations

import re
from datetime import datetime
from urllib.parse import urlsplit

from flask import current_app
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.db import db
from fss.mail.models import OutboxMail
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM
from fss.sample import places
from fss.sample.services.county import COORDINATOR, identity_for, make_county
from fss.sample.services.layers import make_layers
from fss.sample.services.proposal import propose, write_and_send
from fss.sample.services.pursuits import (
    make_answered,
    make_call_for_sites,
    make_received_today,
)
from fss.sample.services.sites import make_sites
from fss.sample.services.variants import make_variants
from fss.timezone import utcnow
from fss.upkeep.services.counting import count_missing_facts

__all__ = ["ensure_sample_county", "sample_sign_ins"]


def ensure_sample_county(now: datetime | None = None) -> bool:
    """Make the sample county when the database holds no county; commits. Whether it was made.

    Everything up to the issued proposal is one transaction; its files are written after it, as a
    job, here and now (a few seconds), and the private link follows in a third.
    """
    if accounts.get_county() is not None:
        return False
    now = now or utcnow()
    with acting(SYSTEM):
        make_county(now)
        make_layers(now)
        make_sites(now)
    make_variants(now)
    coordinator = identity_for(COORDINATOR)
    make_received_today(actor=coordinator, now=now)
    make_call_for_sites(actor=coordinator, now=now)
    answered, times = make_answered(actor=coordinator, now=now)
    proposal = propose(answered, times, coordinator)
    db.session.commit()
    write_and_send(proposal, times, coordinator)
    count_missing_facts(now=now)
    db.session.commit()
    return True


def sample_sign_ins() -> list[str]:
    """Role, e-mail and password of the sample's accounts; empty for any other county."""
    county = accounts.get_county()
    if county is None or not county.is_sample:
        return []
    shown = [person for person in places.PEOPLE if person.shown]
    names = {place.code: place.name for place in (*places.MEMBERS, *places.PARTNERS)}
    rows = [(_post(person, names), person.email) for person in shown]
    wide = max(len(post) for post, _ in rows)
    return [
        f"Sample sign-ins for {county.name}, {county.state}, a made-up county "
        f"(password for all: {places.PASSWORD})",
        *(f"  {post:<{wide}}  {email}" for post, email in rows),
        f"  {'Broker, no sign-in':<{wide}}  {_private_link()}",
    ]


def _private_link() -> str:
    """The broker's address from the mail that was sent, at the present address of this server."""
    text = db.session.scalar(
        select(OutboxMail.text)
        .where(OutboxMail.purpose == "share-link")
        .order_by(OutboxMail.created_at, OutboxMail.id)
        .limit(1)
    )
    found = re.search(r"https?://\S+", text or "")
    if found is None:
        return "by the private link in the outbox"
    return f"{current_app.config['FSS'].base_url}{urlsplit(found[0]).path}"


def _post(person: places.Person, names: dict[str, str]) -> str:
    role, code = person.holdings[0]
    place = names.get(code)
    return f"{role.label}, {place}" if place else role.label
