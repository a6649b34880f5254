"""The page of a step with its forms, shown again where one of them was refused."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from fss.permissions.guard import current_identity
from fss.process.rules.roles import may_know_of
from fss.process.rules.templates import FanOut, TemplateStep
from fss.timezone import utcnow
from fss.web.forms import Form
from fss.work import queries, services
from fss.work.forms import (
    AgreeTimeForm,
    CompleteForm,
    HandOnForm,
    PainForm,
    QuestionForm,
    ReopenForm,
    SitesForm,
    SkipForm,
    StandInForm,
    StepForm,
)
from fss.work.models import StepInstance
from fss.work.queries.running import template_of
from fss.work.services.delegating import may_hand_on

KINDS: dict[str, type[StepForm]] = {
    "complete": CompleteForm,
    "stand_in": StandInForm,
    "skip": SkipForm,
    "sites": SitesForm,
    "question": QuestionForm,
    "hand_on": HandOnForm,
    "reopen": ReopenForm,
    "pain": PainForm,
    "agree": AgreeTimeForm,
}


def row_of(step: StepInstance) -> TemplateStep:
    """The row of the process behind a step, also of one added to this process."""
    return template_of(step.instance).step(step.key)


def show_step(step: StepInstance, used: Form | None = None, **more: Any) -> ResponseReturnValue:
    """The step's page; `used` is the form that was sent and refused, `more` goes to the page."""
    template, identity = template_of(step.instance), current_identity()
    declared = template.step(step.key)
    consultations = queries.consultations_of(step)
    forms: dict[str, Form] = {}
    for name, kind in KINDS.items():
        form = used if type(used) is kind else kind(formdata=None, prefix=name)
        if isinstance(form, CompleteForm):
            form.offer(declared.checklist)
        if isinstance(form, HandOnForm):
            offer_hands(form, step)
        if form is not used and isinstance(form, StepForm):
            form.show(step)
        forms[name] = form
    asked = [item for item in consultations if item.is_open and not item.is_for(identity)]
    content = render_template(
        "work/step.html",
        step=step,
        declared=declared,
        people_of=queries.holders_of(step, identity),
        forms=forms,
        used=used,
        agrees_time=step.key in template.fixed_keys,
        not_agreed=queries.missing_times(step, declared),
        questions=queries.questions_of(step, identity) if declared.question_times else [],
        names_sites=declared.fan_out is FanOut.SITE and not step.label,
        answers=step.is_answered_by(identity),
        consultations=[
            item
            for item in consultations
            if may_know_of(identity, item.role_code, item.organization_id)
        ],
        unanswered=asked or _not_asked_yet(step, consultations),
        outside=[item for item in asked if item.role is None],
        told=queries.notices_of(step, identity),
        clocks=queries.clock_stories(step, identity),
        known_as=partial(queries.known_as, identity=identity),
        handings=queries.handings_of(step, identity),
        delegated=[
            item
            for item in step.assignments
            if item.delegate and may_know_of(identity, item.role_code, item.organization_id)
        ],
        tasks=queries.tasks_of(
            step.instance.subject_type, step.instance.subject_id, identity, step=step
        ),
        siblings=queries.siblings(step) if identity.is_county_staff else [],
        now=utcnow(),
        **more,
    )
    return content, 422 if used is not None else 200


def attempt(
    step: StepInstance, form: Form, action: Callable[[], object], said: str
) -> ResponseReturnValue:
    """Do what a form asks; then the person's work, or the page again with what is wrong."""
    title = step.full_title
    if form.validate_on_submit() and form.attempt(action):
        flash(said.format(title), "success")
        return redirect(_after(step))
    return show_step(step, form)


def offer_hands(form: HandOnForm, step: StepInstance) -> None:
    """The parts that the person may hand on, and to whom."""
    identity = current_identity()
    parts = [item for item in step.assignments if may_hand_on(item, identity)]
    places = {item.organization_id for item in parts if item.organization_id}
    form.offer(parts, queries.colleagues(places) if places else [], identity.user_id)


def given(form: StepForm) -> dict[str, Any]:
    """Who acts, when, and on which version: what most services want."""
    return {"actor": current_identity(), "now": utcnow(), "version": form.version.data or 0}


def _not_asked_yet(step: StepInstance, consultations: Any) -> list[str]:
    """Roles with a C of a step that began before they were asked as a matter of course."""
    if step.state.value != "ready" or consultations:
        return []
    return [item.role_code for item in services.consulted_of(step)]


def _after(step: StepInstance) -> str:
    """Back to where the person came from: the step for those who still see it, else My work."""
    identity = current_identity()
    if identity.is_county_staff or (step.state.value == "ready" and step.involves(identity)):
        return url_for("work.step", step_id=step.id)
    return url_for("work.home")
