"""Every property of the sample, stated by the planner of its member."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, OrganizationKind
from fss.permissions.guard import acting
from fss.permissions.rules import Identity, Role
from fss.sample import places
from fss.sample.pictures import CREDIT, describe, draw_picture
from fss.sample.properties import Property, read_properties
from fss.sites.models import Confidence, Site
from fss.sites.rules.classes import DataClass
from fss.sites.services import add_site, state_facts
from fss.sites.services.photos import add_photo
from fss.sites.services.places import Evidence, set_boundary
from fss.timezone import local_date

PLAT_DAYS = 461
"""How old the plat is from which the boundaries come."""


def make_sites(now: datetime) -> list[Site]:
    """Every property with boundary, facts and picture, stated by the planner of its member."""
    members = {
        found.code: found
        for found in accounts.organizations(OrganizationKind.CITY, OrganizationKind.TOWNSHIP)
    }
    planners = {code: planner_of(found, now) for code, found in members.items()}
    made: dict[str, Site] = {}
    for item in read_properties():
        with acting(planners[item.member]):
            made[item.own_id] = _make_site(
                item, members[item.member], made.get(item.land), planners[item.member], now
            )
    return list(made.values())


def planner_of(member: Organization, now: datetime) -> Identity:
    """Who states the facts of a member."""
    user = accounts.holders(Role.PLANNER, member.id, local_date(now, places.TIME_ZONE))[0]
    return accounts.identity_of(user.id)


def _is_public(item: Property, land: Site | None) -> bool:
    """What has a picture is on the public list; a building only together with its land."""
    return item.has_picture and (land is None or land.data_class is DataClass.PUBLIC)


def _make_site(
    item: Property, member: Organization, land: Site | None, actor: Identity, now: datetime
) -> Site:
    today = local_date(now, places.TIME_ZONE)
    site = add_site(
        kind=item.kind,
        organization=member,
        name=item.name,
        own_id=item.own_id,
        parcels=item.parcels,
        land=land,
        data_class=DataClass.PUBLIC if _is_public(item, land) else DataClass.PURSUIT,
        actor=actor,
        now=now,
    )
    state_facts(
        site,
        item.statements(today),
        source="City planner",
        as_of=today,
        confidence=Confidence.PROVIDER,
        actor=actor,
        now=now,
    )
    if item.outline:
        set_boundary(site, item.outline, _plat(today), actor=actor, now=now)
    if item.has_picture:
        add_photo(
            site,
            draw_picture(item),
            name=f"{item.own_id.lower()}.jpg",
            alt=describe(item, member.name),
            credit=CREDIT,
            actor=actor,
            now=now,
        )
    return site


def _plat(today: date) -> Evidence:
    """Where the boundaries come from."""
    return Evidence("County plat", today - timedelta(days=PLAT_DAYS), Confidence.DOCUMENTED)
