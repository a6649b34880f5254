"""Going back to an older value, and picking between values that contradict."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from fss.errors import ConflictError, NotFoundError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries
from fss.sites.forms.evidence import PickForm
from fss.sites.models import Site
from fss.sites.routes import bp
from fss.sites.rules.dictionary import FIELDS
from fss.sites.services.restoring import keep_current, restore_fact, use_rival
from fss.timezone import utcnow


@bp.post("/<uuid:site_id>/history/<field>/restore")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def restore(site: Site, field: str) -> ResponseReturnValue:
    """State an older value again."""
    form = _picked(field)
    restore_fact(
        site, form.fact.data or 0, seen=form.seen.data or 0, actor=current_identity(), now=utcnow()
    )
    flash(f"{FIELDS[field].label} is again what it was.", "success")
    return redirect(url_for("sites.field_history", site_id=site.id, field=field))


@bp.post("/<uuid:site_id>/conflicts/<field>")
@requires(Permission.SITE_EDIT, site=queries.get_site)
def settle(site: Site, field: str) -> ResponseReturnValue:
    """Pick between contradicting values: one of the rivals, or what is current."""
    form = _picked(field)
    seen = form.seen.data or 0
    if form.fact.data:
        use_rival(site, form.fact.data, seen=seen, actor=current_identity(), now=utcnow())
    else:
        keep_current(site, field, planned=form.planned.data, seen=seen)
    flash(f"{FIELDS[field].label} is settled.", "success")
    return redirect(url_for("sites.show", site_id=site.id, _anchor="screening"))


def _picked(field: str) -> PickForm:
    if field not in FIELDS:
        raise NotFoundError
    form = PickForm()
    if not form.validate_on_submit():
        raise ConflictError("This page is out of date. Open it again.")
    return form
