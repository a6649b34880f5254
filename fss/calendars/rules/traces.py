"""Why a time is due when it is, in words: one plain row for each day that was looked at."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fss.calendars.rules.calendars import (
    ONE_DAY,
    Calendar,
    business_day_zero,
    elapsed,
    last_calendar_day,
    open_intervals,
    statutory_day,
)


@dataclass(frozen=True)
class TraceRow:
    """One day of a trace: `text` is the sentence to print, `counted` the business time of it."""

    date: date
    text: str
    counted: timedelta = timedelta(0)


def explain(calendar: Calendar, start: datetime, end: datetime) -> list[TraceRow]:
    """Business time from `start` to `end` day by day; the rows add up to `elapsed`."""
    rows = []
    day, last = calendar.local(start).date(), calendar.local(end).date()
    while day <= last:
        parts = [
            (max(opens, start), min(closes, end))
            for opens, closes in open_intervals(calendar, day)
            if opens < end and closes > start
        ]
        counted = sum((finish - begin for begin, finish in parts), timedelta(0))
        if parts:
            spans = " and ".join(
                f"{time_in_words(calendar, begin)} to {time_in_words(calendar, finish)}"
                for begin, finish in parts
            )
            note = _reason(calendar, day)
            text = f"{spans}, {length_in_words(counted)} counted" + (f" ({note})" if note else "")
        elif open_intervals(calendar, day):
            text = "outside opening hours, nothing counted"
        else:
            text = _closed(calendar, day)
        rows.append(TraceRow(day, f"{date_in_words(day)}: {text}", counted))
        day += ONE_DAY
    return rows


def explain_business_days(calendar: Calendar, start: datetime, days: int) -> list[TraceRow]:
    """How business days were counted: the start, each open day with its number, each closed day."""
    rows = []
    day, zero = calendar.local(start).date(), business_day_zero(calendar, start)
    number = 0
    while day < zero:
        is_open = bool(open_intervals(calendar, day))
        text = "after closing time, not counted" if is_open else _closed(calendar, day)
        rows.append(TraceRow(day, f"{date_in_words(day)}: {text}"))
        day += ONE_DAY
    rows.append(TraceRow(day, f"{date_in_words(day)}: start, counting begins the next open day"))
    while number < days:
        day += ONE_DAY
        intervals = open_intervals(calendar, day)
        if not intervals:
            rows.append(TraceRow(day, f"{date_in_words(day)}: {_closed(calendar, day)}"))
            continue
        number += 1
        text = f"business day {number} of {days}"
        if number == days:
            text += f", due at closing, {time_in_words(calendar, intervals[-1][1])}"
        counted = sum((end - begin for begin, end in intervals), timedelta(0))
        rows.append(TraceRow(day, f"{date_in_words(day)}: {text}", counted))
    return rows


def explain_business_days_before(calendar: Calendar, end: datetime, days: int) -> list[TraceRow]:
    """How business days were counted back from the day of `end`, the earliest day first."""
    rows = []
    day, number = calendar.local(end).date(), 0
    while number < days:
        day -= ONE_DAY
        intervals = open_intervals(calendar, day)
        if not intervals:
            rows.append(TraceRow(day, f"{date_in_words(day)}: {_closed(calendar, day)}"))
            continue
        number += 1
        text = f"business day {number} before"
        if number == days:
            text += f", due at closing, {time_in_words(calendar, intervals[-1][1])}"
        rows.append(TraceRow(day, f"{date_in_words(day)}: {text}"))
    return rows[::-1]


def explain_calendar_days(
    calendar: Calendar, start: datetime, days: int, *, statutory: bool
) -> list[TraceRow]:
    """How a period of calendar days was counted, with each last day that the law leaves out."""
    first = calendar.local(start).date()
    last = last_calendar_day(calendar, start, days)
    rows = [
        TraceRow(first, f"{date_in_words(first)}: first day, not counted"),
        TraceRow(last, f"{date_in_words(last)}: day {days} of {days}"),
    ]
    if statutory:
        end, day = statutory_day(calendar, last), last
        while day < end:
            why = _reason(calendar, day) or f"a {day:%A}"
            rows.append(
                TraceRow(day, f"{date_in_words(day)}: {why}, no period set by law ends on it")
            )
            day += ONE_DAY
        if end != last:
            rows.append(TraceRow(end, f"{date_in_words(end)}: last day of the period"))
    return rows


def total(rows: list[TraceRow]) -> timedelta:
    """Business time of all rows of a trace."""
    return sum((row.counted for row in rows), timedelta(0))


def explain_pause(calendar: Calendar, start: datetime, end: datetime) -> str:
    """One sentence on what a pause did to the due time."""
    length = elapsed(calendar, start, end)
    span = f"{_moment(calendar, start)} to {_moment(calendar, end)}"
    if not length:
        return f"Paused {span}, outside opening hours: due time unchanged"
    return f"Paused {span}: due {length_in_words(length)} of open time later"


def length_in_words(length: timedelta) -> str:
    """A length such as "7 h 30 min"; seconds are shown only when they are all there is."""
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    words = [f"{hours} h"] if hours else []
    words += [f"{minutes} min"] if minutes else []
    return " ".join(words) or (f"{seconds} s" if seconds else "0 min")


def date_in_words(day: date) -> str:
    """A day such as "Mon, Nov 23"."""
    return f"{day:%a}, {day:%b} {day.day}"


def time_in_words(calendar: Calendar, instant: datetime) -> str:
    """A local time such as "4:30 PM"."""
    local = calendar.local(instant)
    half = "AM" if local.hour < 12 else "PM"
    return f"{(local.hour - 1) % 12 + 1}:{local.minute:02} {half}"


def _moment(calendar: Calendar, instant: datetime) -> str:
    day = calendar.local(instant).date()
    return f"{date_in_words(day)}, {time_in_words(calendar, instant)}"


def _reason(calendar: Calendar, day: date) -> str:
    closure = calendar.closures.get(day)
    return closure.reason if closure else ""


def _closed(calendar: Calendar, day: date) -> str:
    reason = _reason(calendar, day)
    return f"closed, {reason}" if reason else "closed"
