"""A role or an account ends: its open work goes to somebody, or on the list of vacancies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import current_app

from fss.accounts import queries as accounts
from fss.accounts import services as people
from fss.accounts.models import Holding, User
from fss.accounts.rules.notices import declare_notice_kind
from fss.accounts.services.notices import add_notice
from fss.audit.services import record
from fss.db import db
from fss.errors import RuleError
from fss.permissions.rules import SYSTEM, Identity, Role
from fss.timezone import local_date
from fss.work.models import StepAssignment
from fss.work.queries import handover as queries
from fss.work.queries.handover import HAND_OVER
from fss.work.services.delegating import note_change
from fss.work.services.locking import lock_process

NOTICE = "handover"
ROLE_ENDED = "The role ended."
ACCOUNT_ENDED = "The account was deactivated."
declare_notice_kind(NOTICE, "Work handed over when somebody gives up a role")


def end_role(
    holding: Holding,
    *,
    held_to: date,
    successor: User | None = None,
    vacate: bool = False,
    actor: Identity,
    now: datetime,
) -> int:
    """End a role; returns how many letters of open steps changed hands now.

    The successor gets the role from `held_to` on. Without one the work goes to the others who
    hold the role, and where there are none on the list of vacancies: only if `vacate` says so.
    A role that ends later hands over on that day. Raises RuleError as `end_holding` does, for a
    successor who cannot sign in or is the holder, and for work that nobody would hold.
    """
    today = local_date(now, accounts.get_zone())
    before = holding.held_to
    people.end_holding(holding, held_to=held_to)
    if successor is not None:
        _appoint(successor, holding, held_to)
    work = queries.open_work(holding, on=max(held_to, today))
    if successor is None and work.is_orphaned and not vacate:
        holding.held_to = before
        raise RuleError(
            "Nobody else holds this role. What waits: "
            f"{_work_in_words(len(work.steps), len(work.tasks))}. Choose who takes over, or tick "
            "that the work goes on the list of vacancies.",
            "successor",
        )
    if held_to > today:
        return 0
    return hand_over(holding, to=successor, actor=actor, now=now)


@people.follows_leaving
def hand_over_all(user: User, actor: Identity, now: datetime) -> None:
    """Give the open work of somebody whose account was deactivated to others; on record.

    The roles are still theirs: activated again, they take up new work, and keep none of the old.
    """
    day = local_date(now, accounts.get_zone())
    for holding in accounts.holdings_of(user.id, on=day):
        hand_over(holding, to=None, actor=actor, now=now, reason=ACCOUNT_ENDED)


def hand_over(
    holding: Holding,
    *,
    to: User | None,
    actor: Identity,
    now: datetime,
    reason: str = ROLE_ENDED,
) -> int:
    """Give the open work of a holding that is over to who has the role now; on record.

    `to` comes first, then those who took the role up that day, then who holds it longest. Nobody:
    the letters stand empty, on the list of vacancies, and the county is told. Finished steps
    keep their names.
    """
    day = local_date(now, accounts.get_zone())
    work = queries.open_work(holding, on=day)
    others = work.others
    heir = to if to is not None and to in others else next(iter(others), None)
    handed = queries.delegated_to(holding.user_id, holding.organization_id)
    concerned = {one.step.instance for one in work.steps} | {one.step.instance for one in handed}
    for instance in sorted(concerned, key=lambda one: str(one.id)):
        lock_process(instance)
    letters = queries.named_at(holding)
    for assignment in letters:
        _pass_on(assignment, heir, reason, actor, now)
    if holding.organization_id not in accounts.identity_of(holding.user_id, day).organizations():
        for assignment in queries.delegated_to(holding.user_id, holding.organization_id):
            _end_delegation(assignment, reason, actor, now)
    if heir is not None:
        for task in work.tasks:
            task.owner = heir
    record(
        HAND_OVER,
        subject=holding,
        holding=holding.id,
        name=holding.user.name,
        role=holding.role.label,
        letters=len(letters),
        tasks=[str(task.id) for task in work.tasks],
        successor=heir.name if heir else "",
    )
    db.session.flush()
    if letters or work.tasks:
        _tell(holding, heir, len(work.steps), len(work.tasks), actor, now)
    return len(letters)


def hand_over_ended(*, now: datetime) -> int:
    """Hand over the work of every role that is over by today; how many roles that were."""
    day = local_date(now, accounts.get_zone())
    ended: Sequence[Holding] = queries.ended_holdings(day)
    for holding in ended:
        hand_over(holding, to=None, actor=SYSTEM, now=now)
    return len(ended)


def _appoint(successor: User, holding: Holding, day: date) -> None:
    if successor.id == holding.user_id or not successor.active:
        raise RuleError("Choose somebody else who can sign in.", "successor")
    for other in accounts.holdings_of(successor.id):
        same = other.role == holding.role and other.organization_id == holding.organization_id
        if same and other.held_to is None and other.held_from <= day:
            return
    people.add_holding(
        user=successor, organization=holding.organization, role=holding.role, held_from=day
    )


def _pass_on(
    assignment: StepAssignment, heir: User | None, reason: str, actor: Identity, now: datetime
) -> None:
    step = assignment.step
    stands_there = heir is not None and any(
        item is not assignment
        and item.user_id == heir.id
        and (item.letter, item.role_code, item.organization_id)
        == (assignment.letter, assignment.role_code, assignment.organization_id)
        for item in step.assignments
    )
    before = assignment.user
    assignment.user = None if stands_there else heir
    kind = "replace" if heir else "vacate"
    note_change(assignment, kind, actor, now, before, heir, reason)


def _end_delegation(
    assignment: StepAssignment, reason: str, actor: Identity, now: datetime
) -> None:
    before, assignment.delegate = assignment.delegate, None
    note_change(assignment, "return", actor, now, before, assignment.user, reason)


def _tell(
    holding: Holding, heir: User | None, steps: int, tasks: int, actor: Identity, now: datetime
) -> None:
    """The successor; and the county where nobody took over."""
    path = current_app.url_map.bind("").build("work.hand_over", {"holding_id": holding.id})
    work = _work_in_words(steps, tasks)
    post = f"{holding.role.label}, {holding.organization.name}"
    day = local_date(now, accounts.get_zone())
    if heir is not None:
        told = {heir.id}
        text = f"You took over {work} of {holding.user.name} ({post})."
    else:
        staff = (Role.COORDINATOR, Role.DIRECTOR)
        told = {user.id for role in staff for user in accounts.holders(role, None, day)}
        ended = "is no longer" if holding.user.active else "can no longer sign in as"
        text = f"{holding.user.name} {ended} {post}. Waits for nobody: {work}."
    for user_id in sorted(told):
        if user_id != actor.user_id:
            add_notice(user_id, kind=NOTICE, text=text, path=path, now=now)


def _work_in_words(steps: int, tasks: int) -> str:
    counts = ((steps, "open step"), (tasks, "task"))
    return " and ".join(_counted(number, thing) for number, thing in counts if number)


def _counted(number: int, thing: str) -> str:
    return f"{number} {thing}{'' if number == 1 else 's'}"
