"""The timeline of a running process: planned, come true, who, on time or late, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from fss.calendars.queries.standards import as_standard, standards_on
from fss.calendars.rules.calendars import Calendar
from fss.db import db
from fss.process.rules.templates import FanOut, Template, TemplateStep
from fss.timezone import local_date
from fss.work.models import AssignmentEvent, Clock, ProcessInstance, StepAssignment, StepInstance
from fss.work.queries.clocks import StoredHours, stored_hours
from fss.work.queries.letters import Holder, people_of_steps
from fss.work.queries.running import fixed_times, steps_of, template_of
from fss.work.rules import timeline as rules
from fss.work.rules.clocks import ClockAction, PauseReason
from fss.work.rules.dues import Offices, reckon
from fss.work.rules.steps import StepState
from fss.work.rules.timeline import Outcome, Progress, Span

PAUSE_WORDS = {
    PauseReason.WAITING_CLIENT: "waiting for the client",
    PauseReason.WAITING_EXTERNAL_AUTHORITY: "waiting for another authority",
    PauseReason.ORG_CLOSED_EXTRAORDINARY: "the office was closed unexpectedly",
}


@dataclass(frozen=True)
class PauseRow:
    """A pause of a step's clock; `end` is None while it lasts."""

    start: datetime
    end: datetime | None
    why: str


@dataclass(frozen=True)
class HandingRow:
    """A letter of a step that changed hands."""

    at: datetime
    letter: str
    kind: str
    from_name: str
    to_name: str
    reason: str


@dataclass(frozen=True)
class TimelineRow:
    """One step: first plan, expected or real span, who, how it stands, what differed."""

    step: StepInstance
    who: Mapping[str, Sequence[Holder]]
    planned: Span
    span: Span
    outcome: Outcome
    is_contact: bool
    deviations: tuple[str, ...] = ()
    pauses: tuple[PauseRow, ...] = ()
    handings: tuple[HandingRow, ...] = ()

    @property
    def late_by(self) -> timedelta | None:
        """How long after its due time a finished step was done."""
        if self.outcome is not Outcome.LATE or not self.step.due_at or not self.step.done_at:
            return None
        return self.step.done_at - self.step.due_at


@dataclass(frozen=True)
class HandOffRow:
    """Work that passed from one organization to another, between two steps."""

    before: StepInstance
    after: StepInstance
    from_name: str
    to_name: str


@dataclass(frozen=True)
class Timeline:
    """All steps of a process in time; `start` and `end` bound everything that is drawn."""

    instance_id: UUID
    rows: Sequence[TimelineRow]
    start: datetime
    end: datetime
    planned_end: datetime | None
    expected_end: datetime | None
    contacts: int
    contacts_planned: int
    hand_offs: Sequence[HandOffRow] = field(default=())

    def place(self, moment: datetime) -> int:
        """Where a moment lies between start (0) and end (1000); outside it, at the border."""
        part = (moment - self.start) / (self.end - self.start)
        return round(1000 * min(max(part, 0.0), 1.0))

    @property
    def finished(self) -> int:
        """Steps done with a due time: on time or late."""
        return sum(row.outcome in (Outcome.ON_TIME, Outcome.LATE) for row in self.rows)

    @property
    def on_time(self) -> int:
        """Of these, done when they were due or before."""
        return sum(row.outcome is Outcome.ON_TIME for row in self.rows)


def timeline_of(instance: ProcessInstance, now: datetime) -> Timeline:
    """The timeline of a process; a fixed number of queries whatever its steps."""
    steps = steps_of(instance)
    template = template_of(instance, steps)
    progress = [progress_of(step) for step in steps]
    due_of = _due_of(instance, template, steps)
    planned = rules.first_plan(template, progress, due_of, instance.started_at)
    spans = rules.expected(template, progress, due_of, begun=instance.started_at, now=now)
    contacts = set(rules.touch_points(template, progress))
    pauses, handings = _pauses(steps), _handings(steps)
    people = people_of_steps(steps)
    rows = [
        TimelineRow(
            step=step,
            who=people[step.id],
            planned=planned.get(at.id, Span()),
            span=spans.get(at.id, Span()),
            outcome=rules.outcome_of(at, now),
            is_contact=at.id in contacts,
            deviations=_deviations(step, template),
            pauses=pauses.get(step.id, ()),
            handings=handings.get(step.id, ()),
        )
        for step, at in zip(steps, progress, strict=True)
    ]
    moments = [
        moment
        for row in rows
        for moment in (row.planned.end, row.span.start, row.span.end, row.step.due_at)
        if moment
    ]
    return Timeline(
        instance_id=instance.id,
        rows=rows,
        start=instance.started_at,
        end=max([*moments, instance.started_at + timedelta(hours=1)]),
        planned_end=_last([row.planned for row in rows]),
        expected_end=_last([row.span for row in rows]),
        contacts=len(contacts),
        contacts_planned=rules.planned_touch_points(template, progress),
        hand_offs=_hand_offs(template, steps, progress),
    )


def progress_of(step: StepInstance) -> Progress:
    """A stored step as the rules of the timeline see it."""
    return Progress(
        id=str(step.id),
        key=step.key,
        state=StepState(step.state.value),
        ready_at=step.ready_at,
        due_at=step.due_at,
        done_at=step.done_at,
        does=frozenset(str(key) for key in _responsible(step)),
        paused_at=step.paused_at,
        fixed_at=step.fixed_at,
    )


