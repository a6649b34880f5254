"""Undoing a whole import: what would happen, then doing it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.db import check_version
from fss.exchange import queries
from fss.exchange.forms import UndoForm
from fss.exchange.models import ImportState, SiteImport
from fss.exchange.routes import bp
from fss.exchange.services.undoing import preview_undo
from fss.jobs.services import start_job
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission


@bp.route("/imports/<uuid:imported_id>/undo", methods=["GET", "POST"])
@requires(Permission.SITE_IMPORT, imported=queries.get_import_to_undo)
def undo(imported: SiteImport) -> ResponseReturnValue:
    """Show what an undo would do, or why it cannot be done; a button does it."""
    if imported.state is not ImportState.WRITTEN:
        flash("This list is not imported, so there is nothing to undo.", "info")
        return redirect(url_for("exchange.import_result", imported_id=imported.id))
    form = UndoForm(data={"version": imported.version})
    preview = preview_undo(imported)
    if form.validate_on_submit() and preview.is_possible:
        check_version(imported, form.version.data)
        job = start_job(
            "site_import_undo",
            title=f"Undo the import of {imported.file_name}",
            arguments={"import_id": str(imported.id)},
            actor=current_identity(),
            subject_type="import",
            subject_id=imported.id,
        )
        return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template("exchange/undo.html", form=form, imported=imported, preview=preview)
    return page, 422 if form.is_submitted() else 200
