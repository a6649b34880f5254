"""The criteria of a pursuit, a row each; rows are added and removed with or without script."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.pursuits import queries, services
from fss.pursuits.forms import CriteriaForm
from fss.pursuits.models import Pursuit
from fss.pursuits.routes import bp
from fss.sites.rules.dictionary import FIELDS
from fss.timezone import utcnow


def _page(pursuit: Pursuit, form: CriteriaForm, *, added: bool = False) -> str:
    form.narrow()
    return render_template(
        "pursuits/criteria.html",
        pursuit=pursuit,
        form=form,
        added=added,
        locked=queries.criteria_are_locked(pursuit),
        names=_names(),
    )


def _names() -> list[tuple[str, str]]:
    """Every name by which a field can be found, with its label: for the search box."""
    return [
        (name, field.label)
        for field in FIELDS.values()
        for name in (field.label, *field.aliases[:3])
    ]


@bp.route("/<uuid:pursuit_id>/criteria", methods=["GET", "POST"])
@requires(Permission.PURSUIT_EDIT, pursuit=queries.get_pursuit)
def criteria(pursuit: Pursuit) -> ResponseReturnValue:
    """What is asked for, must or want; only Save changes anything."""
    form = CriteriaForm()
    if request.method == "GET":
        form.show([queries.as_row(stored) for stored in pursuit.criteria])
        form.version.data = pursuit.version
        return _page(pursuit, form)
    action = request.form.get("action", "save")
    if action == "add":
        added = form.attempt(form.add_found)
        # The script replaces the rows only by an answer that went through.
        shown = added or "HX-Request" in request.headers
        return _page(pursuit, form, added=added), 200 if shown else 422
    if action.startswith("remove-"):
        form.remove_row(action.removeprefix("remove-"))
        return _page(pursuit, form)
    if form.validate_on_submit() and _save(pursuit, form):
        flash("The criteria are saved.", "success")
        return redirect(url_for("pursuits.criteria", pursuit_id=pursuit.id))
    return _page(pursuit, form), 422


def _save(pursuit: Pursuit, form: CriteriaForm) -> bool:
    rows = form.read()
    return rows is not None and form.attempt(
        lambda: services.set_criteria(
            pursuit,
            rows,
            version=form.version.data or 0,
            actor=current_identity(),
            now=utcnow(),
            reason=form.reason.data or "",
        )
    )
