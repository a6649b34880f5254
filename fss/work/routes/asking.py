"""Asking before a step is done, answering, and handing the work of a step on."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import VersionForm
from fss.work import queries, services
from fss.work.forms import AnswerForm, HandOnForm, QuestionForm
from fss.work.models import Consultation, StepAssignment, StepInstance
from fss.work.routes import bp
from fss.work.routes.step_page import attempt, given, offer_hands, show_step


@bp.post("/process/steps/<uuid:step_id>/question")
@requires(Permission.STEP_WORK, step=queries.get_step)
def ask(step: StepInstance) -> ResponseReturnValue:
    """Ask something particular of those who have not answered yet."""
    form = QuestionForm(prefix="question")
    return attempt(
        step,
        form,
        lambda: services.change_question(step, question=form.question.data, **given(form)),
        "The question is on its way.",
    )


@bp.post("/process/consultations/<uuid:consultation_id>/answer")
@requires(Permission.STEP_ANSWER, consultation=queries.get_consultation)
def answer(consultation: Consultation) -> ResponseReturnValue:
    """Answer, or write down what somebody else answered."""
    form, step = AnswerForm(prefix=f"answer-{consultation.id}"), consultation.step

    def act() -> None:
        services.answer_consultation(
            consultation,
            answer=form.answer.data,
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The answer is noted.", "success")
        return redirect(url_for("work.step", step_id=step.id))
    return show_step(step, form, answered=consultation.id)


@bp.post("/process/steps/<uuid:step_id>/hand-on")
@requires(Permission.STEP_HAND_ON, step=queries.get_step)
def hand_on(step: StepInstance) -> ResponseReturnValue:
    """Let somebody else do the work, or stand at the letter."""
    form = HandOnForm(prefix="hand_on")
    offer_hands(form, step)

    def act() -> None:
        change = services.replace_holder if form.replaces else services.delegate_letter
        change(
            form.assignment_of(step),
            to=accounts.get_user(form.person_id),
            reason=form.reason.data or "",
            **given(form),
        )

    return attempt(step, form, act, "“{}” is handed on.")


@bp.post("/process/assignments/<uuid:assignment_id>/take-back")
@requires(Permission.STEP_HAND_ON, assignment=queries.get_assignment)
def take_back(assignment: StepAssignment) -> ResponseReturnValue:
    """End a delegation."""
    form = VersionForm()
    return attempt(
        assignment.step,
        form,
        lambda: services.take_back(
            assignment, actor=current_identity(), now=utcnow(), version=form.version.data or 0
        ),
        "“{}” is back with those who hold the letter.",
    )
