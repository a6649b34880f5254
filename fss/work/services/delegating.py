"""Who stands at a letter after the start: work handed on, taken back, a name replaced.

Each change is an event; the letter itself never goes, so that exactly one answers at all times.
"""

from __future__ import annotations

from datetime import datetime

from fss.accounts import queries as accounts
from fss.accounts.models import User
from fss.audit.services import record
from fss.db import db
from fss.errors import ForbiddenError, RuleError
from fss.permissions.rules import Identity
from fss.process import queries as process
from fss.timezone import local_date
from fss.work.models import AssignmentEvent, StepAssignment, StepState
from fss.work.services.locking import count_as_change, lock_step
from fss.work.services.notices import TO_DO_SUBJECT, tell_person

WORKING = ("R", "A")
OPEN = (StepState.WAITING, StepState.READY)


def may_hand_on(assignment: StepAssignment, actor: Identity) -> bool:
    """Whether the person may decide who works at a letter: its holder, who answers, or staff."""
    if assignment.letter not in WORKING or assignment.role is None:
        return False
    return (
        actor.is_system
        or actor.is_county_staff
        or assignment.is_held_by(actor)
        or any(
            item.letter == "A" and item.is_held_by(actor) for item in assignment.step.assignments
        )
    )


def delegate_letter(
    assignment: StepAssignment,
    *,
    to: User,
    reason: str = "",
    actor: Identity,
    now: datetime,
    version: int,
) -> None:
    """Let another person of the same organization do the work; who delegates still answers.

    `version` is the step's. Raises ForbiddenError, ConflictError, RuleError (to) for somebody of
    another organization, without an account, or who holds the letter already.
    """
    _check(assignment, actor, version)
    if to.id == assignment.delegate_id or to.id == assignment.user_id:
        raise RuleError(f"{to.name} has this work already.", "to")
    colleagues = accounts.identity_of(to.id, local_date(now, accounts.get_zone()))
    if assignment.organization_id not in colleagues.organizations():
        raise RuleError("Choose somebody of the same organization.", "to")
    before = assignment.delegate
    assignment.delegate = to
    note_change(assignment, "delegate", actor, now, before or assignment.user, to, reason)
    db.session.flush()
    if assignment.step.state is StepState.READY and to.id != actor.user_id:
        tell_person(to, TO_DO_SUBJECT, assignment.step, "was handed to you", now=now)


def take_back(
    assignment: StepAssignment, *, reason: str = "", actor: Identity, now: datetime, version: int
) -> None:
    """End a delegation: the work is done again by those who hold the letter."""
    _check(assignment, actor, version, delegate_may=True)
    before = assignment.delegate
    if before is None:
        raise RuleError("This work is not handed on to anybody.")
    assignment.delegate = None
    note_change(assignment, "return", actor, now, before, assignment.user, reason)
    db.session.flush()


def replace_holder(
    assignment: StepAssignment,
    *,
    to: User,
    reason: str,
    actor: Identity,
    now: datetime,
    version: int,
) -> None:
    """Put another person who holds the same role in the same organization at a letter.

    Raises ForbiddenError, ConflictError, RuleError for somebody who does not hold the role (hand
    the work on instead) or stands there already.
    """
    _check(assignment, actor, version)
    assert assignment.role is not None
    assert assignment.organization_id is not None
    day = local_date(now, accounts.get_zone())
    place = (assignment.role, assignment.organization_id)
    holders = process.role_holders(day, organization_ids=[assignment.organization_id])
    if to.id not in {user.id for user in holders.get(place, [])}:
        raise RuleError(
            f"{to.name} does not hold this role. Hand the work on instead, or have the role "
            "given to them first.",
            "to",
        )
    if any(
        item.user_id == to.id
        and (item.letter, item.role_code, item.organization_id)
        == (assignment.letter, assignment.role_code, assignment.organization_id)
        for item in assignment.step.assignments
    ):
        raise RuleError(f"{to.name} stands there already.", "to")
    before = assignment.user
    assignment.user = to
    note_change(assignment, "replace", actor, now, before, to, reason)
    db.session.flush()
    if assignment.step.state is StepState.READY and to.id != actor.user_id:
        tell_person(to, TO_DO_SUBJECT, assignment.step, "waits for you", now=now)


def _check(
    assignment: StepAssignment, actor: Identity, version: int, *, delegate_may: bool = False
) -> None:
    if not (may_hand_on(assignment, actor) or (delegate_may and assignment.is_delegated_to(actor))):
        raise ForbiddenError("Only those who do this step or answer for it can hand it on.")
    lock_step(assignment.step, version)
    db.session.refresh(assignment)
    if assignment.step.state not in OPEN:
        raise RuleError(f"“{assignment.step.title}” is finished.")


def note_change(
    assignment: StepAssignment,
    kind: str,
    actor: Identity,
    now: datetime,
    before: User | None,
    after: User | None,
    reason: str,
) -> None:
    """Keep on record, for good, who stood at a letter before and who does after."""
    db.session.add(
        AssignmentEvent(
            assignment=assignment,
            at=now,
            kind=kind,
            actor_id=actor.user_id,
            from_user=before,
            to_user=after,
            reason=reason.strip(),
        )
    )
    count_as_change(assignment.step)
    step = assignment.step
    record(
        f"step:{kind}",
        subject=step,
        step=step.key,
        title=step.full_title,
        letter=assignment.letter,
        before=before.name if before else "nobody",
        after=after.name if after else "nobody",
        reason=reason.strip(),
    )
