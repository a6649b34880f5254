"""When a started step is due, and the words that say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fss.process.rules.calendars import Calendar, CalendarEnds
from fss.process.rules.standards import Scope, Standard, compute_due, explain_due
from fss.process.rules.templates import TemplateStep
from fss.process.rules.traces import date_in_words, time_in_words


@dataclass(frozen=True)
class Reckoned:
    """A due time (None where none can be told) and the reasons in words, a row each."""

    at: datetime | None
    trace: tuple[str, ...]


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


def reckon(step: TemplateStep, offices: Offices, start: datetime) -> Reckoned:
    """When a step that starts at `start` is due.

    A calendar that a person has not confirmed that far gives no due time and says so; nothing is
    guessed.
    """
    if step.standard is None:
        return Reckoned(None, (f"No due time is computed: {step.timing_words}.",))
    standard = step.standard.as_standard(step.key)
    calendars = offices.for_scope(standard.scope)
    try:
        # Several organizations that do the work each have their own hours: the latest counts.
        due = max(
            (compute_due(standard, [calendar], start) for calendar in calendars),
            key=lambda found: found.at,
        )
        rows = explain_due(standard, [due.calendar], start)
    except CalendarEnds as reason:
        return Reckoned(None, (f"There is no due time yet. {reason.message}",))
    trace = [_opening(standard, due.calendar, start), *_shared(standard, calendars, due.calendar)]
    trace += [row.text for row in rows]
    trace.append(f"Due {_moment(due.calendar, due.at)}.")
    return Reckoned(due.at, tuple(trace))


def _opening(standard: Standard, calendar: Calendar, start: datetime) -> str:
    return (
        f"{standard.words} by the calendar of {calendar.name}, "
        f"counted from {_moment(calendar, start)}."
    )


def _shared(standard: Standard, calendars: Sequence[Calendar], decided: Calendar) -> list[str]:
    if standard.scope is Scope.MAX_OVER_INVITED:
        return [
            f"One closing time for all invited cities: each has at least {standard.words} of its "
            f"own. {decided.name} needs longest."
        ]
    if len(calendars) > 1:
        return [f"Several organizations are asked; {decided.name} needs longest."]
    return []


def _moment(calendar: Calendar, instant: datetime) -> str:
    day = calendar.local(instant).date()
    return f"{date_in_words(day)}, {time_in_words(calendar, instant)}"
