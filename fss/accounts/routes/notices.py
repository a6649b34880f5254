"""The mail a person gets: chosen by kind, and stopped by the link in a mail."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.accounts import queries
from fss.accounts.routes import bp
from fss.accounts.rules.notices import NOTICE_KINDS
from fss.accounts.services.notices import choose_mail, read_stop_token, stop_mail
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, public, requires
from fss.permissions.rules import Permission
from fss.web.forms import Form


@bp.route("/account/mail", methods=["GET", "POST"])
@requires(Permission.SELF)
def mail_choice() -> ResponseReturnValue:
    """Which kinds of mail I get."""
    user_id = current_identity().user_id
    if user_id is None:
        raise NotFoundError
    form = Form()
    if form.validate_on_submit():
        wanted = [kind for kind in NOTICE_KINDS if request.form.get(f"kind-{kind}")]
        choose_mail(user_id, wanted=wanted)
        flash("Saved.", "success")
        return redirect(url_for("accounts.mail_choice"))
    return render_template(
        "accounts/mail_choice.html",
        form=form,
        kinds=NOTICE_KINDS,
        without=queries.mail_opt_outs(user_id),
    ), (422 if form.errors else 200)


@bp.route("/mail/stop/<token>", methods=["GET", "POST"])
@public("the link in a daily mail by which its reader stops mail of one kind")
def stop(token: str) -> ResponseReturnValue:
    """Stop one kind of mail: asked once, because mail programs open links by themselves."""
    user_id, kind = read_stop_token(token)
    form = Form()
    if form.validate_on_submit():
        stop_mail(user_id, kind)
        return redirect(url_for("accounts.stop", token=token))
    return render_template(
        "accounts/stop_mail.html",
        form=form,
        token=token,
        label=NOTICE_KINDS[kind],
        stopped=kind in queries.mail_opt_outs(user_id),
    ), (422 if form.errors else 200)
