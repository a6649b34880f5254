"""The daily mail: who gets it when, what it says, and that it says it once."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import select

from fss.accounts.models import Organization, User
from fss.accounts.services import set_active
from fss.accounts.services.notices import add_notice, stop_mail
from fss.db import db as database
from fss.mail.models import OutboxMail
from fss.permissions.rules import SYSTEM, Role
from fss.upkeep.rules import DIGEST, STALE
from fss.upkeep.services.mails import send_daily_mails
from tests.factories.accounts import make_organization, make_user
from tests.factories.sites import make_site

MONDAY = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
"""Eight in the morning in the county."""
FIRST = datetime(2026, 12, 1, 14, 0, tzinfo=UTC)
OLD = date(2026, 6, 1)


def a_city(**words: str) -> tuple[Organization, User]:
    city = make_organization()
    planner = make_user(Role.PLANNER, city)
    make_site(
        organization=city, as_of=OLD, **(words or {"availability": "Available", "owner": "Ann"})
    )
    return city, planner


def mails() -> list[OutboxMail]:
    return list(database.session.scalars(select(OutboxMail).order_by(OutboxMail.created_at)))


def test_a_planner_is_asked_about_old_values_with_a_private_link(db: SQLAlchemy) -> None:
    _, planner = a_city()

    assert send_daily_mails(now=MONDAY) == 1

    [mail] = mails()
    assert mail.to == planner.email
    assert mail.subject == "2 values to confirm"
    assert "North field: Availability, Available (check was due 85 days ago)" in mail.text
    assert re.search(r"/confirm/[\w-]{43}\n", mail.text)
    assert "/mail/stop/" in mail.text


@pytest.mark.parametrize(
    "when",
    [
        datetime(2026, 11, 22, 14, 0, tzinfo=UTC),  # Sunday
        datetime(2026, 11, 23, 12, 55, tzinfo=UTC),  # five to seven in the county
    ],
)
def test_nothing_is_sent_on_days_off_or_before_seven(db: SQLAlchemy, when: datetime) -> None:
    a_city()

    assert send_daily_mails(now=when) == 0


def test_running_twice_a_day_sends_one_mail(db: SQLAlchemy) -> None:
    _, planner = a_city()
    send_daily_mails(now=MONDAY)

    add_notice(planner.id, kind=DIGEST, text="More", path="", now=MONDAY)
    again = send_daily_mails(now=MONDAY + timedelta(hours=3))
    tomorrow = send_daily_mails(now=MONDAY + timedelta(days=1))

    assert (again, tomorrow) == (0, 1)
    assert "More" in mails()[-1].text
    assert "to confirm" not in mails()[-1].text


def test_the_same_site_is_asked_about_again_after_a_week(db: SQLAlchemy) -> None:
    a_city()

    sent = [send_daily_mails(now=MONDAY + timedelta(days=days)) for days in (0, 1, 4, 7)]

    assert sent == [1, 0, 0, 1]


def test_who_opted_out_of_reminders_still_gets_the_digest(db: SQLAlchemy) -> None:
    _, planner = a_city()
    stop_mail(planner.id, STALE)

    ordinary = send_daily_mails(now=MONDAY)
    first = send_daily_mails(now=FIRST)

    assert (ordinary, first) == (0, 1)
    assert "/confirm/" not in mails()[0].text


def test_the_first_working_day_brings_the_month_to_cities_and_staff(db: SQLAlchemy) -> None:
    city, planner = a_city(sewer_status="On site")
    other, _ = a_city(sewer_status="On site")
    staff = make_user(Role.COORDINATOR)

    send_daily_mails(now=FIRST)
    send_daily_mails(now=FIRST + timedelta(days=1))

    texts = {mail.to: mail.text for mail in mails()}
    assert len(mails()) == 3
    assert f"{city.name}: 1 site (1 new)" in texts[planner.email] or (
        f"{city.name}: 1 site (" in texts[planner.email]
    )
    assert other.name not in texts[planner.email]
    assert city.name in texts[staff.email]
    assert other.name in texts[staff.email]


def test_the_first_of_the_month_on_a_weekend_waits_for_monday(db: SQLAlchemy) -> None:
    a_city(sewer_status="On site")

    saturday = send_daily_mails(now=datetime(2026, 8, 1, 14, 0, tzinfo=UTC))
    monday = send_daily_mails(now=datetime(2026, 8, 3, 14, 0, tzinfo=UTC))
    tuesday = send_daily_mails(now=datetime(2026, 8, 4, 14, 0, tzinfo=UTC))

    assert (saturday, monday, tuesday) == (0, 1, 0)


def test_who_has_left_gets_no_mail(db: SQLAlchemy) -> None:
    _, planner = a_city()
    add_notice(planner.id, kind=DIGEST, text="News", path="", now=MONDAY)
    set_active(planner, active=False, actor=SYSTEM, now=MONDAY)

    assert send_daily_mails(now=MONDAY) == 0
    assert mails() == []
