"""Keeping searches, and telling their owners what changed."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func, select

from fss.accounts.queries import identity_of
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import add_notice
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import Identity, Permission, allows
from fss.searches.models import MailOn, SavedSearch
from fss.searches.queries import changes_of, found_by, last_fact, searches_to_watch
from fss.sites.rules import bits

NOTICE = "saved_search"
NAME_LENGTH = 120
MOST_KEPT = 50
LONGEST = 4_000

declare_notice_kind(NOTICE, "Changes in the lists of sites that you saved")


def save_search(
    *, name: str, asked: str, mail: MailOn, actor: Identity, now: datetime
) -> SavedSearch:
    """Keep a search; what it finds now counts as seen. RuleError (field `name`)."""
    assert actor.user_id is not None
    kept = db.session.scalar(
        select(func.count()).select_from(SavedSearch).where(SavedSearch.user_id == actor.user_id)
    )
    if (kept or 0) >= MOST_KEPT:
        raise RuleError(f"You have {MOST_KEPT} saved searches. Delete one first.", "name")
    if len(asked) > LONGEST:
        raise RuleError("These filters are too many to be saved. Take some away.", "name")
    search = SavedSearch(
        user_id=actor.user_id,
        name=_checked_name(name, actor, None),
        asked=asked,
        mail=mail,
        seen=b"",
        seen_fact=0,
        looked_at=now,
        created_at=now,
    )
    db.session.add(search)
    look_at(search, actor=actor, now=now)
    return search


def edit_search(search: SavedSearch, *, name: str, mail: MailOn, actor: Identity) -> None:
    """Give another name, or say when to be told."""
    search.name = _checked_name(name, actor, search)
    search.mail = mail
    db.session.flush()


def delete_search(search: SavedSearch) -> None:
    """Keep it no longer."""
    db.session.delete(search)
    db.session.flush()


def look_at(search: SavedSearch, *, actor: Identity, now: datetime) -> None:
    """Say that the person has seen what the search finds now."""
    search.seen = bits.to_bytes(found_by(search.asked, actor))
    search.seen_fact = last_fact()
    search.looked_at = now
    db.session.flush()


def tell_changes(*, now: datetime) -> int:
    """Leave a notice for each watched search that changed; returns how many.

    What is told counts as seen: nobody is told the same twice. A person whose rights changed is
    told of what they may see now; who may see no list any more is told nothing.
    """
    told = 0
    for search in searches_to_watch():
        identity = identity_of(search.user_id)
        if not allows(Permission.SITE_LIST, identity):
            continue
        changes = changes_of(search, identity)
        if not changes.are_any:
            continue
        add_notice(
            search.user_id,
            kind=NOTICE,
            text=f"{search.name}: {changes.words}",
            path=f"/searches/{search.id}",
            now=now,
        )
        search.seen, search.seen_fact = bits.to_bytes(changes.now), changes.fact
        search.looked_at = now
        told += 1
    db.session.flush()
    return told


def _checked_name(name: str, actor: Identity, itself: SavedSearch | None) -> str:
    name = " ".join(name.split())
    if not name:
        raise RuleError("Give the search a name.", "name")
    if len(name) > NAME_LENGTH:
        raise RuleError(f"The name is longer than {NAME_LENGTH} characters. Shorten it.", "name")
    other = db.session.scalar(
        select(SavedSearch).where(SavedSearch.user_id == actor.user_id, SavedSearch.name == name)
    )
    if other is not None and other is not itself:
        raise RuleError("You have a saved search of this name already.", "name")
    return name
