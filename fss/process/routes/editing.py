"""The editor of a draft: the matrix, the steps, what the process is called."""

from __future__ import annotations

from dataclasses import replace

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from fss.errors import ConflictError, NotFoundError, RuleError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries, services
from fss.process.forms import AboutForm, NewProcessForm, NewStepForm, TemplateStepForm
from fss.process.models import ProcessTemplate, TemplateStatus
from fss.process.routes import bp
from fss.process.rules import drafting
from fss.process.rules.differences import PARTS
from fss.process.rules.entries import (
    AFTER,
    PLACE,
    Entries,
    Remark,
    cell_name,
    entries_of,
    read_entries,
    remarks,
    remarks_on,
)
from fss.process.rules.raci import ROLES
from fss.process.rules.templates import Template, TemplateStep, template_from_data
from fss.timezone import utcnow
from fss.web.forms import VersionForm


@bp.route("/templates/new", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT)
def new_template() -> ResponseReturnValue:
    """Begin a process without steps."""
    form = NewProcessForm()
    made: list[ProcessTemplate] = []

    def create() -> None:
        empty = drafting.empty_template(
            (form.code.data or "").upper(), form.title.data or "", form.description.data or ""
        )
        if queries.newest_version(empty.code) is not None:
            raise RuleError("A process has this code already. Make a new version of it.", "code")
        made.append(services.create_draft(empty, actor=current_identity()))

    if form.validate_on_submit() and form.attempt(create):
        return _to("process.new_step", made[0])
    page = render_template("process/edit_about.html", form=form, stored=None)
    return page, 422 if form.errors else 200


