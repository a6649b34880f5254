"""Mails that remind and escalate: in the reader's opening hours, gathered, never a flood.

A mail may be read on any screen, so it never holds a code name: only the step and a link.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import contains_eager

from fss.accounts import queries as accounts
from fss.accounts.models import Holding
from fss.accounts.queries import held_on
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import stop_address
from fss.calendars.rules.standards import Metric
from fss.db import db
from fss.mail.models import OutboxMail
from fss.mail.services import queue_mail
from fss.permissions.rules import Role
from fss.timezone import local_date, words
from fss.work.models import QUESTION, Clock, StepInstance, StepNotice, StepState
from fss.work.queries.clocks import stored_hours
from fss.work.rules.clocks import FINISHED_STATES, ClockState
from fss.work.rules.escalation import BREACH, HIGHER, LONG_PAUSE_DAYS, is_open_at
from fss.work.services.notices import step_address

REMINDERS = "step_reminder"
PURPOSE = "reminder"
APART = timedelta(hours=1)
COMMITTEE_NOTE = (
    "A step of a running process has taken far longer than it was given, or a client's deadline "
    "is at risk. The economic development director has been told."
)

declare_notice_kind(REMINDERS, "Reminders that a step of mine will soon be due")


class NoticeKind(StrEnum):
    """Why somebody is told."""

    REMINDER = "reminder"
    ESCALATION = "escalation"
    DEADLINE = "deadline"
    PAUSE = "pause"


@dataclass(frozen=True)
class _Waiting:
    notice: StepNotice
    clock: Clock

    @property
    def is_pressing(self) -> bool:
        """Waits for no digest."""
        return self.notice.kind != NoticeKind.REMINDER


def wants_reminders(user_id: UUID) -> bool:
    """Whether the person has not said that they want no reminders."""
    return REMINDERS not in accounts.mail_opt_outs(user_id)


def send_waiting(*, now: datetime) -> int:
    """One mail to each person for whom something waits and whose office is open.

    Reminders come at most once an hour; what is late goes at once, and takes along what waits.
    That a client's deadline is at risk is told at any hour. Steps that were finished meanwhile
    are told to nobody. Returns how many mails were written.
    """
    waiting = _waiting()
    if not waiting:
        return 0
    open_now = _people_at_work(list(waiting), now)
    mailed = _last_mails(list(waiting))
    sent = 0
    for user_id, found in sorted(waiting.items(), key=lambda item: str(item[0])):
        urgent = any(item.notice.kind == NoticeKind.DEADLINE for item in found)
        if not urgent and user_id not in open_now:
            continue
        last = mailed.get(user_id)
        soon = last is not None and now - last < APART
        if soon and not any(item.is_pressing for item in found):
            continue
        _mail(found, now)
        sent += 1
    db.session.flush()
    return sent


def _waiting() -> dict[UUID, list[_Waiting]]:
    rows = db.session.execute(
        select(StepNotice, Clock)
        .join(Clock, Clock.id == StepNotice.clock_id)
        .join(StepNotice.step)
        .join(StepNotice.user)
        .options(
            contains_eager(StepNotice.step).joinedload(StepInstance.instance),
            contains_eager(StepNotice.user),
        )
        .where(
            StepNotice.mail_id.is_(None), StepNotice.kind.in_([kind.value for kind in NoticeKind])
        )
        .order_by(StepNotice.created_at, StepNotice.id)
    ).all()
    found: defaultdict[UUID, list[_Waiting]] = defaultdict(list)
    for notice, clock in rows:
        settled = clock.subject_type == QUESTION and clock.state in FINISHED_STATES
        if settled or notice.step.state is not StepState.READY or not notice.user.active:
            db.session.delete(notice)
        elif clock.state is not ClockState.PAUSED or notice.kind == NoticeKind.PAUSE:
            found[notice.user_id].append(_Waiting(notice, clock))
    return dict(found)


def _people_at_work(user_ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Those of whose organizations one is open; who has no calendar keeps the county's hours."""
    hours = stored_hours()
    county = next((found.calendar for found in hours if found.is_county), None)
    own = {found.organization_id: found.calendar for found in hours}
    today = local_date(now, accounts.get_zone())
    places: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for user_id, organization_id in db.session.execute(
        select(Holding.user_id, Holding.organization_id).where(
            Holding.user_id.in_(user_ids), held_on(today)
        )
    ):
        places[user_id].add(organization_id)
    at_work = set()
    for user_id in user_ids:
        calendars = [own.get(place, county) for place in places[user_id]] or [county]
        if any(calendar is None or is_open_at(calendar, now) for calendar in calendars):
            at_work.add(user_id)
    return at_work


