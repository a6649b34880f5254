"""Bringing in a matrix from a workbook, and a whole process from a file: seen first, then kept."""

from __future__ import annotations

import json

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.errors import RuleError
from fss.files.rules import decode_text
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries, services
from fss.process.forms import MatrixFileForm, ProcessFileForm, ReadFileForm
from fss.process.models import ProcessTemplate
from fss.process.routes import bp
from fss.process.routes.editing import require_draft
from fss.process.rules.differences import differences
from fss.process.rules.entries import remarks
from fss.process.rules.interchange import NO_PROCESS, read_template, template_as_text
from fss.process.rules.matrices import Rows, apply_matrix, read_matrix
from fss.process.rules.templates import Template, template_from_data
from fss.process.services.sheets import read_sheet

AGAIN = "What was read is lost. Choose the file again."


@bp.route("/templates/<uuid:template_id>/matrix", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def import_matrix(template: ProcessTemplate) -> ResponseReturnValue:
    """Choose a workbook; then see what it changes and what was not understood."""
    require_draft(template)
    form = MatrixFileForm()
    if form.validate_on_submit():
        try:
            rows = read_sheet(form.file.data.read(), name=form.file.data.filename or "")
            return _matrix_preview(template, rows, form.version.data)
        except RuleError as error:
            form.refuse(error)
    elif not form.is_submitted():
        form.show_version(template)
    page = render_template("process/matrix_import.html", stored=template, form=form)
    return page, 422 if form.errors else 200


@bp.post("/templates/<uuid:template_id>/matrix/apply")
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def apply_read_matrix(template: ProcessTemplate) -> ResponseReturnValue:
    """Put what was read into the draft."""
    form = ReadFileForm()
    rows = _rows_from(form.content.data or "")
    process = template_from_data(template.content)
    changed = apply_matrix(process, read_matrix(rows, process))
    services.save_draft(template, changed, version=form.version.data)
    flash("The matrix is in the draft.", "success")
    return redirect(url_for("process.edit_template", template_id=template.id))


@bp.route("/templates/import", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT)
def import_template() -> ResponseReturnValue:
    """Choose a process file; then see what it holds."""
    form = ProcessFileForm()
    if form.validate_on_submit():
        try:
            return _process_preview(read_template(_text_of(form.file.data.read())))
        except RuleError as error:
            form.refuse(RuleError(error.message, "file"))
    page = render_template("process/import.html", form=form)
    return page, 422 if form.errors else 200


@bp.post("/templates/import/keep")
@requires(Permission.TEMPLATE_EDIT)
def keep_template() -> ResponseReturnValue:
    """Make a draft of what was read."""
    process = read_template(ReadFileForm().content.data or "")
    draft = services.create_draft(process, actor=current_identity())
    flash(f"Version {draft.number} of “{draft.title}” is a draft.", "success")
    return redirect(url_for("process.edit_template", template_id=draft.id))


def _matrix_preview(
    template: ProcessTemplate, rows: Rows, version: int | None
) -> ResponseReturnValue:
    process = template_from_data(template.content)
    reading = read_matrix(rows, process)
    changed = apply_matrix(process, reading)
    form = ReadFileForm(formdata=None)
    form.version.data = version
    form.content.data = json.dumps(rows, ensure_ascii=False)
    return render_template(
        "process/matrix_preview.html",
        stored=template,
        form=form,
        reading=reading,
        changes=differences(process, changed),
        remarks=[one for one in remarks(changed, queries.held_codes()) if not one.is_warning],
    )


def _process_preview(process: Template) -> str:
    form = ReadFileForm(formdata=None)
    form.content.data = template_as_text(process)
    base = queries.newest_version(process.code)
    return render_template(
        "process/import_preview.html",
        form=form,
        process=process,
        base=base,
        open_version=queries.open_version(process.code),
        changes=differences(template_from_data(base.content), process) if base else [],
        remarks=remarks(process, queries.held_codes()),
    )


def _text_of(data: bytes) -> str:
    try:
        return decode_text(data)
    except RuleError:
        raise RuleError(NO_PROCESS) from None


def _rows_from(text: str) -> Rows:
    """The rows that the preview carried; they come from outside and are believed in nothing."""
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError):
        raise RuleError(AGAIN) from None
    if not isinstance(rows, list) or not all(
        isinstance(row, list) and all(isinstance(words, str) for words in row) for row in rows
    ):
        raise RuleError(AGAIN)
    return rows
