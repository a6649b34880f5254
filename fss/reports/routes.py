"""The pages of reports: of one city, of all, and what was made."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.audit.rules import describe
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.reports import queries
from fss.reports.forms import PeriodForm
from fss.reports.queries import City
from fss.reports.services import start_pack, start_summary
from fss.timezone import utcnow
from fss.upkeep.queries.standing import city_standings
from fss.web.navigation import Entry, add_entry

bp = Blueprint("reports", __name__, url_prefix="/reports")


def init_app(app: Flask) -> None:
    """Register the pages and their entry in the navigation."""
    app.register_blueprint(bp)
    add_entry(app, Entry("Reports", "reports.index", Permission.REPORT_LIST, 50, ("reports",)))
    describe("report:city", "Report of {city} made, {period}")
    describe("report:summary", "Report of all cities made, {period}")


@bp.get("/")
@requires(Permission.REPORT_LIST)
def index() -> ResponseReturnValue:
    """The reports this person may have, and those they asked for."""
    identity = current_identity()
    standings = {one.organization_id: one for one in city_standings(identity, today=today())}
    return render_template(
        "reports/index.html",
        cities=queries.cities(identity),
        standings=standings,
        jobs=queries.reports_made(identity),
    )


@bp.route("/cities/<uuid:city_id>", methods=["GET", "POST"])
@requires(Permission.REPORT_CITY, city=queries.get_city)
def city(city: City) -> ResponseReturnValue:
    """Choose the period and let the worker make the report of a city."""
    identity, now = current_identity(), utcnow()
    form = PeriodForm(today())
    if form.validate_on_submit():
        job = start_pack(city, period=form.period.data, actor=identity, now=now)
        return redirect(url_for("jobs.show", job_id=job.id))
    standings = city_standings(identity, today=today())
    page = render_template(
        "reports/city.html",
        city=city,
        standing=next(
            (one for one in standings if one.organization_id == city.organization_id), None
        ),
        form=form,
        jobs=queries.reports_made(identity, city=city),
    )
    return page, 422 if form.errors else 200


@bp.route("/summary", methods=["GET", "POST"])
@requires(Permission.REPORT_SUMMARY)
def summary() -> ResponseReturnValue:
    """Choose the period and let the worker make the numbers of all cities."""
    identity, now = current_identity(), utcnow()
    form = PeriodForm(today())
    if form.validate_on_submit():
        job = start_summary(period=form.period.data, actor=identity, now=now)
        return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template(
        "reports/summary.html", form=form, jobs=queries.reports_made(identity, summary=True)
    )
    return page, 422 if form.errors else 200
