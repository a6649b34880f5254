"""Reading calendars, and turning stored ones into those that rules count by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, OrganizationKind
from fss.calendars.models import Calendar, CalendarClosure
from fss.calendars.rules import calendars as rules
from fss.calendars.rules.hours import hours_from_data, week_from_data
from fss.db import db
from fss.errors import NotFoundError, RuleError
from fss.permissions.rules import Identity
from fss.timezone import local_date

ENDS_SOON = timedelta(days=90)
WHOLE = (
    joinedload(Calendar.organization),
    selectinload(Calendar.versions),
    selectinload(Calendar.closures),
)


def calendars() -> Sequence[Calendar]:
    """All calendars with hours and closures: the county's first, then by name."""
    return db.session.scalars(
        select(Calendar)
        .join(Calendar.organization)
        .options(*WHOLE)
        .order_by(
            Organization.kind != OrganizationKind.COUNTY,
            func.lower(Organization.name),
            Organization.id,
        )
    ).all()


def get_calendar(calendar_id: UUID, identity: Identity | None = None) -> Calendar:  # noqa: ARG001
    """A calendar with hours and closures; raises NotFoundError."""
    calendar = db.session.scalar(select(Calendar).where(Calendar.id == calendar_id).options(*WHOLE))
    if calendar is None:
        raise NotFoundError
    return calendar


def get_closure(closure_id: UUID, identity: Identity | None = None) -> CalendarClosure:  # noqa: ARG001
    """A closed day with its calendar; raises NotFoundError."""
    closure = db.session.get(CalendarClosure, closure_id)
    if closure is None:
        raise NotFoundError("That closed day has been removed already.")
    return closure


def ending_calendars(now: datetime) -> Sequence[Calendar]:
    """Calendars that nobody has confirmed for the next 90 days: due times will soon be missing."""
    soon = local_date(now, accounts.get_zone()) + ENDS_SOON
    return [calendar for calendar in calendars() if calendar.covers_until < soon]


def calendar_of(organization_id: UUID) -> Calendar | None:
    """An organization's own calendar."""
    return db.session.scalar(
        select(Calendar).where(Calendar.organization_id == organization_id).options(*WHOLE)
    )


def offices_without_calendar() -> Sequence[Organization]:
    """Active organizations that have no calendar of their own, by name."""
    return db.session.scalars(
        select(Organization)
        .where(
            accounts.active_on(accounts.today()),
            Organization.id.not_in(select(Calendar.organization_id)),
            Organization.kind != OrganizationKind.BROKERAGE,
        )
        .order_by(
            Organization.kind != OrganizationKind.COUNTY,
            func.lower(Organization.name),
            Organization.id,
        )
    ).all()


def county_calendar() -> rules.Calendar:
    """The calendar of the county's office; RuleError when nobody has made one."""
    calendar = db.session.scalar(
        select(Calendar)
        .join(Calendar.organization)
        .where(Organization.kind == OrganizationKind.COUNTY)
        .options(*WHOLE)
        .order_by(Organization.name, Organization.id)
    )
    if calendar is None:
        raise RuleError(
            "The county has no calendar yet. Add its opening hours under Process first."
        )
    return as_rules(calendar, accounts.get_zone())


def opening_hours(organization_ids: Collection[UUID]) -> dict[UUID, rules.Calendar]:
    """The own calendars of organizations; those that have none are left out."""
    if not organization_ids:
        return {}
    zone = accounts.get_zone()
    found = db.session.scalars(
        select(Calendar).where(Calendar.organization_id.in_(organization_ids)).options(*WHOLE)
    )
    return {calendar.organization_id: as_rules(calendar, zone) for calendar in found}


def as_rules(calendar: Calendar, zone: str) -> rules.Calendar:
    """A stored calendar as the rules count by it."""
    return rules.Calendar(
        name=calendar.organization.name,
        tz=zone,
        versions=tuple(
            rules.CalendarVersion(version.valid_from, week_from_data(version.hours))
            for version in calendar.versions
        ),
        closures={
            closure.day: rules.Closure(
                closure.reason, hours_from_data(closure.hours), closure.legal_holiday
            )
            for closure in calendar.closures
        },
        covers_until=calendar.covers_until,
    )
