"""Processes: the list, one of them as a matrix, and its life from draft to retired."""

from __future__ import annotations

from datetime import date
from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from fss.accounts.queries import today
from fss.files.rules import MEDIA_TYPES, Kind
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries, services
from fss.process.forms import ApproveForm, RetireForm, SendBackForm
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.routes import bp
from fss.process.rules.differences import Difference, differences
from fss.process.rules.entries import remarks
from fss.process.rules.interchange import template_as_text
from fss.process.rules.raci import ROLES, Letter
from fss.process.rules.templates import template_from_data
from fss.process.services.sheets import write_sheet
from fss.timezone import utcnow
from fss.web.forms import VersionForm

LETTER_WORDS = {
    Letter.ACCOUNTABLE: "Accountable",
    Letter.RESPONSIBLE: "Responsible",
    Letter.CONSULTED: "Consulted",
    Letter.INFORMED: "Informed",
}


@bp.get("/")
@requires(Permission.PROCESS_READ)
def index() -> ResponseReturnValue:
    """Every approved process, its size, when it was approved; what is being written."""
    approved = queries.approved_templates()
    processes = [(stored, template_from_data(stored.content)) for stored in approved]
    return render_template(
        "process/index.html",
        processes=processes,
        open_ones=queries.open_templates(current_identity()),
        today=today(),
    )


@bp.get("/templates/<uuid:template_id>")
@requires(Permission.PROCESS_READ, template=queries.get_template)
def template(template: ProcessTemplate) -> ResponseReturnValue:
    """One process: steps, roles, letters, how long each may take."""
    return render_template(
        "process/template.html",
        stored=template,
        process=template_from_data(template.content),
        roles=ROLES,
        words=LETTER_WORDS,
        versions=queries.template_versions(template.code, current_identity()),
        open_version=queries.open_version(template.code),
        unaltered=queries.is_unaltered(template),
        retire_form=_retire_form(template),
        today=today(),
    )


@bp.post("/templates/<uuid:template_id>/new-version")
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def start_version(template: ProcessTemplate) -> ResponseReturnValue:
    """Begin a draft as a copy of this version."""
    draft = services.start_version(template, actor=current_identity())
    flash(f"Version {draft.number} is a draft. Running work keeps its version.", "success")
    return redirect(url_for("process.edit_template", template_id=draft.id))


@bp.route("/templates/<uuid:template_id>/decide", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_APPROVE, template=queries.get_template)
def decide_template(template: ProcessTemplate) -> ResponseReturnValue:
    """What changes by this version, and the decision: approve it."""
    form = ApproveForm()
    if not form.is_submitted():
        form.version.data, form.approved_on.data = template.version, today()
        form.review_due.data = _in_a_year(today())
    elif form.validate() and form.attempt(
        lambda: services.approve_draft(
            template,
            body=form.body.data or "",
            approved_on=form.approved_on.data or today(),
            review_due=form.review_due.data or today(),
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data,
        )
    ):
        flash(f"“{template.title}”, version {template.number}, holds from now on.", "success")
        return _to("process.template", template)
    back = SendBackForm(prefix="back", formdata=None)
    back.version.data = template.version
    return _decide(template, form, back)


@bp.post("/templates/<uuid:template_id>/send-back")
@requires(Permission.TEMPLATE_APPROVE, template=queries.get_template)
def send_back(template: ProcessTemplate) -> ResponseReturnValue:
    """Make it a draft again, with a note."""
    back = SendBackForm(prefix="back")
    if back.validate() and back.attempt(
        lambda: services.send_back(
            template,
            note=back.note.data or "",
            actor=current_identity(),
            now=utcnow(),
            version=back.version.data,
        )
    ):
        flash("Sent back as a draft, with your note.", "success")
        return redirect(url_for("process.index"))
    form = ApproveForm(formdata=None)
    form.version.data, form.approved_on.data = template.version, today()
    form.review_due.data = _in_a_year(today())
    return _decide(template, form, back)


@bp.post("/templates/<uuid:template_id>/retire")
@requires(Permission.TEMPLATE_APPROVE, template=queries.get_template)
def retire_template(template: ProcessTemplate) -> ResponseReturnValue:
    """End an approved process."""
    form = RetireForm(prefix="retire")
    if form.validate() and form.attempt(
        lambda: services.retire_template(
            template,
            reason=form.reason.data or "",
            actor=current_identity(),
            version=form.version.data,
        )
    ):
        flash(f"“{template.title}” is retired. What runs by it goes on.", "success")
    else:
        messages = [*form.form_errors, *form.reason.errors]
        flash(" ".join(str(one) for one in messages), "error")
    return _to("process.template", template)


@bp.post("/templates/<uuid:template_id>/discard")
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def discard_template(template: ProcessTemplate) -> ResponseReturnValue:
    """Throw a draft away."""
    title, number = template.title, template.number
    services.discard_draft(template, version=VersionForm().version.data)
    flash(f"The draft of version {number} of “{title}” is discarded.", "success")
    return redirect(url_for("process.index"))


@bp.get("/templates/<uuid:template_id>/matrix.xlsx")
@requires(Permission.PROCESS_READ, template=queries.get_template)
def export_matrix(template: ProcessTemplate) -> ResponseReturnValue:
    """The matrix as a workbook that can be changed and sent back."""
    data = write_sheet(template_from_data(template.content))
    return _file(data, MEDIA_TYPES[Kind.XLSX], f"{_stem(template)}-matrix.xlsx")


@bp.get("/templates/<uuid:template_id>/process.json")
@requires(Permission.PROCESS_READ, template=queries.get_template)
def export_template(template: ProcessTemplate) -> ResponseReturnValue:
    """The whole process as a file for another installation."""
    text = template_as_text(template_from_data(template.content))
    return _file(text.encode(), "application/json", f"{_stem(template)}.json")


def differences_of(stored: ProcessTemplate) -> list[Difference]:
    """What a version changes in the one it was drawn from; nothing where there is none."""
    if stored.base_id is None:
        return []
    base = queries.get_template(stored.base_id)
    return differences(template_from_data(base.content), template_from_data(stored.content))


def _decide(
    template: ProcessTemplate, form: ApproveForm, back: SendBackForm
) -> ResponseReturnValue:
    if template.status is not TemplateStatus.REVIEW:
        return _to("process.template", template)
    page = render_template(
        "process/decide.html",
        stored=template,
        form=form,
        back=back,
        changes=differences_of(template),
        warnings=remarks(template_from_data(template.content), queries.held_codes()),
    )
    return page, 422 if form.errors or back.errors else 200


def _retire_form(template: ProcessTemplate) -> RetireForm:
    form = RetireForm(prefix="retire", formdata=None)
    form.show_version(template)
    return form


def _to(endpoint: str, template: ProcessTemplate) -> Response:
    return redirect(url_for(endpoint, template_id=template.id))


def _file(data: bytes, media_type: str, name: str) -> ResponseReturnValue:
    return send_file(BytesIO(data), mimetype=media_type, as_attachment=True, download_name=name)


def _stem(template: ProcessTemplate) -> str:
    return f"process-{template.code}-v{template.number}"


def _in_a_year(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))
