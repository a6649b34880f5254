"""My account, and accepting an invitation."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_security.utils import login_user, logout_user

from fss.accounts import queries, services
from fss.accounts.forms import AcceptInvitationForm, NameForm
from fss.accounts.models import User
from fss.accounts.routes import bp
from fss.errors import NotFoundError
from fss.permissions.guard import current_identity, public, requires
from fss.permissions.rules import Permission
from fss.timezone import utcnow


def _myself() -> User:
    user_id = current_identity().user_id
    if user_id is None:
        raise NotFoundError
    return queries.get_user(user_id)


@bp.route("/account", methods=["GET", "POST"])
@requires(Permission.SELF)
def account() -> ResponseReturnValue:
    """My name, password, two-step sign-in and roles."""
    user = _myself()
    form = NameForm(name=user.name)
    if form.validate_on_submit():
        services.rename_user(user, name=form.name.data)
        flash("Your name is saved.", "success")
        return redirect(url_for("accounts.account"))
    return render_template(
        "accounts/account.html",
        user=user,
        form=form,
        holdings=queries.holdings_of(user.id),
        today=queries.today(),
    )


@bp.route("/invitation/<token>", methods=["GET", "POST"])
@public("the link of an invitation, by which a person sets the first password")
def accept(token: str) -> ResponseReturnValue:
    """Set the first password and be signed in."""
    now = utcnow()
    invitation = queries.find_invitation(token, now)
    if invitation is None:
        return render_template("accounts/invitation_ended.html"), 410
    form = AcceptInvitationForm()
    if form.validate_on_submit():
        user = services.accept_invitation(token, password=form.password.data, now=now)
        logout_user()
        session.clear()
        login_user(user, authn_via=["invitation"])
        flash(f"Welcome, {user.name}. Your password is saved and you are signed in.", "success")
        return redirect("/")
    status = 422 if request.method == "POST" else 200
    return render_template("accounts/accept.html", form=form, user=invitation.user), status
