"""Changing pursuits: intake, facts, criteria, stage."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from fss.accounts import queries as accounts
from fss.accounts.models import Organization
from fss.audit.services import record
from fss.db import check_version, db
from fss.errors import ConflictError, RuleError
from fss.permissions.rules import Identity
from fss.process import queries as process
from fss.process.models import ProcessTemplate
from fss.pursuits import queries
from fss.pursuits.models import Pursuit, PursuitCriterion
from fss.pursuits.rules import (
    Facts,
    Row,
    Stage,
    check_facts,
    check_move,
    code_key,
    differences,
    needs_reason,
    new_tracking_code,
    value_in_words,
)
from fss.pursuits.rules.facts import LABELS
from fss.sites.rules.criteria import check_criterion
from fss.sites.rules.dictionary import FIELDS
from fss.timezone import date_words, local_date, words
from fss.work import queries as work
from fss.work import services as work_services
from fss.work.models import ProcessInstance

PROCESS_CODE = "D1"
OUTCOME_STEP = "P13"
OVER = frozenset({Stage.LOST, Stage.WITHDRAWN, Stage.NO_BID})
"""Stages after which nothing more is done for the client."""
MOST_CRITERIA = 100


def create_pursuit(
    facts: Facts, *, criteria: Sequence[Row] = (), actor: Identity, now: datetime
) -> Pursuit:
    """Record a request and start its process; the acting person owns it.

    All cities and townships that are members at this moment are invited; the first step is due
    from when the request came. Raises RuleError (with its field) for facts that cannot be and
    for a code name that is taken.
    """
    facts = replace(facts, code_name=" ".join(facts.code_name.split()))
    check_facts(facts, now=now)
    if actor.user_id is None:
        raise RuleError("A person has to own the pursuit.")
    pursuit = Pursuit(
        tracking_code=new_tracking_code(),
        stage=Stage.RECEIVED,
        stage_since=now,
        owner_id=actor.user_id,
        created_at=now,
    )
    _write(pursuit, facts)
    _save_with_unique_name(pursuit, facts.code_name)
    record(
        "pursuit:receive",
        subject=pursuit,
        at=now,
        received=facts.received_at,
        source=facts.source.label,
    )
    if criteria:
        _write_criteria(pursuit, criteria)
    instance = work_services.start_process(
        template_code=PROCESS_CODE,
        subject_type=queries.SUBJECT,
        subject_id=pursuit.id,
        title=pursuit.code_name,
        invited=accounts.members(local_date(now, accounts.get_zone())),
        started_at=facts.received_at,
        actor=actor,
        now=now,
    )
    work_services.keep_deadline(
        instance, deadline=facts.due_at, start=facts.received_at, actor=actor, now=now
    )
    db.session.flush()
    return pursuit


def edit_pursuit(
    pursuit: Pursuit,
    facts: Facts,
    *,
    version: int,
    actor: Identity,
    now: datetime,
) -> None:
    """Change the facts of a request; another deadline may make the process run faster or slower.

    Raises ConflictError with both versions when somebody else saved first, RuleError as
    `create_pursuit` does.
    """
    facts = replace(facts, code_name=" ".join(facts.code_name.split()))
    stored = facts_of(pursuit)
    if pursuit.version != version:
        differing = differences(stored, facts)
        raise ConflictError(
            theirs={LABELS[name]: _said(getattr(stored, name)) for name in differing},
            yours={LABELS[name]: _said(getattr(facts, name)) for name in differing},
        )
    check_facts(facts, now=now)
    running = work.processes_of(queries.SUBJECT, pursuit.id)
    if any(facts.received_at >= one.started_at for one in running[1:]):
        raise RuleError("A further process of this pursuit began before that.", "received_at")
    _write(pursuit, facts)
    _save_with_unique_name(pursuit, facts.code_name)
    instance = running[0] if running else None
    if instance is not None:
        if instance.title != pursuit.code_name:
            for one in running:
                title = one.title.replace(instance.title, pursuit.code_name, 1)
                if one is not instance:
                    work_services.rename_process(one, title=title)
            work_services.rename_process(instance, title=pursuit.code_name)
        if stored.received_at != facts.received_at:
            work_services.correct_start(instance, started_at=facts.received_at)
        if (stored.received_at, stored.due_at) != (facts.received_at, facts.due_at):
            work_services.keep_deadline(
                instance,
                deadline=facts.due_at,
                start=max(now, facts.received_at),
                actor=actor,
                now=now,
            )
    db.session.flush()


def facts_of(pursuit: Pursuit) -> Facts:
    """The facts of a request as stored."""
    return Facts(**{name: getattr(pursuit, name) for name in LABELS})


def set_criteria(
    pursuit: Pursuit,
    rows: Sequence[Row],
    *,
    version: int,
    actor: Identity,  # noqa: ARG001
    now: datetime,
    reason: str = "",
) -> None:
    """Replace the criteria by `rows`, in their order; rows with a known id are kept and changed.

    Once they were agreed (P4 is done) a change needs a `reason`. Raises ConflictError when
    somebody else changed the pursuit first, RuleError for a row that makes no sense.
    """
    check_version(pursuit, version)
    if queries.criteria_are_locked(pursuit) and not reason.strip():
        raise RuleError(
            "The criteria were agreed with the requester. Say why they change now.", "reason"
        )
    before = [asked.words for asked in queries.criteria_of(pursuit)]
    _write_criteria(pursuit, rows)
    # Two people who change criteria at once change the same pursuit; history omits this column.
    flag_modified(pursuit, "code_key")
    record(
        "pursuit:criteria:set",
        subject=pursuit,
        at=now,
        before=len(before),
        after=len(rows),
        reason=reason.strip(),
    )
    db.session.flush()


def advance_pursuit(
    pursuit: Pursuit,
    *,
    to: Stage,
    reason: str,
    version: int | None = None,
    actor: Identity,
    now: datetime,
) -> None:
    """Move a pursuit to another stage.

    Lost, withdrawn and no bid need a reason. A pursuit that is withdrawn or not bid for leaves
    out what was still open before the outcome is told, so that no city works for nothing.
    """
    if version is not None:
        check_version(pursuit, version)
    check_move(pursuit.stage, to)
    if needs_reason(to) and not reason.strip():
        raise RuleError("Say why.", "reason")
    record(
        "pursuit:stage:advance",
        subject=pursuit,
        at=now,
        old=pursuit.stage.label,
        new=to.label,
        reason=reason.strip(),
    )
    pursuit.stage, pursuit.stage_since = to, now
    db.session.flush()
    running = work.processes_of(queries.SUBJECT, pursuit.id)
    why = f"{to.label}: {reason.strip()}"
    if running and to in (Stage.WITHDRAWN, Stage.NO_BID):
        work_services.skip_before(running[0], key=OUTCOME_STEP, reason=why, actor=actor, now=now)
    if to in OVER:
        for further in running[1:]:
            work_services.end_process(further, reason=why, actor=actor, now=now)


def decide_pursuit(
    pursuit: Pursuit, *, go: bool, reason: str, version: int, actor: Identity, now: datetime
) -> None:
    """The director says whether the county answers although cities have too little time.

    Without a go the pursuit is not bid for. Raises as `decide_express` and `advance_pursuit` do.
    """
    check_version(pursuit, version)
    instance = work.process_of(queries.SUBJECT, pursuit.id)
    if instance is None:
        raise RuleError("There is nothing to decide.")
    work_services.decide_express(instance, go=go, reason=reason, actor=actor, now=now)
    if not go:
        advance_pursuit(pursuit, to=Stage.NO_BID, reason=reason, actor=actor, now=now)


def start_further_process(
    pursuit: Pursuit, *, template_code: str, city: Organization, actor: Identity, now: datetime
) -> ProcessInstance:
    """Start a process beside the pursuit's own, such as a site visit, in one city.

    Each visit is a process of its own. Raises RuleError when the pursuit has ended without
    success, when the process is the one by which requests are answered, or is not approved.
    """
    if pursuit.stage in OVER:
        raise RuleError(f"{pursuit.code_name} has ended. Nothing more starts for it.")
    if template_code == PROCESS_CODE:
        raise RuleError("The process of the request runs already. Choose another.", "code")
    template = process.find_template(template_code)
    if template is None:
        raise RuleError("Choose a process that is approved.", "code")
    return work_services.start_process(
        template_code=template_code,
        subject_type=queries.SUBJECT,
        subject_id=pursuit.id,
        title=_further_title(pursuit, template.title, city.name),
        invited=[city],
        started_at=now,
        actor=actor,
        now=now,
    )


def further_templates(pursuit: Pursuit) -> list[ProcessTemplate]:
    """The approved processes that may start beside the pursuit's own; none when it has ended."""
    if pursuit.stage in OVER:
        return []
    return [one for one in process.approved_templates() if one.code != PROCESS_CODE]