def _last_mails(user_ids: Sequence[UUID]) -> dict[UUID, datetime]:
    rows = db.session.execute(
        select(StepNotice.user_id, func.max(OutboxMail.created_at))
        .join(StepNotice.mail)
        .where(StepNotice.user_id.in_(user_ids), OutboxMail.purpose == PURPOSE)
        .group_by(StepNotice.user_id)
    )
    return {row[0]: row[1] for row in rows}


def _mail(found: Sequence[_Waiting], now: datetime) -> None:
    user = found[0].notice.user
    zone = accounts.get_zone()
    is_committee = {role for role, _ in accounts.identity_of(user.id).holdings} == {
        Role.STEERING_COMMITTEE
    }
    ordered = sorted(found, key=lambda item: -_weight(item))
    lines = [COMMITTEE_NOTE] if is_committee else [_line(item, zone) for item in ordered]
    if not any(item.is_pressing for item in found):
        address = current_app.config["FSS"].base_url + stop_address(user.id, REMINDERS)
        lines.append(f"No more reminders: {address}")
    text = "\n\n".join([f"Hello {user.name},", *dict.fromkeys(lines), "First Stop Shop"])
    mail = queue_mail(user.email, _subject(ordered), text, purpose=PURPOSE, now=now)
    for item in found:
        item.notice.mail_id = mail.id


def _weight(item: _Waiting) -> int:
    return item.notice.level or (1000 if item.notice.kind == NoticeKind.DEADLINE else BREACH)


def _subject(found: Sequence[_Waiting]) -> str:
    kinds = {item.notice.kind for item in found}
    if NoticeKind.DEADLINE in kinds:
        return "A client's deadline is at risk"
    steps = len({item.notice.step_id for item in found})
    if NoticeKind.ESCALATION in kinds:
        return "A step is late" if steps == 1 else f"{steps} steps need you"
    if NoticeKind.PAUSE in kinds:
        return "A step has been paused for long"
    return "A step is due soon" if steps == 1 else f"{steps} steps are due soon"


def _line(item: _Waiting, zone: str) -> str:
    step, level = item.notice.step, item.notice.level or 0
    due = words(item.clock.due_at, zone, with_zone=True) if item.clock.due_at else "before"
    if item.notice.kind == NoticeKind.PAUSE:
        since = words(step.paused_at, zone) if step.paused_at else "long ago"
        what = (
            f"has been paused since {since}, for more than {LONG_PAUSE_DAYS} business days. "
            "Check whether we still have to wait"
        )
    elif item.notice.kind == NoticeKind.DEADLINE:
        by = step.instance.client_due_at
        what = (
            f"is late (it was due {due}), and what follows no longer fits before the client's "
            f"deadline{', ' + words(by, zone, with_zone=True) if by else ''}"
        )
    elif level < BREACH:
        what = f"is due {due}; {level} % of its time is used"
    elif level == BREACH:
        what = f"is late: it was due {due}"
    elif level == HIGHER:
        what = f"is still not done, after half as much time again; it was due {due}"
    else:
        what = f"has taken three times the time it was given; it was due {due}"
    subject = f"Step {step.key}, “{step.title}”"
    if item.clock.subject_type == QUESTION:
        part = "The reply to" if item.clock.metric is Metric.ACKNOWLEDGE else "The answer to"
        subject = f"{part} a question of the client (step {step.key}, “{step.title}”)"
    return f"{subject}, {what}:\n{step_address(step.id)}"
