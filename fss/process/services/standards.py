"""The catalogue of service standards: taken over from processes, proposed, approved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ConflictError, ForbiddenError, RuleError
from fss.permissions.rules import Identity, Role
from fss.process.models import ProcessTemplate, ServiceStandard, TemplateStatus
from fss.process.queries.standards import versions_of
from fss.process.rules.catalogue import Version, check_begin
from fss.process.rules.standards import Metric, Standard, Unit
from fss.process.rules.templates import StepStandard, Template, TemplateStep, template_from_data
from fss.timezone import local_date

LONGEST_PROMISE = 500


def adopt_standards(
    stored: ProcessTemplate, *, before: Template | None = None, now: datetime
) -> list[ServiceStandard]:
    """Take over the times of an approved process: those the catalogue lacks, and those that the
    version changed from the one `before`. Returns the new versions; they hold from today.
    """
    template = template_from_data(stored.content)
    today = local_date(now, accounts.get_zone())
    earlier = dict(_times(before)) if before else {}
    known = _latest([code for code, _, _ in _rows(template)])
    added = []
    for code, row, time in _rows(template):
        last = known.get(code)
        if last is not None and (earlier.get(code) in (None, time) or _says(last, time)):
            continue
        added.append(
            ServiceStandard(
                code=code,
                number=last.number + 1 if last else 1,
                title=row.title,
                promise=row.promise_text,
                is_public=bool(row.promise_text),
                source=last.source if last else "",
                valid_from=today,
                approved_by=stored.approved_body,
                approved_on=stored.approved_on or today,
                reason=f"Version {stored.number} of the process was approved." if last else "",
                **_figures(time),
            )
        )
    db.session.add_all(added)
    db.session.flush()
    return added


def adopt_all_standards(*, now: datetime) -> list[ServiceStandard]:
    """Take over what the catalogue lacks from every approved process."""
    approved = db.session.scalars(
        select(ProcessTemplate)
        .where(ProcessTemplate.status == TemplateStatus.APPROVED)
        .order_by(ProcessTemplate.code, ProcessTemplate.number)
    ).all()
    return [row for stored in approved for row in adopt_standards(stored, now=now)]


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


def drop_proposal(proposed: ServiceStandard, *, actor: Identity) -> None:
    """Take a proposal back; an approved version cannot be."""
    if not actor.is_county_staff:
        raise ForbiddenError
    if proposed.approved_on:
        raise RuleError("An approved version stays. Propose another one.")
    record("standard:drop", subject=proposed, code=proposed.code, number=proposed.number)
    db.session.delete(proposed)
    db.session.flush()


def _rows(template: Template) -> Iterator[tuple[str, TemplateStep, StepStandard]]:
    """Every time of a process with its code; those counted back from a fixed time have none."""
    for row in template.steps:
        code = f"{template.code}.{row.key}"
        if row.standard is not None and row.standard.before is None:
            yield code, row, row.standard
        for limit in row.limits:
            if limit.before is None and limit.metric is not Metric.STEP:
                yield f"{code}.{limit.metric.value}", row, limit


def _times(template: Template) -> Iterator[tuple[str, StepStandard]]:
    for code, _, time in _rows(template):
        yield code, time


def _latest(codes: Sequence[str]) -> dict[str, ServiceStandard]:
    rows = db.session.scalars(
        select(ServiceStandard)
        .where(ServiceStandard.code.in_(codes), ServiceStandard.approved_on.is_not(None))
        .order_by(ServiceStandard.number)
    )
    return {row.code: row for row in rows}


def _says(row: ServiceStandard, time: StepStandard) -> bool:
    return (row.target, row.unit, row.metric, row.scope, row.statutory) == (
        time.amount,
        time.unit,
        time.metric,
        time.scope,
        time.statutory,
    )


def _figures(time: StepStandard) -> dict[str, object]:
    return {
        "metric": time.metric,
        "target": time.amount,
        "unit": time.unit,
        "scope": time.scope,
        "statutory": time.statutory,
    }


def _versions(rows: Sequence[ServiceStandard]) -> list[Version]:
    return [Version(row.number, row.valid_from, row.valid_to) for row in rows]
