"""Exporting a filtered list, and the files that were made."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.exchange import queries
from fss.exchange.documents import Format
from fss.exchange.forms import ExportForm
from fss.exchange.routes import bp
from fss.exchange.services.exporting import start_export
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites.queries import asked_filters, find_sites
from fss.timezone import utcnow


@bp.route("/exports/new", methods=["GET", "POST"])
@requires(Permission.SITE_LIST)
def new_export() -> ResponseReturnValue:
    """Choose the form in which the list of the address goes out."""
    identity = current_identity()
    arguments = request.args.to_dict(flat=False)
    form = ExportForm()
    if form.validate_on_submit():
        job = start_export(
            arguments,
            form=Format(form.form.data),
            every_field=form.every_field.data,
            with_evidence=form.with_evidence.data,
            actor=identity,
            now=utcnow(),
        )
        return redirect(url_for("jobs.show", job_id=job.id))
    filters, _ = asked_filters(arguments, identity)
    page = render_template(
        "exchange/export_new.html",
        form=form,
        filters=filters,
        total=find_sites(filters, identity).total,
        back=url_for("sites.index", **arguments),  # type: ignore[arg-type]
        here=url_for("exchange.new_export", **arguments),  # type: ignore[arg-type]
    )
    return page, 422 if form.errors else 200


@bp.get("/exports")
@requires(Permission.SITE_LIST)
def exports() -> ResponseReturnValue:
    """The exports this person asked for, to be downloaded."""
    return render_template("exchange/exports.html", jobs=queries.exports(current_identity()))