def _further_title(pursuit: Pursuit, title: str, city: str) -> str:
    return f"{pursuit.code_name}: {title}, {city}"


def _write(pursuit: Pursuit, facts: Facts) -> None:
    for name in LABELS:
        setattr(pursuit, name, getattr(facts, name))
    pursuit.code_key = code_key(facts.code_name)


def _save_with_unique_name(pursuit: Pursuit, code_name: str) -> None:
    taken = RuleError(
        f"There is a pursuit called {code_name} already. Choose another.", "code_name"
    )
    with db.session.no_autoflush:
        if queries.code_name_is_taken(code_name, but=pursuit.id):
            raise taken
    try:
        with db.session.begin_nested():
            db.session.add(pursuit)
            db.session.flush()
    except IntegrityError:
        # Somebody else took the name between the look and the write.
        raise taken from None


def _write_criteria(pursuit: Pursuit, rows: Sequence[Row]) -> None:
    if len(rows) > MOST_CRITERIA:
        raise RuleError(f"Keep at most {MOST_CRITERIA} criteria.")
    known = {stored.id: stored for stored in pursuit.criteria}
    kept = []
    for position, row in enumerate(rows):
        criterion = row.criterion
        field = FIELDS.get(criterion.field)
        if field is None:
            raise RuleError("Choose a field from the list.", "field")
        check_criterion(criterion, field)
        stored = (known.pop(row.id, None) if row.id else None) or PursuitCriterion()
        stored.position, stored.field = position, criterion.field
        stored.comparison, stored.importance = criterion.comparison, criterion.importance
        stored.low, stored.high, stored.weight = criterion.low, criterion.high, criterion.weight
        stored.choices = sorted(criterion.options)
        stored.words = row.words or value_in_words(field, criterion)
        kept.append(stored)
    pursuit.criteria = kept
    db.session.flush()


def _said(value: Any) -> str:
    """A fact in words for the comparison of two versions."""
    if isinstance(value, datetime):
        return words(value, accounts.get_zone())
    if hasattr(value, "label"):
        return str(value.label)
    if hasattr(value, "isoformat"):
        return date_words(value)
    return "" if value is None else str(value)
