"""Calendars: opening hours, closed days, the years that are confirmed."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.accounts.rules.places import place_in_words
from fss.calendars import queries, services
from fss.calendars.forms import ChangeHoursForm, ClosureForm, NewCalendarForm
from fss.calendars.models import Calendar, CalendarClosure
from fss.calendars.routes import bp
from fss.calendars.rules.calendars import WEEKDAYS, Hours
from fss.calendars.rules.closures import SeededClosure
from fss.calendars.rules.hours import hours_from_data, hours_in_words, office_week, week_from_data
from fss.errors import NotFoundError, RuleError
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import Form, VersionForm


def _page(calendar: Calendar, form: Form | None = None) -> ResponseReturnValue:
    closure_form = form if isinstance(form, ClosureForm) else ClosureForm(formdata=None)
    closure_form.version.data = closure_form.version.data or calendar.version
    years: dict[int, list[CalendarClosure]] = {}
    for closure in calendar.closures:
        years.setdefault(closure.day.year, []).append(closure)
    content = render_template(
        "calendars/calendar.html",
        calendar=calendar,
        years=years,
        versions=[(stored, week_from_data(stored.hours)) for stored in calendar.versions],
        weekdays=WEEKDAYS,
        in_words=hours_in_words,
        closure_form=closure_form,
        form=form or closure_form,
        ends_soon=calendar in queries.ending_calendars(utcnow()),
        proposed=services.proposed_year(calendar),
        hours_of=hours_from_data,
        today=accounts.today(),
    )
    return content, 422 if form is not None else 200


def _back_to(calendar: Calendar) -> ResponseReturnValue:
    return redirect(url_for("calendars.calendar", calendar_id=calendar.id))


@bp.get("/calendars")
@requires(Permission.CALENDAR_MANAGE)
def calendars() -> ResponseReturnValue:
    """All calendars and until when each is confirmed."""
    return render_template(
        "calendars/calendars.html",
        calendars=queries.calendars(),
        missing=queries.offices_without_calendar(),
        ending=queries.ending_calendars(utcnow()),
        today=accounts.today(),
    )


@bp.route("/calendars/new", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE)
def add_calendar() -> ResponseReturnValue:
    """Give an organization hours and the public holidays of some years."""
    today = accounts.today()
    form = NewCalendarForm(
        first_year=today.year,
        last_year=today.year + 1,
        organization=request.args.get("organization"),
    )
    form.offer(queries.offices_without_calendar(), today)
    if request.method == "GET":
        form.show_week(office_week())
    made: list[Calendar] = []

    def make() -> None:
        hours = form.week()
        form.check_seen()
        made.append(
            services.create_calendar(
                organization=accounts.get_organization(_uuid(form.organization.data)),
                hours=hours,
                years=form.years,
            )
        )

    if form.validate_on_submit() and form.attempt(make):
        flash("The calendar is made. Days in doubt are still to be confirmed below.", "success")
        return _back_to(made[0])
    form.show_days()
    days: list[SeededClosure] = []
    form.attempt(lambda: days.extend(services.days_to_check(form.years)))
    return (
        render_template(
            "calendars/calendar_new.html",
            form=form,
            place=place_in_words(*accounts.get_place()),
            days=days,
        ),
        422 if request.method == "POST" else 200,
    )


@bp.get("/calendars/<uuid:calendar_id>")
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar)
def calendar(calendar: Calendar) -> ResponseReturnValue:
    """One calendar: hours now and later, closed days by year."""
    return _page(calendar)


@bp.route("/calendars/<uuid:calendar_id>/hours", methods=["GET", "POST"])
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar)
def change_hours(calendar: Calendar) -> ResponseReturnValue:
    """Other hours from a day on."""
    today = accounts.today()
    form = ChangeHoursForm(valid_from=today)
    if request.method == "GET":
        form.show_week(_week_now(calendar))
        form.version.data = calendar.version
    if form.validate_on_submit() and form.attempt(
        lambda: services.set_hours(
            calendar,
            hours=form.week(),
            valid_from=form.valid_from.data,
            version=form.version.data or 0,
        )
    ):
        flash("The hours are saved.", "success")
        return _back_to(calendar)
    return (
        render_template("calendars/calendar_hours.html", form=form, calendar=calendar),
        422 if request.method == "POST" else 200,
    )


@bp.post("/calendars/<uuid:calendar_id>/closures")
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar)
def add_closure(calendar: Calendar) -> ResponseReturnValue:
    """Close the office on one more day, or open it at other hours."""
    form = ClosureForm()
    if form.validate_on_submit() and form.attempt(
        lambda: services.add_closure(
            calendar,
            day=form.day.data,
            reason=form.reason.data,
            hours=form.stretches(),
            legal_holiday=form.legal_holiday.data,
            version=form.version.data or 0,
        )
    ):
        flash("The day is added.", "success")
        return _back_to(calendar)
    return _page(calendar, form)


@bp.post("/calendars/<uuid:calendar_id>/closures/<uuid:closure_id>/remove")
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar, closure=queries.get_closure)
def remove_closure(calendar: Calendar, closure: CalendarClosure) -> ResponseReturnValue:
    """Let the hours of the week hold on a day again."""
    if closure.calendar_id != calendar.id:
        raise NotFoundError
    services.remove_closure(calendar, closure, version=VersionForm().version.data or 0)
    flash("The day is removed. The hours of the week hold on it.", "success")
    return _back_to(calendar)


@bp.post("/calendars/<uuid:calendar_id>/years/<int:year>/confirm")
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar)
def confirm_year(calendar: Calendar, year: int) -> ResponseReturnValue:
    """Say that the closed days of a year are right."""
    form = VersionForm()
    services.confirm_closures(calendar, year=year, version=form.version.data or 0)
    flash(f"{year} is confirmed.", "success")
    return _back_to(calendar)


@bp.post("/calendars/<uuid:calendar_id>/years")
@requires(Permission.CALENDAR_MANAGE, calendar=queries.get_calendar)
def add_year(calendar: Calendar) -> ResponseReturnValue:
    """Add the public holidays of the next year."""
    year = services.add_year(calendar, version=VersionForm().version.data or 0)
    flash(f"The closed days of {year} are proposed below. Check and confirm them.", "success")
    return _back_to(calendar)


def _week_now(calendar: Calendar) -> dict[int, Hours]:
    """The hours that hold today."""
    today = accounts.today()
    past = [stored for stored in calendar.versions if stored.valid_from <= today]
    return week_from_data((past or calendar.versions)[-1].hours)


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise RuleError("Choose an organization from the list.", "organization") from None
