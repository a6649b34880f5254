"""Confirming by a private link: made for a mail, opened without sign-in, answered by fact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import update

from fss.accounts.models import User
from fss.accounts.rules.people import new_token, token_hash
from fss.db import db
from fss.errors import GoneError, NotFoundError, RuleError
from fss.permissions.rules import Identity
from fss.sites.models import Confidence, Fact
from fss.sites.services import state_facts
from fss.sites.services.confirming import confirm_facts
from fss.upkeep import rules
from fss.upkeep.models import ConfirmItem, ConfirmLink
from fss.upkeep.queries.links import Asked, asked_by, identity_of_link, link_by_token
from fss.upkeep.rules import Answer

ENDED = "This link has ended."
UNKNOWN = "This link is not known. Check that you copied all of it."


@dataclass(frozen=True, slots=True)
class Opened:
    """A link that can be used: for whom it acts, and what it asks."""

    link: ConfirmLink
    identity: Identity
    asked: Sequence[Asked]

    @property
    def open(self) -> list[Asked]:
        """What is still to be answered."""
        return [one for one in self.asked if one.is_open]

    @property
    def done(self) -> list[Asked]:
        """What was answered, or changed meanwhile."""
        return [one for one in self.asked if not one.is_open]


def make_link(user: User, fact_ids: Sequence[int], *, now: datetime) -> str:
    """Make a link for one person to some facts and return its token, which is kept nowhere.

    The links made for the person before end.
    """
    db.session.execute(
        update(ConfirmLink)
        .where(ConfirmLink.user_id == user.id, ConfirmLink.expires_at > now)
        .values(expires_at=now)
    )
    token = new_token()
    link = ConfirmLink(
        user_id=user.id,
        token_hash=token_hash(token),
        created_at=now,
        expires_at=now + rules.LINK_LIFE,
    )
    link.items = [
        ConfirmItem(position=place, fact_id=fact_id) for place, fact_id in enumerate(fact_ids, 1)
    ]
    db.session.add(link)
    db.session.flush()
    return token


def open_link(token: str, *, today: date, now: datetime) -> Opened:
    """What a token leads to.

    NotFoundError when there is no such link; GoneError when it has ended, or when its person has
    left or plans for none of the cities any more.
    """
    link = link_by_token(token)
    if link is None:
        raise NotFoundError(UNKNOWN)
    identity = identity_of_link(link, today)
    asked = asked_by(link, identity)
    if link.expires_at <= now or not asked:
        raise GoneError(ENDED)
    return Opened(link, identity, asked)


def answer_link(
    opened: Opened,
    answers: Mapping[str, tuple[Answer, str]],
    *,
    today: date,
    now: datetime,
) -> int:
    """Take answers by the fact's `name`: what is said, and the new words of what changed.

    Returns how many were taken. What was answered before, or changed meanwhile, is left alone.
    Raises RuleError (field: the name) before anything is written for words that cannot be read.
    """
    given = [(one, *answers[one.name]) for one in opened.open if one.name in answers]
    source = f"{opened.identity.name}, by e-mail link"
    for one, answer, words in given:
        if answer is Answer.CHANGED:
            _state(one, words, source=source, today=today, actor=opened.identity, now=now)
    confirm_facts(
        [one.fact.id for one, answer, _ in given if answer is Answer.RIGHT],
        source=source,
        as_of=today,
        actor=opened.identity,
        now=now,
    )
    for one, answer, _ in given:
        one.item.answer, one.item.answered_at = answer, now
    db.session.flush()
    return len(given)


def _state(
    one: Asked, words: str, *, source: str, today: date, actor: Identity, now: datetime
) -> None:
    if not words.strip():
        raise RuleError("Enter the new value, or choose another answer.", one.name)
    try:
        state_facts(
            one.site,
            [(one.field.key, words)],
            source=source,
            as_of=today,
            confidence=confidence_by_link(one.fact),
            actor=actor,
            now=now,
        )
    except RuleError as error:
        raise RuleError(error.message, one.name) from None


def confidence_by_link(fact: Fact) -> Confidence:
    """How sure a value is that was changed by link: as before, but no document backs it."""
    documented = fact.confidence is Confidence.DOCUMENTED
    return Confidence.UNKNOWN if documented else fact.confidence
