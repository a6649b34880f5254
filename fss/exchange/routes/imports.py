"""Importing a list: the file, its columns, the dry run, the writing, the result."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import today
from fss.errors import ConflictError, RuleError
from fss.exchange import queries
from fss.exchange.forms import (
    CheckForm,
    DuplicatesForm,
    UploadForm,
    duplicates_form,
    mapping_form,
)
from fss.exchange.models import Differing, ImportState, SiteImport
from fss.exchange.routes import bp
from fss.exchange.services.importing import check_import, choose, set_mapping, start_import
from fss.exchange.services.rejects import rejected_file
from fss.exchange.services.remembering import remember_mapping
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
DONE = (ImportState.WRITTEN, ImportState.UNDONE)


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
    if imported.state in DONE:
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
                differing=Differing(form.differing.data),
                now=utcnow(),
            )
        except RuleError as error:
            form.refuse(error)
        else:
            remember_mapping(imported, actor=current_identity(), now=utcnow())
            return checked(imported)
    page = render_template(
        "exchange/import_columns.html",
        form=form,
        imported=imported,
        before=queries.fitting_mapping(imported, current_identity()),
    )
    return page, 422 if form.errors else 200


def checked(imported: SiteImport) -> ResponseReturnValue:
    """Do the dry run, at once or by the worker, and lead to what it found."""
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
    if imported.state in DONE:
        return redirect(url_for("exchange.import_result", imported_id=imported.id))
    if imported.state is not ImportState.CHECKED:
        return redirect(url_for("exchange.import_columns", imported_id=imported.id))
    form = CheckForm(data={"version": imported.version})
    problems = imported.outcome["problem_count"]
    if form.validate_on_submit():
        if form.version.data != imported.version:
            raise ConflictError("Somebody else changed this import. Open it again.")
        if imported.outcome["undecided"]:
            form.form_errors.append("Say first what the possible duplicates are.")
        elif problems and not form.leave_out.data:
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
    return _check_page(imported, form), 422 if form.errors else 200


@bp.post("/imports/<uuid:imported_id>/duplicates")
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_duplicates(imported: SiteImport) -> ResponseReturnValue:
    """Step 3, where rows may be in the inventory already: say of each what it is."""
    if imported.state is not ImportState.CHECKED:
        return redirect(url_for("exchange.import_columns", imported_id=imported.id))
    form = duplicates_form(imported.outcome["duplicates"])()
    if form.validate_on_submit():
        if form.version.data != imported.version:
            raise ConflictError("Somebody else changed this import. Open it again.")
        said = form.said()
        if not said:
            form.form_errors.append("Choose at least for one row what it is.")
        elif form.attempt(lambda: choose(imported, said)):
            return checked(imported)
    return _check_page(imported, CheckForm(formdata=None), form), 422


def _check_page(
    imported: SiteImport, form: CheckForm, duplicates: DuplicatesForm | None = None
) -> str:
    form.version.data = imported.version
    shown = imported.outcome["duplicates"]
    asked = duplicates or duplicates_form(shown)(formdata=None)
    asked.version.data = imported.version
    return render_template(
        "exchange/import_check.html",
        form=form,
        imported=imported,
        page=_problems(imported),
        asked=asked,
    )


@bp.get("/imports/<uuid:imported_id>/rejected.<any(xlsx, csv):form>")
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_rejected(imported: SiteImport, form: str) -> ResponseReturnValue:
    """The rows that had problems, with the reasons, to be corrected and sent again."""
    data, name, media_type = rejected_file(imported, form)
    return send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)


@bp.get("/imports/<uuid:imported_id>")
@requires(Permission.SITE_IMPORT, imported=queries.get_import)
def import_result(imported: SiteImport) -> ResponseReturnValue:
    """Step 4: what was written, and what was left out."""
    if imported.state not in DONE:
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
        "differing": imported.differing.value,
        **{f"column_{column}": target for column, target in mapping["targets"].items()},
    }
