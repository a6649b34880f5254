"""The site report: asked for by one click, then downloaded."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.jobs.queries import jobs_about
from fss.jobs.rules import JobState
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.models import Site
from fss.sites.routes import bp
from fss.sites.services.reporting import start_report
from fss.timezone import utcnow


@bp.post("/<uuid:site_id>/report")
@requires(Permission.SITE_REPORT, site=queries.get_site)
def report(site: Site) -> ResponseReturnValue:
    """Let the worker print the report."""
    job = start_report(site, actor=current_identity(), now=utcnow())
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.get("/<uuid:site_id>/reports")
@requires(Permission.SITE_REPORT, site=queries.get_site)
def reports(site: Site) -> ResponseReturnValue:
    """The reports that this person asked for."""
    found = [
        job
        for job in jobs_about("site", site.id, current_identity())
        if job.kind == "site_report" and job.state is JobState.DONE
    ]
    return render_template("sites/reports.html", site=site, jobs=found)
