"""Flask-Security's forms in our words and without what we do not offer."""

from __future__ import annotations

from typing import Any

from flask_security.forms import (
    ChangePasswordForm as BaseChangePasswordForm,
)
from flask_security.forms import (
    ForgotPasswordForm as BaseForgotPasswordForm,
)
from flask_security.forms import (
    LoginForm as BaseLoginForm,
)
from flask_security.forms import (
    ResetPasswordForm as BaseResetPasswordForm,
)
from flask_security.forms import (
    TwoFactorRescueForm as BaseRescueForm,
)
from flask_security.forms import (
    TwoFactorSetupForm as BaseTwoStepForm,
)
from flask_security.forms import (
    TwoFactorVerifyCodeForm as BaseCodeForm,
)
from flask_security.forms import (
    VerifyForm as BaseVerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm as BaseRecoveryForm
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice

from fss.accounts.forms.people import PASSWORD_HINT
from fss.web.forms import is_local_path


class SignInForm(BaseLoginForm):
    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = "E-mail address"
        self.password.label.text = "Password"
        self.password.description = ""
        if self.next.data and not is_local_path(self.next.data):
            self.next.data = ""


class ForgotPasswordForm(BaseForgotPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email.label.text = "E-mail address"


class ResetPasswordForm(BaseResetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = "New password"
        self.password.description = PASSWORD_HINT
        self.password_confirm.label.text = "New password again"


class ChangePasswordForm(BaseChangePasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = "Present password"
        self.new_password.label.text = "New password"
        self.new_password.description = PASSWORD_HINT
        self.new_password_confirm.label.text = "New password again"


class VerifyForm(BaseVerifyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.password.label.text = "Password"


class CodeForm(BaseCodeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.label.text = "Code"
        self.code.description = "The six digits that your authenticator app shows now."


class RecoveryForm(BaseRecoveryForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.code.label.text = "Recovery code"
        self.code.description = "One of the codes you kept, like 12ab-34cd-56ef. Each works once."


class TwoStepForm(BaseTwoStepForm):
    setup = RadioField(
        "What to do",
        choices=[SelectChoice("disable", "Turn off"), SelectChoice("authenticator", "Set up")],
        validate_choice=False,
    )


class RescueForm(BaseRescueForm):
    # The view fills in the ways out; our page links to the recovery codes itself.
    help_setup = RadioField("Way out", choices=[])
