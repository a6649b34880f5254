"""Reading the catalogue of service standards."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select

from fss.calendars.models import ServiceStandard
from fss.calendars.rules.catalogue import Version, version_on
from fss.calendars.rules.standards import Standard
from fss.db import db
from fss.permissions.rules import Identity


@dataclass(frozen=True)
class StandardLine:
    """A standard in the list: what holds now, what will, and what is only proposed."""

    code: str
    title: str
    current: ServiceStandard | None
    coming: ServiceStandard | None
    proposed: ServiceStandard | None


def standard_on(code: str, day: date) -> ServiceStandard | None:
    """The approved version of a standard that holds on a day."""
    return standards_on(day, codes=[code]).get(code)


def version_of(code: str, number: int | None) -> ServiceStandard | None:
    """A version of a standard by its number; None where there is none."""
    return db.session.scalar(
        select(ServiceStandard).where(
            ServiceStandard.code == code, ServiceStandard.number == number
        )
    )


def standards_on(day: date, *, codes: Collection[str] | None = None) -> dict[str, ServiceStandard]:
    """The versions that hold on a day, by code."""
    found = {}
    for code, rows in _by_code(codes).items():
        held = version_on([_version(row) for row in rows if row.approved_on], day)
        if held is not None:
            found[code] = next(row for row in rows if row.number == held.number)
    return found


def as_standard(row: ServiceStandard) -> Standard:
    """A version of a standard as the rules count by it."""
    return Standard(
        row.code, row.metric, row.target, row.unit, row.scope, row.statutory, tuple(row.warn_at)
    )


def public_standards(day: date) -> Sequence[ServiceStandard]:
    """What the county promises in public on a day, in the order of the codes.

    Two standards of one step may share one sentence.
    """
    held = sorted(standards_on(day).values(), key=_order)
    return [row for row in held if row.is_public and row.promise]


def standard_lines(day: date) -> list[StandardLine]:
    """Every standard with the versions that matter now, in the order of the codes."""
    lines = []
    for code, rows in _by_code(None).items():
        approved = [row for row in rows if row.approved_on]
        held = version_on([_version(row) for row in approved], day)
        current = next((row for row in approved if held and row.number == held.number), None)
        coming = next((row for row in approved if row.valid_from > day), None)
        proposed = next((row for row in rows if not row.approved_on), None)
        lines.append(StandardLine(code, rows[-1].title, current, coming, proposed))
    return sorted(lines, key=lambda line: _order(line))


def versions_of(code: str) -> Sequence[ServiceStandard]:
    """All versions of a standard, the latest first."""
    return db.session.scalars(
        select(ServiceStandard)
        .where(ServiceStandard.code == code)
        .order_by(ServiceStandard.number.desc())
    ).all()


def get_standard(standard_id: UUID, identity: Identity | None = None) -> ServiceStandard | None:  # noqa: ARG001
    """A version of a standard."""
    return db.session.get(ServiceStandard, standard_id)


def _by_code(codes: Collection[str] | None) -> dict[str, list[ServiceStandard]]:
    query = select(ServiceStandard).order_by(ServiceStandard.code, ServiceStandard.number)
    if codes is not None:
        query = query.where(ServiceStandard.code.in_(codes))
    found: defaultdict[str, list[ServiceStandard]] = defaultdict(list)
    for row in db.session.scalars(query):
        found[row.code].append(row)
    return dict(found)


def _version(row: ServiceStandard) -> Version:
    return Version(row.number, row.valid_from, row.valid_to)


def _order(row: ServiceStandard | StandardLine) -> tuple[str, int, str]:
    """D1.P2 before D1.P10."""
    process, _, rest = row.code.partition(".")
    digits = "".join(letter for letter in rest.partition(".")[0] if letter.isdigit())
    return process, int(digits or 0), row.code
