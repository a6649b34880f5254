"""Opening hours as people type them, as they are stored, and in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import time
from typing import Any

from fss.calendars.rules.calendars import WEEKDAYS, Hours, check_hours
from fss.errors import RuleError

#: Opening hours of a week; a weekday (Monday is 0) that is missing is closed.
Week = Mapping[int, Hours]

_MOMENT = r"(\d{1,2})(?:[:.](\d{2}))?\s*(a\.?m\.?|p\.?m\.?|noon|midnight)?"
_STRETCH = re.compile(rf"{_MOMENT}\s*(?:-|–|to|until)\s*{_MOMENT}", re.IGNORECASE)
_CLOSED = {"", "closed", "-", "–", "none"}


def parse_hours(text: str, name: str) -> Hours:
    """Hours such as "8:00 AM to 12:00 PM, 13:00-16:30"; blank or "closed" is a closed day.

    `name` (the weekday) stands in the refusal: a RuleError about the field "hours".
    """
    if text.strip().lower() in _CLOSED:
        return ()
    stretches = []
    for part in re.split(r"[,;]|\band\b", text):
        found = _STRETCH.fullmatch(part.strip())
        if found is None:
            raise RuleError(
                f"{name}: write hours like 8:00 AM to 4:30 PM, with a comma between two stretches.",
                "hours",
            )
        stretches.append(
            (_time(found[1], found[2], found[3], name), _time(found[4], found[5], found[6], name))
        )
    hours = tuple(stretches)
    check_hours(hours, name)
    return hours


def hours_in_words(hours: Hours) -> str:
    """Such as "8:00 AM to 4:30 PM"; `parse_hours` reads it back; "Closed" for no hours."""
    return ", ".join(f"{_in_words(opens)} to {_in_words(closes)}" for opens, closes in hours) or (
        "Closed"
    )


def hours_as_data(hours: Hours) -> list[list[str]]:
    """The hours of a day as they are stored: [["08:00", "16:30"]]; [] for a closed day."""
    return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in hours]


def hours_from_data(data: Iterable[Sequence[str]] | None) -> Hours:
    """The hours of a day from what `hours_as_data` wrote; None is a closed day."""
    return tuple(
        (time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in data or ()
    )


def week_as_data(week: Week) -> dict[str, list[list[str]]]:
    """A week as it is stored: {"0": [["08:00", "16:30"]], …}; closed days are left out."""
    return {str(weekday): hours_as_data(hours) for weekday, hours in sorted(week.items()) if hours}


def week_from_data(data: Mapping[str, Any]) -> dict[int, Hours]:
    """A week from what `week_as_data` wrote."""
    return {int(weekday): hours_from_data(stretches) for weekday, stretches in data.items()}


def office_week(opens: time = time(8), closes: time = time(16, 30)) -> dict[int, Hours]:
    """The same hours from Monday to Friday."""
    return dict.fromkeys(range(5), ((opens, closes),))


def check_week(week: Week) -> None:
    """Refuse a week without an open day, or with hours out of order."""
    for weekday, hours in week.items():
        check_hours(hours, WEEKDAYS[weekday])
    if not any(week.values()):
        raise RuleError("Give at least one day its opening hours.", "hours")


def _time(hour: str, minute: str | None, half: str | None, name: str) -> time:
    hours, minutes = int(hour), int(minute or 0)
    half = (half or "").lower().replace(".", "")
    if half in ("pm", "noon") and hours < 12:
        hours += 12
    elif half in ("am", "midnight") and hours == 12:
        hours = 0
    if hours == 24 and minutes == 0:
        hours = 0
    if hours > 23 or minutes > 59:
        raise RuleError(f"{name}: {hour}:{minute or '00'} is no time of the day.", "hours")
    return time(hours, minutes)


def _in_words(moment: time) -> str:
    half = "AM" if moment.hour < 12 else "PM"
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02} {half}"
