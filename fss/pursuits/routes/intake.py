"""Recording a request, and changing what was recorded."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import get_zone
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.pursuits import queries, services
from fss.pursuits.forms import FactsForm, local_words
from fss.pursuits.models import Pursuit
from fss.pursuits.routes import bp
from fss.pursuits.rules import suggest_code_name
from fss.timezone import utcnow


def _free_code_name() -> str:
    """A suggestion that no pursuit has; chance finds one soon."""
    for _ in range(20):
        name = suggest_code_name()
        if not queries.code_name_is_taken(name):
            return name
    return ""


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.PURSUIT_CREATE)
def create() -> ResponseReturnValue:
    """Record a request; its criteria come next."""
    form, zone, now = FactsForm(), get_zone(), utcnow()
    if request.method == "GET":
        form.code_name.data = _free_code_name()
        form.received_at.data = local_words(now, zone)
        form.confidentiality.data = "confidential"
        form.project_type.data = "not_said"
        form.property_wanted.data = "either"
    made: list[Pursuit] = []

    def make() -> None:
        made.append(services.create_pursuit(form.facts(zone), actor=current_identity(), now=now))

    if form.validate_on_submit() and form.attempt(make):
        flash(f"{made[0].code_name} is recorded. Now enter what is asked for.", "success")
        return redirect(url_for("pursuits.criteria", pursuit_id=made[0].id))
    status = 422 if request.method == "POST" else 200
    return render_template("pursuits/new.html", form=form), status


@bp.route("/<uuid:pursuit_id>/edit", methods=["GET", "POST"])
@requires(Permission.PURSUIT_EDIT, pursuit=queries.get_pursuit)
def edit(pursuit: Pursuit) -> ResponseReturnValue:
    """Change the facts of a request."""
    form, zone = FactsForm(), get_zone()
    if request.method == "GET":
        form.show(services.facts_of(pursuit), zone, pursuit.version)
    if form.validate_on_submit() and form.attempt(
        lambda: services.edit_pursuit(
            pursuit,
            form.facts(zone),
            version=form.version.data or 0,
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash(f"{pursuit.code_name} is saved.", "success")
        return redirect(url_for("pursuits.show", pursuit_id=pursuit.id))
    status = 422 if request.method == "POST" else 200
    return render_template("pursuits/edit.html", form=form, pursuit=pursuit), status
