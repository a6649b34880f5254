"""Watching a job, starting it again, and the administrators' list."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.jobs import queries, services
from fss.jobs.models import Job
from fss.jobs.services.queue import make_queue
from fss.jobs.tasks import find_tasks
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.pagination import Page, page_number

bp = Blueprint("jobs", __name__, url_prefix="/jobs")


def init_app(app: Flask) -> None:
    """Register the pages; make the queue once every feature has declared its tasks."""
    find_tasks()
    make_queue(app, services.run_job)
    app.register_blueprint(bp)


@bp.get("/")
@requires(Permission.SYSTEM_VIEW)
def index() -> ResponseReturnValue:
    """Every job, newest first."""
    number = page_number()
    found, total = queries.jobs(page=number)
    now = utcnow()
    rows = [(job, services.standing_of(job, now=now)) for job in found]
    return render_template("jobs/index.html", page=Page(rows, number, total))


@bp.get("/<uuid:job_id>")
@requires(Permission.JOB_READ, job=queries.get_job)
def show(job: Job) -> ResponseReturnValue:
    """How far the work is."""
    standing = services.standing_of(job, now=utcnow())
    return render_template("jobs/show.html", job=job, standing=standing)


@bp.get("/<uuid:job_id>/progress")
@requires(Permission.JOB_READ, job=queries.get_job)
def progress(job: Job) -> ResponseReturnValue:
    """The same as a part of a page, asked for again and again while the work goes on."""
    if "HX-Request" not in request.headers:
        return redirect(url_for("jobs.show", job_id=job.id))
    standing = services.standing_of(job, now=utcnow())
    return render_template("jobs/_progress.html", job=job, standing=standing)


@bp.post("/<uuid:job_id>/restart")
@requires(Permission.JOB_READ, job=queries.get_job)
def restart(job: Job) -> ResponseReturnValue:
    """Start work again that failed or stopped."""
    services.restart_job(job, now=utcnow())
    return redirect(url_for("jobs.show", job_id=job.id))
