"""Kept searches: whose they are, what they find now, what changed since they were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import parse_qs
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from fss.db import db
from fss.errors import NotFoundError, RuleError
from fss.permissions.rules import Identity
from fss.searches.models import MailOn, SavedSearch
from fss.sites.models import Fact, Site, SiteValue, class_of_field
from fss.sites.queries import SiteFilters, asked_filters, find_sites, visible
from fss.sites.queries.scope import CITY_SIDE
from fss.sites.rules import bits
from fss.sites.rules.classes import SHARED
from fss.sites.rules.dictionary import FIELDS

MOST_ARGUMENTS = 1_000
MOST_NAMED = 100


@dataclass(frozen=True, slots=True)
class Changes:
    """Site numbers that are new in a list, gone from it, and in it with facts that are newer.

    `now` is the set of what is found, `fact` the last fact there is.
    """

    new: tuple[int, ...]
    gone: tuple[int, ...]
    changed: tuple[int, ...]
    now: int
    fact: int

    @property
    def are_any(self) -> bool:
        """Whether there is anything to tell."""
        return bool(self.new or self.gone or self.changed)

    @property
    def words(self) -> str:
        """`2 new, 1 gone, 3 changed`."""
        told = (("new", self.new), ("gone", self.gone), ("changed", self.changed))
        return ", ".join(f"{len(numbers)} {word}" for word, numbers in told if numbers)


def get_search(search_id: UUID, identity: Identity) -> SavedSearch:
    """A person's own kept search; NotFoundError for anybody else's."""
    search = db.session.get(SavedSearch, search_id)
    if search is None or identity.user_id is None or search.user_id != identity.user_id:
        raise NotFoundError
    return search


def searches_of(identity: Identity) -> Sequence[SavedSearch]:
    """A person's kept searches, by name."""
    return db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.user_id == identity.user_id)
        .order_by(func.lower(SavedSearch.name), SavedSearch.id)
    ).all()


def searches_to_watch() -> Sequence[SavedSearch]:
    """The kept searches whose owners want to be told of changes, owner by owner."""
    return db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.mail == MailOn.DAILY)
        .order_by(SavedSearch.user_id, SavedSearch.created_at, SavedSearch.id)
    ).all()


def arguments_of(asked: str) -> dict[str, list[str]]:
    """The arguments in the query of an address; RuleError when there are too many."""
    try:
        return parse_qs(asked, max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        raise RuleError("These filters are too many. Take some away in the list.") from None


def filters_of(asked: str, identity: Identity) -> SiteFilters:
    """The filters that the query of an address asks for."""
    return asked_filters(arguments_of(asked), identity)[0]


def found_by(asked: str, identity: Identity) -> int:
    """The set of the sites found now, as far as the person may see them."""
    return find_sites(filters_of(asked, identity), identity).bits


def last_fact() -> int:
    """The number of the last fact that was stated."""
    return db.session.scalar(select(func.max(Fact.id))) or 0


def changes_of(search: SavedSearch, identity: Identity) -> Changes:
    """What changed since the search was last looked at, as far as the person may see."""
    now, then = found_by(search.asked, identity), bits.from_bytes(search.seen)
    fact = last_fact()
    return Changes(
        new=tuple(bits.numbers_of(bits.without(now, then))),
        gone=tuple(bits.numbers_of(bits.without(then, now))),
        changed=_changed(now & then, search.seen_fact, identity) if fact > search.seen_fact else (),
        now=now,
        fact=fact,
    )


def named(changes: Changes, identity: Identity) -> dict[str, list[tuple[UUID, str, str]]]:
    """The sites that are new, changed and gone, as (id, name, reference), by number.

    Of each at most `MOST_NAMED`; sites that are gone are named where the person may still see
    them.
    """
    return {
        "new": _named(changes.new, identity),
        "changed": _named(changes.changed, identity),
        "gone": _named(changes.gone, identity),
    }


def _named(numbers: tuple[int, ...], identity: Identity) -> list[tuple[UUID, str, str]]:
    rows = db.session.execute(
        select(Site.id, Site.name, Site.number)
        .where(Site.number.in_(numbers[:MOST_NAMED]), visible(identity))
        .order_by(Site.number)
    )
    return [(row.id, row.name, f"S-{row.number:04d}") for row in rows]


def _told_to(identity: Identity) -> ColumnElement[bool]:
    """SQL: a fact of its site that the person may see."""
    if identity.is_system or identity.is_county_staff:
        return true()
    closed = [key for key in FIELDS if not class_of_field(key).is_shared]
    return or_(
        Site.organization_id.in_(identity.organizations(*CITY_SIDE)),
        Fact.data_class.in_(SHARED),
        and_(Fact.data_class.is_(None), Fact.field.not_in(closed)),
    )


def _changed(among: int, since: int, identity: Identity) -> tuple[int, ...]:
    """The sites of a set of which a current value that the person may see is newer."""
    query = (
        select(Site.number)
        .distinct()
        .join(SiteValue, SiteValue.site_id == Site.id)
        .join(Fact, Fact.id == SiteValue.fact_id)
        .where(SiteValue.fact_id > since, _told_to(identity))
        .order_by(Site.number)
    )
    members = bits.members(among)
    return tuple(
        number
        for number in db.session.scalars(query)
        if number >> 3 < len(members) and members[number >> 3] >> (number & 7) & 1
    )
