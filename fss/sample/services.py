"""Making the sample county in an empty database, through the same services that people use."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_security.utils import hash_password
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts import services as organizations
from fss.accounts.models import County, Organization, OrganizationKind, User
from fss.db import db
from fss.permissions.guard import acting
from fss.permissions.rules import SYSTEM, Identity, Role
from fss.process.rules.hours import office_week
from fss.process.services import create_calendar, install_default_templates
from fss.sample import places
from fss.sample.outlines import COUNTY, MEMBERS, outline_of
from fss.sample.pictures import CREDIT, describe, draw_picture
from fss.sample.properties import Property, read_properties
from fss.sites.models import Confidence, Site
from fss.sites.services import add_site, state_facts
from fss.sites.services.photos import add_photo
from fss.sites.services.places import set_boundary
from fss.timezone import local_date, utcnow

SINCE_DAYS = 3 * 365
"""Everybody has been in office for three years, so that stated facts have somebody behind them."""
YEARS_BEFORE, YEARS_AHEAD = 1, 2


def ensure_sample_county(now: datetime | None = None) -> bool:
    """Make the sample county when the database holds no county; commits. Whether it was made."""
    if accounts.get_county() is not None:
        return False
    now = now or utcnow()
    with acting(SYSTEM):
        make_county(now)
        make_sites(now)
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
    ]


def _post(person: places.Person, names: dict[str, str]) -> str:
    role, code = person.holdings[0]
    place = names.get(code)
    return f"{role.label}, {place}" if place else role.label


def make_county(now: datetime) -> County:
    """The county with its members, partners, people, calendar and approved processes."""
    outline = outline_of(COUNTY)
    today = local_date(now, places.TIME_ZONE)
    since = today - timedelta(days=SINCE_DAYS)
    coordinator = next(
        person for person in places.PEOPLE if person.holdings[0][0] is Role.COORDINATOR
    )
    county = organizations.create_county(
        name=places.NAME,
        state=places.STATE,
        time_zone=places.TIME_ZONE,
        office_name=places.OFFICE,
        contact_name=coordinator.name,
        contact_email=places.OFFICE_EMAIL,
        contact_phone=places.OFFICE_PHONE,
        about=places.ABOUT,
        disclaimer=places.DISCLAIMER,
        is_sample=True,
        outline=outline,
        code=places.COUNTY_CODE,
    )
    made = {
        place.code: organizations.create_organization(
            kind=place.kind,
            name=place.name,
            code=place.code,
            contact_name=place.contact,
            contact_email=_mailbox(place),
            contact_phone=place.phone,
            website=place.website,
            active_from=since,
            outline=outline_of(MEMBERS[place.code]) if place.code in MEMBERS else None,
        )
        for place in (*places.MEMBERS, *places.PARTNERS)
    }
    office = accounts.get_county_organization()
    assert office is not None
    _make_people({**made, places.COUNTY_CODE: office}, since, now)
    years = range(today.year - YEARS_BEFORE, today.year + YEARS_AHEAD + 1)
    create_calendar(organization=office, hours=office_week(), years=years)
    install_default_templates(now=now)
    return county


def _mailbox(place: places.Place) -> str:
    found = [person.email for person in places.PEOPLE if person.name == place.contact]
    return found[0] if found else f"{place.code.lower()}@example.org"


def _make_people(made: dict[str, Organization], since: date, now: datetime) -> None:
    # Hashing is slow by design; all share one printed password, so one hash serves.
    password = hash_password(places.PASSWORD)
    for person in places.PEOPLE:
        user = organizations.create_user(name=person.name, email=person.email, now=now)
        user.password, user.confirmed_at = password, now
        for role, code in person.holdings:
            organizations.add_holding(
                user=user, organization=made[code], role=role, held_from=since
            )


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


def identity_for(email: str) -> Identity:
    """The identity of one of the sample's people."""
    user = db.session.scalars(select(User).where(User.email == email)).one()
    return accounts.identity_of(user.id)


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
        set_boundary(site, item.outline, now=now)
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
