"""Due times that run, beside what they would be by the calendar as it is now."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.calendars import queries as calendars
from fss.calendars.models import Calendar
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.filters import plural
from fss.web.forms import VersionForm
from fss.work import services
from fss.work.routes import bp


@bp.get("/process/calendars/<uuid:calendar_id>/dues")
@requires(Permission.PROCESS_CHANGE, calendar=calendars.get_calendar)
def moved_dues(calendar: Calendar) -> ResponseReturnValue:
    """Which due times that run would be others by the calendar as it is now."""
    moved = services.moved_dues(calendar, now=utcnow())
    return render_template("work/calendar_dues.html", calendar=calendar, moved=moved)


@bp.post("/process/calendars/<uuid:calendar_id>/dues")
@requires(Permission.PROCESS_CHANGE, calendar=calendars.get_calendar)
def reckon_anew(calendar: Calendar) -> ResponseReturnValue:
    """Let the steps that run follow the calendar as it is now."""
    moved = services.reckon_anew(
        calendar,
        version=VersionForm().version.data or 0,
        actor=current_identity(),
        now=utcnow(),
    )
    flash(f"{plural(len(moved), 'due time')} changed.", "success")
    return redirect(url_for("calendars.calendar", calendar_id=calendar.id))
