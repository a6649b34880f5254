"""After how many days each kind of value must be checked again."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.sites.queries.freshness import check_days
from fss.sites.rules.screening import CHECK_DAYS
from fss.sites.services.freshness import set_check_days
from fss.upkeep.forms import LimitsForm
from fss.upkeep.routes import bp


@bp.route("/limits", methods=["GET", "POST"])
@requires(Permission.CHECK_LIMIT_MANAGE)
def limits() -> ResponseReturnValue:
    """Show and change the limits; every next check is computed anew."""
    form = LimitsForm(data={kind.value: days for kind, days in check_days().items()})
    if form.validate_on_submit() and form.attempt(lambda: set_check_days(form.limits())):
        flash("Saved. The next check of every value follows the new limits.", "success")
        return redirect(url_for("upkeep.limits"))
    return render_template("upkeep/limits.html", form=form, usual=CHECK_DAYS), (
        422 if form.errors else 200
    )
