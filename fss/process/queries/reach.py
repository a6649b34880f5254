"""Who can be reached behind each role, in each city and process: the report of empty roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from fss.accounts import queries as accounts
from fss.accounts.models import Holding, Organization
from fss.accounts.queries import can_stand_in, held_on
from fss.accounts.rules.people import ROLE_KINDS
from fss.db import db
from fss.process.queries.people import Post
from fss.process.queries.variants import CityProcess, city_processes
from fss.process.rules.coverage import Coverage, Reach, best, coverage
from fss.process.rules.roles import ACCOUNT_ROLES, MEMBER_CODES


@dataclass(frozen=True)
class Seat:
    """One holding of a role: who, the deputy, whether anybody can be reached by it."""

    holding: Holding
    reach: Reach

    @property
    def is_new(self) -> bool:
        """The holder was invited and has not signed in yet."""
        return self.holding.user.active and self.holding.user.password is None


@dataclass(frozen=True)
class PostReach:
    """A role of an organization, who holds it and whether somebody can be reached."""

    code: str
    organization: Organization
    seats: tuple[Seat, ...]

    @property
    def reach(self) -> Reach:
        """The best of its seats."""
        return best(seat.reach for seat in self.seats)


@dataclass(frozen=True)
class CityCoverage:
    """A process of a city, and for which of its steps people are missing."""

    process: CityProcess
    coverage: Coverage


@dataclass(frozen=True)
class ReachReport:
    """Every post of the matrix, and the coverage of every city's processes."""

    posts: tuple[PostReach, ...]
    cities: tuple[CityCoverage, ...]

    @property
    def unreached(self) -> list[PostReach]:
        """Posts behind which nobody can be reached."""
        return [post for post in self.posts if not post.reach.is_reached]

    def of(self, process: CityProcess) -> Coverage:
        """The coverage of one process of a city that the report is about."""
        return next(
            one.coverage
            for one in self.cities
            if (one.process.city.id, one.process.stored.id) == (process.city.id, process.stored.id)
        )


def reach_report(cities: Sequence[Organization] | None = None) -> ReachReport:
    """The report of empty or unreachable roles for these members (default: all), today.

    The posts of county and partners are always in it.
    """
    day = accounts.today()
    members = list(accounts.members(day) if cities is None else cities)
    seats = _seats(day)
    others = [one for one in accounts.organizations(on=day) if not one.is_member]
    posts = [
        PostReach(code, place, tuple(seats.get((role, place.id), ())))
        for code, role in ACCOUNT_ROLES.items()
        if role is not None
        for place in (members if code in MEMBER_CODES else others)
        if place.kind.value in ROLE_KINDS[role]
    ]
    # The steering committee may sit in the county's own organization: one seat is enough there.
    posts = [post for post in posts if post.seats or not _held_elsewhere(post, posts)]
    reach: defaultdict[UUID | None, dict[str, Reach]] = defaultdict(dict)
    for post in posts:
        where = post.organization.id if post.code in MEMBER_CODES else None
        reach[where][post.code] = best(
            [post.reach, *([reach[where][post.code]] if post.code in reach[where] else [])]
        )
    return ReachReport(
        tuple(posts),
        tuple(
            CityCoverage(one, coverage(one.in_force, {**reach[None], **reach[one.city.id]}))
            for one in city_processes(members)
        ),
    )


def _held_elsewhere(post: PostReach, posts: Sequence[PostReach]) -> bool:
    return post.code == "SC" and any(
        other.code == post.code and other.seats for other in posts if other is not post
    )


def _seats(day: date) -> dict[Post, list[Seat]]:
    found: defaultdict[Post, list[Seat]] = defaultdict(list)
    standing_in = set(db.session.scalars(select(Holding.id).where(held_on(day), can_stand_in(day))))
    for holding in db.session.scalars(
        select(Holding)
        .where(held_on(day))
        .options(joinedload(Holding.user), joinedload(Holding.deputy))
        .order_by(Holding.held_from, Holding.id)
    ):
        found[(holding.role, holding.organization_id)].append(
            Seat(holding, _reach(holding, holding.id in standing_in))
        )
    return dict(found)


def _reach(holding: Holding, deputy: bool) -> Reach:
    if holding.user.active and holding.user.email.strip():
        return Reach.HOLDER
    if deputy:
        return Reach.DEPUTY
    return Reach.NO_MAIL if holding.user.active else Reach.INACTIVE
