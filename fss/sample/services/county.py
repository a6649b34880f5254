"""The county itself: members, partners, people, calendar, approved processes."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from flask_security.utils import hash_password
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts import services as organizations
from fss.accounts.models import County, Organization, User
from fss.calendars.rules.hours import office_week
from fss.calendars.services import create_calendar
from fss.db import db
from fss.permissions.rules import Identity, Role
from fss.process.services import adopt_all_standards, install_default_templates
from fss.sample import places
from fss.sample.outlines import COUNTY, MEMBERS, outline_of
from fss.timezone import local_date

SINCE_DAYS = 3 * 365
"""Everybody has been in office for three years, so that stated facts have somebody behind them."""
COORDINATOR = "coordinator@example.org"
YEARS_BEFORE, YEARS_AHEAD = 1, 2


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
    county.publishes_sites = True
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
    adopt_all_standards(now=now)
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


def identity_for(email: str) -> Identity:
    """The identity of one of the sample's people."""
    user = db.session.scalars(select(User).where(User.email == email)).one()
    return accounts.identity_of(user.id)
