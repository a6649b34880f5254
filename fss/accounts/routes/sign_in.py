"""Sign-in, passwords and two-step sign-in: Flask-Security's views, those we use and no others."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import Blueprint, Flask, after_this_request, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_security import (
    MailUtil,
    Security,
    SQLAlchemyUserDatastore,
    user_authenticated,
    views,
)
from flask_security.recovery_codes import mf_recovery, mf_recovery_codes
from flask_security.signals import (
    password_changed,
    password_reset,
    tf_disabled,
    tf_profile_changed,
)
from flask_security.totp import Totp

from fss.accounts import queries
from fss.accounts.forms import sign_in as forms
from fss.accounts.models import User
from fss.accounts.routes.sign_in_settings import settings
from fss.audit.services import record
from fss.config import Config
from fss.db import db
from fss.mail.services import queue_mail
from fss.permissions.guard import Access, declare_endpoint, requires, set_identity
from fss.permissions.rules import Permission
from fss.timezone import utcnow

PER_ADDRESS = "30 per minute; 300 per hour"
PER_ACCOUNT = "10 per 15 minutes"


def without_code() -> ResponseReturnValue:
    """Whoever has no code at hand uses a recovery code."""
    return redirect(url_for("security.mf_recovery"))


# rule, methods, endpoint, view, why it is public (blank: for whoever is signed in)
ROUTES: tuple[tuple[str, list[str], str, Any, str], ...] = (
    ("/sign-in", ["GET", "POST"], "login", views.login, "to sign in"),
    ("/sign-out", ["POST"], "logout", views.logout, "to sign out, also when the session ended"),
    ("/sign-in/confirm", ["GET", "POST"], "verify", views.verify, ""),
    (
        "/sign-in/code",
        ["GET", "POST"],
        "two_factor_token_validation",
        views.two_factor_token_validation,
        "second step of signing in",
    ),
    (
        "/sign-in/recovery-code",
        ["GET", "POST"],
        "mf_recovery",
        mf_recovery,
        "second step of signing in, without the telephone",
    ),
    (
        "/password/forgot",
        ["GET", "POST"],
        "forgot_password",
        views.forgot_password,
        "to ask for a link that sets a new password",
    ),
    (
        "/password/reset/<token>",
        ["GET", "POST"],
        "reset_password",
        views.reset_password,
        "the link that sets a new password",
    ),
    (
        "/sign-in/no-code",
        ["GET", "POST"],
        "two_factor_rescue",
        without_code,
        "second step of signing in, without the telephone",
    ),
    ("/account/password", ["GET", "POST"], "change_password", views.change_password, ""),
    ("/account/two-step", ["GET", "POST"], "two_factor_setup", views.two_factor_setup, ""),
    (
        "/account/two-step/<token>",
        ["POST"],
        "two_factor_setup_validate",
        views.two_factor_setup_validate,
        "",
    ),
    (
        "/account/recovery-codes",
        ["GET", "POST"],
        "mf_recovery_codes",
        mf_recovery_codes,
        "",
    ),
)
LIMITED = ("login", "verify", "forgot_password", "two_factor_token_validation", "mf_recovery")


class OutboxMail(MailUtil):
    """Mails of Flask-Security go to our outbox, in the transaction of the request."""

    def send_mail(
        self,
        template: str,
        subject: str,
        recipient: str | tuple[str, str],
        sender: str | tuple[str, str],  # noqa: ARG002
        body: str | None,
        html: str | None,  # noqa: ARG002
        **context: Any,  # noqa: ARG002
    ) -> None:
        """Queue the text; the page that asks for a reset answers 200, so commit it here."""
        to = recipient if isinstance(recipient, str) else recipient[1]
        purpose = template.rsplit("/", 1)[-1]
        queue_mail(to, str(subject), body or "", purpose=purpose, now=utcnow())
        after_this_request(_commit)


class OneTimeTotp(Totp):
    """A code works once: the counter of the last accepted one is kept (RFC 6238, 5.2)."""

    def get_last_counter(self, user: Any) -> int | None:
        """The counter of the last accepted code."""
        counter: int | None = user.tf_last_counter
        return counter

    def set_last_counter(self, user: Any, tmatch: Any) -> None:
        """Keep the counter of the code that was accepted just now."""
        user.tf_last_counter = tmatch.counter


def _commit(response: Any) -> Any:
    db.session.commit()
    return response


def _account_key() -> str:
    """What a limit per account counts by: the address typed in, or who is in the second step."""
    typed = request.form.get("email", "").strip().lower() or session.get("tf_user_id", "")
    return hashlib.sha256(str(typed).encode()).hexdigest()


def _blueprint(limiter: Limiter) -> Blueprint:
    bp = Blueprint("security", __name__)
    for rule, methods, endpoint, library_view, public_because in ROUTES:
        view = library_view if public_because else requires(Permission.SELF)(library_view)
        if endpoint in LIMITED:
            view = limiter.limit(PER_ACCOUNT, key_func=_account_key, methods=["POST"])(view)
            view = limiter.limit(PER_ADDRESS, methods=["POST"])(view)
        bp.add_url_rule(rule, endpoint, view, methods=methods)
    return bp


def init_app(app: Flask) -> None:
    """Set up Flask-Security with our views, forms, mail and limits."""
    config: Config = app.config["FSS"]
    app.config.update(settings(config))
    app.config["RATELIMIT_ENABLED"] = not config.testing
    limiter = Limiter(get_remote_address, app=app, storage_uri=config.rate_limits)
    app.extensions["fss-limiter"] = limiter  # its decorators hold it weakly
    security = Security(
        app,
        SQLAlchemyUserDatastore(db, User, None),  # type: ignore[arg-type]
        register_blueprint=False,
        login_form=forms.SignInForm,
        verify_form=forms.VerifyForm,
        forgot_password_form=forms.ForgotPasswordForm,
        reset_password_form=forms.ResetPasswordForm,
        change_password_form=forms.ChangePasswordForm,
        two_factor_setup_form=forms.TwoStepForm,
        two_factor_verify_code_form=forms.CodeForm,
        two_factor_rescue_form=forms.RescueForm,
        mf_recovery_form=forms.RecoveryForm,
        mail_util_cls=OutboxMail,
        totp_cls=OneTimeTotp,
    )
    security.want_json(lambda _request: False)
    security.mail_context_processor(lambda: {"base_url": config.base_url})
    app.register_blueprint(_blueprint(limiter))
    for _rule, _methods, endpoint, _view, public_because in ROUTES:
        permission = None if public_because else Permission.SELF
        declare_endpoint(app, f"security.{endpoint}", Access(permission, public_because))
    _listen(app)


def _listen(app: Flask) -> None:
    """Leave audit events; begin each signed-in session anew."""

    @user_authenticated.connect_via(app)
    def _signed_in(_app: Flask, user: Any, authn_via: list[str] | None, **_more: Any) -> None:
        session.permanent = True
        session.pop("csrf_token", None)  # a token known before signing in is worth nothing after
        set_identity(queries.identity_of(user.id))
        if authn_via != ["change"]:
            record("person:sign_in", subject=_person(user))

    for signal, verb in (
        (password_reset, "person:password:reset"),
        (password_changed, "person:password:change"),
        (tf_profile_changed, "person:two_steps:on"),
        (tf_disabled, "person:two_steps:off"),
    ):
        signal.connect_via(app)(_recorder(verb))


def _recorder(verb: str) -> Any:
    def recorder(_app: Flask, user: Any, **_more: Any) -> None:
        record(verb, subject=_person(user))

    # Signals hold their receivers weakly: keep it alive with the module.
    _KEPT.append(recorder)
    return recorder


_KEPT: list[Any] = []


def _person(user: Any) -> User:
    person: User = getattr(user, "_get_current_object", lambda: user)()
    return person
