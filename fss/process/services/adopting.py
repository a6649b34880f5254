"""Taking the times of approved processes over into the catalogue of service standards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import select

from fss.accounts import queries as accounts
from fss.calendars.models import ServiceStandard
from fss.calendars.rules.standards import Metric
from fss.db import db
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.rules.templates import StepStandard, Template, TemplateStep, template_from_data
from fss.timezone import local_date


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
