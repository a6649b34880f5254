"""A pursuit's overview, process, history and stage; the request sheet of involved cities."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.pursuits import queries, services
from fss.pursuits.forms import DecisionForm, FurtherForm, StageForm
from fss.pursuits.models import Pursuit
from fss.pursuits.queries import RequestSheet
from fss.pursuits.routes import bp
from fss.pursuits.rules import MOVES, Stage
from fss.timezone import local_date, utcnow
from fss.web.pagination import Page, page_number
from fss.work.models import ProcessInstance
from fss.work.queries import newer_versions, people_of_steps, tasks_of
from fss.work.services import hurries_of

HISTORY_SIZE = 50


@bp.get("/<uuid:pursuit_id>")
@requires(Permission.PURSUIT_READ, pursuit=queries.get_pursuit)
def show(pursuit: Pursuit) -> ResponseReturnValue:
    """What is next, the course of the process, contact and facts of the request."""
    instance, steps = queries.process_steps(pursuit)
    return render_template(
        "pursuits/show.html",
        pursuit=pursuit,
        instance=instance,
        beside=[one for one in queries.processes(pursuit)[1:] if not one.finished_at],
        steps=steps,
        people_of=people_of_steps(steps),
        hurries=hurries_of(instance) if instance else [],
        tasks=tasks_of("pursuit", pursuit.id, current_identity()),
        asked=queries.criteria_of(pursuit),
        moves=MOVES[pursuit.stage],
        identity_id=current_identity().user_id,
        now=utcnow(),
    )


@bp.get("/<uuid:pursuit_id>/process")
@requires(Permission.PURSUIT_READ, pursuit=queries.get_pursuit)
def process(pursuit: Pursuit) -> ResponseReturnValue:
    """Every step with its people by letter and its time; of another process, named by `run`."""
    return process_page(pursuit, further_form(pursuit))


@bp.post("/<uuid:pursuit_id>/processes")
@requires(Permission.PROCESS_CHANGE, pursuit=queries.get_pursuit)
def start_further(pursuit: Pursuit) -> ResponseReturnValue:
    """Start a site visit, or another approved process, beside the pursuit's own."""
    form = further_form(pursuit)
    started: list[ProcessInstance] = []

    def act() -> None:
        started.append(
            services.start_further_process(
                pursuit,
                template_code=form.code.data or "",
                city=accounts.get_organization(form.city_id),
                actor=current_identity(),
                now=utcnow(),
            )
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The process runs. Those who begin are told.", "success")
        return redirect(url_for("pursuits.process", pursuit_id=pursuit.id, run=started[0].id))
    return process_page(pursuit, form), 422


def further_form(pursuit: Pursuit) -> FurtherForm:
    """The form that starts another process, with what may be chosen."""
    form = FurtherForm()
    cities = accounts.members(local_date(utcnow(), accounts.get_zone()))
    form.offer(
        [(one.code, one.title) for one in services.further_templates(pursuit)],
        [(city.id, city.name) for city in cities],
    )
    return form


def process_page(pursuit: Pursuit, form: FurtherForm) -> str:
    """The steps of the pursuit's process, or of the one that the address names."""
    run = request.args.get("run", type=UUID)
    instance, steps = queries.process_steps(pursuit, run)
    return render_template(
        "pursuits/process.html",
        pursuit=pursuit,
        instance=instance,
        processes=queries.processes(pursuit),
        further=form,
        newer=newer_versions(instance.template) if instance and not instance.finished_at else [],
        steps=steps,
        people_of=people_of_steps(steps),
        hurries=hurries_of(instance) if instance else [],
        now=utcnow(),
    )


@bp.get("/<uuid:pursuit_id>/history")
@requires(Permission.PURSUIT_READ, pursuit=queries.get_pursuit)
def history(pursuit: Pursuit) -> ResponseReturnValue:
    """Who did what, newest first."""
    number, everything = page_number(), bool(request.args.get("all"))
    events, total = queries.history(pursuit, page=number, size=HISTORY_SIZE, everything=everything)
    return render_template(
        "pursuits/history.html",
        pursuit=pursuit,
        page=Page(events, number, total, HISTORY_SIZE),
        everything=everything,
    )


@bp.route("/<uuid:pursuit_id>/advance", methods=["GET", "POST"])
@requires(Permission.PURSUIT_ADVANCE, pursuit=queries.get_pursuit)
def advance(pursuit: Pursuit) -> ResponseReturnValue:
    """Move the pursuit to another stage."""
    form = StageForm()
    form.offer(MOVES[pursuit.stage])
    if request.method == "GET":
        form.version.data = pursuit.version
    if form.validate_on_submit() and form.attempt(
        lambda: services.advance_pursuit(
            pursuit,
            to=Stage(form.stage.data),
            reason=form.reason.data or "",
            version=form.version.data or 0,
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash(f"{pursuit.code_name} is now at the stage {pursuit.stage.label}.", "success")
        return redirect(url_for("pursuits.show", pursuit_id=pursuit.id))
    status = 422 if request.method == "POST" else 200
    return render_template("pursuits/advance.html", form=form, pursuit=pursuit), status


@bp.route("/<uuid:pursuit_id>/decide", methods=["GET", "POST"])
@requires(Permission.PURSUIT_DECIDE, pursuit=queries.get_pursuit)
def decide(pursuit: Pursuit) -> ResponseReturnValue:
    """Go or no-go when the deadline leaves cities too little time."""
    form = DecisionForm()
    if request.method == "GET":
        form.version.data = pursuit.version
    if form.validate_on_submit() and form.attempt(
        lambda: services.decide_pursuit(
            pursuit,
            go=form.go.data == "go",
            reason=form.reason.data,
            version=form.version.data or 0,
            actor=current_identity(),
            now=utcnow(),
        )
    ):
        flash("The decision is on record. All invited cities can read it.", "success")
        return redirect(url_for("pursuits.show", pursuit_id=pursuit.id))
    instance, _ = queries.process_steps(pursuit)
    page = render_template("pursuits/decide.html", form=form, pursuit=pursuit, instance=instance)
    return page, 422 if form.errors else 200


@bp.get("/<uuid:pursuit_id>/request")
@requires(Permission.PURSUIT_REQUEST_READ, pursuit=queries.get_request_sheet)
def request_sheet(pursuit: RequestSheet) -> ResponseReturnValue:
    """What is asked, for an involved city: no contact, nothing of another city."""
    return render_template("pursuits/request_sheet.html", sheet=pursuit, now=utcnow())
