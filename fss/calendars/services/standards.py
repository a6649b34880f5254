"""The catalogue of service standards: proposed, approved, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.calendars.models import ServiceStandard
from fss.calendars.queries.standards import versions_of
from fss.calendars.rules.catalogue import Version, check_begin
from fss.calendars.rules.standards import Standard, Unit
from fss.db import check_version, db
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Identity, Role
from fss.timezone import local_date

LONGEST_PROMISE = 500


def propose_standard(
    code: str,
    *,
    target: float,
    unit: Unit,
    warn_at: Sequence[float],
    promise: str,
    is_public: bool,
    source: str,
    valid_from: date,
    reason: str,
    actor: Identity,
    now: datetime,
) -> ServiceStandard:
    """Propose another version of a standard; it holds once the director has approved it.

    What it measures, whose hours count and whether the law sets it stay. A proposal made before is
    replaced. Raises RuleError (with its field) for a figure or a day that cannot be.
    """
    if not actor.is_county_staff:
        raise ForbiddenError
    versions = versions_of(code)
    approved = [row for row in versions if row.approved_on]
    if not approved:
        raise RuleError("There is no such standard.")
    last = approved[0]
    if not reason.strip():
        raise RuleError("Say why it changes.", "reason")
    if len(promise) > LONGEST_PROMISE:
        raise RuleError(f"Shorten this to {LONGEST_PROMISE} characters.", "promise")
    if is_public and not promise.strip():
        raise RuleError("Say in plain words what is promised.", "promise")
    Standard(code, last.metric, target, unit, last.scope, last.statutory, tuple(warn_at))
    check_begin(_versions(approved), valid_from, today=local_date(now, accounts.get_zone()))
    for row in versions:
        if not row.approved_on:
            db.session.delete(row)
    db.session.flush()
    proposed = ServiceStandard(
        code=code,
        number=last.number + 1,
        title=last.title,
        promise=promise.strip(),
        is_public=is_public,
        metric=last.metric,
        target=target,
        unit=unit,
        scope=last.scope,
        statutory=last.statutory,
        warn_at=list(warn_at),
        source=source.strip(),
        valid_from=valid_from,
        reason=reason.strip(),
        proposed_by=actor.user_id,
    )
    db.session.add(proposed)
    db.session.flush()
    record("standard:propose", subject=proposed, at=now, code=code, number=proposed.number)
    return proposed


def approve_standard(
    proposed: ServiceStandard, *, version: int, actor: Identity, now: datetime
) -> None:
    """The director approves a proposed version; clocks that run or ended keep their standard.

    Raises ForbiddenError for others, ConflictError when it was decided already, RuleError when
    its first day has passed meanwhile.
    """
    if Role.DIRECTOR not in actor.roles:
        raise ForbiddenError("Only the economic development director approves standards.")
    check_version(proposed, version)
    if proposed.approved_on:
        raise ConflictError("This version is approved already.")
    today = local_date(now, accounts.get_zone())
    approved = [row for row in versions_of(proposed.code) if row.approved_on]
    check_begin(_versions(approved), proposed.valid_from, today=today)
    proposed.approved_by, proposed.approved_on = actor.name, today
    record("standard:approve", subject=proposed, at=now, code=proposed.code, number=proposed.number)
    db.session.flush()


def drop_proposal(proposed: ServiceStandard, *, version: int, actor: Identity) -> None:
    """Take a proposal back; an approved version cannot be."""
    if not actor.is_county_staff:
        raise ForbiddenError
    check_version(proposed, version)
    if proposed.approved_on:
        raise RuleError("An approved version stays. Propose another one.")
    record("standard:drop", subject=proposed, code=proposed.code, number=proposed.number)
    db.session.delete(proposed)
    db.session.flush()


def _versions(rows: Sequence[ServiceStandard]) -> list[Version]:
    return [Version(row.number, row.valid_from, row.valid_to) for row in rows]
