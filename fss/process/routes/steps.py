"""A step's page: what to do, who, when due and why, finishing it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.process import queries, services
from fss.process.forms import CompleteForm, SitesForm, SkipForm, StandInForm, StepForm
from fss.process.models import StepInstance
from fss.process.routes import bp
from fss.process.rules.templates import FanOut, TemplateStep, template_from_data
from fss.timezone import utcnow


def _template_step(step: StepInstance) -> TemplateStep:
    return template_from_data(step.instance.template.content).step(step.key)


def _page(step: StepInstance, used: StepForm | None = None) -> ResponseReturnValue:
    """The step's page with its forms; `used` is the one that was sent and refused."""
    declared, identity = _template_step(step), current_identity()
    forms: dict[str, StepForm] = {}
    for name, kind in {
        "complete": CompleteForm,
        "stand_in": StandInForm,
        "skip": SkipForm,
        "sites": SitesForm,
    }.items():
        form = used if type(used) is kind else kind(formdata=None, prefix=name)
        if isinstance(form, CompleteForm):
            form.offer(declared.checklist)
        if form is not used:
            form.show(step)
        forms[name] = form
    names_sites = declared.fan_out is FanOut.SITE and not step.label
    content = render_template(
        "process/step.html",
        step=step,
        declared=declared,
        people_of=queries.holders_of(step),
        forms=forms,
        used=used,
        names_sites=names_sites,
        answers=step.is_answered_by(identity),
        siblings=queries.siblings(step) if identity.is_county_staff else [],
        now=utcnow(),
    )
    return content, 422 if used is not None else 200


def _try(
    step: StepInstance, form: StepForm, action: Callable[[], list[StepInstance]], said: str
) -> ResponseReturnValue:
    """Do what a form asks; then the person's work, or the page again with what is wrong."""
    title, started = step.full_title, []

    def act() -> None:
        started.extend(action())

    if form.validate_on_submit() and form.attempt(act):
        flash(said.format(title), "success")
        return redirect(_after(step))
    return _page(step, form)


def _after(step: StepInstance) -> str:
    """Back to where the person came from: the page of the subject for staff, else My work."""
    if current_identity().is_county_staff:
        return url_for("process.step", step_id=step.id)
    return url_for("work.home")


@bp.get("/steps/<uuid:step_id>")
@requires(Permission.STEP_READ, step=queries.get_step)
def step(step: StepInstance) -> ResponseReturnValue:
    """What the step is, who is named, when it is due and why; forms for those who may act."""
    return _page(step)


@bp.post("/steps/<uuid:step_id>/complete")
@requires(Permission.STEP_WORK, step=queries.get_step)
def complete(step: StepInstance) -> ResponseReturnValue:
    """Finish a step as somebody responsible or accountable."""
    form = CompleteForm(prefix="complete")
    form.offer(_template_step(step).checklist)
    return _try(step, form, lambda: services.complete_step(step, **_finish(form)), "“{}” is done.")


@bp.post("/steps/<uuid:step_id>/stand-in")
@requires(Permission.STEP_SKIP, step=queries.get_step)
def stand_in(step: StepInstance) -> ResponseReturnValue:
    """Finish a step for those who should have; the reason stays on record."""
    form = StandInForm(prefix="stand_in")
    form.offer(_template_step(step).checklist)

    def act() -> list[StepInstance]:
        given = _finish(form)
        del given["waiver"]
        return services.complete_for(step, reason=form.reason.data, **given)

    return _try(step, form, act, "“{}” is done; it is on record that you stood in.")


@bp.post("/steps/<uuid:step_id>/skip")
@requires(Permission.STEP_SKIP, step=queries.get_step)
def skip(step: StepInstance) -> ResponseReturnValue:
    """Leave a step out, with a reason."""
    form = SkipForm(prefix="skip")
    return _try(
        step,
        form,
        lambda: services.skip_step(
            step,
            reason=form.reason.data,
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        ),
        "“{}” is left out.",
    )


@bp.post("/steps/<uuid:step_id>/sites")
@requires(Permission.STEP_READ, step=queries.get_step)
def sites(step: StepInstance) -> ResponseReturnValue:
    """Name the sites for which a statement is asked."""
    form = SitesForm(prefix="sites")
    return _try(
        step,
        form,
        lambda: services.choose_sites(
            step,
            sites=form.names,
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        ),
        "The sites are named; each has a step of its own now.",
    )


def _finish(form: CompleteForm) -> dict[str, Any]:
    return {
        "actor": current_identity(),
        "now": utcnow(),
        "version": form.version.data or 0,
        "note": form.note.data or "",
        "ticked": request.form.getlist(form.checklist.name),
        "waiver": form.waiver.data or "",
        "reply": form.reply(accounts.get_zone()),
    }
