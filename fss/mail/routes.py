"""The outbox, for administrators."""

from __future__ import annotations

from flask import Blueprint, Flask, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from fss.mail import queries, services
from fss.mail.models import OutboxMail
from fss.mail.rules import MailState
from fss.permissions.guard import requires
from fss.permissions.rules import Permission
from fss.web.pagination import Page, page_number

FOR_ITS_READER_ONLY = frozenset({"share-link", "daily"})
"""Purposes of mails with a private link: to a proposal, to the values of a city."""

bp = Blueprint("mail", __name__, url_prefix="/outbox")


def init_app(app: Flask) -> None:
    """Register the pages."""
    app.register_blueprint(bp)


@bp.get("/")
@requires(Permission.SYSTEM_VIEW)
def index() -> ResponseReturnValue:
    """The mails, newest first; `state` narrows."""
    wanted = request.args.get("state", "")
    state = MailState(wanted) if wanted in list(MailState) else None
    number = page_number()
    found, total = queries.mails(state=state, page=number)
    return render_template(
        "mail/index.html",
        page=Page(found, number, total),
        state=state,
        states=MailState,
        counts=queries.counts(),
        has_server=bool(current_app.config["FSS"].smtp),
    )


@bp.get("/<uuid:mail_id>")
@requires(Permission.SYSTEM_VIEW, mail=queries.get_mail)
def show(mail: OutboxMail) -> ResponseReturnValue:
    """One mail. Its text shows only while it is kept here, as nobody else can deliver it.

    What lets its reader see what the system's administrator may not never shows.
    """
    readable = mail.state is MailState.KEPT and mail.purpose not in FOR_ITS_READER_ONLY
    return render_template("mail/show.html", mail=mail, readable=readable)


@bp.post("/<uuid:mail_id>/send")
@requires(Permission.SYSTEM_VIEW, mail=queries.get_mail)
def send(mail: OutboxMail) -> ResponseReturnValue:
    """Try a kept or failed mail again."""
    services.send_again(mail)
    flash("The mail is on its way.", "success")
    return redirect(url_for("mail.show", mail_id=mail.id))
