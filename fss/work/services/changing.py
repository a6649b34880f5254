"""Departing from the approved process, on record: a step added, a finished one opened again."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from fss.accounts import queries as accounts
from fss.audit.services import record
from fss.calendars.rules.standards import Unit
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity, Role
from fss.process import queries as process
from fss.process.rules.raci import Letter
from fss.process.rules.roles import ACCOUNT_ROLES
from fss.timezone import local_date
from fss.work.models import ProcessInstance, StepAssignment, StepInstance, StepState
from fss.work.queries.running import template_of
from fss.work.rules.additions import addition_as_data, make_addition
from fss.work.rules.steps import check_reopen
from fss.work.services.clocks import cancel_clock
from fss.work.services.dues import set_due
from fss.work.services.locking import lock_process, lock_step
from fss.work.services.notices import tell_people
from fss.work.services.running import start_ready, status_of

Place = tuple[Role, UUID]
"""A role in an organization."""


def add_step(
    instance: ProcessInstance,
    *,
    title: str,
    description: str,
    reason: str,
    after: str,
    holds_up: str | None,
    responsible: Place,
    accountable: Place,
    amount: float | None,
    unit: Unit,
    actor: Identity,
    now: datetime,
) -> StepInstance:
    """County staff add a step to a running process; it stays on record as a deviation.

    It starts when every copy of the step `after` is settled; `holds_up`, a step that has not
    started, then waits for it too. Raises ForbiddenError, and RuleError (with its field) without
    a reason, for a role that nobody holds, or for an order that cannot be.
    """
    if not (actor.is_system or actor.is_county_staff):
        raise ForbiddenError
    if not reason.strip():
        raise RuleError("Say why this step is needed.", "reason")
    lock_process(instance)
    template = template_of(instance)
    if holds_up and any(
        step.state is not StepState.WAITING for step in instance.steps if step.key == holds_up
    ):
        raise RuleError("That step has started already, so it can wait for nothing.", "holds_up")
    addition = make_addition(
        template,
        title=title,
        description=description,
        after=after,
        holds_up=holds_up,
        responsible=_code(responsible, "responsible"),
        accountable=_code(accountable, "accountable"),
        amount=amount,
        unit=unit,
    )
    row = addition.row
    step = StepInstance(
        key=row.key,
        number=row.number,
        title=row.title,
        state=StepState.WAITING,
        declared=addition_as_data(addition),
        reason=reason.strip(),
    )
    instance.steps.append(step)
    _name(step, Letter.ACCOUNTABLE, accountable, now)
    _name(step, Letter.RESPONSIBLE, responsible, now)
    instance.finished_at = None
    db.session.flush()
    record("step:add", subject=step, step=step.key, title=step.title, reason=step.reason)
    started = start_ready(instance, template_of(instance), at=now, actor=actor)
    db.session.flush()
    tell_people(finished=None, started=started, actor=actor, now=now)
    return step


def reopen_step(
    step: StepInstance, *, reason: str, actor: Identity, now: datetime, version: int
) -> list[StepInstance]:
    """Open a finished step again; it is due anew from `now`.

    Steps that started because it was finished, and that nobody has begun, wait again; they are
    returned. For county staff and those who answer for the step. Raises ForbiddenError,
    ConflictError, RuleError without a reason or when a later step was begun.
    """
    if not (actor.is_system or actor.is_county_staff or step.is_answered_by(actor)):
        raise ForbiddenError
    instance = lock_step(step, version)
    if not reason.strip():
        raise RuleError("Say why it is opened again.", "reason")
    template = template_of(instance)
    check_reopen(template, [status_of(item) for item in instance.steps], status_of(step))
    waiting = [
        item
        for item in instance.steps
        if item.state is StepState.READY and step.key in template.step(item.key).depends_on
    ]
    for item in waiting:
        put_back(item, f"{step.key} was opened again.", actor=actor, now=now)
    record(
        "step:reopen",
        subject=step,
        step=step.key,
        title=step.full_title,
        reason=reason.strip(),
        before=step.state.value,
    )
    step.state, step.ready_at, step.done_at, step.done_by = StepState.READY, now, None, None
    step.begun_at, step.begun_by, step.stood_in = None, None, False
    step.reason = reason.strip()
    instance.finished_at = None
    set_due(step, template, instance.steps, actor=actor, now=now)
    db.session.flush()
    tell_people(finished=None, started=[step], actor=actor, now=now)
    return waiting


def put_back(step: StepInstance, reason: str, *, actor: Identity, now: datetime) -> None:
    """Let a step that has started wait again; its clock ends without a result."""
    cancel_clock(step, reason=reason, actor=actor, now=now)
    step.state, step.ready_at, step.due_at, step.trace = StepState.WAITING, None, None, []


def _name(step: StepInstance, letter: Letter, place: Place, now: datetime) -> None:
    """Give a letter to those who hold a role now; one person answers."""
    role, organization_id = place
    day = local_date(now, accounts.get_zone())
    people = process.role_holders(day, organization_ids=[organization_id]).get(place, [])
    field = "accountable" if letter is Letter.ACCOUNTABLE else "responsible"
    if not people:
        raise RuleError("Nobody holds that role now. Choose somebody else.", field)
    if letter is Letter.ACCOUNTABLE:
        people = people[:1]
    step.assignments += [
        StepAssignment(
            letter=letter.value,
            role_code=_code(place, field),
            role=role,
            organization_id=organization_id,
            user=person,
        )
        for person in people
    ]


def _code(place: Place, field: str) -> str:
    """The column of the matrix behind a role."""
    code = next((code for code, role in ACCOUNT_ROLES.items() if role is place[0]), None)
    if code is None:
        raise RuleError("That role has no column in the matrix. Choose another.", field)
    return code
