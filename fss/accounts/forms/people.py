"""Forms for people, their roles and their invitation."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import PasswordField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, Email, EqualTo, Length

from fss.accounts.models import Organization, User
from fss.accounts.rules.people import PASSWORD_LENGTH, PASSWORD_LENGTH_MOST
from fss.permissions.rules import ROLE_LABELS
from fss.web.forms import DayField, Form, VersionField

SHORT = Length(max=120, message="Use at most 120 characters.")
NAME = [DataRequired("Enter the name."), SHORT]
MAIL = [
    DataRequired("Enter an e-mail address."),
    Email(message="Enter an e-mail address, like name@example.org."),
]
NEW_PASSWORD = [
    DataRequired("Enter a password."),
    Length(min=PASSWORD_LENGTH, message=f"Use at least {PASSWORD_LENGTH} characters."),
    Length(max=PASSWORD_LENGTH_MOST, message=f"Use at most {PASSWORD_LENGTH_MOST} characters."),
]
PASSWORD_HINT = (
    f"At least {PASSWORD_LENGTH} characters. A sentence you remember is better than signs."
)


CHOOSE = SelectChoice("", "Choose")


class RoleFields:
    organization = SelectField("Organization", [DataRequired("Choose the organization.")])
    role = SelectField(
        "Role",
        [DataRequired("Choose the role.")],
        choices=[CHOOSE, *(SelectChoice(role.value, words) for role, words in ROLE_LABELS.items())],
    )
    held_from = DayField("From", [DataRequired("Enter the first day, like 12/01/2026.")])

    def offer(self, organizations: Sequence[Organization]) -> None:
        """Offer these organizations."""
        self.organization.choices = [
            CHOOSE,
            *(SelectChoice(str(one.id), f"{one.name} ({one.kind.label})") for one in organizations),
        ]


class InvitationForm(Form, RoleFields):
    name = StringField("Name", NAME)
    email = StringField("E-mail address", MAIL, description="The invitation goes here.")


class HoldingForm(Form, RoleFields):
    pass


class DeputyForm(Form):
    deputy = SelectField("Deputy", default="")

    def offer(self, colleagues: Sequence[User]) -> None:
        """Offer these people, or nobody."""
        self.deputy.choices = [
            SelectChoice("", "Nobody"),
            *(SelectChoice(str(user.id), user.name) for user in colleagues),
        ]


class PersonForm(Form):
    version = VersionField()
    name = StringField("Name", NAME)
    email = StringField("E-mail address", MAIL, description="The person signs in with it.")


class NameForm(Form):
    name = StringField("Name", NAME, render_kw={"autocomplete": "name"})


class AcceptInvitationForm(Form):
    password = PasswordField(
        "New password",
        NEW_PASSWORD,
        description=PASSWORD_HINT,
        render_kw={"autocomplete": "new-password"},
    )
    password_confirm = PasswordField(
        "New password again",
        [EqualTo("password", message="The two passwords are not the same. Enter them again.")],
        render_kw={"autocomplete": "new-password"},
    )
