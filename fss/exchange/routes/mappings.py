"""Remembered columns: used for a new list, renamed, forgotten."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.errors import RuleError
from fss.exchange import queries
from fss.exchange.forms import NameForm
from fss.exchange.models import ImportMapping, SiteImport
from fss.exchange.routes import bp
from fss.exchange.routes.imports import checked
from fss.exchange.services.remembering import forget_mapping, labels_of, rename_mapping, use_mapping
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow


@bp.post("/imports/<uuid:imported_id>/as-before/<uuid:kept_id>")
@requires(Permission.SITE_IMPORT, imported=queries.get_import, kept=queries.get_mapping)
def use_before(imported: SiteImport, kept: ImportMapping) -> ResponseReturnValue:
    """Read this list as the one before, and check it at once."""
    try:
        use_mapping(imported, kept, actor=current_identity(), now=utcnow())
    except RuleError as error:
        flash(f"{error.message} Set the columns below.", "warning")
        return redirect(url_for("exchange.import_columns", imported_id=imported.id))
    return checked(imported)


@bp.get("/mappings")
@requires(Permission.SITE_IMPORT)
def mappings() -> ResponseReturnValue:
    """All remembered columns."""
    return render_template("exchange/mappings.html", mappings=queries.mappings(current_identity()))


@bp.route("/mappings/<uuid:kept_id>", methods=["GET", "POST"])
@requires(Permission.SITE_IMPORT, kept=queries.get_mapping)
def edit_mapping(kept: ImportMapping) -> ResponseReturnValue:
    """Give remembered columns another name; see what they fill."""
    form = NameForm(data={"name": kept.name, "version": kept.version})
    if form.validate_on_submit():
        name, version = form.name.data or "", form.version.data
        if form.attempt(lambda: rename_mapping(kept, name, version=version)):
            flash("Renamed.", "success")
            return redirect(url_for("exchange.mappings"))
    page = render_template("exchange/mapping.html", form=form, kept=kept, labels=labels_of(kept))
    return page, 422 if form.errors else 200


@bp.post("/mappings/<uuid:kept_id>/forget")
@requires(Permission.SITE_IMPORT, kept=queries.get_mapping)
def drop_mapping(kept: ImportMapping) -> ResponseReturnValue:
    """Do not propose them any more."""
    forget_mapping(kept)
    flash("Forgotten. Lists with these columns are guessed anew.", "success")
    return redirect(url_for("exchange.mappings"))
