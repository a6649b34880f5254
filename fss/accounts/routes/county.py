"""The county's record and outline."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries, services
from fss.accounts.forms import CountyForm, OutlineForm
from fss.accounts.models import County
from fss.accounts.routes import bp
from fss.accounts.rules.outlines import SIZE_LIMIT, read_outline
from fss.errors import NotFoundError
from fss.permissions.guard import requires
from fss.permissions.rules import Permission


def _county() -> County:
    county = queries.get_county(with_outline=True)
    if county is None:
        raise NotFoundError(
            "There is no county yet. Make it by the command `flask --app wsgi county create`."
        )
    return county


@bp.route("/admin/county", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def county() -> ResponseReturnValue:
    """Show and edit the county's record."""
    subject = _county()
    form = CountyForm(obj=subject)
    form.offer_zone(subject.time_zone)
    form.offer_places()
    if form.validate_on_submit():
        values = {
            key: "" if value is None else value
            for key, value in form.data.items()
            if key not in ("version", "csrf_token")
        }
        if form.attempt(
            lambda: services.edit_county(subject, version=form.version.data or 0, **values)
        ):
            flash("The county is saved.", "success")
            return redirect(url_for("accounts.county"))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/county.html", subject=subject, form=form), status


@bp.route("/admin/county/outline", methods=["GET", "POST"])
@requires(Permission.COUNTY_MANAGE)
def county_outline() -> ResponseReturnValue:
    """Draw the county's outline from a GeoJSON file."""
    subject, form = _county(), OutlineForm()
    if form.validate_on_submit():
        data = form.outline.data.read(SIZE_LIMIT + 1)
        if form.attempt(lambda: services.set_outline(subject, outline=read_outline(data))):
            flash("The county's outline is saved.", "success")
            return redirect(url_for("accounts.county"))
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/outline.html", subject=subject, form=form), status
