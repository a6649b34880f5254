"""Private addresses at which calendars read due times: given, taken back, opened."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts.rules.people import new_token, token_hash
from fss.audit.services import record
from fss.db import db
from fss.errors import ForbiddenError, GoneError, NotFoundError
from fss.permissions.rules import Identity
from fss.timezone import local_date
from fss.work import queries
from fss.work.models import CalendarFeed, ProcessInstance
from fss.work.rules.feeds import Entry

UNKNOWN = "This calendar is not known. Check that you copied all of the address."
ENDED = "This calendar was taken back. Its owner can make a new address on the page My work."
#: How exactly a feed tells when it was last read: calendars ask often.
NOTED_EVERY = timedelta(hours=1)


def create_feed(
    *, process: ProcessInstance | None = None, actor: Identity, now: datetime
) -> tuple[CalendarFeed, str]:
    """A new secret address for the actor's work, or for one process; also its token, kept nowhere.

    An earlier address for the same ends. Raises ForbiddenError for a process the actor may not
    see.
    """
    if actor.user_id is None or (process is not None and not actor.is_county_staff):
        raise ForbiddenError
    subject = (process.subject_type, process.subject_id) if process else (None, None)
    for earlier in db.session.scalars(
        select(CalendarFeed).where(
            CalendarFeed.user_id == actor.user_id, CalendarFeed.revoked_at.is_(None)
        )
    ):
        if (earlier.subject_type, earlier.subject_id) == subject:
            earlier.revoked_at = now
    token = new_token()
    feed = CalendarFeed(
        user_id=actor.user_id,
        subject_type=subject[0],
        subject_id=subject[1],
        token_hash=token_hash(token),
        created_at=now,
    )
    db.session.add(feed)
    db.session.flush()
    record("calendar_feed:give", subject=feed)
    return feed, token


def revoke_feed(feed: CalendarFeed, *, actor: Identity, now: datetime) -> None:
    """Let a secret address end; nothing is read at it any more."""
    if feed.user_id != actor.user_id:
        raise ForbiddenError
    if feed.revoked_at is None:
        feed.revoked_at = now
        record("calendar_feed:revoke", subject=feed)
        db.session.flush()


def read_feed(token: str, *, now: datetime) -> list[Entry]:
    """What stands in the feed of a secret address, by the rights that its owner has today.

    Raises NotFoundError for an unknown address, GoneError for one that was taken back, whose
    owner has no account any more, or may no longer see what it is about.
    """
    feed = queries.find_feed(token)
    if feed is None:
        raise NotFoundError(UNKNOWN)
    identity = accounts.identity_of(feed.user_id, local_date(now, accounts.get_zone()))
    if feed.revoked_at is not None or identity.is_anonymous:
        raise GoneError(ENDED)
    entries = queries.feed_entries(feed, identity, now)
    if entries is None:
        raise GoneError(ENDED)
    if feed.read_at is None or now - feed.read_at >= NOTED_EVERY:
        feed.read_at = now
        db.session.flush()
    return entries
