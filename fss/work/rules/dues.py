"""When a started step is due, and the words that say why."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from fss.calendars.rules.calendars import Calendar, CalendarEnds
from fss.calendars.rules.standards import Due, Scope, Standard, compute_due, explain_due
from fss.calendars.rules.traces import date_in_words, time_in_words
from fss.process.rules.templates import TemplateStep

HURRY = "The client needs the answer soon: the time there is was shared out among the steps."


@dataclass(frozen=True)
class Reckoned:
    """The reasons in words, a row each; the due time, if one can be told; its standard."""

    trace: tuple[str, ...]
    due: Due | None = None
    standard: Standard | None = None

    @property
    def at(self) -> datetime | None:
        """When it is due."""
        return self.due.at if self.due else None


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
) -> Reckoned:
    """When a step that starts at `start` is due.

    `standard` is the catalogue's, where it has one for the step; else the process's own holds.
    `stated` is the due time given to a client in a hurry. A calendar that a person has not
    confirmed that far gives no due time and says so; nothing is guessed.
    """
    if standard is None and step.standard is not None and step.standard.before is None:
        standard = step.standard.as_standard(step.key)
    if standard is None:
        return Reckoned((f"No due time is computed: {step.timing_words}.",))
    calendars = offices.for_scope(standard.scope)
    if stated is not None:
        day = offices.county.local(stated).date()
        due = Due(stated, day, day, offices.county)
        return Reckoned((HURRY, f"Due {_moment(offices.county, stated)}."), due, standard)
    try:
        # Several organizations that do the work each have their own hours: the latest counts.
        due = max(
            (compute_due(standard, [calendar], start) for calendar in calendars),
            key=lambda found: found.at,
        )
        rows = explain_due(standard, [due.calendar], start)
    except CalendarEnds as reason:
        return Reckoned((f"There is no due time yet. {reason.message}",), None, standard)
    trace = [_opening(standard, due.calendar, start), *_shared(standard, calendars, due.calendar)]
    trace += [row.text for row in rows]
    trace.append(f"Due {_moment(due.calendar, due.at)}.")
    return Reckoned(tuple(trace), due, standard)


def _opening(standard: Standard, calendar: Calendar, start: datetime) -> str:
    return (
        f"{standard.words} by the calendar of {_named(standard, calendar)}, "
        f"counted from {_moment(calendar, start)}."
    )


def _named(standard: Standard, calendar: Calendar) -> str:
    """Every invited city reads the same words, and none learns which others are invited."""
    return "the city that needs longest" if _is_common(standard) else calendar.name


def _is_common(standard: Standard) -> bool:
    return standard.scope is Scope.MAX_OVER_INVITED


def _shared(standard: Standard, calendars: Sequence[Calendar], decided: Calendar) -> list[str]:
    if _is_common(standard):
        return [
            f"One closing time for all invited cities: each has at least {standard.words} of its "
            "own."
        ]
    if len(calendars) > 1:
        return [f"Several organizations are asked; {decided.name} needs longest."]
    return []


def _moment(calendar: Calendar, instant: datetime) -> str:
    day = calendar.local(instant).date()
    return f"{date_in_words(day)}, {time_in_words(calendar, instant)}"
