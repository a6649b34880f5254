"""Pages of a client's questions: written down, acknowledged, answered."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries as accounts
from fss.permissions.guard import current_identity, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow
from fss.web.forms import Form
from fss.work import queries, services
from fss.work.forms import (
    AcknowledgeForm,
    AnswerQuestionForm,
    GiveQuestionForm,
    NewQuestionForm,
)
from fss.work.models import ClientQuestion, StepInstance
from fss.work.routes import bp


@bp.route("/process/steps/<uuid:step_id>/questions/new", methods=["GET", "POST"])
@requires(Permission.QUESTION_RECORD, step=queries.get_step)
def new_question(step: StepInstance) -> ResponseReturnValue:
    """Write down what a client asked, and who answers it."""
    form, identity = NewQuestionForm(), current_identity()
    form.offer(queries.possible_owners(step, identity))
    if request.method == "GET" and identity.user_id:
        form.owner.data = str(identity.user_id)

    def act() -> None:
        received_at = form.received_at.instant(accounts.get_zone())
        assert received_at is not None
        services.record_question(
            step,
            asked_by=form.asked_by.data or "",
            received_at=received_at,
            text=form.text.data or "",
            owner=accounts.get_user(form.owner_id),
            actor=identity,
            now=utcnow(),
        )

    if form.validate_on_submit() and form.attempt(act):
        flash("The question is written down. Its time runs since it came.", "success")
        return redirect(url_for("work.step", step_id=step.id))
    page = render_template("work/new_question.html", form=form, step=step)
    return page, 422 if form.errors else 200


@bp.get("/process/questions/<uuid:question_id>")
@requires(Permission.QUESTION_WORK, question=queries.get_question)
def question(question: ClientQuestion) -> ResponseReturnValue:
    """A question, its times, and the forms to reply and to answer."""
    return _page(question)


@bp.post("/process/questions/<uuid:question_id>/reply")
@requires(Permission.QUESTION_WORK, question=queries.get_question)
def acknowledge_question(question: ClientQuestion) -> ResponseReturnValue:
    """Say how a person told the client that the question has come."""
    form = AcknowledgeForm(prefix="reply")
    return _try(
        question,
        form,
        lambda: services.acknowledge_question(
            question,
            reply=form.reply(accounts.get_zone()),
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        ),
        "The reply is written down.",
    )


@bp.post("/process/questions/<uuid:question_id>/answer")
@requires(Permission.QUESTION_WORK, question=queries.get_question)
def answer_question(question: ClientQuestion) -> ResponseReturnValue:
    """Write down what the client was answered, how and when."""
    form = AnswerQuestionForm(prefix="answer")
    return _try(
        question,
        form,
        lambda: services.answer_question(
            question,
            answer=form.answer.data or "",
            for_all=bool(form.for_all.data),
            reply=form.reply(accounts.get_zone()),
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        ),
        "The answer is written down.",
    )


@bp.post("/process/questions/<uuid:question_id>/owner")
@requires(Permission.QUESTION_WORK, question=queries.get_question)
def give_question(question: ClientQuestion) -> ResponseReturnValue:
    """Let somebody else answer it."""
    form = GiveQuestionForm(prefix="give")
    form.offer(queries.possible_owners(question.step, current_identity()))
    step_id = question.step_id
    sent = _try(
        question,
        form,
        lambda: services.give_question(
            question,
            owner=accounts.get_user(form.owner_id),
            actor=current_identity(),
            now=utcnow(),
            version=form.version.data or 0,
        ),
        "The question is handed on.",
    )
    # Whoever gave it away may not read it any more: back to the step.
    return sent if form.errors else redirect(url_for("work.step", step_id=step_id))


def _try(
    question: ClientQuestion, form: Form, action: Callable[[], object], said: str
) -> ResponseReturnValue:
    if form.validate_on_submit() and form.attempt(action):
        flash(said, "success")
        return redirect(url_for("work.question", question_id=question.id))
    return _page(question, form)


def _page(question: ClientQuestion, used: Form | None = None) -> ResponseReturnValue:
    forms: dict[str, Form] = {}
    kinds = {"reply": AcknowledgeForm, "answer": AnswerQuestionForm, "give": GiveQuestionForm}
    for name, kind in kinds.items():
        form = used if type(used) is kind else kind(formdata=None, prefix=name)
        if form is not used:
            form["version"].data = question.version
        if isinstance(form, GiveQuestionForm):
            form.offer(queries.possible_owners(question.step, current_identity()))
        forms[name] = form
    page = render_template(
        "work/question.html",
        question=question,
        line=queries.line_of(question, current_identity()),
        forms=forms,
        used=used,
        now=utcnow(),
    )
    return page, 422 if used is not None else 200
