"""When a started step is due, and the words that say why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fss.calendars.rules.calendars import Calendar, CalendarEnds
from fss.calendars.rules.standards import (
    Due,
    Scope,
    Standard,
    amount_in_words,
    compute_due,
    count_back,
    explain_back,
    explain_due,
)
from fss.calendars.rules.traces import date_in_words, time_in_words
from fss.process.rules.templates import StepStandard, TemplateStep

NOT_AGREED = "No time agreed yet"
HURRY = "The client needs the answer soon: the time there is was shared out among the steps."


@dataclass(frozen=True)
class Reckoned:
    """The reasons in words, a row each; the due time, if one can be told; its standard.

    `latest` is the time counted back from a fixed one, which the due time never passes. What
    happens at a fixed time itself has a due time and no standard: nobody is measured by it.
    """

    trace: tuple[str, ...]
    due: Due | None = None
    standard: Standard | None = None
    latest: datetime | None = None

    @property
    def at(self) -> datetime | None:
        """When it is due."""
        return self.due.at if self.due else None


@dataclass(frozen=True)
class Fixed:
    """A step that happens at a time people agree on; `at` is None until they have."""

    key: str
    title: str
    at: datetime | None = None

    @property
    def words(self) -> str:
        """Such as "V5, “Host the visit”"."""
        return f"{self.key}, “{self.title}”"


@dataclass(frozen=True)
class Offices:
    """The calendars that may count for a step.

    `invited` are those of the invited cities, `responsible` those of the organizations that do
    the work; an organization without a calendar of its own has the county's.
    """

    county: Calendar
    invited: tuple[Calendar, ...] = ()
    responsible: tuple[Calendar, ...] = ()

    def for_scope(self, scope: Scope) -> tuple[Calendar, ...]:
        """Whose opening hours count."""
        if scope is Scope.MAX_OVER_INVITED:
            return self.invited or (self.county,)
        if scope is Scope.ROLE_ORG:
            return self.responsible or (self.county,)
        return (self.county,)


def reckon(
    step: TemplateStep,
    offices: Offices,
    start: datetime,
    *,
    standard: Standard | None = None,
    stated: datetime | None = None,
    fixed: Mapping[str, Fixed] | None = None,
) -> Reckoned:
    """When a step that starts at `start` is due.

    `standard` is the catalogue's, where it has one for the step; else the process's own holds.
    `stated` is the due time given to a client in a hurry. `fixed` are the steps that happen at a
    time people agree on, by key: they are due then, and steps that count back from one are due
    at the earlier of that and their own standard. A calendar that a person has not confirmed that
    far gives no due time and says so; nothing is guessed.
    """
    fixed = fixed or {}
    if standard is None and step.standard is not None and step.standard.before is None:
        standard = step.standard.as_standard(step.key)
    if stated is not None and standard is not None:
        trace = (HURRY, f"Due {_moment(offices.county, stated)}.")
        return Reckoned(trace, _due_at(offices.county, stated), standard)
    own_time = fixed.get(step.key)
    if own_time is not None and (own_time.at or standard is None):
        return _at_fixed_time(own_time, offices.county)
    try:
        own = _forward(standard, offices, start) if standard else None
        backs = _backward(step, offices, fixed)
    except CalendarEnds as reason:
        return Reckoned((f"There is no due time yet. {reason.message}",), None, standard)
    open_ends = [
        appointment
        for limit in step.counted_back
        if (appointment := fixed.get(limit.before or "")) and appointment.at is None
    ]
    if own is None and not backs:
        if open_ends:
            return Reckoned(
                (f"{NOT_AGREED} for {open_ends[0].words}, from which this is counted back.",)
            )
        return Reckoned((f"No due time is computed: {step.timing_words}.",))
    return _earliest(step, own, backs, open_ends, start)


@dataclass(frozen=True)
class _Back:
    """A time counted back from a fixed one, with the words that say how."""

    limit: StepStandard
    at: datetime
    calendar: Calendar
    trace: tuple[str, ...]


def _due_at(calendar: Calendar, at: datetime) -> Due:
    day = calendar.local(at - timedelta.resolution).date()
    return Due(at, day, day, calendar)


def _at_fixed_time(fixed: Fixed, county: Calendar) -> Reckoned:
    if fixed.at is None:
        return Reckoned((f"{NOT_AGREED} for {fixed.words}.",))
    trace = (f"Agreed for {_moment(county, fixed.at)}.",)
    return Reckoned(trace, _due_at(county, fixed.at))


def _forward(standard: Standard, offices: Offices, start: datetime) -> Reckoned:
    """The due time by a standard that counts on from the start."""
    calendars = offices.for_scope(standard.scope)
    # Several organizations that do the work each have their own hours: the latest counts.
    due = max(
        (compute_due(standard, [calendar], start) for calendar in calendars),
        key=lambda found: found.at,
    )
    named = _named(standard.scope, due.calendar, calendars)
    trace = [_opening(standard, due.calendar, start, named), *_shared(standard, calendars)]
    trace += [row.text for row in explain_due(standard, [due.calendar], start)]
    return Reckoned(tuple(trace), due, standard)


def _backward(step: TemplateStep, offices: Offices, fixed: Mapping[str, Fixed]) -> list[_Back]:
    """What is counted back from the times agreed so far, the earliest first."""
    found = []
    for limit in step.counted_back:
        appointment = fixed.get(limit.before or "")
        if appointment is None or appointment.at is None:
            continue
        agreed = appointment.at
        # Several organizations that do the work: all are done in time by the earliest.
        calendars = offices.for_scope(limit.scope)
        at, calendar = min(
            (
                (count_back(limit.amount, limit.unit, calendar, agreed), calendar)
                for calendar in calendars
            ),
            key=lambda pair: pair[0],
        )
        opening = (
            f"At least {amount_in_words(limit.amount, limit.unit)} before {appointment.words}, "
            f"which is agreed for {_moment(calendar, agreed)}: by {_moment(calendar, at)}, "
            f"counted back by the calendar of {_named(limit.scope, calendar, calendars)}."
        )
        rows = explain_back(limit.amount, limit.unit, calendar, agreed)
        found.append(_Back(limit, at, calendar, (opening, *(row.text for row in rows))))
    return sorted(found, key=lambda back: back.at)


def _earliest(
    step: TemplateStep,
    own: Reckoned | None,
    backs: Sequence[_Back],
    open_ends: Sequence[Fixed],
    start: datetime,
) -> Reckoned:
    """The earlier of a step's own standard and what is counted back, with all the reasons."""
    trace = list(own.trace) if own else []
    for back in backs:
        trace += back.trace
    trace += [f"{NOT_AGREED} for {one.words}; it may make this due earlier." for one in open_ends]
    due, standard = (own.due, own.standard) if own else (None, None)
    latest = backs[0].at if backs else None
    if latest is not None and (due is None or latest < due.at):
        calendar = due.calendar if due else backs[0].calendar
        standard = standard or backs[0].limit.as_standard(step.key)
        due = _due_at(calendar, latest)
    assert due is not None
    which = ", the earlier of these times" if own and backs else ""
    trace.append(f"Due {_moment(due.calendar, due.at)}{which}.")
    if due.at < start:
        trace.append("That time had passed when the step began.")
    return Reckoned(tuple(trace), due, standard, latest)


def _opening(standard: Standard, calendar: Calendar, start: datetime, named: str) -> str:
    return f"{standard.words} by the calendar of {named}, counted from {_moment(calendar, start)}."


def _named(scope: Scope, calendar: Calendar, calendars: Sequence[Calendar]) -> str:
    """Each city reads the same words, and none learns which others are invited or work at it."""
    if scope is Scope.MAX_OVER_INVITED:
        return "the city that needs longest"
    return calendar.name if len(calendars) == 1 else "the organization that needs longest"


def _shared(standard: Standard, calendars: Sequence[Calendar]) -> list[str]:
    if standard.scope is Scope.MAX_OVER_INVITED:
        return [
            f"One closing time for all invited cities: each has at least {standard.words} of its "
            "own."
        ]
    if len(calendars) > 1:
        return ["Several organizations are asked; the one that needs longest counts."]
    return []


def _moment(calendar: Calendar, instant: datetime) -> str:
    day = calendar.local(instant).date()
    return f"{date_in_words(day)}, {time_in_words(calendar, instant)}"
