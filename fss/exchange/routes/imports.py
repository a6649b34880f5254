"""Importing a list: the file, its columns, the dry run, the writing, the result."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import ConflictError, RuleError
from fss.exchange import queries
from fss.exchange.forms import CheckForm, UploadForm, mapping_form
from fss.exchange.models import ImportState, SiteImport
from fss.exchange.routes import bp
from fss.exchange.services.importing import check_import, set_mapping, start_import
from fss.jobs.services import start_job
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.sites.models import Confidence
from fss.sites.queries import organizations_to_write
from fss.sites.rules.fields import PropertyKind
from fss.timezone import utcnow
from fss.web.pagination import Page, page_number

CHECKED_AT_ONCE = 1_500
"""Rows up to which the dry run is done while the person waits; above, the worker does it."""
LISTED = 100


@bp.route("/imports/new", methods=["GET", "POST"])
@requires(Permission.SITE_IMPORT)
def new_import() -> ResponseReturnValue:
    """Step 1: send the file."""
    form = UploadForm()
    if form.validate_on_submit():
        file = form.file.data
        try:
            imported = start_import(
                file.read(), name=file.filename or "", actor=current_identity(), now=utcnow()
            )
        except RuleError as error:
            form.refuse(error)
        else:
            return redirect(url_for("exchange.import_columns", imported_id=imported.id))
    page = render_template(
        "exchange/import_new.html", form=form, imports=queries.imports(current_identity())
    )
    return page, 422 if form.errors else 200


@bp.route("/imports/<uuid:imported_id>/columns", methods=["GET", "POST"])
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_columns(imported: SiteImport) -> ResponseReturnValue:
    """Step 2: say what the columns hold."""
    if imported.state is ImportState.WRITTEN:
        return redirect(url_for("exchange.import_result", imported_id=imported.id))
    organizations = organizations_to_write(current_identity())
    form = mapping_form(len(imported.mapping["columns"]))(data=_shown(imported, len(organizations)))
    form.offer(organizations)
    if form.validate_on_submit():
        if form.version.data != imported.version:
            raise ConflictError("Somebody else changed this import. Open it again.")
        chosen = [one for one in organizations if str(one.id) == form.organization.data]
        try:
            set_mapping(
                imported,
                targets=form.targets(),
                organization=chosen[0] if chosen else None,
                kind=PropertyKind(form.kind.data),
                source=form.source.data,
                as_of=form.as_of.data,
                confidence=Confidence(form.confidence.data),
                now=utcnow(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            return _checked(imported)
    page = render_template("exchange/import_columns.html", form=form, imported=imported)
    return page, 422 if form.errors else 200


def _checked(imported: SiteImport) -> ResponseReturnValue:
    identity = current_identity()
    if imported.mapping["rows"] <= CHECKED_AT_ONCE:
        check_import(imported, identity=identity)
        return redirect(url_for("exchange.import_check", imported_id=imported.id))
    job = start_job(
        "site_import_check",
        title=f"Check {imported.file_name}",
        arguments={"import_id": str(imported.id)},
        actor=identity,
        subject_type="import",
        subject_id=imported.id,
    )
    return redirect(url_for("jobs.show", job_id=job.id))


@bp.route("/imports/<uuid:imported_id>/check", methods=["GET", "POST"])
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_check(imported: SiteImport) -> ResponseReturnValue:
    """Step 3: what the dry run found; nothing is written before this is agreed to."""
    if imported.state is ImportState.WRITTEN:
        return redirect(url_for("exchange.import_result", imported_id=imported.id))
    if imported.state is not ImportState.CHECKED:
        return redirect(url_for("exchange.import_columns", imported_id=imported.id))
    form = CheckForm(data={"version": imported.version})
    problems = imported.outcome["problem_count"]
    if form.validate_on_submit():
        if form.version.data != imported.version:
            raise ConflictError("Somebody else changed this import. Open it again.")
        if problems and not form.leave_out.data:
            form.leave_out.errors = [
                "Tick this to leave out what is listed, or correct the file and send it again."
            ]
        else:
            job = start_job(
                "site_import",
                title=f"Import {imported.file_name}",
                arguments={"import_id": str(imported.id), "leave_out": bool(form.leave_out.data)},
                actor=current_identity(),
                subject_type="import",
                subject_id=imported.id,
            )
            return redirect(url_for("jobs.show", job_id=job.id))
    page = render_template(
        "exchange/import_check.html", form=form, imported=imported, page=_problems(imported)
    )
    return page, 422 if form.errors else 200


@bp.get("/imports/<uuid:imported_id>")
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_result(imported: SiteImport) -> ResponseReturnValue:
    """Step 4: what was written, and what was left out."""
    if imported.state is not ImportState.WRITTEN:
        flash("This list is not imported yet.", "info")
        return redirect(url_for("exchange.import_check", imported_id=imported.id))
    return render_template(
        "exchange/import_result.html", imported=imported, page=_problems(imported)
    )


def _problems(imported: SiteImport) -> Page[Any]:
    listed = imported.outcome["problems"]
    number = page_number()
    shown = listed[(number - 1) * LISTED : number * LISTED]
    return Page(shown, number, len(listed), LISTED)


def _shown(imported: SiteImport, members: int) -> dict[str, Any]:
    mapping = imported.mapping
    says_city = "@city" in mapping["targets"].values()
    only = organizations_to_write(current_identity())
    chosen = str(imported.organization_id or "")
    if not chosen and not says_city and members == 1:
        chosen = str(only[0].id)
    return {
        "version": imported.version,
        "organization": chosen,
        "kind": mapping["kind"],
        "source": imported.source or current_identity().name,
        "as_of": imported.as_of or today(),
        "confidence": mapping["confidence"],
        **{f"column_{column}": target for column, target in mapping["targets"].items()},
    }