def _responsible(step: StepInstance) -> set[UUID]:
    return {
        item.organization_id
        for item in step.assignments
        if item.letter == "R" and item.organization_id
    }


def _due_of(
    instance: ProcessInstance, template: Template, steps: Sequence[StepInstance]
) -> rules.DueOf:
    """How long each step of this process takes: by the catalogue of today, else its own figure."""
    invited = {
        step.organization_id
        for step in steps
        if step.organization_id and template.step(step.key).fan_out is FanOut.INVITED_CITY
    }
    at_work = {str(step.id): _responsible(step) for step in steps}
    own = {str(step.id): step for step in steps}
    hours = stored_hours(invited.union(*at_work.values()))
    county = next((found.calendar for found in hours if found.is_county), None)
    stated = {key: datetime.fromisoformat(at) for key, at in (instance.express or {}).items()}
    codes = {step.key: f"{template.code}.{step.key}" for step in template.steps}
    held = standards_on(
        local_date(instance.started_at, county.tz) if county else date.min, codes=codes.values()
    )

    def due_of(row: TemplateStep, step: Progress, start: datetime) -> datetime | None:
        if county is None:
            return None
        offices = Offices(county, _of(invited, hours), _of(at_work[step.id], hours))
        version = held.get(codes[row.key]) if row.standard else None
        standard = as_standard(version) if version else None
        return reckon(
            row,
            offices,
            start,
            standard=standard,
            stated=stated.get(row.key),
            fixed=fixed_times(template, own[step.id], steps),
        ).at

    return due_of


def _of(organization_ids: set[UUID], hours: Sequence[StoredHours]) -> tuple[Calendar, ...]:
    """The own calendars of organizations; the county's, which comes first, for those without."""
    own = {one.organization_id: one for one in hours}
    found = {own.get(key, hours[0]).id: own.get(key, hours[0]) for key in organization_ids}
    return tuple(one.calendar for one in sorted(found.values(), key=lambda one: str(one.id)))


def _deviations(step: StepInstance, template: Template) -> tuple[str, ...]:
    """What was done otherwise than the approved process says, in words."""
    found = []
    if step.declared:
        found.append("Stands in no approved version: it was added to this process")
    if step.state.value == "skipped":
        found.append(f"Left out: {step.reason}")
    elif step.stood_in:
        found.append(f"Done by somebody standing in: {step.reason}")
    elif step.reason:
        missing = [item for item in template.step(step.key).checklist if item not in step.ticked]
        what = "Not everything was ticked" if missing else "A reason was given"
        found.append(f"{what}: {step.reason}")
    return tuple(found)


def _pauses(steps: Sequence[StepInstance]) -> dict[UUID, tuple[PauseRow, ...]]:
    clocks = db.session.scalars(
        select(Clock)
        .where(Clock.step_id.in_([step.id for step in steps]))
        .options(selectinload(Clock.events))
        .order_by(Clock.started_at, Clock.id)
    )
    found: defaultdict[UUID, list[PauseRow]] = defaultdict(list)
    for clock in clocks:
        assert clock.step_id is not None
        begun = None
        for event in sorted(clock.events, key=lambda event: (event.at, event.number)):
            if event.action is ClockAction.PAUSE:
                begun = event
            elif begun is not None and event.action is not ClockAction.BREACH:
                why = PAUSE_WORDS[PauseReason(begun.reason)]
                found[clock.step_id].append(PauseRow(begun.at, event.at, why))
                begun = None
        if begun is not None:
            why = PAUSE_WORDS[PauseReason(begun.reason)]
            found[clock.step_id].append(PauseRow(begun.at, None, why))
    return {step_id: tuple(rows) for step_id, rows in found.items()}


def _handings(steps: Sequence[StepInstance]) -> dict[UUID, tuple[HandingRow, ...]]:
    events = db.session.scalars(
        select(AssignmentEvent)
        .join(AssignmentEvent.assignment)
        .where(StepAssignment.step_id.in_([step.id for step in steps]))
        .options(
            joinedload(AssignmentEvent.assignment),
            joinedload(AssignmentEvent.from_user),
            joinedload(AssignmentEvent.to_user),
        )
        .order_by(AssignmentEvent.at, AssignmentEvent.id)
    )
    found: defaultdict[UUID, list[HandingRow]] = defaultdict(list)
    for event in events:
        found[event.assignment.step_id].append(
            HandingRow(
                at=event.at,
                letter=event.assignment.letter,
                kind=event.kind,
                from_name=event.from_user.name if event.from_user else "nobody",
                to_name=event.to_user.name if event.to_user else "nobody",
                reason=event.reason,
            )
        )
    return {step_id: tuple(rows) for step_id, rows in found.items()}


def _hand_offs(
    template: Template, steps: Sequence[StepInstance], progress: Sequence[Progress]
) -> list[HandOffRow]:
    of = {str(step.id): step for step in steps}
    return [
        HandOffRow(
            before=of[pair.before],
            after=of[pair.after],
            from_name=_names(of[pair.before]),
            to_name=_names(of[pair.after]),
        )
        for pair in rules.hand_offs(template, progress)
    ]


def _names(step: StepInstance) -> str:
    names = {
        item.organization.name
        for item in step.assignments
        if item.letter == "R" and item.organization
    }
    return ", ".join(sorted(names))


def _last(spans: Sequence[Span]) -> datetime | None:
    """The latest end that can be told."""
    return max((span.end for span in spans if span.end), default=None)
