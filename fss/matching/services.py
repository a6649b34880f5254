"""Deciding about every site that was tried, with a reason for each one left out."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm.attributes import flag_modified

from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import RuleError
from fss.matching import queries
from fss.matching.models import Decision, SiteDecision
from fss.matching.queries import Asked, MatchRow
from fss.matching.rules import Verdict
from fss.permissions.rules import Identity
from fss.pursuits.models import Pursuit
from fss.pursuits.rules import CLOSED


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many sites are on the shortlist, were left out by a must, or with a given reason."""

    shortlisted: int
    by_rule: int
    with_reason: int


def decide_sites(
    pursuit: Pursuit,
    *,
    chosen: Collection[UUID],
    reasons: Mapping[UUID, str],
    common_reason: str,
    actor: Identity,
    now: datetime,
    version: int | None = None,
) -> Outcome:
    """Shortlist `chosen` in the order of the ranking and decide about every other tried site.

    A site that fails a must is left out by that must. Any other site needs a reason: its own from
    `reasons`, or `common_reason`. A chosen site that fails a must needs its own reason too. Each
    decision keeps the verdicts seen. Raises RuleError naming the sites that lack a reason, and
    ConflictError when the pursuit changed since it was shown.
    """
    if version is not None:
        check_version(pursuit, version)
    if pursuit.stage in CLOSED:
        raise RuleError("This pursuit is closed. Its shortlist stays as it is.")
    criteria = queries.asked_by(pursuit)
    rows = list(queries.verdicts_of_all(pursuit))
    unknown = set(chosen) - {row.site_id for row in rows}
    if unknown:
        raise RuleError("A chosen site is no longer listed. Open the page again.")
    lacking = [row for row in rows if _lacks_reason(row, chosen, reasons, common_reason)]
    if lacking:
        raise RuleError(_ask_for_reasons(lacking, chosen))
    present = queries.decisions_of(pursuit)
    position = 0
    counts = {"shortlisted": 0, "by_rule": 0, "with_reason": 0}
    for row in rows:
        own = reasons.get(row.site_id, "").strip()
        decision = present.get(row.site_id)
        if decision is None:
            decision = SiteDecision(pursuit=pursuit, site_id=row.site_id)
            db.session.add(decision)
        if row.site_id in chosen:
            position += 1
            _write(decision, Decision.SHORTLISTED, own, position=position)
            counts["shortlisted"] += 1
        elif row.is_eligible or own:
            _write(decision, Decision.LEFT_OUT, own or common_reason.strip())
            counts["with_reason"] += 1
        else:
            _write(decision, Decision.LEFT_OUT, _failed_musts(row, criteria), by_rule=True)
            counts["by_rule"] += 1
        decision.verdicts = _snapshot(row, criteria)
        decision.decided_at, decision.decided_by = now, actor.user_id
    # Two people who decide at once change the same pursuit.
    flag_modified(pursuit, "code_name")
    record("pursuit:shortlist:decide", subject=pursuit, at=now, tried=len(rows), **counts)
    db.session.flush()
    return Outcome(**counts)


def _lacks_reason(
    row: MatchRow, chosen: Collection[UUID], reasons: Mapping[UUID, str], common_reason: str
) -> bool:
    if reasons.get(row.site_id, "").strip():
        return False
    if row.site_id in chosen:
        return not row.is_eligible
    return row.is_eligible and not common_reason.strip()


def _ask_for_reasons(lacking: list[MatchRow], chosen: Collection[UUID]) -> str:
    failing = [row.name for row in lacking if row.site_id in chosen]
    if failing:
        return f"Say why these sites are shortlisted although they fail a must: {_some(failing)}."
    return (
        "Give a reason for each site left out, or one reason for all others. "
        f"Without a reason: {_some([row.name for row in lacking])}."
    )


def _some(names: list[str]) -> str:
    shown = ", ".join(names[:5])
    return shown if len(names) <= 5 else f"{shown} and {len(names) - 5} more"


def _write(
    decision: SiteDecision,
    what: Decision,
    reason: str,
    *,
    position: int | None = None,
    by_rule: bool = False,
) -> None:
    decision.decision, decision.reason = what, reason
    decision.position, decision.by_rule = position, by_rule


def _failed_musts(row: MatchRow, criteria: list[Asked]) -> str:
    return "; ".join(
        f"{one.field.label}: {finding.reason}"
        for one, finding in zip(criteria, row.findings, strict=True)
        if one.is_must and finding.verdict is Verdict.FAILS
    )


def _snapshot(row: MatchRow, criteria: list[Asked]) -> dict[str, dict[str, str]]:
    return {
        str(one.id): {"verdict": finding.verdict.value, "reason": finding.reason}
        for one, finding in zip(criteria, row.findings, strict=True)
    }
