"""Departing from the approved process, moving to a newer version, and what people find hard."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.calendars.rules.standards import Unit
from fss.errors import NotFoundError, RuleError
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries as process_queries
from fss.process.models import ProcessTemplate
from fss.process.rules.roles import ACCOUNT_ROLES
from fss.timezone import utcnow
from fss.work import queries, services
from fss.work.forms import AddStepForm, MoveForm, ResolveForm
from fss.work.models import PainPoint, ProcessInstance
from fss.work.routes import bp
from fss.work.rules.moves import Fate

VERSION_GONE = (
    "That version no longer holds. Look at what the newest one would change, then move to it."
)


def subject_url(instance: ProcessInstance) -> str:
    """The page of what a process runs for."""
    if instance.subject_type == "pursuit":
        main = queries.process_of(instance.subject_type, instance.subject_id)
        run = instance.id if main is not None and main.id != instance.id else None
        return url_for("pursuits.process", pursuit_id=instance.subject_id, run=run)
    return url_for("process.index")


@bp.route("/process/runs/<uuid:process_id>/steps/new", methods=["GET", "POST"])
@requires(Permission.PROCESS_CHANGE, process=queries.get_process)
def add_step(process: ProcessInstance) -> ResponseReturnValue:
    """Add a step to a running process."""
    form = AddStepForm()
    form.offer(queries.steps_of(process), _posts())
    if request.method == "GET":
        form.after.data = request.args.get("after")

    def act() -> None:
        services.add_step(
            process,
            title=form.title.data,
            description=form.description.data or "",
            reason=form.reason.data,
            after=form.after.data,
            holds_up=form.holds_up.data or None,
            responsible=form.post("responsible"),
            accountable=form.post("accountable"),
            amount=form.amount.data,
            unit=Unit(form.unit.data),
            actor=current_identity(),
            now=utcnow(),
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The step is added; it is on record as a deviation.", "success")
        return redirect(subject_url(process))
    page = render_template(
        "work/add_step.html", form=form, process=process, back=subject_url(process)
    )
    return page, 422 if form.errors else 200


@bp.route("/process/runs/<uuid:process_id>/move", methods=["GET", "POST"])
@requires(Permission.PROCESS_CHANGE, process=queries.get_process)
def move(process: ProcessInstance) -> ResponseReturnValue:
    """What moving to a newer version would do, and doing it."""
    versions = queries.newer_versions(process.template)
    form = MoveForm()
    form.offer(versions)
    wanted = form.to.data if request.method == "POST" else request.args.get("to")
    chosen = next((one for one in versions if str(one.id) == wanted), None)
    to = chosen or next(iter(versions), None)
    if request.method == "GET":
        form.version.data, form.to.data = process.version, str(to.id) if to else None

    def act() -> None:
        if chosen is None:
            raise RuleError(VERSION_GONE)
        services.move_process(
            process,
            to=chosen,
            reason=form.reason.data,
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )

    if form.validate_on_submit() and form.attempt(act):
        flash(f"The process goes on by version {process.template.number}.", "success")
        return redirect(subject_url(process))
    page = render_template(
        "work/move.html",
        form=form,
        process=process,
        preview=_preview(process, to),
        fates=Fate,
        back=subject_url(process),
        now=utcnow(),
    )
    return page, 422 if form.errors else 200


@bp.get("/process/templates/<uuid:template_id>/pain-points")
@requires(Permission.PAIN_MANAGE, template=process_queries.get_template)
def pains(template: ProcessTemplate) -> ResponseReturnValue:
    """What people found hard in a process, for its owner."""
    return _pains(template)


@bp.post("/process/pain-points/<uuid:pain_id>/resolve")
@requires(Permission.PAIN_MANAGE, pain=queries.get_pain)
def resolve(pain: PainPoint) -> ResponseReturnValue:
    """Say what was done about it."""
    template = process_queries.find_template(pain.template_code)
    if template is None:
        raise NotFoundError
    form = ResolveForm(prefix=f"pain-{pain.id}")

    def act() -> None:
        services.resolve_pain(
            pain,
            resolution=form.resolution.data,
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("Answered.", "success")
        return redirect(url_for("work.pains", template_id=template.id))
    return _pains(template, (pain, form))


def _pains(
    template: ProcessTemplate, used: tuple[PainPoint, ResolveForm] | None = None
) -> ResponseReturnValue:
    found = []
    for pain in queries.pains_of(template.code):
        form = used[1] if used and used[0].id == pain.id else None
        if form is None and pain.resolved_at is None:
            form = ResolveForm(formdata=None, prefix=f"pain-{pain.id}")
            form.version.data = pain.version
        found.append((pain, form))
    page = render_template("work/pains.html", stored=template, pains=found)
    return page, 422 if used else 200


def _preview(process: ProcessInstance, to: ProcessTemplate | None) -> Any:
    if to is None:
        return None
    try:
        return services.preview_move(process, to)
    except RuleError:
        return None


def _posts() -> list[Any]:
    """Each role of the matrix that somebody holds today: (role, place), organization, people."""
    known = set(ACCOUNT_ROLES.values())
    held = process_queries.role_holders(accounts.today())
    found = []
    for place, people in held.items():
        if place[0] in known:
            found.append((place, accounts.get_organization(place[1]), people))
    return sorted(found, key=lambda post: (post[0][0].label, post[1].name, str(post[1].id)))
