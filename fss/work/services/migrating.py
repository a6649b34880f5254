"""Letting a running clock follow a newer version of its standard, which nothing does by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.calendars.rules.standards import amount_in_words
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.timezone import local_date
from fss.work.models import Clock, StepInstance
from fss.work.queries.clocks import open_clock
from fss.work.queries.running import template_of
from fss.work.rules.amendments import migrate
from fss.work.services.clocks import Start, migrate_clock, preview
from fss.work.services.dues import reckon_start
from fss.work.services.locking import lock_step

NOTHING_NEWER = "The time runs by the standard that holds today. Nothing is to be moved."


@dataclass(frozen=True)
class StandardMove:
    """What moving would do: the standard of today in words, and when the step is due."""

    standard: str
    before: datetime | None
    after: datetime | None


def preview_standard(step: StepInstance, *, now: datetime) -> StandardMove | None:
    """What would become of the open clock of a step by the standard of today; writes nothing.

    None where it runs by that standard already, or can not move to it.
    """
    clock = open_clock(step.id)
    start = _newer(clock, step, now) if clock else None
    if clock is None or start is None:
        return None
    standard, due = start.reckoned.standard, start.reckoned.due
    assert standard is not None
    assert due is not None
    try:
        then = preview(
            clock,
            lambda value: migrate(
                value,
                standard,
                [due.calendar],
                at=now,
                reason="Preview",
                latest=start.reckoned.latest,
            ),
        )
    except RuleError:
        return None
    number = f", version {start.row.number}" if start.row else ""
    words = f"{amount_in_words(standard.target, standard.unit)} ({standard.code}{number})"
    return StandardMove(words, clock.due_at, then.due_at)


def move_to_standard(
    step: StepInstance, *, reason: str, actor: Identity, now: datetime, version: int
) -> Clock:
    """Let the open clock of a step run by the standard that holds today.

    What was used and paused counts on, the due time before stays on record. For county staff.
    Raises ForbiddenError, ConflictError, RuleError without a reason, without an open clock, and
    where no other standard holds today.
    """
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    lock_step(step, version)
    if not reason.strip():
        raise RuleError("Say why it moves to another standard.", "reason")
    clock = open_clock(step.id, lock=True)
    start = _newer(clock, step, now) if clock else None
    if clock is None or start is None:
        raise RuleError(NOTHING_NEWER)
    before = clock.due_at
    migrate_clock(step, start, reason=reason.strip(), actor=actor, now=now)
    record(
        "clock:migrate",
        subject=step,
        at=now,
        step=step.key,
        title=step.full_title,
        reason=reason.strip(),
        before=before,
        after=clock.due_at,
    )
    db.session.flush()
    return clock


def _newer(clock: Clock, step: StepInstance, now: datetime) -> Start | None:
    """All that the clock would run by today; None when its standard still holds."""
    if step.ready_at is None:
        return None
    today = local_date(now, accounts.get_zone())
    start = reckon_start(step, template_of(step.instance), step.instance.steps, day=today)
    if isinstance(start, str) or start.stated or start.row is None or start.reckoned.due is None:
        return None
    same = (clock.standard_code, clock.standard_number) == (start.row.code, start.row.number)
    return None if same or start.reckoned.standard is None else start
