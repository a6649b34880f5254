"""Reading clocks, and the calendars by which they run."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from fss.accounts import queries as accounts
from fss.accounts.models import Organization, OrganizationKind
from fss.calendars.models import Calendar
from fss.calendars.queries.calendars import WHOLE, as_rules
from fss.calendars.rules import calendars as rules
from fss.db import db
from fss.permissions.rules import Identity
from fss.work.models import STEP, Clock, PauseRequest, ProcessInstance, StepInstance
from fss.work.queries.running import LETTERS, get_step
from fss.work.rules.clocks import ClockState

OPEN = (ClockState.RUNNING, ClockState.PAUSED)


@dataclass(frozen=True)
class StoredHours:
    """A stored calendar as the rules count by it."""

    id: UUID
    organization_id: UUID
    is_county: bool
    calendar: rules.Calendar


def stored_hours(organization_ids: Collection[UUID] | None = None) -> list[StoredHours]:
    """The county's calendar, if there is one, then those of the organizations (None: of all)."""
    query = select(Calendar).join(Calendar.organization)
    is_county = Organization.kind == OrganizationKind.COUNTY
    if organization_ids is not None:
        query = query.where(or_(is_county, Calendar.organization_id.in_(organization_ids)))
    found = db.session.scalars(
        query.options(*WHOLE).order_by(~is_county, Organization.name, Organization.id)
    ).all()
    zone = accounts.get_zone() if found else ""
    return [
        StoredHours(
            calendar.id,
            calendar.organization_id,
            calendar.organization.kind is OrganizationKind.COUNTY,
            as_rules(calendar, zone),
        )
        for calendar in found
    ]


def open_clock(step_id: UUID, *, lock: bool = False) -> Clock | None:
    """The clock of a step that runs or is paused; `lock` reads it anew and keeps others off."""
    query = (
        select(Clock)
        .where(Clock.step_id == step_id, Clock.subject_type == STEP, Clock.state.in_(OPEN))
        .order_by(Clock.started_at.desc(), Clock.id)
        .limit(1)
    )
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return db.session.scalar(query)


def open_clocks(subject_type: str, subject_id: UUID) -> Sequence[Clock]:
    """The clocks that run on a subject, one for each metric."""
    return db.session.scalars(
        select(Clock)
        .where(
            Clock.subject_type == subject_type,
            Clock.subject_id == subject_id,
            Clock.state.in_(OPEN),
        )
        .options(selectinload(Clock.events))
        .order_by(Clock.metric, Clock.id)
    ).all()


def clocks_of(step: StepInstance) -> Sequence[Clock]:
    """All clocks that a step itself had, the latest first, with what happened to them."""
    return db.session.scalars(
        select(Clock)
        .where(Clock.step_id == step.id, Clock.subject_type == STEP)
        .options(selectinload(Clock.events))
        .order_by(Clock.started_at.desc(), Clock.stopped_at.is_not(None), Clock.id)
    ).all()


def pause_requests(step: StepInstance) -> Sequence[PauseRequest]:
    """Pauses of a step that were asked for afterwards, the latest first."""
    return db.session.scalars(
        select(PauseRequest)
        .join(PauseRequest.clock)
        .where(Clock.step_id == step.id)
        .options(joinedload(PauseRequest.requester), joinedload(PauseRequest.decider))
        .order_by(PauseRequest.requested_at.desc(), PauseRequest.id)
    ).all()


def get_pause_request(request_id: UUID, identity: Identity) -> PauseRequest | None:
    """A pause asked for afterwards; None when the person may not know of its step."""
    found = db.session.get(PauseRequest, request_id)
    if found is None or found.clock.step_id is None:
        return None
    return found if get_step(found.clock.step_id, identity) else None


def due_clocks(now: datetime, most: int) -> Sequence[Clock]:
    """Clocks of which somebody is to be told, or whose pause ends; the longest waiting first.

    They and their steps are locked. Those that somebody is changing just now are left for the
    next time: whoever holds several clocks never waits for anybody.
    """
    whole = contains_eager(Clock.step).options(
        LETTERS, joinedload(StepInstance.instance).joinedload(ProcessInstance.template)
    )
    return db.session.scalars(
        select(Clock)
        .join(Clock.step)
        .where(Clock.state.in_(OPEN), Clock.next_at <= now)
        .options(whole, selectinload(Clock.events))
        .order_by(Clock.next_at, Clock.id)
        .limit(most)
        .with_for_update(skip_locked=True, key_share=True, of=(Clock, StepInstance))
        .execution_options(populate_existing=True)
    ).all()


def paused_steps(instance: ProcessInstance) -> frozenset[UUID]:
    """The steps of a process whose clock stands still."""
    return frozenset(
        step_id
        for step_id in db.session.scalars(
            select(Clock.step_id)
            .join(StepInstance, StepInstance.id == Clock.step_id)
            .where(StepInstance.instance_id == instance.id, Clock.state == ClockState.PAUSED)
        )
        if step_id is not None
    )
