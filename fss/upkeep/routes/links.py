"""Confirming values by the private link of a mail, without sign-in."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts.queries import get_county, today
from fss.errors import GoneError, RuleError
from fss.permissions.guard import acting, public
from fss.timezone import utcnow
from fss.upkeep.forms import AnswersForm
from fss.upkeep.routes import by_link
from fss.upkeep.rules import Answer
from fss.upkeep.services.links import Opened, answer_link, open_link

BY_LINK = "whoever was mailed the private link may confirm the values it names"


@by_link.errorhandler(GoneError)
def _gone(error: GoneError) -> ResponseReturnValue:
    page = render_template("upkeep/ended.html", county=get_county(), message=error.message)
    return page, 410


@by_link.route("/<token>", methods=["GET", "POST"])
@public(BY_LINK)
def answer(token: str) -> ResponseReturnValue:
    """Each value with three answers. Opening changes nothing: mail programs open links, too."""
    now, day = utcnow(), today()
    opened = open_link(token, today=day, now=now)
    form = AnswersForm()
    form.problems = {}
    if form.validate_on_submit():
        answers = form.read(request.form, opened.open, today=day)
        if not form.problems and not form.errors:
            try:
                with acting(opened.identity):
                    answer_link(opened, answers, today=day, now=now)
            except RuleError as error:
                form.problems[error.field or ""] = error.message
            else:
                return redirect(url_for("confirm.answer", token=token))
    return _page(token, opened, form)


def _page(token: str, opened: Opened, form: AnswersForm) -> ResponseReturnValue:
    page = render_template(
        "upkeep/answer.html",
        token=token,
        opened=opened,
        form=form,
        answers=Answer,
        entered=request.form,
        county=get_county(),
    )
    return page, (422 if form.errors or form.problems else 200)
