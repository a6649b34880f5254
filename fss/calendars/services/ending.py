"""Telling those who keep calendars that one runs out."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.accounts.models import Holding, Notice, User
from fss.accounts.queries import held_on
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import add_notice
from fss.calendars import queries
from fss.db import db
from fss.permissions.rules import Role
from fss.timezone import date_words, local_date

KIND = "calendar_ends"
KEEPERS = (Role.COORDINATOR, Role.DIRECTOR, Role.ADMINISTRATOR)
#: How many days before the end people are told again.
TOLD_AT = (90, 30, 7)

declare_notice_kind(KIND, "A calendar that runs out, so that due times will be missing")


def tell_ending_calendars(*, now: datetime) -> int:
    """Tell who keeps calendars of those that nobody has confirmed far enough; returns how many.

    Each person once at 90, 30 and 7 days before the end, however often this runs.
    """
    today = local_date(now, accounts.get_zone())
    people = _keepers(today)
    told = 0
    for calendar in queries.ending_calendars(now):
        left = (calendar.covers_until - today).days
        stage = min((days for days in TOLD_AT if left <= days), default=None)
        if stage is None:
            continue
        text = (
            f"The calendar of {calendar.organization.name} is confirmed until "
            f"{date_words(calendar.covers_until)}, less than {stage + 1} days from now. "
            "Steps due later get no due time. Confirm the next year."
        )
        path = f"/process/calendars/{calendar.id}"
        for user_id in people:
            if not _was_told(user_id, text):
                told += add_notice(user_id, kind=KIND, text=text, path=path, now=now) is not None
    return told


def _keepers(today: date) -> list[UUID]:
    return list(
        db.session.scalars(
            select(User.id)
            .where(
                User.active,
                User.id.in_(
                    select(Holding.user_id).where(Holding.role.in_(KEEPERS), held_on(today))
                ),
            )
            .order_by(User.id)
        )
    )


def _was_told(user_id: UUID, text: str) -> bool:
    found = select(Notice.id).where(
        Notice.user_id == user_id, Notice.kind == KIND, Notice.text == text
    )
    return db.session.scalar(found.limit(1)) is not None