@bp.route("/templates/<uuid:template_id>/about", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def edit_about(template: ProcessTemplate) -> ResponseReturnValue:
    """Title and description of a draft."""
    require_draft(template)
    form = AboutForm()
    process = template_from_data(template.content)
    if not form.is_submitted():
        form.show_version(template)
        form.title.data, form.description.data = process.title, process.description
    elif form.validate():
        title, about = form.title.data or "", (form.description.data or "").replace("\r\n", "\n")
        if form.version.data != template.version:
            raise ConflictError(
                theirs={"Title": process.title, "What it covers": process.description},
                yours={"Title": title, "What it covers": about},
            )
        changed = replace(process, title=title, description=about)
        services.save_draft(template, changed, version=form.version.data)
        return _to("process.edit_template", template)
    page = render_template("process/edit_about.html", form=form, stored=template)
    return page, 422 if form.errors else 200


@bp.route("/templates/<uuid:template_id>/edit", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def edit_template(template: ProcessTemplate) -> ResponseReturnValue:
    """The matrix of a draft: letters, order and connections of all steps at once."""
    if request.method == "GET":
        if template.status is not TemplateStatus.DRAFT:
            return _to("process.template", template)
        return _editor(template)
    require_draft(template)
    form = VersionForm()
    process = template_from_data(template.content)
    entries = read_entries(request.form, process)
    if form.version.data != template.version:
        raise _conflict(process, entries)
    if entries.unread:
        return _editor(template, entries), 422
    changed = _moved(entries.apply(process), request.form.get("do", ""))
    services.save_draft(template, changed, version=form.version.data)
    return _after_saving(template, request.form.get("do", ""))


@bp.post("/templates/<uuid:template_id>/check")
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def check_template(template: ProcessTemplate) -> ResponseReturnValue:
    """What is to say about what was typed so far; nothing is kept."""
    process = template_from_data(template.content)
    found = remarks_on(read_entries(request.form, process), process, queries.held_codes())
    return jsonify(
        [
            {
                "cell": cell_name(one.step, one.part) if one.part else one.step,
                "message": one.message,
                "warning": one.is_warning,
            }
            for one in found
        ]
    )


@bp.route("/templates/<uuid:template_id>/steps/new", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def new_step(template: ProcessTemplate) -> ResponseReturnValue:
    """Add a step at the end of a draft."""
    require_draft(template)
    process = template_from_data(template.content)
    form = NewStepForm()
    form.offer(process, None)
    if not form.is_submitted():
        form.show_version(template)
        form.key.data = drafting.next_key(process)
        form.depends_on.data = [process.steps[-1].key] if process.steps else []
    elif form.validate() and form.attempt(
        lambda: services.save_draft(
            template,
            drafting.add_step(process, form.read((form.key.data or "").upper(), {})),
            version=form.version.data,
        )
    ):
        flash(f"Step {form.key.data} is added. Give it its letters.", "success")
        first = cell_name((form.key.data or "").upper(), next(iter(ROLES)))
        return _to("process.edit_template", template, first)
    return _step_page(template, form, None)


@bp.route("/templates/<uuid:template_id>/steps/<key>", methods=["GET", "POST"])
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def edit_step(template: ProcessTemplate, key: str) -> ResponseReturnValue:
    """All there is to a step but its letters."""
    require_draft(template)
    process = template_from_data(template.content)
    step = _step(process, key)
    form = TemplateStepForm()
    form.offer(process, step)
    if not form.is_submitted():
        form.show_version(template)
        form.show(step)
        form.offer(process, step)
    elif form.validate() and form.attempt(lambda: _save_step(template, process, step, form)):
        flash(f"Step {key} is saved.", "success")
        return _to("process.edit_template", template, f"{key}-edit")
    return _step_page(template, form, step)


@bp.post("/templates/<uuid:template_id>/steps/<key>/remove")
@requires(Permission.TEMPLATE_EDIT, template=queries.get_template)
def remove_step(template: ProcessTemplate, key: str) -> ResponseReturnValue:
    """Take a step out of a draft."""
    require_draft(template)
    process = template_from_data(template.content)
    step = _step(process, key)
    changed = drafting.remove_step(process, key)
    services.save_draft(template, changed, version=VersionForm().version.data)
    flash(f"Step {key}, “{step.title}”, is taken out.", "success")
    return _to("process.edit_template", template)


def require_draft(template: ProcessTemplate) -> None:
    """Refuse what is no draft (any more)."""
    if template.status is not TemplateStatus.DRAFT:
        raise RuleError(services.NO_DRAFT)


def _editor(template: ProcessTemplate, entries: Entries | None = None) -> str:
    process = template_from_data(template.content)
    held = queries.held_codes()
    found = remarks_on(entries, process, held) if entries else remarks(process, held)
    form = VersionForm(formdata=None)
    form.show_version(template)
    return render_template(
        "process/edit.html",
        stored=template,
        process=process,
        roles=ROLES,
        form=form,
        typed={**entries_of(process), **(entries.typed if entries else {})},
        remarks=found,
        remarks_at=_by_cell(found),
        unread=bool(entries and entries.unread),
    )


def _by_cell(found: list[Remark]) -> dict[str, list[Remark]]:
    at: dict[str, list[Remark]] = {}
    for one in found:
        at.setdefault(cell_name(one.step, one.part) if one.part else one.step, []).append(one)
    return at


def _moved(process: Template, deed: str) -> Template:
    way, _, key = deed.partition(":")
    if way in ("up", "down") and key in process.edges:
        place = process.step(key).number + (-1 if way == "up" else 1)
        return drafting.move_step(process, key, place)
    return process


def _after_saving(template: ProcessTemplate, deed: str) -> Response:
    way, _, key = deed.partition(":")
    if way == "step":
        return redirect(url_for("process.edit_step", template_id=template.id, key=key))
    if way == "add":
        return _to("process.new_step", template)
    if way == "submit":
        return _submit(template)
    if way in ("up", "down"):
        return _to("process.edit_template", template, f"{key}-{way}")
    flash("Saved.", "success")
    return _to("process.edit_template", template)


def _submit(template: ProcessTemplate) -> Response:
    """Saved in any case; sent for review when nothing is wrong."""
    try:
        services.submit_draft(
            template, actor=current_identity(), now=utcnow(), version=template.version
        )
    except RuleError as error:
        flash(f"Saved, but not sent for review. {error.message}", "error")
        return _to("process.edit_template", template)
    flash("Sent for review. The director and the steering committee are told.", "success")
    return _to("process.template", template)


def _conflict(process: Template, entries: Entries) -> ConflictError:
    """Each cell that is saved otherwise than it was typed."""
    now = entries_of(process)
    differing = [name for name, words in entries.typed.items() if now.get(name) != words]
    labels = {name: _label(name) for name in differing}
    return ConflictError(
        theirs={labels[name]: now.get(name, "") for name in differing},
        yours={labels[name]: entries.typed[name] for name in differing},
    )


def _label(name: str) -> str:
    key, _, part = name.partition("-")
    named = {AFTER: "starts after", PLACE: "place"}
    return f"{key}, {named.get(part) or (ROLES[part].name if part in ROLES else part)}"


def _save_step(
    template: ProcessTemplate, process: Template, step: TemplateStep, form: TemplateStepForm
) -> None:
    entered = form.read(step.key, step.letters, step.number)
    if form.version.data != template.version:
        raise ConflictError(
            theirs={what: words(step) for what, words in PARTS},
            yours={what: words(entered) for what, words in PARTS},
        )
    changed = drafting.replace_step(process, entered)
    services.save_draft(template, changed, version=form.version.data)


def _step_page(
    template: ProcessTemplate, form: TemplateStepForm, step: TemplateStep | None
) -> ResponseReturnValue:
    form.grow()
    page = render_template("process/edit_step.html", stored=template, form=form, step=step)
    return page, 422 if form.errors else 200


def _step(process: Template, key: str) -> TemplateStep:
    if key not in process.edges:
        raise NotFoundError
    return process.step(key)


def _to(endpoint: str, template: ProcessTemplate, anchor: str | None = None) -> Response:
    return redirect(url_for(endpoint, template_id=template.id, _anchor=anchor))
