"""The page of the county's own fields: list, add, edit, retire."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.audit.rules import describe
from fss.db import check_version
from fss.fields import queries, services
from fss.fields.forms import OwnFieldForm
from fss.fields.models import OwnField
from fss.fields.rules import KINDS
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.sites.rules.dictionary import FIELDS
from fss.sites.rules.fields import GROUPS, PropertyKind
from fss.timezone import utcnow

bp = Blueprint("fields", __name__, url_prefix="/admin/fields")
SECTIONS = {group.key: group.label for group in GROUPS}


def init_app(app: Flask) -> None:
    """Register the pages, and give the county's own fields to the dictionary."""
    app.register_blueprint(bp)
    FIELDS.own_fields_come_from(queries.own_fields)
    describe("own_field:create", "Own field added: {label}")


@bp.get("/")
@requires(Permission.FIELD_MANAGE)
def index() -> ResponseReturnValue:
    """The own fields, and of how many sites each is known."""
    fields = queries.fields_listed()
    return render_template(
        "fields/index.html",
        fields=fields,
        stated=queries.facts_by_field([one.key for one in fields]),
        sections=SECTIONS,
        kinds=KINDS,
    )


@bp.route("/new", methods=["GET", "POST"])
@requires(Permission.FIELD_MANAGE)
def add() -> ResponseReturnValue:
    """Add a field."""
    form = OwnFieldForm(applies_to=[kind.value for kind in PropertyKind])
    if form.validate_on_submit() and form.attempt(
        lambda: services.add_field(form.definition(), now=utcnow())
    ):
        flash("Added. It is asked on every page of its section from now on.", "success")
        return redirect(url_for("fields.index"))
    return _page(form, None), 422 if form.is_submitted() else 200


@bp.route("/<uuid:field_id>", methods=["GET", "POST"])
@requires(Permission.FIELD_MANAGE, field=queries.get_field)
def edit(field: OwnField) -> ResponseReturnValue:
    """Change a field."""
    form = OwnFieldForm()
    if not form.is_submitted():
        form.show(queries.definition_of(field), version=field.version)
        return _page(form, field)
    if form.validate():
        check_version(field, form.version.data or 0)
        if form.attempt(lambda: services.edit_field(field, form.definition(), now=utcnow())):
            flash("Saved.", "success")
            return redirect(url_for("fields.index"))
    return _page(form, field), 422


@bp.post("/<uuid:field_id>/retire")
@requires(Permission.FIELD_MANAGE, field=queries.get_field)
def retire(field: OwnField) -> ResponseReturnValue:
    """Ask for the field no longer."""
    services.set_retired(field, retired=True, now=utcnow())
    flash(f"{field.label} is asked no longer. What is known stays in the history.", "success")
    return redirect(url_for("fields.index"))


@bp.post("/<uuid:field_id>/restore")
@requires(Permission.FIELD_MANAGE, field=queries.get_field)
def restore(field: OwnField) -> ResponseReturnValue:
    """Ask for the field again."""
    services.set_retired(field, retired=False, now=utcnow())
    flash(f"{field.label} is asked again.", "success")
    return redirect(url_for("fields.index"))


def _page(form: OwnFieldForm, field: OwnField | None) -> str:
    values: dict[str, Any] = {
        "form": form,
        "own": field,
        "stated": field is not None and queries.is_stated(field.key),
    }
    return render_template("fields/edit.html", **values)
