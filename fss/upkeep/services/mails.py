"""The daily mail: reminders of old values, the monthly digest, and what other features tell.

At most one mail a person and working day, at seven in the county's morning. Running it again on
the same day sends nothing twice: who got a mail today gets no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from flask import current_app
from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts.models import Notice, User
from fss.accounts.rules.notices import NOTICE_KINDS
from fss.accounts.services.notices import add_notice, stop_address
from fss.calendars.queries import county_calendar
from fss.calendars.rules.calendars import Calendar
from fss.db import db
from fss.errors import RuleError
from fss.mail.services import queue_mail
from fss.permissions.rules import Identity, Role
from fss.timezone import local_date
from fss.upkeep import rules
from fss.upkeep.models import SiteReminder
from fss.upkeep.queries.details import oldest_facts
from fss.upkeep.queries.standing import city_standings, sites_added, values_stated
from fss.upkeep.queries.tasks import tasks
from fss.upkeep.rules import DIGEST, STALE, TaskKind
from fss.upkeep.services.links import make_link

SENT_FROM = time(7)
PURPOSE = "daily"


def send_daily_mails(*, now: datetime) -> int:
    """Remind, tell the month's figures, and mail what waits; returns how many mails that were.

    Does nothing on days off, before seven in the morning, and for people who got one today.
    """
    zone = accounts.get_zone()
    today = local_date(now, zone)
    calendar = _calendar()
    if now.astimezone(ZoneInfo(zone)).time() < SENT_FROM or not _is_worked(calendar, today):
        return 0
    start = datetime.combine(today, time(0), ZoneInfo(zone)).astimezone(UTC)
    told_today = accounts.told_since(start)
    people = [user for user in _keepers(today) if user.id not in told_today]
    if today == _first_working_day(calendar, today):
        _tell_month(people, today=today, zone=zone, now=now)
    _remind(people, today=today, now=now)
    return sum(
        _mail(user_id, notices, today=today, now=now)
        for user_id, notices in accounts.waiting_notices().items()
        if user_id not in told_today
    )


def _calendar() -> Calendar | None:
    try:
        return county_calendar()
    except RuleError:
        return None


def _is_worked(calendar: Calendar | None, day: date) -> bool:
    """Whether the county works that day; Monday to Friday where its calendar does not say."""
    if calendar is None:
        return rules.is_working_day(day, None)
    try:
        return bool(calendar.hours_on(day))
    except RuleError:
        return rules.is_working_day(day, None)


def _first_working_day(calendar: Calendar | None, today: date) -> date | None:
    days = (today.replace(day=number) for number in range(1, today.day + 1))
    return rules.first_working_day((day, _is_worked(calendar, day)) for day in days)


def _keepers(today: date) -> list[User]:
    """People who look after sites: planners, city administrators, county staff; by address."""
    roles = (Role.PLANNER, Role.CITY_ADMINISTRATOR, Role.COORDINATOR, Role.DIRECTOR)
    found = {user.id: user for role in roles for user in accounts.holders(role, None, today)}
    return sorted(found.values(), key=lambda user: (user.email, user.id))


def _remind(people: Iterable[User], *, today: date, now: datetime) -> None:
    """Tell planners of old values, of each site once a week at most."""
    reminded = {row.site_id: row for row in db.session.scalars(select(SiteReminder))}
    told: set[UUID] = set()
    for user in people:
        identity = accounts.identity_of(user.id, today)
        if Role.PLANNER not in identity.roles:
            continue
        old = {
            task.site_id: task.facts
            for own in tasks(identity, today=today)
            for task in own
            if task.kind is TaskKind.STALE and rules.is_due(_day(reminded.get(task.site_id)), today)
        }
        if old:
            facts, sites = sum(old.values()), len(old)
            text = f"{_plural(facts, 'old value')} to confirm on {_plural(sites, 'site')}."
            if add_notice(user.id, kind=STALE, text=text, path="/upkeep/", now=now):
                told |= set(old)
    for site_id in sorted(told):
        if site_id in reminded:
            reminded[site_id].reminded_on = today
        else:
            db.session.add(SiteReminder(site_id=site_id, reminded_on=today))
    db.session.flush()


def _day(row: SiteReminder | None) -> date | None:
    return row.reminded_on if row else None


def _tell_month(people: Iterable[User], *, today: date, zone: str, now: datetime) -> None:
    """The figures of the last month, once a month: to cities their own, to staff of all."""
    begin = datetime.combine(today.replace(day=1), time(0), ZoneInfo(zone)).astimezone(UTC)
    told = accounts.told_since(begin, DIGEST)
    before = (today.replace(day=1) - timedelta(1)).replace(day=1)
    since = datetime.combine(before, time(0), ZoneInfo(zone)).astimezone(UTC)
    for user in people:
        if user.id in told:
            continue
        identity = accounts.identity_of(user.id, today)
        text = _month(identity, today=today, since=since)
        if text:
            add_notice(user.id, kind=DIGEST, text=text, path="/upkeep/sites", now=now)


def _month(identity: Identity, *, today: date, since: datetime) -> str:
    stated, added = values_stated(identity, since=since), sites_added(identity, since=since)
    lines = [
        f"{one.city}: {_plural(one.sites, 'site')} ({added.get(one.organization_id, 0)} new), "
        f"{one.complete}% of what a first look needs is known, {one.fresh}% of "
        f"{one.values:,} values are fresh, {_plural(one.old, 'value')} to confirm, "
        f"{_plural(stated.get(one.organization_id, 0), 'value')} stated or confirmed "
        f"since {since:%B} {since.day}."
        for one in city_standings(identity, today=today)
    ]
    return "\n".join(lines)


def _mail(user_id: UUID, notices: Sequence[Notice], *, today: date, now: datetime) -> int:
    user = db.session.get(User, user_id)
    identity = accounts.identity_of(user_id, today)
    if user is None or identity.is_anonymous:
        for notice in notices:
            db.session.delete(notice)
        return 0
    without = accounts.mail_opt_outs(user_id)
    parts: list[dict[str, object]] = []
    for kind, label in NOTICE_KINDS.items():
        own = [notice for notice in notices if notice.kind == kind and kind not in without]
        asked = None
        if own and kind == STALE:
            asked = _asked(user, identity, today=today, now=now)
            own = own[-1:] if asked else []
        if not own:
            continue
        parts.append(
            {
                "label": label,
                "lines": [(notice.text, _address(notice.path)) for notice in own],
                "asked": asked,
                "stop": _address(stop_address(user_id, kind)),
            }
        )
    for notice in notices:
        notice.mailed_at = now
    if not parts:
        return 0
    county = accounts.get_county()
    text = current_app.jinja_env.get_template("mail/daily.txt").render(
        user=user, county=county, parts=parts, choice=_address("/account/mail")
    )
    queue_mail(user.email, _subject(parts), text, purpose=PURPOSE, now=now)
    return 1


def _asked(
    user: User, identity: Identity, *, today: date, now: datetime
) -> dict[str, object] | None:
    """The most pressing old values with a link that confirms them without sign-in."""
    lines = oldest_facts(identity, today=today, most=rules.ASKED_BY_MAIL)
    if not lines:
        return None
    token = make_link(user, [line.fact_id for line in lines], now=now)
    path = current_app.url_map.bind("").build("confirm.answer", {"token": token})
    return {"lines": lines, "address": _address(path), "days": rules.LINK_LIFE.days}


def _subject(parts: Sequence[dict[str, object]]) -> str:
    asked = next((part["asked"] for part in parts if part["asked"]), None)
    if isinstance(asked, dict):
        return f"{_plural(len(asked['lines']), 'value')} to confirm"
    return "News of the sites"


def _address(path: str) -> str:
    return f"{current_app.config['FSS'].base_url}{path}" if path else ""


def _plural(count: int, what: str) -> str:
    return f"{count:,} {what}" if count == 1 else f"{count:,} {what}s"
