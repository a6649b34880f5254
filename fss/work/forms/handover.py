"""The form that ends a role."""

from __future__ import annotations

from collections.abc import Sequence

from wtforms import BooleanField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired

from fss.accounts.models import User
from fss.web.forms import DayField, Form


class EndRoleForm(Form):
    held_to = DayField(
        "Ends on",
        [DataRequired("Enter a day, like 12/01/2026.")],
        description="From the start of this day the person no longer has the role.",
    )
    successor = SelectField(
        "Who takes over",
        default="",
        description="Gets the role from that day on, and the open work.",
    )
    vacate = BooleanField("Nobody takes over: open work goes on the list of vacancies")

    def offer(self, colleagues: Sequence[User]) -> None:
        """Offer people of the same organization."""
        self.successor.choices = [
            SelectChoice("", "Nobody new"),
            *(SelectChoice(str(user.id), user.name) for user in colleagues),
        ]
