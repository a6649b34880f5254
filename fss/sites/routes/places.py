"""A site's boundary: sent as GeoJSON, measured, shown beside what was stated."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms import ShapeForm
from fss.sites.models import Site
from fss.sites.routes import bp
from fss.sites.services.places import remove_boundary, set_boundary
from fss.timezone import utcnow


@bp.route("/<uuid:site_id>/boundary", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=queries.get_site)
def boundary(site: Site) -> ResponseReturnValue:
    """Send a boundary; it takes the place of the one there is."""
    form = ShapeForm()
    measured: list[float] = []
    if form.validate_on_submit() and form.attempt(
        lambda: measured.append(set_boundary(site, form.outline.data.read(), now=utcnow()))
    ):
        flash(f"The boundary was saved. It measures {measured[0]:,.1f} acres.", "success")
        return redirect(url_for("sites.show", site_id=site.id))
    return render_template(
        "sites/boundary.html", form=form, site=site, has_one=queries.shape_of(site.id) is not None
    )


@bp.post("/<uuid:site_id>/boundary/remove")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def boundary_remove(site: Site) -> ResponseReturnValue:
    """Take the boundary away."""
    remove_boundary(site, now=utcnow())
    flash("The boundary was removed.", "success")
    return redirect(url_for("sites.show", site_id=site.id))
