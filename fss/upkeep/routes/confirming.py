"""Still right: said of some values, of a site or a group of its fields, or of all on the list."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import NotFoundError, RuleError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites import queries as sites
from fss.sites.models import Site
from fss.sites.queries.freshness import value_to_check
from fss.sites.rules.dictionary import FIELDS
from fss.sites.services.confirming import confirm_facts
from fss.sites.services.freshness import latest_check, set_check_date
from fss.timezone import utcnow
from fss.upkeep.forms import CheckDateForm
from fss.upkeep.queries.tasks import overdue_facts
from fss.upkeep.routes import bp
from fss.web.forms import is_local_path

MOST_IDS = 1_000


@bp.post("/confirm")
@requires(Permission.FACT_CONFIRM)
def confirm() -> ResponseReturnValue:
    """Say of the facts that are sent that they are still right."""
    given = request.form.getlist("fact")[:MOST_IDS]
    ids = [int(one) for one in given if one.isdecimal() and len(one) < 16]
    return _confirm(ids, url_for("upkeep.index"))


@bp.post("/confirm-all")
@requires(Permission.FACT_CONFIRM)
def confirm_all() -> ResponseReturnValue:
    """Say of every old value of one's cities (or of one) that it is still right."""
    city = request.form.get("city", "")
    try:
        organization_id = UUID(city) if city else None
    except ValueError:
        raise RuleError("Choose a city from the list.") from None
    ids = overdue_facts(
        current_identity(), today=today(), organization_id=organization_id, seen=_seen()
    )
    return _confirm(ids, url_for("upkeep.index", city=organization_id))


@bp.post("/sites/<uuid:site_id>/confirm")
@requires(Permission.SITE_EDIT, site=sites.get_site)
def confirm_site(site: Site) -> ResponseReturnValue:
    """Say of the old values of a site, or of one group of its fields, that they are still right."""
    group = request.form.get("group")
    fields = [key for key, field in FIELDS.items() if field.group == group] if group else None
    ids = overdue_facts(
        current_identity(), today=today(), site_id=site.id, fields=fields, seen=_seen()
    )
    return _confirm(ids, url_for("sites.show", site_id=site.id, _anchor=group or None))


@bp.route("/sites/<uuid:site_id>/check/<field>", methods=["GET", "POST"])
@requires(Permission.SITE_EDIT, site=sites.get_site)
def check(site: Site, field: str) -> ResponseReturnValue:
    """Set when one value is checked next."""
    value = value_to_check(site.id, field) if field in FIELDS else None
    if value is None:
        raise NotFoundError("Nothing is known here, so there is nothing to check.")
    form = CheckDateForm(check_on=value.check_on)
    if form.validate_on_submit() and form.attempt(
        lambda: set_check_date(site, field, check_on=form.check_on.data, today=today())
    ):
        flash("Saved.", "success")
        return redirect(url_for("upkeep.site", site_id=site.id))
    return render_template(
        "upkeep/check.html",
        site=site,
        form=form,
        held=sites.held_values(site, today=today())[field],
        latest=latest_check(field, value.fact.as_of),
    ), (422 if form.errors else 200)


def _confirm(ids: Sequence[int], back: str) -> ResponseReturnValue:
    identity = current_identity()
    new = confirm_facts(ids, source=identity.name, as_of=today(), actor=identity, now=utcnow())
    if request.headers.get("HX-Request"):
        return render_template("upkeep/_confirmed.html", count=len(new)), 201
    flash(_said(len(new)), "success" if new else "info")
    wanted = request.form.get("next", "")
    return redirect(wanted if is_local_path(wanted) else back)


def _said(count: int) -> str:
    if not count:
        return "Nothing was left to confirm: the values changed or were confirmed already."
    return (
        "1 value is confirmed as of today."
        if count == 1
        else (f"{count:,} values are confirmed as of today.")
    )


def _seen() -> int:
    given = request.form.get("seen", "")
    if not given.isdecimal() or len(given) > 15:
        raise RuleError("Open the page again and press the button there.")
    return int(given)
